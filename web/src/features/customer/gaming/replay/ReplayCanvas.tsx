/* The picture of a session by uPlot: the balance, below it each round's stake, and marks where something fell among them. It is drawn once; what
 * moves with the clock is a shade over what is still to come. Everything in words is around it, in ReplayChart. */
import { memo, useEffect, useRef } from "react";
import uPlot from "uplot";
import { axisText, tickTexts } from "@/ui/ChartFormat";
import { plotIn, themeColors, widestText } from "@/ui/plot";
import { type Picture, stakeRange, ticksAbove, valueRangeAbove } from "./picture";
import css from "./Replay.module.css";

interface CanvasProps {
	picture: Picture;
	zone?: string;
	height: number;
	/** Where the clock stands. */
	head: number;
	/** The pointer goes to a moment. */
	onMoment: (at: number) => void;
}

const AXIS_HEIGHT = 26;
const TICK_ROOM = 72;
const VALUE_ROOM = 34;
const MARK_PX = 5;
const BAR_MAX_PX = 8;
const GAP_MORE_PX = 1;
const BAR_SHARE = 0.6;

const COLORS = {
	balance: "--chart-1",
	won: "--chart-2",
	lost: "--chart-3",
	marker: "--chart-4",
	grid: "--chart-grid",
	text: "--dim",
	surface: "--surface",
} as const;

type Colors = Record<keyof typeof COLORS, string>;

interface Live {
	picture: Picture;
	colors: Colors;
	onMoment: (at: number) => void;
	head: number;
	shade: HTMLElement | null;
}

function dataOf({ times, balance, won, lost }: Picture): uPlot.AlignedData {
	return [times.map((t) => t / 1000), [...balance], [...won], [...lost]];
}

/* A triangle for a deposit, hollow when no money came; a diamond for anything else; each on a line through the plot. */
function drawMarks(u: uPlot, { picture, colors }: Live): void {
	const { ctx } = u;
	const { left, top, width, height } = u.bbox;
	const size = MARK_PX * uPlot.pxRatio;
	ctx.save();
	ctx.lineWidth = uPlot.pxRatio;
	for (const mark of picture.marks) {
		const x = Math.round(u.valToPos(mark.at / 1000, "x", true)) + 0.5;
		if (x < left - 1 || x > left + width + 1) continue;
		const color = mark.kind === "marker" ? colors.marker : colors.balance;
		ctx.strokeStyle = color;
		ctx.fillStyle = mark.kind === "declined" ? colors.surface : color;
		ctx.setLineDash([3 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
		ctx.beginPath();
		ctx.moveTo(x, top);
		ctx.lineTo(x, top + height);
		ctx.stroke();
		ctx.setLineDash([]);
		const y = top + size;
		ctx.beginPath();
		ctx.moveTo(x, y - size);
		ctx.lineTo(x + size, mark.kind === "marker" ? y : y + size);
		if (mark.kind === "marker") ctx.lineTo(x, y + size);
		ctx.lineTo(x - size, mark.kind === "marker" ? y : y + size);
		ctx.closePath();
		ctx.fill();
		ctx.stroke();
	}
	ctx.restore();
}

/* What is still to come lies in the shade, whose edge is where the clock stands. */
function placeShade(u: uPlot, { shade, head }: Live): void {
	if (!shade) return;
	const width = u.bbox.width / uPlot.pxRatio;
	const x = Math.min(width, Math.max(0, u.valToPos(head / 1000, "x")));
	shade.style.transform = `translateX(${x}px)`;
	shade.style.width = `${Math.max(0, width - x)}px`;
}

function options(live: Live, width: number, height: number, font: string, zone: string | undefined): uPlot.Options {
	const color = (name: keyof Colors) => () => live.colors[name];
	const bars = (name: "won" | "lost"): uPlot.Series => ({
		scale: "stake",
		paths: uPlot.paths.bars?.({ size: [BAR_SHARE, BAR_MAX_PX, 1] }),
		fill: color(name),
		stroke: color(name),
		width: 0,
		points: { show: false },
	});
	const ticked = (_u: uPlot, splits: number[]) => ticksAbove(splits, live.picture.lowest);
	return {
		width,
		height,
		padding: [8, 12, 0, 0],
		legend: { show: false },
		cursor: { show: false },
		tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone),
		series: [
			{},
			{
				scale: "y",
				stroke: color("balance"),
				width: 1.75,
				paths: uPlot.paths.stepped?.({ align: 1 }),
				/* Nor is the rise to the first value after a gap drawn. */
				gaps: (_u, _series, _first, _last, gaps) => gaps.map(([from, to]) => [from, to + GAP_MORE_PX * uPlot.pxRatio]),
				points: { show: false },
			},
			bars("won"),
			bars("lost"),
		],
		scales: {
			x: { time: true, range: () => [live.picture.from / 1000, live.picture.to / 1000] },
			y: { range: (_u, min, max) => valueRangeAbove(min, max) },
			stake: { range: (_u, _min, max) => stakeRange(max) },
		},
		axes: [
			{
				stroke: color("text"),
				font,
				size: AXIS_HEIGHT,
				space: TICK_ROOM,
				grid: { show: false },
				ticks: { stroke: color("grid"), width: 1, size: 4 },
				values: (_u, splits) =>
					tickTexts(
						splits.map((s) => s * 1000),
						"moment",
						zone,
					),
			},
			{
				scale: "y",
				show: live.picture.lowest !== null,
				stroke: color("text"),
				font,
				space: VALUE_ROOM,
				gap: 6,
				grid: { stroke: color("grid"), width: 1, filter: ticked },
				ticks: { show: false },
				/* Below the balance is the stakes' room. */
				filter: ticked,
				values: (_u, splits) => splits.map((s) => (s === null ? "" : axisText(s, live.picture.unit))),
				size: (u, values) => Math.ceil(widestText(u, values, font)) + 14,
			},
		],
		hooks: {
			draw: [
				(u) => {
					drawMarks(u, live);
					placeShade(u, live);
				},
			],
		},
	};
}

/* A press goes there, and so does what is drawn with the button or the finger down. */
function listen(over: HTMLElement, u: uPlot, live: Live): () => void {
	const stop = new AbortController();
	const { signal } = stop;
	const go = (e: PointerEvent) => {
		const box = over.getBoundingClientRect();
		live.onMoment(u.posToVal(e.clientX - box.left, "x") * 1000);
	};
	over.addEventListener(
		"pointerdown",
		(e) => {
			if (e.button !== 0) return;
			over.setPointerCapture(e.pointerId);
			go(e);
		},
		{ signal },
	);
	over.addEventListener(
		"pointermove",
		(e) => {
			if (over.hasPointerCapture(e.pointerId)) go(e);
		},
		{ signal },
	);
	return () => stop.abort();
}

export const ReplayCanvas = memo(function ReplayCanvas({ picture, zone, height, head, onMoment }: CanvasProps) {
	const place = useRef<HTMLDivElement>(null);
	const plot = useRef<uPlot | null>(null);
	/* The first picture comes with the plot. */
	const drawn = useRef<Picture | null>(null);
	const [live] = useLive({ picture, onMoment, head });
	const currency = picture.unit.kind === "money" ? picture.unit.currency : null;
	const balanced = picture.lowest !== null;

	// biome-ignore lint/correctness/useExhaustiveDependencies: the rest is read when drawn
	useEffect(() => {
		const element = place.current;
		if (!element) return;
		return plotIn(element, {
			recolor: () => {
				live.colors = themeColors(COLORS);
			},
			height: () => height,
			make: (width, font) => {
				const u = new uPlot(options(live, width, height, font, zone), dataOf(live.picture), element);
				plot.current = u;
				drawn.current = live.picture;
				live.shade = document.createElement("div");
				live.shade.className = css.shade ?? "";
				live.shade.setAttribute("data-replay-head", "");
				u.over.append(live.shade);
				placeShade(u, live);
				const unlisten = listen(u.over, u, live);
				return {
					plot: u,
					end: () => {
						unlisten();
						plot.current = null;
						live.shade = null;
					},
				};
			},
		});
	}, [zone, height, currency, balanced]);

	useEffect(() => {
		if (!plot.current || drawn.current === picture) return;
		drawn.current = picture;
		plot.current.setData(dataOf(picture));
	}, [picture]);

	useEffect(() => {
		live.head = head;
		if (plot.current) placeShade(plot.current, live);
	}, [head, live]);

	return <div ref={place} className={css.canvas} style={{ height }} />;
});

/* What the plot reads whenever it draws. */
function useLive(now: Pick<Live, "picture" | "onMoment" | "head">): [Live] {
	const live = useRef<Live | null>(null);
	live.current ??= {
		...now,
		colors: { balance: "", won: "", lost: "", marker: "", grid: "", text: "", surface: "" },
		shade: null,
	};
	Object.assign(live.current, now);
	return [live.current];
}
