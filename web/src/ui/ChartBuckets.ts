/* Days gathered into weeks and months, with those that the source leaves out. All on calendar dates ("2025-10-06"), which have no zone. */
import { sum } from "./amounts";
import type { Amount } from "./format";

export type BucketStep = "day" | "week" | "month";

const DAY_MS = 86_400_000;
/* A range of more days than this is a mistake: the API spans ten years at most. */
const DAYS_MAX = 3_700;

const msOf = (day: string) => Date.parse(day.slice(0, 10));
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** @days later, or earlier. */
export function dayAfter(day: string, days: number): string {
	return dayOf(msOf(day) + days * DAY_MS);
}

/** How many days from the one to the other, both counted. */
export function daysIn(first: string, last: string): number {
	return Math.round((msOf(last) - msOf(first)) / DAY_MS) + 1;
}

/** The first day of the bucket that a day is in: itself, its Monday (ISO 8601), the first of its month. */
export function bucketOf(day: string, step: BucketStep): string {
	if (step === "month") return `${day.slice(0, 7)}-01`;
	if (step === "day") return day.slice(0, 10);
	const ms = msOf(day);
	const sinceMonday = (new Date(ms).getUTCDay() + 6) % 7;
	return dayOf(ms - sinceMonday * DAY_MS);
}

/** The last day of a bucket. */
export function bucketEnd(start: string, step: BucketStep): string {
	if (step === "day") return start;
	if (step === "week") return dayAfter(start, 6);
	const at = new Date(msOf(start));
	return dayOf(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0));
}

/** All buckets from a first to a last day, both included. */
export function bucketsOf(first: string, last: string, step: BucketStep): string[] {
	const starts: string[] = [];
	if (!(daysIn(first, last) <= DAYS_MAX)) return starts;
	for (let start = bucketOf(first, step); start <= last; start = dayAfter(bucketEnd(start, step), 1)) starts.push(start);
	return starts;
}

interface Bucketed<K extends string> {
	at: string[];
	sums: Record<K, (Amount | null)[]>;
}

type Row<K extends string> = { date: string } & Record<K, Amount | null>;

/** Sums of each bucket. A day that the source leaves out had nothing: zero. A value that it doesn't know makes its bucket unknown. */
export function bucketed<K extends string>(
	rows: readonly Row<K>[],
	first: string,
	last: string,
	step: BucketStep,
	keys: readonly K[],
): Bucketed<K> {
	const at = bucketsOf(first, last, step);
	const byBucket = new Map<string, Row<K>[]>();
	for (const row of rows) {
		if (row.date < first || row.date > last) continue;
		const start = bucketOf(row.date, step);
		const gathered = byBucket.get(start);
		if (gathered) gathered.push(row);
		else byBucket.set(start, [row]);
	}
	const sums = Object.fromEntries(
		keys.map((key) => [key, at.map((start) => sum((byBucket.get(start) ?? []).map((row) => row[key])))]),
	) as Record<K, (Amount | null)[]>;
	return { at, sums };
}

/** The step at which a range has a readable number of points. */
export function stepFor(first: string, last: string): BucketStep {
	const days = daysIn(first, last);
	return days <= 120 ? "day" : days <= 800 ? "week" : "month";
}

/** The moment at which a day begins where its calendar is kept. */
export function startOfDay(day: string, zone: string): Date {
	const utc = msOf(day);
	/* The zone's offset then; asked twice, since it may change between the guess and midnight. */
	const guess = utc - offsetMs(new Date(utc), zone);
	return new Date(utc - offsetMs(new Date(guess), zone));
}

const offsets = new Map<string, Intl.DateTimeFormat>();

function offsetMs(at: Date, zone: string): number {
	let format = offsets.get(zone);
	if (!format) {
		format = new Intl.DateTimeFormat("en-US", {
			timeZone: zone,
			hourCycle: "h23",
			year: "numeric",
			month: "numeric",
			day: "numeric",
			hour: "numeric",
			minute: "numeric",
			second: "numeric",
		});
		offsets.set(zone, format);
	}
	const part = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, Number(p.value)]));
	const local = Date.UTC(
		part.year ?? 0,
		(part.month ?? 1) - 1,
		part.day ?? 1,
		part.hour ?? 0,
		part.minute ?? 0,
		part.second ?? 0,
	);
	return local - Math.floor(at.getTime() / 1000) * 1000;
}

/** The zone if this browser knows it, else UTC. */
export function knownZone(zone: string | null | undefined): string {
	if (!zone) return "UTC";
	try {
		new Intl.DateTimeFormat("en", { timeZone: zone });
		return zone;
	} catch {
		return "UTC";
	}
}
