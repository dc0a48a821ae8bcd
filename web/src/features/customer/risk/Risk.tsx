import type { SectionProps } from "../CustomerPage";

export function Risk({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
