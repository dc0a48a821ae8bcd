import { type ComponentType, useEffect, useState } from "react";
import { withWords } from "@/i18n";
import { useOpened } from "@/ui/address";
import { type Later, later } from "@/ui/later";
import { Guard } from "@/ui/Panel";
import type { SectionProps } from "./CustomerPage";

function panel(load: () => Promise<ComponentType<SectionProps>>): Later<SectionProps> {
	return later(withWords(load));
}

/* What can stand beside the page, by the kind that the address names ("open=bet:…"). */
const PANELS: Record<string, Later<SectionProps>> = {
	bet: panel(async () => (await import("./gaming/BetPanel")).BetPanel),
	session: panel(async () => (await import("./gaming/SessionPanel")).SessionPanel),
	replay: panel(async () => (await import("./gaming/replay/ReplayPanel")).ReplayPanel),
	transaction: panel(async () => (await import("./finance/TransactionPanel")).TransactionPanel),
	ticket: panel(async () => (await import("./support/TicketPanel")).TicketPanel),
	document: panel(async () => (await import("./documents/DocumentPanel")).DocumentPanel),
};

/* After the first picture, before anybody can have read it: what is opened then is there at once, also when the portal is not. */
const FETCH_AFTER_MS = 2_000;

/** The thing that the address says is open. */
export function Opened({ id }: SectionProps) {
	const opened = useOpened();
	const [kind, setKind] = useState(opened?.kind);
	if (opened && opened.kind !== kind) setKind(opened.kind);
	useEffect(() => {
		const timer = setTimeout(() => {
			for (const beside of Object.values(PANELS)) beside.ahead();
		}, FETCH_AFTER_MS);
		return () => clearTimeout(timer);
	}, []);
	const Panel = kind !== undefined && Object.hasOwn(PANELS, kind) ? PANELS[kind] : undefined;
	if (!Panel) return null;
	return (
		<Guard name={`open-${kind}`} tryAgainOn={opened?.id}>
			<Panel id={id} />
		</Guard>
	);
}
