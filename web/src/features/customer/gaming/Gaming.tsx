import type { SectionProps } from "../CustomerPage";

export function Gaming({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
