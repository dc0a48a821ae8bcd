import { useTranslation } from "react-i18next";
import css from "./Chart.module.css";
import { valueText } from "./ChartFormat";
import type { ChartSeries, ChartUnit } from "./ChartModel";
import { Unknown } from "./Money";

interface ChartTableProps {
	label: string;
	series: readonly ChartSeries[];
	count: number;
	textAt: (index: number) => string;
	unit: ChartUnit;
	height: number;
	onRows?: (index: number) => void;
	rowsLabel: string;
}

/** The numbers of a chart, exact, the latest first. As tall as the plot was; it scrolls within. */
export function ChartTable({ label, series, count, textAt, unit, height, onRows, rowsLabel }: ChartTableProps) {
	const { t } = useTranslation("chart");
	const indices = Array.from({ length: count }, (_, i) => count - 1 - i);
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
		<section className={css.scroll} style={{ height }} tabIndex={0} aria-label={label}>
			<table className={css.table}>
				<caption className="sr-only">{label}</caption>
				<thead>
					<tr>
						<th scope="col">{t("when")}</th>
						{series.map((s) => (
							<th key={s.key} scope="col">
								{s.label}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{indices.map((i) => (
						<tr key={i}>
							<th scope="row">
								{onRows ? (
									<button type="button" className={css.link} title={rowsLabel} onClick={() => onRows(i)}>
										{textAt(i)}
									</button>
								) : (
									textAt(i)
								)}
							</th>
							{series.map((s) => {
								const value = s.values[i] ?? null;
								return (
									<td key={s.key} data-label={s.label}>
										{value === null ? <Unknown /> : <bdi>{valueText(value, unit)}</bdi>}
									</td>
								);
							})}
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}
