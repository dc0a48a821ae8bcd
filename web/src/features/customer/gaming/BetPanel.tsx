import type { SectionProps } from "../CustomerPage";

export function BetPanel({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
