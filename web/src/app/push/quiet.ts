import type { PushWishes } from "@/api/push";

const SEVERITIES: readonly string[] = ["none", "low", "medium", "high", "critical"];

/** The minute of the day by the clocks of that zone. */
export function minuteIn(timeZone: string, at: Date): number {
	const parts = new Intl.DateTimeFormat("en-GB", {
		timeZone,
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23",
	}).formatToParts(at);
	const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
	return of("hour") * 60 + of("minute");
}

function minutes(clock: string): number {
	const [hour, minute] = clock.split(":").map(Number);
	return (hour ?? 0) * 60 + (minute ?? 0);
}

/** As the portal decides for what it pushes (connect/push_quiet.c). */
export function isWanted(wishes: PushWishes, severity: string, at: Date): boolean {
	const least = SEVERITIES.indexOf(wishes.severityAtLeast);
	if (SEVERITIES.indexOf(severity) < least) return false;
	if (!wishes.quietHours || (severity === "critical" && wishes.criticalPasses)) return true;
	const [from, to] = [minutes(wishes.quietHours.from), minutes(wishes.quietHours.to)];
	const now = minuteIn(wishes.timeZone, at);
	if (from === to) return false;
	return !(from < to ? now >= from && now < to : now >= from || now < to);
}
