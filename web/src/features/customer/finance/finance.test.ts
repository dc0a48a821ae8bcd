import { describe, expect, it } from "vitest";
import type { Schemas } from "@/api/client";
import { byImportance, progressOf } from "./bonusProgress";
import { cashSeries } from "./cashSeries";
import { stagesOf } from "./lifecycle";
import { overall, type Pocket, termsOf, verdictOf } from "./reconcile";
import { isUnderWay, stateKey, toneOf } from "./states";
import { txFilterOf, txQueryOf } from "./txFilter";

const POCKET: Pocket = {
	pocket: "cash",
	balance: 1250.75,
	deposits: 15000,
	withdrawalsReserved: 12500,
	returned: 0,
	stakes: 45230.5,
	wins: 42180.25,
	voidsAndCashOuts: 0,
	resettlements: -1,
	bonusConversion: 0,
	bonusGranted: 0,
	forfeits: 0,
	chargebacks: 0,
	refunds: null,
	fees: 0,
	adjustments: 1801,
	computed: 1250.75,
	difference: 0,
};

describe("reconciliation", () => {
	it("signs each term by its side and leaves out what was nothing, but not what isn't known", () => {
		expect(termsOf(POCKET)).toEqual([
			{ name: "deposits", amount: 15000 },
			{ name: "withdrawalsReserved", amount: -12500 },
			{ name: "stakes", amount: -45230.5 },
			{ name: "wins", amount: 42180.25 },
			{ name: "resettlements", amount: -1 },
			{ name: "refunds", amount: null },
			{ name: "adjustments", amount: 1801 },
		]);
	});

	it("keeps amounts of more digits than a number holds", () => {
		const pocket = { ...POCKET, stakes: "90071992547409931.25" as unknown as number };
		expect(termsOf(pocket).find((t) => t.name === "stakes")?.amount).toBe("-90071992547409931.25");
	});

	it("calls the smallest difference a mismatch, either way, and none at all one that adds up", () => {
		expect(verdictOf({ difference: 0 })).toBe("adds_up");
		expect(verdictOf({ difference: 0.01 })).toBe("mismatch");
		expect(verdictOf({ difference: -0.01 })).toBe("mismatch");
		expect(verdictOf({ difference: null })).toBe("unknown");
	});

	it("is as a whole as bad as its worst pocket, and never adds up without sums", () => {
		const bad = { ...POCKET, difference: 5 };
		expect(overall([POCKET, bad], false)).toBe("mismatch");
		expect(overall([POCKET, { ...POCKET, difference: null }], null)).toBe("unknown");
		expect(overall([POCKET], true)).toBe("adds_up");
		expect(overall([POCKET], false)).toBe("mismatch");
		expect(overall([], true)).toBe("unknown");
		expect(overall(null, null)).toBe("unknown");
	});
});

describe("a bonus's wagering", () => {
	it("is done where none is required", () => {
		expect(progressOf({ wageringRequired: 0, wagered: 0 })).toEqual({ kind: "none", share: 1, done: true });
		expect(progressOf({ wageringRequired: 0, wagered: null })).toMatchObject({ kind: "none" });
	});

	it("fills the bar at most, however much was wagered", () => {
		expect(progressOf({ wageringRequired: 100, wagered: 250 })).toEqual({ kind: "some", share: 1, done: true });
	});

	it("never reads as done a cent before it is", () => {
		expect(progressOf({ wageringRequired: 1000, wagered: 999.99 })).toEqual({ kind: "some", share: 0.999, done: false });
	});

	it("is not known where either amount isn't", () => {
		expect(progressOf({ wageringRequired: null, wagered: 10 })).toEqual({ kind: "unknown", share: null, done: false });
		expect(progressOf({ wageringRequired: 10, wagered: null })).toEqual({ kind: "unknown", share: null, done: false });
	});

	it("doesn't run backwards", () => {
		expect(progressOf({ wageringRequired: 10, wagered: -5 }).share).toBe(0);
	});

	it("puts active bonuses first, states that aren't known last, and newer before older", () => {
		const bonus = (state: string, grantedAt: string | null) => ({ state, grantedAt }) as Schemas["Bonus"];
		const sorted = [
			bonus("new_kind", null),
			bonus("completed", "2026-01-01T00:00:00Z"),
			bonus("active", "2025-01-01T00:00:00Z"),
			bonus("completed", "2026-02-01T00:00:00Z"),
		].sort(byImportance);
		expect(sorted.map((b) => [b.state, b.grantedAt?.slice(0, 7)])).toEqual([
			["active", "2025-01"],
			["completed", "2026-02"],
			["completed", "2026-01"],
			["new_kind", undefined],
		]);
	});
});

describe("the cash flow's series", () => {
	const NAMES = { deposits: "in", withdrawals: "out", bonuses: "bonus", net: "net" };
	const day = (date: string, deposits: number, withdrawals: number, bonuses: number | null = 0) => ({
		date,
		deposits,
		withdrawals,
		bonuses,
		net: deposits - withdrawals,
	});

	it("gathers ISO weeks, which begin on Monday, across the turn of a year", () => {
		const days = [day("2026-12-31", 10, 0), day("2027-01-03", 5, 20), day("2027-01-04", 1, 0)];
		const { at, series } = cashSeries(days, "2026-12-28", "2027-01-10", "week", NAMES);
		expect(at).toEqual(["2026-12-28", "2027-01-04"]);
		expect(series.map((s) => [s.key, s.values])).toEqual([
			["deposits", [15, 1]],
			["withdrawals", [-20, 0]],
			["net", [-5, 1]],
		]);
	});

	it("gathers months, and fills those that had nothing with zero", () => {
		const { at, series } = cashSeries(
			[day("2026-01-31", 0.1, 0), day("2026-01-01", 0.2, 0)],
			"2026-01-01",
			"2026-02-28",
			"month",
			NAMES,
		);
		expect(at).toEqual(["2026-01-01", "2026-02-01"]);
		expect(series[0]?.values).toEqual([0.3, 0]);
		expect(series[0]?.rest).toBe(0.3);
	});

	it("has bonuses only where some became cash, and then a gap where it isn't known", () => {
		expect(cashSeries([day("2026-01-01", 1, 0)], "2026-01-01", "2026-01-01", "day", NAMES).series).toHaveLength(3);
		const { series } = cashSeries([day("2026-01-01", 1, 0, null)], "2026-01-01", "2026-01-01", "day", NAMES);
		expect(series.find((s) => s.key === "bonuses")?.values).toEqual([null]);
	});
});

describe("a transaction's life", () => {
	const transition = (state: string, at: string) => ({ state, at, by: null, publicReason: null });
	const NOW = Date.parse("2026-11-22T12:00:00Z");

	it("tells how long each state lasted, and how long the present one has so far", () => {
		const stages = stagesOf(
			[transition("Requested", "2026-11-22T10:00:00Z"), transition("In Review", "2026-11-22T10:30:00Z")],
			NOW,
		);
		expect(stages.map((s) => [s.lastedMs, s.current])).toEqual([
			[1_800_000, false],
			[5_400_000, true],
		]);
	});

	it("ends with the last state where nothing more is to come", () => {
		const [only] = stagesOf([transition("Paid", "2026-11-22T10:00:00Z")], NOW);
		expect(only).toMatchObject({ lastedMs: null, current: false });
	});

	it("claims no length where times run backwards or are none", () => {
		const stages = stagesOf(
			[
				transition("Requested", "2026-11-22T11:00:00Z"),
				transition("Approved", "2026-11-22T10:00:00Z"),
				transition("Sent", "soon"),
			],
			NOW,
		);
		expect(stages.map((s) => s.lastedMs)).toEqual([null, null, null]);
	});
});

describe("states and filters", () => {
	it("knows a state in whatever spelling, and claims nothing of one that it doesn't know", () => {
		expect(stateKey(" In-Review ")).toBe("in_review");
		expect(toneOf("Chargeback Lost")).toBe("bad");
		expect(toneOf("Quantum")).toBe("neutral");
		expect(isUnderWay("Quantum")).toBe(false);
	});

	it("asks for the kinds of a group, and takes nothing from the address that it doesn't know", () => {
		expect(txQueryOf(txFilterOf({ "tx.kind": "withdrawals", "tx.state": "In Review" }))).toEqual({
			type: "withdrawal,withdrawal_returned",
			state: "In Review",
		});
		expect(txQueryOf(txFilterOf({ "tx.kind": "constructor", "tx.state": "x".repeat(129) }))).toEqual({});
	});
});
