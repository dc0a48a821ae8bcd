/* Periods of days and the moments that they begin and end. Days are the person's own, by the clock on the wall. */

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

function dayOf(at: Date): string {
	const two = (n: number) => String(n).padStart(2, "0");
	return `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function today(): string {
	return dayOf(new Date());
}

/** A day that is in the calendar: the 30th of February isn't. */
export function isDay(text: string | null | undefined): text is string {
	if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const at = new Date(`${text}T00:00:00`);
	return !Number.isNaN(at.getTime()) && dayOf(at) === text;
}

/** The day @days after (or before) another. */
export function shiftDay(day: string, days: number): string {
	const at = new Date(`${day}T12:00:00`);
	at.setDate(at.getDate() + days);
	return dayOf(at);
}

/** The days of a preset on the day @now. */
export function presetRange(preset: Preset, now: string): DayRange {
	if (preset === "all") return { from: null, to: null };
	if (preset === "year") return { from: `${now.slice(0, 4)}-01-01`, to: null };
	return { from: shiftDay(now, -(BACK[preset] ?? 0)), to: null };
}

/** The period as the API's from (inclusive) and to (exclusive). One that ends before it begins has no moments: undefined. */
export function momentsOf(range: DayRange): { from?: string; to?: string } | undefined {
	if (range.from !== null && range.to !== null && range.from > range.to) return undefined;
	const start = (day: string) => new Date(`${day}T00:00:00`).toISOString();
	return {
		...(range.from === null ? {} : { from: start(range.from) }),
		...(range.to === null ? {} : { to: start(shiftDay(range.to, 1)) }),
	};
}
