import type { SectionProps } from "../CustomerPage";

export function DocumentPanel({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
