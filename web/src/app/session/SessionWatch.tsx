import { later } from "@/ui/later";
import { isFinal } from "./clock";
import { useSessionWatch } from "./useSessionWatch";
import { useSignOff } from "./useSignOff";

const Warning = later(async () => (await import("./Warning")).Warning);

/** Warns before the session ends. */
export function SessionWatch() {
	const { phase, endsAt, heardAt, renew } = useSessionWatch();
	const leave = useSignOff();
	if (phase !== "warning") return null;
	return <Warning endsAt={endsAt} final={isFinal(endsAt, heardAt)} onStay={renew} onLeave={leave} />;
}
