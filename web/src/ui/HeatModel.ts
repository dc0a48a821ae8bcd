/* The arithmetic of a heat map of the week: which weekday is first, hours gathered where there is no room, how warm a cell is. */
import { sum } from "./amounts";
import { type Amount, locale } from "./format";

export const HOURS = 24;
/* Little is still told from nothing. */
const FAINTEST = 0.1;
const DAY_MS = 86_400_000;
/* 2024-01-01 was a Monday. */
const A_MONDAY = Date.UTC(2024, 0, 1);

/** How warm a value is beside the greatest: 0 for none and for what is below zero, else from a little to 1. */
export function warmth(value: Amount | null, most: number): number {
	const plain = Number(value ?? 0);
	if (!(plain > 0) || !(most > 0)) return 0;
	return FAINTEST + (1 - FAINTEST) * Math.min(1, plain / most);
}

/** ISO weekdays (1 Monday … 7 Sunday), in the order in which weeks are read where the locale is at home. */
export function weekdays(name: string = locale()): number[] {
	const first = firstWeekday(name);
	return Array.from({ length: 7 }, (_, i) => ((first - 1 + i) % 7) + 1);
}

function firstWeekday(name: string): number {
	try {
		const place = new Intl.Locale(name) as Intl.Locale & {
			getWeekInfo?: () => { firstDay: number };
			weekInfo?: { firstDay: number };
		};
		return (place.getWeekInfo?.() ?? place.weekInfo)?.firstDay ?? 1;
	} catch {
		return 1;
	}
}

export function weekdayName(weekday: number, style: "short" | "long"): string {
	return new Intl.DateTimeFormat(locale(), { weekday: style, timeZone: "UTC" }).format(A_MONDAY + (weekday - 1) * DAY_MS);
}

/** A day's hours, gathered @size at a time. */
export function gathered(hours: readonly (Amount | null)[], size: number): (Amount | null)[] {
	const groups: (Amount | null)[] = [];
	for (let hour = 0; hour < HOURS; hour += size) groups.push(sum(hours.slice(hour, hour + size)));
	return groups;
}
