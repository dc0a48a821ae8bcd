import type { SectionProps } from "./CustomerPage";
import { DocumentPanel } from "./documents/DocumentPanel";
import { TransactionPanel } from "./finance/TransactionPanel";
import { BetPanel } from "./gaming/BetPanel";
import { SessionPanel } from "./gaming/SessionPanel";
import { TicketPanel } from "./support/TicketPanel";

/** Whatever the address says is open beside the page ("open=bet:…"): each panel answers to its own kind. */
export function Opened({ id }: SectionProps) {
	return (
		<>
			<BetPanel id={id} />
			<SessionPanel id={id} />
			<TransactionPanel id={id} />
			<TicketPanel id={id} />
			<DocumentPanel id={id} />
		</>
	);
}
