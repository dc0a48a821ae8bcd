/* The span of time that the gaming section shows: which days, and gathered how. It stands in the address as gm.from, gm.to and gm.by. */
import type { Span } from "@/api/span";
import type { Address } from "@/ui/address";
import { type BucketStep, dayAfter, daysIn, startOfDay, stepFor } from "@/ui/ChartBuckets";

/** Calendar days of the customer's own clock, both included. */
export interface Days {
	first: string;
	last: string;
}

export const PRESETS = [
	{ key: "7d", days: 7 },
	{ key: "30d", days: 30 },
	{ key: "90d", days: 90 },
	{ key: "1y", days: 365 },
	{ key: "all", days: null },
] as const;
export type PresetKey = (typeof PRESETS)[number]["key"];

/** What is shown unless asked otherwise. */
export const USUAL: PresetKey = "90d";
const USUAL_DAYS = 90;
/* The portal answers for at most 3660 days. */
const DAYS_MAX = 3650;

const STEPS: readonly BucketStep[] = ["day", "week", "month"];

export function isDay(text: string | undefined): text is string {
	return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** A range of so many days that ends with @last. */
export function daysUntil(last: string, days: number): Days {
	return { first: dayAfter(last, 1 - days), last };
}

export interface Range extends Days {
	by: BucketStep;
	/** The preset that this range is; null for one that somebody drew. */
	preset: PresetKey | null;
}

/** The range that the address asks for. @anchor is where the presets end: today, or the last day of play of somebody who has long stopped;
 * @start is when "all" begins. What makes no sense is as if it were not there. */
export function rangeOf(address: Address, anchor: string, start: string | null): Range {
	const { "gm.from": from, "gm.to": to, "gm.by": by, "gm.range": named } = address;
	const step = STEPS.find((s) => s === by);
	const drawn = isDay(from) && isDay(to) && from <= to && daysIn(from, to) <= DAYS_MAX;
	if (drawn) return { first: from, last: to, by: step ?? stepFor(from, to), preset: null };
	const preset = PRESETS.find((p) => p.key === named) ?? PRESETS.find((p) => p.key === USUAL);
	const longest = daysUntil(anchor, DAYS_MAX);
	const days =
		preset?.days === null
			? { first: start && start > longest.first && start <= anchor ? start : longest.first, last: anchor }
			: daysUntil(anchor, preset?.days ?? USUAL_DAYS);
	return { ...days, by: step ?? stepFor(days.first, days.last), preset: preset?.key ?? null };
}

/** Where presets end: today; for somebody who has not played for longer than @days, their last day of play. */
export function anchorDay(today: string, lastPlayed: string | null, days = USUAL_DAYS): { day: string; past: boolean } {
	const past = lastPlayed !== null && lastPlayed < dayAfter(today, 1 - days);
	return past ? { day: lastPlayed, past } : { day: today, past };
}

/** The moments between which those days lie, for the API. */
export function spanOf({ first, last }: Days, zone: string): Span {
	return { from: startOfDay(first, zone).toISOString(), to: startOfDay(dayAfter(last, 1), zone).toISOString() };
}
