import { expect, test } from "vitest";
import type { PushWishes } from "@/api/push";
import { isWanted, minuteIn } from "./quiet";

const WISHES: PushWishes = {
	severityAtLeast: "high",
	timeZone: "Europe/Malta",
	criticalPasses: true,
	quietHours: { from: "22:00", to: "07:00" },
};
/* Malta is an hour ahead of UTC in winter, two in summer. */
const winter = (clock: string) => new Date(`2026-01-15T${clock}:00Z`);
const summer = (clock: string) => new Date(`2026-07-15T${clock}:00Z`);

test("the minute of the day is the zone's own, by its summer time too", () => {
	expect(minuteIn("Europe/Malta", winter("23:30"))).toBe(30);
	expect(minuteIn("Europe/Malta", summer("22:30"))).toBe(30);
	expect(minuteIn("Asia/Kathmandu", winter("00:00"))).toBe(345);
});

test("quiet hours begin with their first minute and end before their last, over midnight", () => {
	expect(isWanted(WISHES, "high", winter("20:59"))).toBe(true);
	expect(isWanted(WISHES, "high", winter("21:00"))).toBe(false);
	expect(isWanted(WISHES, "high", winter("05:59"))).toBe(false);
	expect(isWanted(WISHES, "high", winter("06:00"))).toBe(true);
	expect(isWanted(WISHES, "high", summer("20:00"))).toBe(false);
});

test("hours that end where they begin are the whole day", () => {
	expect(isWanted({ ...WISHES, quietHours: { from: "09:00", to: "09:00" } }, "high", winter("12:00"))).toBe(false);
});

test("what is critical passes where that is wished, and what is slighter than wished never comes", () => {
	expect(isWanted(WISHES, "critical", winter("23:00"))).toBe(true);
	expect(isWanted({ ...WISHES, criticalPasses: false }, "critical", winter("23:00"))).toBe(false);
	expect(isWanted({ ...WISHES, quietHours: null }, "medium", winter("12:00"))).toBe(false);
	expect(isWanted({ ...WISHES, quietHours: null }, "none", winter("12:00"))).toBe(false);
});
