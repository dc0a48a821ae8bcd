import { lazy, Suspense } from "react";
import { isFinal } from "./clock";
import { useSessionWatch } from "./useSessionWatch";
import { useSignOff } from "./useSignOff";

const Warning = lazy(async () => ({ default: (await import("./Warning")).Warning }));

/** Warns before the session ends. */
export function SessionWatch() {
	const { phase, endsAt, heardAt, renew } = useSessionWatch();
	const leave = useSignOff();
	if (phase !== "warning") return null;
	return (
		<Suspense>
			<Warning endsAt={endsAt} final={isFinal(endsAt, heardAt)} onStay={renew} onLeave={leave} />
		</Suspense>
	);
}
