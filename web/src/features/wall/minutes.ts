/* The hour of the wall as a chart shows it: whole minutes. The one under way would always look like a fall. */
import type { Wall } from "@/api/wall";

export type Minutes = Wall["minutes"];
export type MinuteCount = Exclude<keyof Minutes, "from">;

const MINUTE_MS = 60_000;

/** The begins of the minutes that are over. */
export function minuteTimes({ from, rounds }: Minutes): string[] {
	const first = Date.parse(from);
	return rounds.slice(0, -1).map((_, i) => new Date(first + i * MINUTE_MS).toISOString());
}

export function wholeMinutes(minutes: Minutes, count: MinuteCount): readonly number[] {
	return minutes[count].slice(0, -1);
}

/** Of the last minute that is over. */
export function lastMinute(minutes: Minutes, count: MinuteCount): number {
	return minutes[count].at(-2) ?? 0;
}

/** Of the minute under way, so far. */
export function thisMinute(minutes: Minutes, count: MinuteCount): number {
	return minutes[count].at(-1) ?? 0;
}
