import type { SectionProps } from "../CustomerPage";

export function Compliance({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
