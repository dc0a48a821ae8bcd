import type { SectionProps } from "../CustomerPage";

export function Activity({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
