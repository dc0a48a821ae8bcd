import type { SectionProps } from "../CustomerPage";

export function Header({ id }: SectionProps) {
	return <div data-section-of={id} />;
}
