import { describe, expect, it } from "vitest";
import { isDay, momentsOf, presetRange } from "./dateRanges";

describe("periods", () => {
	it("begin and end with the days of the zone that they are kept in", () => {
		expect(momentsOf({ from: "2026-11-01", to: "2026-11-01" }, "America/Toronto")).toEqual({
			from: "2026-11-01T04:00:00.000Z",
			/* Clocks went back that night: the day has 25 hours. */
			to: "2026-11-02T05:00:00.000Z",
		});
	});

	it("are open where no day is given", () => {
		expect(momentsOf({ from: null, to: null }, "UTC")).toEqual({});
		expect(momentsOf({ from: null, to: "2026-02-28" }, "UTC")).toEqual({ to: "2026-03-01T00:00:00.000Z" });
	});

	it("have no moments when they end before they begin", () => {
		expect(momentsOf({ from: "2026-02-02", to: "2026-02-01" }, "UTC")).toBeNull();
	});

	it("of a preset are counted back over the ends of months and years", () => {
		expect(presetRange("week", "2026-01-03")).toEqual({ from: "2025-12-27", to: null });
		expect(presetRange("month", "2024-03-30")).toEqual({ from: "2024-02-29", to: null });
		expect(presetRange("year", "2026-11-22")).toEqual({ from: "2026-01-01", to: null });
		expect(presetRange("all", "2026-11-22")).toEqual({ from: null, to: null });
	});

	it("take days of the calendar only", () => {
		expect(["2026-02-28", "2024-02-29"].every(isDay)).toBe(true);
		expect(["2026-02-29", "2026-2-1", "2026-13-01", "", "yesterday", null, undefined].some((d) => isDay(d))).toBe(false);
	});
});
