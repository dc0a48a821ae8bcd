/* What a chart shows, and the arithmetic between that and the picture: stacks, ranges, ticks, the summary. Nothing here draws. */
import type { Amount } from "./format";

/** How far apart the points are. "moment": anywhere; the others are calendar dates and belong to no zone. */
export type ChartStep = "day" | "week" | "month" | "moment";

/** Money in a currency, or a count of things. */
export type ChartUnit = { kind: "money"; currency: string | null | undefined } | { kind: "count" };

export interface ChartSeries {
	/** Names the series for the legend's state and in tests. */
	key: string;
	label: string;
	shape: "line" | "area" | "bar";
	/** Which of --chart-1 to --chart-4. */
	color: 1 | 2 | 3 | 4;
	/** One a point. Null is a gap: not known, which is not zero. Text where a number would round. */
	values: readonly (Amount | null)[];
	/** What the legend says while no point is chosen: a total, or the last value. */
	rest?: Amount | null;
}

/** Milliseconds since the epoch of a date ("2025-10-06", taken as UTC) or a moment. */
export function chartTime(at: string): number {
	return Date.parse(at);
}

/** What is given to the plot: the points' times in seconds, then a row of values for each series. */
interface Plotted {
	times: number[];
	values: (number | null)[][];
	/** Where each bar stands on: null for zero. */
	bases: (readonly number[] | null)[];
}

function plotValue(value: Amount | null | undefined): number | null {
	if (value === null || value === undefined) return null;
	const plain = Number(value);
	return Number.isFinite(plain) ? plain : null;
}

/** Lays the series out. Stacked bars grow from zero in both directions: what is negative hangs below. Hidden ones take no room. */
export function plotted(
	times: readonly number[],
	series: readonly ChartSeries[],
	hidden: ReadonlySet<string>,
	stacked: boolean,
): Plotted {
	const above = new Array<number>(times.length).fill(0);
	const below = new Array<number>(times.length).fill(0);
	const values: (number | null)[][] = [];
	const bases: (readonly number[] | null)[] = [];
	for (const s of series) {
		const row = times.map((_, i) => plotValue(s.values[i]));
		if (s.shape !== "bar" || !stacked || hidden.has(s.key)) {
			values.push(row);
			bases.push(null);
			continue;
		}
		const base: number[] = [];
		const top = row.map((value, i) => {
			const pile = value !== null && value < 0 ? below : above;
			base.push(pile[i] ?? 0);
			if (value === null) return null;
			pile[i] = (pile[i] ?? 0) + value;
			return pile[i] ?? 0;
		});
		values.push(top);
		bases.push(base);
	}
	return { times: times.map((t) => t / 1000), values, bases };
}

/* Air above the highest and below the lowest value. */
const AIR = 0.06;

/** The span of the value axis. Zero is in it, since a cut axis makes small things look large; but where only the change counts (@fit), as with
 * a balance from round to round, the axis fits the values. */
export function valueRange(min: number | null, max: number | null, fit = false): [number, number] {
	if (fit && min !== null && max !== null && min < max) {
		const air = (max - min) * AIR;
		return [min - air, max + air];
	}
	const low = Math.min(0, min ?? 0);
	const high = Math.max(0, max ?? 0);
	if (low === 0 && high === 0) return [0, 1];
	const air = (high - low) * AIR;
	return [low === 0 ? 0 : low - air, high === 0 ? 0 : high + air];
}

/** The least distance of two neighbours; @otherwise when there are none. */
export function closest(times: readonly number[], otherwise: number): number {
	let least = Number.POSITIVE_INFINITY;
	for (let i = 1; i < times.length; i++) least = Math.min(least, (times[i] ?? 0) - (times[i - 1] ?? 0));
	return Number.isFinite(least) && least > 0 ? least : otherwise;
}

/* Ticks stand on points whose date is a round one, from every day to every tenth year. */
const DAY_MS = 86_400_000;
/* 1970-01-05 was a Monday. */
const weekOf = (day: Date) => Math.floor((day.getTime() / DAY_MS - 4) / 7);
const monthOf = (day: Date) => day.getUTCFullYear() * 12 + day.getUTCMonth();

const everyNth = (size: number, n: number) => Math.floor(size / n);
const ROUND: readonly ((day: Date) => number)[] = [
	(day) => day.getTime(),
	weekOf,
	(day) => everyNth(weekOf(day), 2),
	monthOf,
	(day) => everyNth(monthOf(day), 3),
	(day) => everyNth(monthOf(day), 6),
	(day) => day.getUTCFullYear(),
	(day) => everyNth(day.getUTCFullYear(), 2),
	(day) => everyNth(day.getUTCFullYear(), 5),
	(day) => everyNth(day.getUTCFullYear(), 10),
];

/** Which points get a tick: the densest round dates of which at most @room fit. The first point starts a week or month that may be cut
 * off, and gets one only if it is round itself. */
export function ticks(times: readonly number[], room: number): number[] {
	const most = Math.max(1, room);
	const dates = times.map((time) => new Date(time));
	const beforeAll = new Date((times[0] ?? 0) - closest(times, DAY_MS));
	for (const round of ROUND) {
		let before = round(beforeAll);
		const chosen = times.filter((_, i) => {
			const now = round(dates[i] ?? beforeAll);
			const begins = now !== before;
			before = now;
			return begins;
		});
		if (chosen.length <= most) return chosen;
	}
	return times.slice(0, 1);
}

interface Extremes {
	min: { value: Amount; index: number } | null;
	max: { value: Amount; index: number } | null;
	last: { value: Amount; index: number } | null;
}

/** Least, greatest and last known value of a series, for the summary in words. */
export function extremes(values: readonly (Amount | null)[]): Extremes {
	const found: Extremes = { min: null, max: null, last: null };
	values.forEach((value, index) => {
		if (value === null) return;
		if (!found.min || Number(value) < Number(found.min.value)) found.min = { value, index };
		if (!found.max || Number(value) > Number(found.max.value)) found.max = { value, index };
		found.last = { value, index };
	});
	return found;
}

/** Where a key moves the cursor; undefined: it is no key of the chart. */
export function cursorAfter(key: string, index: number | null, count: number): number | undefined {
	const page = Math.max(2, Math.round(count / 10));
	const from = index ?? count;
	const moves: Record<string, number> = {
		ArrowLeft: from - 1,
		ArrowRight: index === null ? 0 : from + 1,
		PageDown: from - page,
		PageUp: index === null ? page : from + page,
		Home: 0,
		End: count - 1,
	};
	const to = moves[key];
	return to === undefined ? undefined : Math.min(count - 1, Math.max(0, to));
}
