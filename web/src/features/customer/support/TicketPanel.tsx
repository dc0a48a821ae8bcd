import type { SectionProps } from "../CustomerPage";

export function TicketPanel({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
