/* The plot itself, by uPlot: in a chunk of its own, fetched when the first chart is drawn. Everything in words is around it, in Chart. */
import { useEffect, useMemo, useRef } from "react";
import uPlot from "uplot";
import css from "./Chart.module.css";
import { axisText, tickTexts } from "./ChartFormat";
import { type ChartSeries, type ChartStep, type ChartUnit, closest, plotted, ticks, valueRange } from "./ChartModel";
import { plotIn, themeColors, widestText } from "./plot";

export interface ChartCanvasProps {
	times: readonly number[];
	series: readonly ChartSeries[];
	hidden: ReadonlySet<string>;
	step: ChartStep;
	unit: ChartUnit;
	stacked: boolean;
	/** The value axis fits the values, instead of beginning at zero. */
	fit: boolean;
	height: number;
	zone?: string;
	/** Where the cursor stands; null: nowhere. */
	index: number | null;
	onIndex: (index: number | null) => void;
	/** A click on the plot. Not a tap, which only moves the cursor. */
	onPick?: (index: number) => void;
	/** A range was drawn with the pointer: the first and the last point in it. */
	onRange?: (first: number, last: number) => void;
}

/* Dates have their year below them. */
const AXIS_HEIGHT = 40;
const AXIS_HEIGHT_MOMENTS = 26;
const TICK_ROOM = 64;
const VALUE_ROOM = 34;
const COLUMN_SHARE = 0.72;
const COLUMN_MAX = 48;
/* Shorter draws than this are a click with an unsteady hand. */
const DRAG_MIN = 8;
const DAY_S = 86_400;

interface Colors {
	series: Record<1 | 2 | 3 | 4, string>;
	grid: string;
	line: string;
	text: string;
}

function colorsNow(): Colors {
	const series = themeColors({ 1: "--chart-1", 2: "--chart-2", 3: "--chart-3", 4: "--chart-4" });
	const others = themeColors({ grid: "--chart-grid", line: "--line-strong", text: "--dim" });
	return { series, ...others };
}

type Live = ChartCanvasProps & { colors: Colors; data: ReturnType<typeof plotted> };

/* Bars beside each other, or on what @bases says they stand on. uPlot's own know neither. */
function columns(live: { current: Live }, group: number, groups: number): uPlot.Series.PathBuilder {
	return (u, seriesIndex, first, last) => {
		const path = new Path2D();
		uPlot.orient(u, seriesIndex, (_s, xs, ys, scaleX, scaleY, toX, toY, left, top, width, height, _m, _l, rect) => {
			const unit = toX(xs[0] ?? 0, scaleX, width, left);
			const step = toX((xs[0] ?? 0) + closest(xs, DAY_S), scaleX, width, left) - unit;
			const all = Math.min(step * COLUMN_SHARE, COLUMN_MAX * groups * uPlot.pxRatio);
			const each = Math.max(1, all / groups);
			const bases = live.current.data.bases[seriesIndex - 1];
			for (let i = first; i <= last; i++) {
				const value = ys[i];
				if (value === null || value === undefined) continue;
				const foot = toY(bases?.[i] ?? 0, scaleY, height, top);
				const head = toY(value, scaleY, height, top);
				if (head === foot) continue;
				const x = toX(xs[i] ?? 0, scaleX, width, left) - all / 2 + group * each;
				/* What there is, is seen: never thinner than a line. */
				const tall = Math.max(uPlot.pxRatio, Math.abs(foot - head));
				rect(path, x, head < foot ? foot - tall : foot, Math.max(1, each - (each > 6 ? uPlot.pxRatio : 0)), tall);
			}
		});
		return { stroke: null, fill: path, clip: null, flags: 0 };
	};
}

function seriesOptions(live: { current: Live }): uPlot.Series[] {
	const { series, stacked, hidden } = live.current;
	const bars = series.filter((s) => s.shape === "bar");
	return series.map((s, i): uPlot.Series => {
		const color = () => live.current.colors.series[live.current.series[i]?.color ?? 1];
		if (s.shape === "bar") {
			const group = stacked ? 0 : bars.indexOf(s);
			const paths = columns(live, group, stacked ? 1 : bars.length);
			return { paths, fill: color, points: { show: false }, scale: "y", show: !hidden.has(s.key) };
		}
		const faint = () => `color-mix(in srgb, ${color()} 14%, transparent)`;
		return {
			stroke: color,
			fill: s.shape === "area" ? faint : undefined,
			width: 1.75,
			points: { size: 4, fill: color },
			scale: "y",
			show: !hidden.has(s.key),
		};
	});
}

function options(live: { current: Live }, width: number, font: string): uPlot.Options {
	const { height, series, step, zone } = live.current;
	const inBars = series.some((s) => s.shape === "bar");
	const color = (name: "grid" | "text" | "line") => () => live.current.colors[name];
	return {
		width,
		height,
		padding: [8, 12, 0, 0],
		legend: { show: false },
		series: [{}, ...seriesOptions(live)],
		tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), step === "moment" && zone ? zone : "Etc/UTC"),
		cursor: {
			y: false,
			drag: { x: live.current.onRange !== undefined, y: false, setScale: false, dist: DRAG_MIN },
			points: { size: 7, width: 2 },
		},
		scales: {
			x: {
				time: true,
				range: (u, min, max) => {
					const xs = u.data[0] as number[];
					const half = closest(xs, DAY_S) / 2;
					return inBars || min === max ? [min - half, max + half] : [min, max];
				},
			},
			y: { range: (_u, min, max) => valueRange(min, max, live.current.fit) },
		},
		axes: [
			{
				stroke: color("text"),
				font,
				size: step === "moment" ? AXIS_HEIGHT_MOMENTS : AXIS_HEIGHT,
				space: TICK_ROOM,
				grid: { show: false },
				ticks: { stroke: color("grid"), width: 1, size: 4 },
				...(step === "moment"
					? {}
					: {
							splits: (u: uPlot) => tickSeconds(live.current.times, Math.floor(u.bbox.width / uPlot.pxRatio / TICK_ROOM)),
						}),
				values: (_u, splits) =>
					tickTexts(
						splits.map((s) => s * 1000),
						step,
						zone,
					),
			},
			{
				stroke: color("text"),
				font,
				space: VALUE_ROOM,
				gap: 6,
				grid: { stroke: color("grid"), width: 1 },
				ticks: { show: false },
				values: (_u, splits) => splits.map((s) => axisText(s, live.current.unit)),
				size: (u, values, axis) => {
					const axisFont = u.axes[axis]?.font as string | string[] | undefined;
					const widest = widestText(u, values, (Array.isArray(axisFont) ? axisFont[0] : axisFont) ?? font);
					return Math.ceil(widest / uPlot.pxRatio) + 14;
				},
			},
		],
		hooks: { draw: [(u) => drawZero(u, live.current.colors.line)] },
	};
}

/* uPlot asks several times for each drawing. */
let lastTicks: { times: readonly number[]; room: number; seconds: number[] } = { times: [], room: 0, seconds: [] };

function tickSeconds(times: readonly number[], room: number): number[] {
	if (lastTicks.times !== times || lastTicks.room !== room)
		lastTicks = { times, room, seconds: ticks(times, room).map((t) => t / 1000) };
	return lastTicks.seconds;
}

/* Where there is something below zero, zero is a line of its own. */
function drawZero(u: uPlot, color: string): void {
	if ((u.scales.y?.min ?? 0) >= 0) return;
	const y = Math.round(u.valToPos(0, "y", true)) + 0.5;
	u.ctx.save();
	u.ctx.strokeStyle = color;
	u.ctx.lineWidth = uPlot.pxRatio;
	u.ctx.beginPath();
	u.ctx.moveTo(u.bbox.left, y);
	u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
	u.ctx.stroke();
	u.ctx.restore();
}

/* What the pointer does: move, pick, draw a range; a finger moves the cursor and leaves it there. */
function listen(u: uPlot, live: { current: Live }): () => void {
	const stop = new AbortController();
	let touched = false;
	u.over.addEventListener(
		"pointerdown",
		(e) => {
			touched = e.pointerType !== "mouse";
		},
		{ signal: stop.signal },
	);
	u.over.addEventListener(
		"pointermove",
		(e) => {
			if (e.pointerType === "mouse") return;
			const box = u.over.getBoundingClientRect();
			u.setCursor({ left: e.clientX - box.left, top: e.clientY - box.top });
		},
		{ signal: stop.signal },
	);
	u.over.addEventListener(
		"click",
		() => {
			const index = u.cursor.idx;
			if (!touched && index !== null && index !== undefined) live.current.onPick?.(index);
		},
		{ signal: stop.signal },
	);
	return () => stop.abort();
}

function selected(u: uPlot, live: Live): void {
	const { left, width } = u.select;
	if (width < DRAG_MIN) return;
	const seconds = [u.posToVal(left, "x"), u.posToVal(left + width, "x")].map((s) => s * 1000);
	const inside = live.times.flatMap((t, i) => (t >= (seconds[0] ?? 0) && t <= (seconds[1] ?? 0) ? [i] : []));
	const [first, last] = [inside[0] ?? u.posToIdx(left), inside.at(-1) ?? u.posToIdx(left + width)];
	u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
	live.onRange?.(Math.min(first, last), Math.max(first, last));
}

/* Bars first: lines are drawn over them. */
function inDrawingOrder(series: readonly ChartSeries[]): ChartSeries[] {
	return [...series.filter((s) => s.shape === "bar"), ...series.filter((s) => s.shape !== "bar")];
}

/** Draws the plot into its place, as wide as that is. */
export function ChartCanvas({ series: given, ...rest }: ChartCanvasProps) {
	const series = useMemo(() => inDrawingOrder(given), [given]);
	const { times, hidden, stacked, index, height } = rest;
	const data = useMemo(() => plotted(times, series, hidden, stacked), [times, series, hidden, stacked]);
	const props = { ...rest, series, data };
	const place = useRef<HTMLDivElement>(null);
	const plot = useRef<uPlot | null>(null);
	const live = useRef<Live>({
		...props,
		colors: { series: { 1: "", 2: "", 3: "", 4: "" }, grid: "", line: "", text: "" },
	});
	Object.assign(live.current, props);

	/* Whatever of the plot can't be changed in place. */
	const shape = JSON.stringify([series.map((s) => [s.key, s.shape]), stacked, props.step, props.zone, !props.onRange]);
	const drawn = useRef<Live["data"] | null>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: shape stands for what the options depend on; the rest is read when drawn
	useEffect(() => {
		const element = place.current;
		if (!element) return;
		return plotIn(element, {
			recolor: () => {
				live.current.colors = colorsNow();
			},
			height: () => live.current.height,
			make: (width, font) => {
				const now = live.current.data;
				const u = new uPlot(options(live, width, font), [now.times, ...now.values], element);
				plot.current = u;
				drawn.current = now;
				let cursorAt: number | null = null;
				const cursorMoved = () => {
					const at = (u.cursor.left ?? -1) < 0 ? null : (u.cursor.idx ?? null);
					if (at === cursorAt) return;
					cursorAt = at;
					live.current.onIndex(at);
				};
				u.hooks.setCursor = [...(u.hooks.setCursor ?? []), cursorMoved];
				u.hooks.setSelect = [...(u.hooks.setSelect ?? []), () => selected(u, live.current)];
				const unlisten = listen(u, live);
				return {
					plot: u,
					end: () => {
						unlisten();
						plot.current = null;
					},
				};
			},
		});
	}, [shape]);

	// biome-ignore lint/correctness/useExhaustiveDependencies: another unit is other texts beside the axis
	useEffect(() => {
		const u = plot.current;
		if (!u) return;
		/* The first data came with the plot. */
		const other = drawn.current !== data;
		drawn.current = data;
		u.batch(() => {
			series.forEach((s, i) => {
				if (u.series[i + 1]?.show === hidden.has(s.key)) u.setSeries(i + 1, { show: !hidden.has(s.key) }, false);
			});
			if (other) u.setData([data.times, ...data.values]);
		});
	}, [data, series, hidden, props.unit]);

	useEffect(() => {
		if (plot.current && plot.current.height !== height) plot.current.setSize({ width: plot.current.width, height });
	}, [height]);

	/* The cursor goes where the keys have put it; the pointer has put it there itself. */
	useEffect(() => {
		const u = plot.current;
		if (!u) return;
		const at = (u.cursor.left ?? -1) < 0 ? null : (u.cursor.idx ?? null);
		if (at === index) return;
		const time = index === null ? undefined : times[index];
		u.setCursor(time === undefined ? { left: -10, top: -10 } : { left: u.valToPos(time / 1000, "x"), top: 0 });
	}, [index, times]);

	return <div ref={place} className={css.canvas} style={{ height }} />;
}
