import type { SectionProps } from "../CustomerPage";
import { PlayChart } from "./PlayChart";

export function Gaming({ id }: SectionProps) {
	return <PlayChart id={id} height={220} />;
}
