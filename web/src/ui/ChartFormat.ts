/* The words at a chart's axes and points, by Intl. */
import i18next from "i18next";
import type { ChartStep, ChartUnit } from "./ChartModel";
import { type Amount, locale, money, moneyShort, number, numberShort } from "./format";

const kept = new Map<string, Intl.DateTimeFormat>();

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `${i18next.language} ${locale()} ${JSON.stringify(options)}`;
	let format = kept.get(key);
	if (!format) {
		format = new Intl.DateTimeFormat(locale(), options);
		kept.set(key, format);
	}
	return format;
}

const DAY_MS = 86_400_000;
const DATE: Intl.DateTimeFormatOptions = { year: "numeric", month: "short", day: "numeric" };

/** A point's time in full: "Mon, 6 Oct 2025", "6–12 Oct 2025", "October 2025", "6 Oct 2025, 14:23". @zone is for moments only. */
export function pointText(time: number, step: ChartStep, zone?: string): string {
	if (step === "moment")
		return dates({ ...DATE, hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(time);
	if (step === "month") return dates({ year: "numeric", month: "long", timeZone: "UTC" }).format(time);
	if (step === "week") return dates({ ...DATE, timeZone: "UTC" }).formatRange(time, time + 6 * DAY_MS);
	return dates({ ...DATE, weekday: "short", timeZone: "UTC" }).format(time);
}

/* Ticks a month or more from each other need no day. */
const MONTH_AT_LEAST_MS = 27 * DAY_MS;

function monthly(times: readonly number[]): boolean {
	return times.length > 1 && times.every((t, i) => i === 0 || t - (times[i - 1] ?? t) >= MONTH_AT_LEAST_MS);
}

/** The text of each tick: as little as tells it from the one before, with the year below where it begins. */
export function tickTexts(times: readonly number[], step: ChartStep, zone?: string): string[] {
	if (step === "moment") return momentTexts(times, zone);
	const short: Intl.DateTimeFormatOptions =
		step === "month" || monthly(times) ? { month: "short" } : { month: "short", day: "numeric" };
	let yearBefore: string | null = null;
	return times.map((time) => {
		const text = dates({ ...short, timeZone: "UTC" }).format(time);
		const year = dates({ year: "numeric", timeZone: "UTC" }).format(time);
		const begins = year !== yearBefore;
		yearBefore = year;
		return begins ? `${text}\n${year}` : text;
	});
}

function momentTexts(times: readonly number[], zone?: string): string[] {
	const step = (times[1] ?? Number.POSITIVE_INFINITY) - (times[0] ?? 0);
	const options: Intl.DateTimeFormatOptions =
		step >= DAY_MS ? { month: "short", day: "numeric" } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
	if (step < 60_000) options.second = "2-digit";
	return times.map((time) => dates({ ...options, timeZone: zone }).format(time));
}

/** A value as it stands in the readout and the table: exact. */
export function valueText(value: Amount, unit: ChartUnit): string {
	return unit.kind === "money" ? money(value, unit.currency) : number(Number(value));
}

/** A value at the axis: short. */
export function axisText(value: number, unit: ChartUnit): string {
	/* Rounding can leave minus zero, which is written with a sign. */
	const plain = value === 0 ? 0 : value;
	return unit.kind === "money" ? moneyShort(plain, unit.currency) : numberShort(plain);
}
