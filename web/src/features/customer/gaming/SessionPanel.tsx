import type { SectionProps } from "../CustomerPage";

export function SessionPanel({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
