import { describe, expect, it } from "vitest";
import { betNet, totalOdds } from "./betNet";
import { metricOf } from "./HoursHeat";
import { playSeries } from "./playSeries";
import { anchorDay, daysUntil, rangeOf, spanOf } from "./range";
import { rtpTone, rtpVerdict } from "./rtp";
import { sessionLength } from "./sessionLength";
import { betsFilterOf, betsQuery } from "./useBetsFilter";
import { windowsOf } from "./useBetTransactions";

const band = (low: number, high: number) => ({ low, high, level: 0.95 });

describe("the verdict on an RTP", () => {
	it("alarms nobody after forty spins, however little came back", () => {
		expect(rtpVerdict(0.2, 0.96, band(0, 0.92))).toBe("tooFew");
		expect(rtpVerdict(3, 0.96, band(1.1, 4.9))).toBe("tooFew");
		expect(rtpTone("tooFew")).toBe("quiet");
	});

	it("is within when theory is in the band, its ends included", () => {
		expect(rtpVerdict(0.9326, 0.9828, band(0.8674, 0.9977))).toBe("within");
		expect(rtpVerdict(0.95, 0.96, band(0.94, 0.96))).toBe("within");
	});

	it("is below when less came back than chance explains, above when more", () => {
		expect(rtpVerdict(0.85, 0.96, band(0.8, 0.9))).toBe("below");
		expect(rtpVerdict(1.1, 0.96, band(1.0, 1.2))).toBe("above");
		expect(rtpTone("above")).toBe("odd");
	});

	it("is none without stakes, a band or a theory", () => {
		expect(rtpVerdict(null, 0.96, null)).toBe("none");
		expect(rtpVerdict(0.9, 0.96, null)).toBe("tooFew");
		expect(rtpVerdict(0.9, null, band(0.85, 0.95))).toBe("noTheory");
	});
});

describe("net", () => {
	const bet = (state: "open" | "won" | "lost" | "void", stake: number | string, won: number | string | null) =>
		({ state, stake, won }) as Parameters<typeof betNet>[0];

	it("is the customer's side: won − stake", () => {
		expect(betNet(bet("won", 25, 50))).toBe(25);
		expect(betNet(bet("lost", 0.1, 0))).toBe(-0.1);
	});

	it("is not known while a bet is open, and nothing for a void one", () => {
		expect(betNet(bet("open", 25, null))).toBeNull();
		expect(betNet(bet("void", 25, 25))).toBe(0);
		expect(betNet(bet("won", 25, null))).toBeNull();
	});

	it("keeps absurd amounts to the cent", () => {
		expect(betNet(bet("won", "0.01", "99999999999999999.99"))).toBe("99999999999999999.98");
	});

	it("of an hour is turned round: what the customer lost", () => {
		expect(metricOf({ weekday: 1, hour: 0, bets: 1, wagered: 10, won: 4 }, "lost")).toBe(6);
		expect(metricOf({ weekday: 1, hour: 0, bets: 1, wagered: 10, won: 14 }, "lost")).toBe(-4);
	});
});

describe("the chart of play", () => {
	it("has a point for each day, zero where nothing was played, and the totals of the legend", () => {
		const days = [{ date: "2025-10-06", bets: 12, wagered: 300, won: 300.5, netPosition: 0.5 }];
		const { at, series } = playSeries(days, { first: "2025-10-05", last: "2025-10-06" }, "day", {
			stake: "Stake",
			win: "Win",
			net: "Net",
		});
		expect(at).toEqual(["2025-10-05", "2025-10-06"]);
		expect(series.map((s) => [s.key, s.values, s.rest])).toEqual([
			["stake", [0, 300], 300],
			["win", [0, 300.5], 300.5],
			["net", [0, 0.5], 0.5],
		]);
	});
});

describe("the range", () => {
	it("is the last 90 days by day unless asked otherwise", () => {
		expect(rangeOf({}, "2026-11-22", null)).toEqual({ first: "2026-08-25", last: "2026-11-22", by: "day", preset: "90d" });
	});

	it("is what the address says, where that makes sense", () => {
		expect(rangeOf({ "gm.from": "2025-01-01", "gm.to": "2025-12-31", "gm.by": "month" }, "2026-11-22", null)).toEqual({
			first: "2025-01-01",
			last: "2025-12-31",
			by: "month",
			preset: null,
		});
		for (const nonsense of [
			{ "gm.from": "2025-12-31", "gm.to": "2025-01-01" },
			{ "gm.from": "1900-01-01", "gm.to": "2025-01-01" },
			{ "gm.from": "yesterday", "gm.to": "2025-01-01" },
			{ "gm.range": "8 days" },
		])
			expect(rangeOf(nonsense, "2026-11-22", null).preset).toBe("90d");
	});

	it("begins all at the registration, at most ten years back", () => {
		expect(rangeOf({ "gm.range": "all" }, "2025-10-06", "2023-01-10").first).toBe("2023-01-10");
		expect(rangeOf({ "gm.range": "all" }, "2025-10-06", "1999-01-10").first).toBe(daysUntil("2025-10-06", 3650).first);
		expect(rangeOf({ "gm.range": "all" }, "2025-10-06", "2031-01-10").first <= "2025-10-06").toBe(true);
	});

	it("ends on the last day of play of somebody who stopped long ago", () => {
		expect(anchorDay("2026-11-22", "2025-10-06")).toEqual({ day: "2025-10-06", past: true });
		expect(anchorDay("2026-11-22", "2026-11-01")).toEqual({ day: "2026-11-22", past: false });
		expect(anchorDay("2026-11-22", null)).toEqual({ day: "2026-11-22", past: false });
	});

	it("covers whole days of the customer's clock", () => {
		expect(spanOf({ first: "2025-10-06", last: "2025-10-06" }, "America/Toronto")).toEqual({
			from: "2025-10-06T04:00:00.000Z",
			to: "2025-10-07T04:00:00.000Z",
		});
	});
});

describe("the filter of bets", () => {
	it("asks for nothing that isn't set, and takes no garbage for a day", () => {
		expect(betsQuery(betsFilterOf({ "bets.from": "soon" }), "UTC")).toEqual({});
		expect(betsQuery(betsFilterOf({ "bets.to": "2025-10-06", "bets.game": "G-X" }), "UTC")).toEqual({
			to: "2025-10-07T00:00:00.000Z",
			gameId: "G-X",
		});
	});
});

describe("a bet's movements of money", () => {
	it("are looked for once where placing and settling are close, else around both", () => {
		const bet = (settledAt: string | null) => ({ betId: "B", placedAt: "2025-10-06T10:00:00Z", settledAt });
		expect(windowsOf(bet("2025-10-06T10:00:20Z"))).toEqual([
			{ from: "2025-10-06T09:58:00.000Z", to: "2025-10-06T10:02:20.000Z" },
		]);
		expect(windowsOf(bet("2025-10-08T10:00:00Z"))).toHaveLength(2);
		expect(windowsOf(bet(null))).toHaveLength(1);
		expect(windowsOf({ betId: "B", placedAt: "garbage", settledAt: null })).toEqual([]);
	});
});

it("has no total of odds when one of them is not known", () => {
	expect(totalOdds([{ odds: 2 }, { odds: 1.5 }])).toBe(3);
	expect(totalOdds([{ odds: 2 }, { odds: null }])).toBeNull();
	expect(totalOdds([])).toBeNull();
});

it("has no length of a session that is open or ends before it starts", () => {
	expect(sessionLength({ startedAt: "2025-10-06T10:00:00Z", endedAt: null })).toBeNull();
	expect(sessionLength({ startedAt: "2025-10-06T10:00:00Z", endedAt: "2025-10-06T09:00:00Z" })).toBeNull();
	expect(sessionLength({ startedAt: "2025-10-06T10:00:00Z", endedAt: "2025-10-06T10:01:00Z" })).toBe(60_000);
});
