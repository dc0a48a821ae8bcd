/* Ages in whole calendar years, months and days, as people count them: nobody is 18 before the day itself. */
import { locale } from "@/ui/format";

interface Age {
	years: number;
	months: number;
	days: number;
}

const CALENDAR_DAY = /^(\d{4})-(\d{2})-(\d{2})/;
/* The oldest person on record reached 122. What is older is no date of birth. */
const HUMAN_YEARS_MAX = 130;

function calendarDay(text: string): { year: number; month: number; day: number } | null {
	const match = CALENDAR_DAY.exec(text);
	if (!match) return null;
	const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
	const at = new Date(Date.UTC(year, month - 1, day));
	return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? { year, month, day } : null;
}

/** From one calendar day ("1985-06-15") to another; null for what is no day, or lies after @today. */
export function ageOf(from: string | null | undefined, today: string): Age | null {
	const start = calendarDay(from ?? "");
	const end = calendarDay(today);
	if (!start || !end) return null;
	let months = (end.year - start.year) * 12 + end.month - start.month;
	let days = end.day - start.day;
	if (days < 0) {
		months--;
		const before = new Date(Date.UTC(end.year, end.month - 1, 0)).getUTCDate();
		days = Math.max(0, before - start.day) + end.day;
	}
	return months < 0 ? null : { years: Math.floor(months / 12), months: months % 12, days };
}

/** Years lived; null where the day is masked, missing, in the future or nobody's. */
export function yearsOld(birth: string | null | undefined, today: string): number | null {
	const age = ageOf(birth, today);
	return age && age.years <= HUMAN_YEARS_MAX ? age.years : null;
}

/** True for a calendar day after @today. */
export function isFuture(day: string | null | undefined, today: string): boolean {
	return calendarDay(day ?? "") !== null && (day ?? "").slice(0, 10) > today;
}

function unit(count: number, of: "year" | "month" | "day"): string {
	return new Intl.NumberFormat(locale(), { style: "unit", unit: of, unitDisplay: "long" }).format(count);
}

/** "3 years, 10 months"; days only within the first month. */
export function ageText({ years, months, days }: Age): string {
	const parts = [years > 0 && unit(years, "year"), months > 0 && unit(months, "month")].filter((p) => p !== false);
	if (parts.length === 0) parts.push(unit(days, "day"));
	return new Intl.ListFormat(locale(), { type: "unit", style: "long" }).format(parts);
}
