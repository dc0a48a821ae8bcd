import { describe, expect, it } from "vitest";
import { type Limit, limitsOf, limitUse, pendingOf } from "./limits";

const none = { amount: null, minutes: null, effectiveAt: null };
const money = (amount: number | string | null, used: number | string | null) =>
	({ kind: "deposit", amount, minutes: null, used, usedMinutes: null }) as Limit;
const time = (minutes: number | null, usedMinutes: number | null) =>
	({ kind: "session_time", amount: null, minutes, used: null, usedMinutes }) as Limit;

describe("use of a limit", () => {
	it("is used divided by allowed", () => {
		expect(limitUse(money(500, 120))).toEqual({ unit: "money", state: "used", limit: 500, used: 120, share: 0.24, tone: "ok" });
	});

	it("is none for a limit that is null, however much was used", () => {
		expect(limitUse(money(null, 300))).toMatchObject({ state: "none", share: null, limit: null });
		expect(limitUse(time(null, 30))).toMatchObject({ unit: "minutes", state: "none" });
	});

	it("blocks at zero, with nothing to divide by", () => {
		expect(limitUse(money(0, 0))).toMatchObject({ state: "blocks", share: 1, tone: "reached" });
		expect(limitUse(time(0, null))).toMatchObject({ unit: "minutes", state: "blocks" });
	});

	it("goes on counting above the limit", () => {
		expect(limitUse(money(100, 250))).toMatchObject({ share: 2.5, tone: "over" });
		expect(limitUse(money(100, 100))).toMatchObject({ share: 1, tone: "reached" });
		expect(limitUse(money(100, 80))).toMatchObject({ share: 0.8, tone: "near" });
	});

	it("counts time limits in minutes", () => {
		expect(limitUse(time(120, 23))).toMatchObject({ unit: "minutes", state: "used", limit: 120, used: 23 });
		expect(limitUse(time(90, 99)).share).toBeCloseTo(1.1);
	});

	it("has used nothing of a net limit while more was won than lost", () => {
		expect(limitUse(money(1000, -250))).toMatchObject({ share: 0, tone: "ok", used: -250 });
	});

	it("is unknown where the use was not said: not zero", () => {
		expect(limitUse(money(500, null))).toMatchObject({ state: "unknown", share: null, used: null });
	});

	it("takes amounts that came as text, digit for digit", () => {
		expect(limitUse(money("900719925474099312.50", "90071992547409931.25"))).toMatchObject({
			limit: "900719925474099312.50",
			share: expect.closeTo(0.1),
		});
	});
});

describe("a pending change", () => {
	it("is none where nothing is said", () => {
		expect(pendingOf({ kind: "deposit", minutes: null, pending: none })).toBeNull();
		expect(pendingOf({ kind: "deposit", minutes: null, pending: undefined as never })).toBeNull();
	});

	it("can take the limit away", () => {
		const pending = { ...none, effectiveAt: "2026-11-24T10:00:00Z" };
		expect(pendingOf({ kind: "deposit", minutes: null, pending })).toEqual({ unit: "money", to: null, at: pending.effectiveAt });
	});

	it("is in minutes for a time limit", () => {
		expect(pendingOf({ kind: "session_time", minutes: 60, pending: { ...none, minutes: 90 } })).toEqual({
			unit: "minutes",
			to: 90,
			at: null,
		});
	});
});

describe("limits to draw", () => {
	it("are the list where there is one, even an empty one", () => {
		const three = { dailyDepositLimit: 5, weeklyLossLimit: null, sessionTimeLimit: null };
		expect(limitsOf([], three)).toEqual([]);
	});

	it("are made of the three that every service names, without those that are none; zero is one", () => {
		const rows = limitsOf(null, { dailyDepositLimit: 0, weeklyLossLimit: null, sessionTimeLimit: 60 });
		expect(rows?.map((l) => [l.kind, l.amount, l.minutes])).toEqual([
			["deposit", 0, null],
			["session_time", null, 60],
		]);
	});

	it("are not known where neither was said", () => {
		expect(limitsOf(null, null)).toBeNull();
	});
});
