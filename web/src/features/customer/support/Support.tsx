import type { SectionProps } from "../CustomerPage";

export function Support({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
