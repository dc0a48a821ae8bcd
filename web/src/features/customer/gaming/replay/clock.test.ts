import { describe, expect, it } from "vitest";
import { advanced, endOf, indexOf, isAtEnd, momentOf, PAUSE_MS, placeOf, START, stepped, TICK_MAX_MS, type Track } from "./clock";

function track(times: number[], from = 0, to = Math.max(from, ...times)): Track {
	return { times, steps: times.map((_, i) => ({ id: `s${i}` })), from, to };
}

const at = (ms: number) => ({ at: ms, stepId: null });

describe("the place", () => {
	const t = track([1000, 2000, 2000, 5000], 0, 6000);

	it("is at the last step up to its moment", () => {
		expect([0, 999, 1000, 1999, 2000, 4999, 5000, 6000].map((ms) => indexOf(t, at(ms)))).toEqual([-1, -1, 0, 0, 2, 2, 3, 3]);
	});

	it("starts before all steps, also before one at the very beginning", () => {
		const early = track([0, 10]);
		expect(indexOf(early, START)).toBe(-1);
		expect(momentOf(early, START)).toBe(0);
		expect(indexOf(early, stepped(early, START, 1))).toBe(0);
	});

	it("tells steps of one moment apart, forwards and back", () => {
		let place = START;
		const met: number[] = [];
		for (let i = 0; i < 5; i++) {
			place = stepped(t, place, 1);
			met.push(indexOf(t, place));
		}
		expect(met).toEqual([0, 1, 2, 3, 3]);
		for (let i = 0; i < 5; i++) {
			place = stepped(t, place, -1);
			met.push(indexOf(t, place));
		}
		expect(met.slice(5)).toEqual([2, 1, 0, -1, -1]);
	});

	it("steps back from between two steps to the one that was passed", () => {
		expect(indexOf(t, stepped(t, at(3000), -1))).toBe(2);
		expect(indexOf(t, stepped(t, at(3000), 1))).toBe(3);
	});

	it("stays where it is when earlier steps come in", () => {
		const place = placeOf(t, 1);
		const longer = { times: [500, ...t.times], steps: [{ id: "new" }, ...t.steps], from: 0, to: 6000 };
		expect(indexOf(longer, place)).toBe(2);
	});

	it("keeps within the axis", () => {
		expect(momentOf(t, at(-5))).toBe(0);
		expect(momentOf(t, at(9999))).toBe(6000);
		expect(isAtEnd(t, endOf(t))).toBe(true);
		expect(isAtEnd(t, placeOf(t, 3))).toBe(false);
		expect(placeOf(t, 99)).toEqual({ at: 5000, stepId: "s3" });
	});

	it("of no steps at all is its start", () => {
		const none = track([], 0, 0);
		expect(indexOf(none, stepped(none, START, 1))).toBe(-1);
		expect(momentOf(none, advanced(none, START, 100, "60"))).toBe(0);
	});
});

describe("time", () => {
	const t = track([1000, 2000, 40_000], 0, 50_000);

	it("goes as fast as is wanted", () => {
		expect(advanced(t, at(0), 100, "1").at).toBe(100);
		expect(advanced(t, at(0), 100, "10").at).toBe(1000);
		expect(advanced(t, at(0), 100, "60").at).toBe(6000);
	});

	it("does not run on while nobody saw it", () => {
		expect(advanced(t, at(0), 3_600_000, "1").at).toBe(TICK_MAX_MS);
		expect(advanced(t, at(500), -5, "1").at).toBe(500);
	});

	it("stops at the end", () => {
		expect(advanced(t, at(49_990), 100, "60").at).toBe(50_000);
	});

	it("passes steps of one moment once it goes on, and none while it stands", () => {
		const twice = track([1000, 1000], 0, 2000);
		const first = placeOf(twice, 0);
		expect(indexOf(twice, advanced(twice, first, 0, "1"))).toBe(0);
		expect(indexOf(twice, advanced(twice, first, 10, "1"))).toBe(1);
	});

	it("with pauses skipped is ten times as fast between steps that are close", () => {
		expect(advanced(t, at(0), 50, "skip").at).toBe(500);
		expect(advanced(t, at(900), 20, "skip").at).toBe(1100);
	});

	it("with pauses skipped waits a little, then jumps to the next step", () => {
		expect(advanced(t, at(2000), 100, "skip").at).toBe(3000);
		const edge = 2000 + PAUSE_MS;
		expect(advanced(t, at(edge - 100), 9, "skip").at).toBe(edge - 10);
		expect(advanced(t, at(edge - 100), 20, "skip").at).toBe(40_100);
	});

	it("that was put into the midst of a pause leaves it at once", () => {
		expect(advanced(t, at(30_000), 1, "skip").at).toBe(40_010);
	});

	it("with pauses skipped comes to the end", () => {
		const long = track([1000], 0, 100_000);
		expect(advanced(long, at(11_000 - 10), 10, "skip").at).toBe(100_000);
	});

	it("plays through a whole session in as long as its steps need", () => {
		const s = track([0, 5000, 600_000, 605_000], 0, 605_000);
		let place = START;
		let ms = 0;
		while (!isAtEnd(s, place) && ms < 10_000) {
			place = advanced(s, place, 16, "skip");
			ms += 16;
		}
		/* 5 s, 10 s of the pause and 5 s, ten times as fast. */
		expect(ms).toBeGreaterThanOrEqual(2000);
		expect(ms).toBeLessThan(2040);
	});
});
