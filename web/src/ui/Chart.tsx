/* Series over time: the picture, and everything about it in words. The numbers under the cursor stand in the legend, which never covers the
 * plot. Time runs from left to right in every language, as it does in print: the plot keeps its direction on a page from right to left. */
import { Table2 } from "lucide-react";
import { type KeyboardEvent, useCallback, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./Chart.module.css";
import type { ChartCanvasProps } from "./ChartCanvas";
import { pointText, valueText } from "./ChartFormat";
import { type ChartSeries, type ChartStep, type ChartUnit, chartTime, cursorAfter, extremes } from "./ChartModel";
import { ChartTable } from "./ChartTable";
import { later } from "./later";
import { Unknown } from "./Money";
import { Loading } from "./States";

export type { ChartSeries, ChartStep, ChartUnit } from "./ChartModel";

const ChartCanvas = later(async () => (await import("./ChartCanvas")).ChartCanvas, <Loading height="100%" />);
/* Who has this file is about to draw one. */
ChartCanvas.ahead();

interface ChartPreset {
	key: string;
	label: string;
}

interface ChartProps {
	/** What is shown: "Stake, win and net by day". */
	label: string;
	/** The points, in order of time: dates ("2025-10-06") or, with step "moment", moments. Every series has one value for each. */
	at: readonly string[];
	series: readonly ChartSeries[];
	step: ChartStep;
	unit: ChartUnit;
	/** Bars on top of each other instead of beside each other. */
	stacked?: boolean;
	/** The value axis fits the values instead of beginning at zero: for levels of which only the change counts. */
	fit?: boolean;
	/** Of the plot, without the legend. */
	height?: number;
	/** Whose time moments are written in. */
	zone?: string;
	/** What the legend's values mean while no point is chosen: "Whole range". */
	restLabel?: string;
	/** A range was drawn: the first and the last point in it. */
	onRange?: (first: number, last: number) => void;
	presets?: readonly ChartPreset[];
	preset?: string;
	onPreset?: (key: string) => void;
	/** Shows the rows behind a point; @rowsLabel says what they are: "Bets of this day". */
	onRows?: (index: number) => void;
	rowsLabel?: string;
	/** Shown as a table first. */
	table?: boolean;
}

export function Chart(props: ChartProps) {
	const {
		label,
		at,
		series,
		step,
		unit,
		stacked = false,
		fit = false,
		height = 220,
		zone,
		restLabel,
		onRange,
		onRows,
		rowsLabel,
	} = props;
	const { t } = useTranslation("chart");
	const [hidden, setHidden] = useState<ReadonlySet<string>>(() => new Set());
	const [index, setIndex] = useState<number | null>(null);
	const [asTable, setAsTable] = useState(props.table ?? false);
	const times = useMemo(() => at.map(chartTime), [at]);
	/* Other data may have fewer points than the cursor has come. */
	const cursor = index !== null && index < at.length ? index : null;
	const toggle = (key: string) => setHidden((old) => new Set(old.has(key) ? [...old].filter((k) => k !== key) : [...old, key]));
	const textAt = useCallback((i: number) => pointText(times[i] ?? 0, step, zone), [times, step, zone]);
	return (
		<figure className={css.chart} data-chart>
			<div className={css.tools}>
				<Legend
					series={series}
					unit={unit}
					hidden={hidden}
					onToggle={toggle}
					index={cursor}
					title={cursor === null ? (restLabel ?? "") : textAt(cursor)}
				/>
				<div className={css.buttons}>
					{onRows && cursor !== null && (
						<button type="button" className={css.button} onClick={() => onRows(cursor)} data-chart-rows>
							{rowsLabel ?? t("rows")}
						</button>
					)}
					{props.presets && <Presets presets={props.presets} preset={props.preset} onPreset={props.onPreset} />}
					<button
						type="button"
						className={css.button}
						aria-pressed={asTable}
						onClick={() => setAsTable(!asTable)}
						data-chart-table
					>
						<Table2 size={13} aria-hidden />
						{t("asTable")}
					</button>
				</div>
			</div>
			{asTable ? (
				<ChartTable
					label={label}
					series={series.filter((s) => !hidden.has(s.key))}
					count={at.length}
					textAt={textAt}
					unit={unit}
					height={height}
					onRows={onRows}
					rowsLabel={rowsLabel ?? t("rows")}
				/>
			) : (
				<Plot
					label={label}
					times={times}
					series={series}
					hidden={hidden}
					step={step}
					unit={unit}
					stacked={stacked}
					fit={fit}
					height={height}
					zone={zone}
					index={cursor}
					onIndex={setIndex}
					onPick={onRows}
					onRange={onRange}
					textAt={textAt}
				/>
			)}
		</figure>
	);
}

function Presets({ presets, preset, onPreset }: Pick<ChartProps, "preset" | "onPreset"> & { presets: readonly ChartPreset[] }) {
	const { t } = useTranslation("chart");
	return (
		<fieldset className={css.presets}>
			<legend className="sr-only">{t("range")}</legend>
			{presets.map((p) => (
				<button
					key={p.key}
					type="button"
					className={css.button}
					aria-pressed={preset === p.key}
					onClick={() => onPreset?.(p.key)}
					data-preset={p.key}
				>
					{p.label}
				</button>
			))}
		</fieldset>
	);
}

interface LegendProps {
	series: readonly ChartSeries[];
	unit: ChartUnit;
	hidden: ReadonlySet<string>;
	onToggle: (key: string) => void;
	index: number | null;
	title: string;
}

/* The legend is the readout: each series with its value at the cursor. */
function Legend({ series, unit, hidden, onToggle, index, title }: LegendProps) {
	return (
		<div className={css.legend} data-chart-readout>
			<span className={css.when}>{title}</span>
			{series.map((s) => {
				const value = index === null ? s.rest : s.values[index];
				return (
					<button
						key={s.key}
						type="button"
						className={css.key}
						aria-pressed={!hidden.has(s.key)}
						onClick={() => onToggle(s.key)}
						data-series={s.key}
					>
						<span className={css.swatch} data-shape={s.shape} data-color={s.color} aria-hidden />
						<span>{s.label}</span>
						{value !== undefined && (
							<strong className="num">{value === null ? <Unknown /> : <bdi>{valueText(value, unit)}</bdi>}</strong>
						)}
					</button>
				);
			})}
		</div>
	);
}

interface PlotProps extends ChartCanvasProps {
	label: string;
	textAt: (index: number) => string;
}

/* The picture has its summary as a name; the cursor is a slider over it, whose value is what the point says. */
function Plot({ label, textAt, ...canvas }: PlotProps) {
	const { t } = useTranslation("chart");
	const hint = useId();
	const { times, series, hidden, unit, index, height } = canvas;
	const anchor = useAnchor();
	const values = (i: number) =>
		series
			.filter((s) => !hidden.has(s.key))
			.map((s) => t("pointValue", { label: s.label, value: textOf(s.values[i] ?? null, unit) ?? t("gap") }));
	const valueNow = index === null ? t("noPoint") : t("point", { at: textAt(index), values: values(index).join(t("comma")) });
	const onKeyDown = (e: KeyboardEvent) => {
		if (e.ctrlKey || e.metaKey || e.altKey) return;
		if (e.key === "Enter" && index !== null) {
			e.preventDefault();
			const from = anchor.take();
			if (from !== null && from !== index) canvas.onRange?.(Math.min(from, index), Math.max(from, index));
			else canvas.onPick?.(index);
			return;
		}
		const to = cursorAfter(e.key, index, times.length);
		if (to === undefined) return;
		e.preventDefault();
		anchor.move(e.shiftKey, index ?? to);
		canvas.onIndex(to);
	};
	return (
		<div className={css.plot} dir="ltr" style={{ height }}>
			<div role="img" aria-label={summary()}>
				<ChartCanvas {...canvas} />
			</div>
			<div
				className={css.cursor}
				role="slider"
				tabIndex={0}
				aria-label={t("cursor", { label })}
				aria-describedby={hint}
				aria-valuemin={0}
				aria-valuemax={Math.max(0, times.length - 1)}
				aria-valuenow={index ?? 0}
				aria-valuetext={valueNow}
				onKeyDown={onKeyDown}
				onBlur={() => canvas.onIndex(null)}
				data-chart-cursor
			/>
			<p id={hint} className="sr-only">
				{[t("keys"), canvas.onPick && t("keysRows"), canvas.onRange && t("keysRange")].filter(Boolean).join(" ")}
			</p>
		</div>
	);

	function summary(): string {
		if (times.length === 0) return t("summaryEmpty", { label });
		const range = { from: textAt(0), to: textAt(times.length - 1) };
		const each = series.map((s) => {
			const { min, max, last } = extremes(s.values);
			if (!min || !max || !last) return t("summaryUnknown", { label: s.label });
			return t("summarySeries", {
				label: s.label,
				min: valueText(min.value, unit),
				minAt: textAt(min.index),
				max: valueText(max.value, unit),
				maxAt: textAt(max.index),
				last: valueText(last.value, unit),
			});
		});
		return [t("summary", { label, ...range }), ...each].join(" ");
	}
}

function textOf(value: ChartSeries["values"][number], unit: ChartUnit): string | null {
	return value === null ? null : valueText(value, unit);
}

/* Where a range that is drawn with Shift and the arrows began. */
function useAnchor() {
	const [anchor, setAnchor] = useState<number | null>(null);
	return {
		move: (shift: boolean, from: number) => setAnchor((old) => (shift ? (old ?? from) : null)),
		take: () => {
			setAnchor(null);
			return anchor;
		},
	};
}
