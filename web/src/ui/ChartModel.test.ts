import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { axisText, pointText, tickTexts, valueText } from "./ChartFormat";
import { type ChartSeries, chartTime, closest, cursorAfter, extremes, plotted, ticks, valueRange } from "./ChartModel";

const none: ReadonlySet<string> = new Set();
const days = (first: string, count: number) => Array.from({ length: count }, (_, i) => chartTime(first) + i * 86_400_000);
const bar = (key: string, values: ChartSeries["values"]): ChartSeries => ({ key, label: key, shape: "bar", color: 1, values });

describe("what is plotted", () => {
	it("stacks what is above zero and what is below it apart", () => {
		const { values, bases } = plotted(
			days("2025-10-06", 2),
			[bar("a", [5, -2]), bar("b", [3, -4]), bar("c", [-1, 1])],
			none,
			true,
		);
		expect(values).toEqual([
			[5, -2],
			[8, -6],
			[-1, 1],
		]);
		expect(bases).toEqual([
			[0, 0],
			[5, -2],
			[0, 0],
		]);
	});

	it("closes the stack over a series that is hidden", () => {
		const { values } = plotted(days("2025-10-06", 1), [bar("a", [5]), bar("b", [3])], new Set(["a"]), true);
		expect(values[1]).toEqual([3]);
	});

	it("has gaps for what is not known, and for what is no number", () => {
		const { values } = plotted(days("2025-10-06", 4), [bar("a", [1, null, "many", "12345678901234567.5"])], none, false);
		expect(values[0]?.slice(0, 3)).toEqual([1, null, null]);
		expect(values[0]?.[3]).toBeCloseTo(1.2345678901234568e16);
	});

	it("always shows zero", () => {
		expect(valueRange(100, 110)[0]).toBe(0);
		expect(valueRange(-110, -100)[1]).toBe(0);
		expect(valueRange(null, null)).toEqual([0, 1]);
		expect(valueRange(0, 0)).toEqual([0, 1]);
	});

	it("knows the distance of neighbours, of one point too", () => {
		expect(closest([0, 3, 5], 1)).toBe(2);
		expect(closest([7], 86_400)).toBe(86_400);
		expect(closest([7, 7], 86_400)).toBe(86_400);
	});
});

describe("the cursor", () => {
	it("enters at the end it comes from and stops at both", () => {
		expect(cursorAfter("ArrowLeft", null, 90)).toBe(89);
		expect(cursorAfter("ArrowRight", null, 90)).toBe(0);
		expect(cursorAfter("ArrowLeft", 0, 90)).toBe(0);
		expect(cursorAfter("ArrowRight", 89, 90)).toBe(89);
	});

	it("jumps by pages and to the ends, and leaves other keys alone", () => {
		expect(cursorAfter("PageUp", 10, 90)).toBe(19);
		expect(cursorAfter("PageDown", 10, 90)).toBe(1);
		expect(cursorAfter("Home", 10, 90)).toBe(0);
		expect(cursorAfter("End", 10, 90)).toBe(89);
		expect(cursorAfter("Tab", 10, 90)).toBeUndefined();
	});
});

describe("the summary", () => {
	it("finds least, greatest and last among what is known", () => {
		const found = extremes([null, 3, -1, "10.00", null]);
		expect(found.min).toEqual({ value: -1, index: 2 });
		expect(found.max).toEqual({ value: "10.00", index: 3 });
		expect(found.last).toEqual({ value: "10.00", index: 3 });
		expect(extremes([null])).toEqual({ min: null, max: null, last: null });
	});
});

describe("ticks", () => {
	it("stand on Mondays where not every day has room", () => {
		expect(ticks(days("2025-10-01", 28), 10).map((t) => new Date(t).toISOString().slice(0, 10))).toEqual([
			"2025-10-06",
			"2025-10-13",
			"2025-10-20",
			"2025-10-27",
		]);
	});

	it("stand on the first of months, quarters, years as the room shrinks", () => {
		const two = days("2024-01-01", 732);
		expect(ticks(two, 30)).toHaveLength(25);
		expect(ticks(two, 10)).toHaveLength(9);
		expect(ticks(two, 4).map((t) => new Date(t).getUTCMonth())).toEqual([0, 0, 0]);
	});

	it("are at least one, however narrow it is", () => {
		expect(ticks(days("2025-10-01", 90), 0)).toHaveLength(1);
		expect(ticks([], 5)).toEqual([]);
	});
});

describe("texts", () => {
	beforeAll(async () => {
		await i18next.init({ lng: "en", resources: { en: {} } });
		Object.defineProperty(navigator, "languages", { value: ["en-GB"], configurable: true });
	});

	it("of ticks write the year where it begins", () => {
		const at = ["2025-11-01", "2025-12-01", "2026-01-01"].map(chartTime);
		expect(tickTexts(at, "month")).toEqual(["Nov\n2025", "Dec", "Jan\n2026"]);
	});

	it("of points say the whole bucket, in no zone", () => {
		const at = chartTime("2025-10-06");
		expect(pointText(at, "day", "America/Toronto")).toMatch(/Mon.*6 Oct 2025/);
		expect(pointText(at, "week")).toMatch(/6.*12 Oct 2025/);
		expect(pointText(at, "month")).toBe("October 2025");
		expect(pointText(Date.parse("2025-10-06T02:30:00Z"), "moment", "America/Toronto")).toMatch(/5 Oct 2025.*22:30/);
	});

	it("of values are exact in the readout and short at the axis", () => {
		const usd = { kind: "money", currency: "USD" } as const;
		expect(valueText("12345678901234567.89", usd)).toBe("US$12,345,678,901,234,567.89");
		expect(axisText(12_500, usd)).toMatch(/^US\$12\.5k$/i);
		expect(axisText(-0, usd)).toBe("US$0");
		expect(axisText(1500, { kind: "count" })).toMatch(/^1\.5k$/i);
		expect(valueText(1500, { kind: "count" })).toBe("1,500");
	});

	it("survive a currency that is none", () => {
		expect(axisText(1500, { kind: "money", currency: "???" })).toMatch(/^1\.5k$/i);
		expect(valueText(12.5, { kind: "money", currency: null })).toBe("12.5");
	});
});

describe("an axis that fits", () => {
	it("leaves zero out for levels that differ, and keeps it for one that doesn't", () => {
		const [low, high] = valueRange(1300, 1325, true);
		expect(low).toBeGreaterThan(1290);
		expect(high).toBeLessThan(1335);
		expect(valueRange(1300, 1300, true)[0]).toBe(0);
	});
});
