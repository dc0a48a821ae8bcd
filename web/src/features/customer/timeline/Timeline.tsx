import type { SectionProps } from "../CustomerPage";

export function Timeline({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
