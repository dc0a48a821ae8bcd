/* Periods of days, and the moments at which they begin and end where those days are kept: by the customer's clock, mostly. */
import { dayAfter, startOfDay } from "./ChartBuckets";
import { dayKey } from "./format";

export const PRESETS = ["day", "week", "month", "quarter", "year", "all"] as const;
export type Preset = (typeof PRESETS)[number];

/** Days as "2026-11-22", both inclusive; null: open at that end. */
export interface DayRange {
	from: string | null;
	to: string | null;
}

/** @preset is null for days of one's own. */
export interface Range extends DayRange {
	preset: Preset | null;
}

const BACK: Partial<Record<Preset, number>> = { day: 1, week: 7, month: 30, quarter: 90 };

/** The day that it is in a zone; without one, here. */
export function today(zone?: string): string {
	return dayKey(new Date(), zone);
}

/** A day that is in the calendar: the 30th of February isn't. */
export function isDay(text: string | null | undefined): text is string {
	if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const at = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The days of a preset on the day @now. */
export function presetRange(preset: Preset, now: string): DayRange {
	if (preset === "all") return { from: null, to: null };
	if (preset === "year") return { from: `${now.slice(0, 4)}-01-01`, to: null };
	return { from: dayAfter(now, -(BACK[preset] ?? 0)), to: null };
}

/** The period as the API's from (inclusive) and to (exclusive), by the days of a zone. One that ends before it begins has no moments: null. */
export function momentsOf(range: DayRange, zone: string): { from?: string; to?: string } | null {
	if (range.from !== null && range.to !== null && range.from > range.to) return null;
	return {
		...(range.from === null ? {} : { from: startOfDay(range.from, zone).toISOString() }),
		...(range.to === null ? {} : { to: startOfDay(dayAfter(range.to, 1), zone).toISOString() }),
	};
}
