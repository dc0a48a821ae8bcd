import { describe, expect, it } from "vitest";
import { bucketEnd, bucketed, bucketOf, bucketsOf, dayAfter, daysIn, knownZone, startOfDay, stepFor } from "./ChartBuckets";

describe("buckets", () => {
	it("begin ISO weeks on Monday, across the year's end", () => {
		expect(bucketOf("2026-01-01", "week")).toBe("2025-12-29");
		expect(bucketOf("2026-01-04", "week")).toBe("2025-12-29");
		expect(bucketOf("2026-01-05", "week")).toBe("2026-01-05");
	});

	it("end months on their last day, leap years too", () => {
		expect(bucketEnd("2024-02-01", "month")).toBe("2024-02-29");
		expect(bucketEnd("2025-02-01", "month")).toBe("2025-02-28");
		expect(bucketEnd("2025-12-01", "month")).toBe("2025-12-31");
	});

	it("are all there, from the one the first day is in to the one of the last", () => {
		expect(bucketsOf("2025-10-30", "2025-11-02", "day")).toEqual(["2025-10-30", "2025-10-31", "2025-11-01", "2025-11-02"]);
		expect(bucketsOf("2025-11-15", "2026-02-01", "month")).toEqual(["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"]);
		expect(bucketsOf("2025-10-08", "2025-10-20", "week")).toEqual(["2025-10-06", "2025-10-13", "2025-10-20"]);
	});

	it("are none for a range that makes no sense", () => {
		expect(bucketsOf("2025-10-08", "2025-10-01", "day")).toEqual([]);
		expect(bucketsOf("garbage", "2025-10-01", "day")).toEqual([]);
		expect(bucketsOf("1700-01-01", "2025-10-01", "day")).toEqual([]);
	});

	it("are zero on days without play, and sum up exactly", () => {
		const rows = [
			{ date: "2025-10-06", wagered: 0.1 },
			{ date: "2025-10-08", wagered: 0.2 },
		];
		const by = (step: "day" | "week") => bucketed(rows, "2025-10-06", "2025-10-08", step, ["wagered"]).sums.wagered;
		expect(by("day")).toEqual([0.1, 0, 0.2]);
		expect(by("week")).toEqual([0.3]);
	});

	it("are not known when a day in them is not, rather than too small", () => {
		const rows = [
			{ date: "2025-10-06", net: 5 },
			{ date: "2025-10-07", net: null },
		];
		expect(bucketed(rows, "2025-10-06", "2025-10-07", "week", ["net"]).sums.net).toEqual([null]);
	});

	it("leave out days beyond the range", () => {
		const rows = [
			{ date: "2025-10-05", bets: 9 },
			{ date: "2025-10-06", bets: 1 },
			{ date: "2025-10-09", bets: 9 },
		];
		expect(bucketed(rows, "2025-10-06", "2025-10-08", "day", ["bets"]).sums.bets).toEqual([1, 0, 0]);
	});

	it("are as many as can be read", () => {
		expect(stepFor("2025-08-01", "2025-10-29")).toBe("day");
		expect(stepFor("2024-10-30", "2025-10-29")).toBe("week");
		expect(stepFor("2020-10-30", "2025-10-29")).toBe("month");
	});
});

describe("days", () => {
	it("are counted across summer time", () => {
		expect(dayAfter("2025-03-29", 2)).toBe("2025-03-31");
		expect(daysIn("2025-10-25", "2025-10-27")).toBe(3);
	});

	it("begin at midnight where the customer lives, on days that the clocks change too", () => {
		expect(startOfDay("2025-10-06", "America/Toronto").toISOString()).toBe("2025-10-06T04:00:00.000Z");
		expect(startOfDay("2025-03-30", "Europe/Malta").toISOString()).toBe("2025-03-29T23:00:00.000Z");
		expect(startOfDay("2025-03-31", "Europe/Malta").toISOString()).toBe("2025-03-30T22:00:00.000Z");
		expect(startOfDay("2025-10-06", "Asia/Kathmandu").toISOString()).toBe("2025-10-05T18:15:00.000Z");
	});

	it("are UTC's where the zone is unknown or none", () => {
		expect(knownZone("Mars/Olympus")).toBe("UTC");
		expect(knownZone(null)).toBe("UTC");
		expect(knownZone("Asia/Tokyo")).toBe("Asia/Tokyo");
	});
});
