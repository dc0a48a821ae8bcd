import type { SectionProps } from "../CustomerPage";

export function Summary({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
