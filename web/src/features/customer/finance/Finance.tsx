import type { SectionProps } from "../CustomerPage";

export function Finance({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
