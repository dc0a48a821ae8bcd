import type { TimelineItem } from "@/api/timelineHead";
import { dayKey, moment } from "@/ui/format";

/** The day that each thing happened on in @zone (undefined: here), as "2025-10-06"; "" for what has no readable time. */
export function daysOf(items: readonly TimelineItem[], zone: string | undefined): string[] {
	return items.map(({ at }) => {
		const when = moment(at);
		return when ? dayKey(when, zone) : "";
	});
}

/** Whether a day begins at @row: its head stands above it. */
export function beginsDay(days: readonly string[], row: number): boolean {
	return row === 0 || days[row] !== days[row - 1];
}
