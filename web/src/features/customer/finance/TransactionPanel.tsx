import type { SectionProps } from "../CustomerPage";

export function TransactionPanel({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
