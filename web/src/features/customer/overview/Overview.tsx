import type { SectionProps } from "../CustomerPage";

export function Overview({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
