/* Numbers, money and times as text, by the person's language. Intl does the work; its formatters are dear to make and kept. */
import i18next from "i18next";

/** Money as the API's JSON brings it: a number, or text when it has more digits than a number holds. */
export type Amount = number | string;

const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.DisplayNames>();

function keep<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.DisplayNames>(
	key: string,
	make: (locale: string) => T,
): T {
	const full = `${i18next.language} ${key}`;
	let format = kept.get(full) as T | undefined;
	if (!format) {
		format = make(locale());
		kept.set(full, format);
	}
	return format;
}

/** The locale of numbers and dates: the browser's own where it has the chosen language ("en-CA"), else the language's usual one. */
export function locale(): string {
	const language = (i18next.language || "en").split("-")[0] ?? "en";
	const own = navigator.languages?.find((l) => l.split("-")[0] === language && l.includes("-"));
	return own ?? (language === "de" ? "de-DE" : "en-GB");
}

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
	return keep(JSON.stringify(options), (l) => new Intl.NumberFormat(l, options));
}

/* Intl takes decimal text exactly; TypeScript's type of it knows numeric literals only. */
function numeric(value: Amount): number {
	return value as number;
}

function isCurrency(code: string | null | undefined): code is string {
	return typeof code === "string" && /^[A-Z]{3}$/.test(code);
}

/** "US$1,250.75": exact, with the currency's own decimals. Without a known currency the bare number. */
export function money(value: Amount, currency: string | null | undefined, sign: "auto" | "always" = "auto"): string {
	const signDisplay = sign === "always" ? "exceptZero" : "auto";
	if (!isCurrency(currency)) return numberFormat({ signDisplay, maximumFractionDigits: 4 }).format(numeric(value));
	return numberFormat({ style: "currency", currency, signDisplay }).format(numeric(value));
}

/** "US$1.3K", for axes and other narrow places. */
export function moneyShort(value: number, currency: string | null | undefined): string {
	const options: Intl.NumberFormatOptions = { notation: "compact", maximumSignificantDigits: 3 };
	return numberFormat(isCurrency(currency) ? { ...options, style: "currency", currency } : options).format(value);
}

export function number(value: number, maximumFractionDigits = 0): string {
	return numberFormat({ maximumFractionDigits }).format(value);
}

export function numberShort(value: number): string {
	return numberFormat({ notation: "compact", maximumSignificantDigits: 3 }).format(value);
}

/** A share of one as "93.3 %". */
export function percent(share: number, digits = 1): string {
	return numberFormat({ style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share);
}

export function bytes(count: number): string {
	const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
	let at = 0;
	let value = count;
	while (value >= 1000 && at < units.length - 1) {
		value /= 1000;
		at++;
	}
	return numberFormat({ style: "unit", unit: units[at], unitDisplay: "short", maximumFractionDigits: at ? 1 : 0 }).format(value);
}

/** The moment of an RFC 3339 text or a date; null for what is none. */
export function moment(text: string | null | undefined): Date | null {
	if (!text) return null;
	const at = new Date(text);
	return Number.isNaN(at.getTime()) ? null : at;
}

function isZone(zone: string): boolean {
	try {
		keep(`zone ${zone}`, (l) => new Intl.DateTimeFormat(l, { timeZone: zone }));
		return true;
	} catch {
		return false;
	}
}

function dateFormat(options: Intl.DateTimeFormatOptions, zone?: string | null): Intl.DateTimeFormat {
	const full = zone && isZone(zone) ? { ...options, timeZone: zone } : options;
	return keep(JSON.stringify(full), (l) => new Intl.DateTimeFormat(l, full));
}

const DATE: Intl.DateTimeFormatOptions = { year: "numeric", month: "short", day: "numeric" };
const TIME: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** A calendar day as it is written in the data ("1985-06-15"): without a zone, so that nobody's birthday moves. */
export function day(text: string): string {
	const at = moment(text.slice(0, 10));
	return at ? dateFormat({ ...DATE, timeZone: "UTC" }).format(at) : text;
}

export function date(at: Date, zone?: string | null): string {
	return dateFormat(DATE, zone).format(at);
}

/** "Monday, 6 October 2025", for the head of a day's group. */
export function dateLong(at: Date, zone?: string | null): string {
	return dateFormat({ weekday: "long", year: "numeric", month: "long", day: "numeric" }, zone).format(at);
}

export function time(at: Date, zone?: string | null, seconds = false): string {
	return dateFormat(seconds ? { ...TIME, second: "2-digit" } : TIME, zone).format(at);
}

export function dateTime(at: Date, zone?: string | null, seconds = false): string {
	return dateFormat({ ...DATE, ...TIME, ...(seconds ? { second: "2-digit" } : {}) }, zone).format(at);
}

/** "Mon 00:00", for moments of the days around. */
export function weekdayTime(at: Date, zone?: string | null): string {
	return dateFormat({ weekday: "short", ...TIME }, zone).format(at);
}

/** With the zone's name: "6 Oct 2025, 10:23:00 GMT-4". */
export function dateTimeZone(at: Date, zone?: string | null): string {
	return dateFormat({ ...DATE, ...TIME, second: "2-digit", timeZoneName: "short" }, zone).format(at);
}

/** The calendar day of a moment in a zone, as "2025-10-06". */
export function dayKey(at: Date, zone?: string | null): string {
	const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
	const format = zone && isZone(zone) ? { ...options, timeZone: zone } : options;
	return keep(`en-CA ${JSON.stringify(format)}`, () => new Intl.DateTimeFormat("en-CA", format)).format(at);
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
	["year", 31_557_600],
	["month", 2_629_800],
	["week", 604_800],
	["day", 86_400],
	["hour", 3_600],
	["minute", 60],
	["second", 1],
];

/** "3 days ago", "in 2 hours"; where there is little room "3d ago". */
export function relative(at: Date, now: number = Date.now(), style: "long" | "narrow" = "long"): string {
	const seconds = (at.getTime() - now) / 1000;
	const [unit, size] = STEPS.find(([, s]) => Math.abs(seconds) >= s) ?? ["second", 1];
	return keep(`relative ${style}`, (l) => new Intl.RelativeTimeFormat(l, { numeric: "auto", style })).format(
		Math.round(seconds / size),
		unit,
	);
}

/** A length of time in its two largest units: "2 h 5 min", "3 d". */
export function duration(ms: number): string {
	const units = [
		["day", 86_400_000],
		["hour", 3_600_000],
		["minute", 60_000],
		["second", 1000],
	] as const;
	let rest = Math.max(0, Math.round(ms / 1000) * 1000);
	const parts: string[] = [];
	for (const [unit, size] of units) {
		const count = Math.floor(rest / size);
		if (count === 0 && !(unit === "second" && parts.length === 0)) continue;
		parts.push(numberFormat({ style: "unit", unit, unitDisplay: "short" }).format(count));
		rest -= count * size;
		if (parts.length === 2) break;
	}
	return parts.join(" ");
}

/** "Canada" for "CA"; the code itself where it is no country's. */
export function country(code: string): string {
	if (!/^[A-Z]{2}$/.test(code)) return code;
	return keep("country", (l) => new Intl.DisplayNames(l, { type: "region" })).of(code) ?? code;
}

export function language(code: string): string {
	try {
		return keep("language", (l) => new Intl.DisplayNames(l, { type: "language" })).of(code) ?? code;
	} catch {
		return code;
	}
}
