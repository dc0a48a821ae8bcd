import { type ComponentType, lazy, Suspense, useEffect, useState } from "react";
import { allWords, withWords } from "@/i18n";
import { useOpened } from "@/ui/address";
import { Guard } from "@/ui/Panel";
import type { SectionProps } from "./CustomerPage";

type Loaded = Promise<{ default: ComponentType<SectionProps> }>;

/* What can stand beside the page, by the kind that the address names ("open=bet:…"). */
const LOADERS: Record<string, () => Loaded> = {
	bet: async () => ({ default: (await import("./gaming/BetPanel")).BetPanel }),
	session: async () => ({ default: (await import("./gaming/SessionPanel")).SessionPanel }),
	transaction: async () => ({ default: (await import("./finance/TransactionPanel")).TransactionPanel }),
	ticket: async () => ({ default: (await import("./support/TicketPanel")).TicketPanel }),
	document: async () => ({ default: (await import("./documents/DocumentPanel")).DocumentPanel }),
};
const PANELS = Object.fromEntries(Object.entries(LOADERS).map(([kind, load]) => [kind, lazy(withWords(load))]));

/* After the first picture, before anybody can have read it: what is opened then is there at once, also when the portal is not. */
const FETCH_AFTER_MS = 2_000;

/** The thing that the address says is open. */
export function Opened({ id }: SectionProps) {
	const opened = useOpened();
	const [kind, setKind] = useState(opened?.kind);
	if (opened && opened.kind !== kind) setKind(opened.kind);
	useEffect(() => {
		const timer = setTimeout(() => {
			for (const load of [allWords, ...Object.values(LOADERS)]) load().catch(() => undefined);
		}, FETCH_AFTER_MS);
		return () => clearTimeout(timer);
	}, []);
	const Panel = kind !== undefined && Object.hasOwn(PANELS, kind) ? PANELS[kind] : undefined;
	if (!Panel) return null;
	return (
		<Guard name={`open-${kind}`} tryAgainOn={opened?.id}>
			<Suspense>
				<Panel id={id} />
			</Suspense>
		</Guard>
	);
}
