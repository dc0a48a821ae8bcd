import { type ComponentType, lazy, Suspense, useState } from "react";
import { withWords } from "@/i18n";
import { useOpened } from "@/ui/address";
import type { SectionProps } from "./CustomerPage";

/* What can stand beside the page, by the kind that the address names ("open=bet:…"). Each is fetched when the first of its kind is opened. */
const PANELS: Record<string, ComponentType<SectionProps>> = {
	bet: lazy(withWords(async () => ({ default: (await import("./gaming/BetPanel")).BetPanel }))),
	session: lazy(withWords(async () => ({ default: (await import("./gaming/SessionPanel")).SessionPanel }))),
	transaction: lazy(withWords(async () => ({ default: (await import("./finance/TransactionPanel")).TransactionPanel }))),
	ticket: lazy(withWords(async () => ({ default: (await import("./support/TicketPanel")).TicketPanel }))),
	document: lazy(withWords(async () => ({ default: (await import("./documents/DocumentPanel")).DocumentPanel }))),
};

/** The thing that the address says is open. The panel stays after it was closed, so that it can leave the screen at its own pace. */
export function Opened({ id }: SectionProps) {
	const opened = useOpened();
	const [kind, setKind] = useState(opened?.kind);
	if (opened && opened.kind !== kind) setKind(opened.kind);
	const Panel = kind !== undefined && Object.hasOwn(PANELS, kind) ? PANELS[kind] : undefined;
	if (!Panel) return null;
	return (
		<Suspense>
			<Panel id={id} />
		</Suspense>
	);
}
