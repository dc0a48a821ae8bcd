import { expect, test } from "vitest";
import { lastMinute, type Minutes, minuteTimes, thisMinute, wholeMinutes } from "./minutes";

const hour = (last: number[]) => [...new Array<number>(60 - last.length).fill(0), ...last];
const minutes: Minutes = {
	from: "2026-11-23T01:00:00Z",
	rounds: hour([7, 3]),
	stakes: hour([]),
	deposits: hour([]),
	withdrawals: hour([]),
	failedLogins: hour([]),
	events: hour([9, 1]),
};

test("a chart shows the minutes that are over, each at its begin", () => {
	const times = minuteTimes(minutes);
	expect(times).toHaveLength(59);
	expect([times[0], times.at(-1)]).toEqual(["2026-11-23T01:00:00.000Z", "2026-11-23T01:58:00.000Z"]);
	expect(wholeMinutes(minutes, "rounds")).toHaveLength(59);
	expect(wholeMinutes(minutes, "rounds").at(-1)).toBe(7);
});

test("the last minute is the last that is over; the one under way is told apart", () => {
	expect(lastMinute(minutes, "events")).toBe(9);
	expect(thisMinute(minutes, "events")).toBe(1);
});
