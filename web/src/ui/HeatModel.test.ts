import { describe, expect, it } from "vitest";
import { gathered, warmth, weekdays } from "./HeatModel";

describe("a heat map's cell", () => {
	it("is cold for none, for what is below zero and for what is not known", () => {
		expect(warmth(0, 10)).toBe(0);
		expect(warmth(-5, 10)).toBe(0);
		expect(warmth(null, 10)).toBe(0);
		expect(warmth(5, 0)).toBe(0);
	});

	it("tells a little from nothing, and is hottest at the greatest", () => {
		expect(warmth(1, 1_000_000)).toBeGreaterThanOrEqual(0.1);
		expect(warmth(10, 10)).toBe(1);
		expect(warmth(5, 10)).toBeLessThan(warmth(6, 10));
		expect(warmth("99999999999999999999", 1e20)).toBe(1);
	});
});

describe("a week", () => {
	it("begins where the locale's weeks do", () => {
		expect(weekdays("en-US")).toEqual([7, 1, 2, 3, 4, 5, 6]);
		expect(weekdays("de-DE")).toEqual([1, 2, 3, 4, 5, 6, 7]);
		expect(weekdays("not a locale")).toEqual([1, 2, 3, 4, 5, 6, 7]);
	});
});

describe("hours", () => {
	it("are gathered without losing any", () => {
		const hours = Array.from({ length: 24 }, (_, i) => i);
		expect(gathered(hours, 3)).toEqual([3, 12, 21, 30, 39, 48, 57, 66]);
		expect(gathered(hours, 2)).toHaveLength(12);
		expect(gathered(hours, 1)).toEqual(hours);
	});

	it("are not known together when one of them isn't", () => {
		expect(gathered([1, null, ...new Array<number>(22).fill(0)], 2)[0]).toBeNull();
	});
});
