import type { SectionProps } from "../CustomerPage";

export function Documents({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
