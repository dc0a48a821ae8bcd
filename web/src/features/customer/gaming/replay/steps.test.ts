import { describe, expect, it } from "vitest";
import type { TimelineItem } from "@/api/timelineHead";
import { type Deposit, isPaidIn, type Replay, type Round, replayOf, roundsPerMinute, type Session } from "./steps";

const MINUTE = 60_000;
const T0 = Date.parse("2026-03-01T20:00:00Z");
const iso = (ms: number) => new Date(T0 + ms).toISOString();

function round(n: number, ms: number, stake: number, won: number | null, more: Partial<Round> = {}): Round {
	return { roundId: `R${n}`, at: iso(ms), currency: "EUR", game: "Starfall", stake, won, balance: 100 - n, ...more };
}

function deposit(ms: number, amount: number, state = "Settled", currency = "EUR"): Deposit {
	return { transactionId: `T${ms} ${state}`, kind: "deposit", at: iso(ms), amount, state, currency } as Deposit;
}

function marker(ms: number, id = "F1"): TimelineItem {
	return { at: iso(ms), source: "risk", type: "risk_flag", id, title: "Chasing", state: "high" } as TimelineItem;
}

const session = (from: number, to: number | null): Session =>
	({ sessionId: "S1", startedAt: iso(from), endedAt: to === null ? null : iso(to) }) as Session;

function replay(parts: Partial<Parameters<typeof replayOf>[0]>): Replay {
	return replayOf({ rounds: [], deposits: [], markers: [], session: null, whole: true, ...parts });
}

const kinds = (r: Replay) => r.steps.map((s) => `${s.kind} ${s.at - T0}`);

describe("steps", () => {
	it("stand in the order of time, whatever the order they came in", () => {
		const r = replay({
			rounds: [round(3, 3000, 1, 0), round(2, 2000, 1, 0), round(1, 1000, 1, 0)],
			deposits: [deposit(1500, 20)],
			markers: [marker(2500)],
		});
		expect(kinds(r)).toEqual(["round 1000", "deposit 1500", "round 2000", "marker 2500", "round 3000"]);
	});

	it("of one moment: money first, then the round, then what it set off; rounds as they were played", () => {
		const r = replay({
			rounds: [round(2, 1000, 1, 0), round(1, 1000, 1, 0)],
			deposits: [deposit(1000, 20)],
			markers: [marker(1000)],
		});
		expect(kinds(r)).toEqual(["deposit 1000", "round 1000", "round 1000", "marker 1000"]);
		expect(r.rounds.map((s) => s.id)).toEqual(["R1", "R2"]);
	});

	it("know the net and the time since the round before", () => {
		const r = replay({ rounds: [round(2, 6500, 0.3, 0.1), round(1, 1000, 0.2, null)] });
		expect(r.rounds.map((s) => [s.net, s.sinceMs])).toEqual([
			[null, null],
			[-0.2, 5500],
		]);
	});

	it("leave out what has no moment", () => {
		expect(replay({ rounds: [round(1, 0, 1, 0, { at: "yesterday" })] }).steps).toEqual([]);
	});

	it("keep two markers of one thing apart", () => {
		const r = replay({ rounds: [round(1, 0, 1, 0)], markers: [marker(2000), marker(1000)] });
		expect(new Set(r.steps.map((s) => s.id)).size).toBe(3);
	});
});

describe("totals", () => {
	it("are exact sums of the settled rounds so far", () => {
		const r = replay({ rounds: [round(3, 3, 0.1, 0), round(2, 2, 0.2, null), round(1, 1, 0.2, 0.5)] });
		expect(r.steps.map((s) => s.totals)).toEqual([
			{ staked: 0.2, won: 0.5, net: 0.3, deposited: 0, open: 0 },
			{ staked: 0.2, won: 0.5, net: 0.3, deposited: 0, open: 1 },
			{ staked: 0.3, won: 0.5, net: 0.2, deposited: 0, open: 1 },
		]);
	});

	it("count deposits only when they were paid in", () => {
		const r = replay({
			rounds: [round(1, 0, 1, 0)],
			deposits: [deposit(3, 30, "In Review"), deposit(2, 20, "Declined"), deposit(1, 10)],
		});
		expect(r.steps.at(-1)?.totals.deposited).toBe(10);
		expect(isPaidIn({ state: "Chargeback Received" })).toBe(true);
		expect(isPaidIn({ state: "Something new" })).toBe(false);
	});

	it("are not known when amounts are of several currencies", () => {
		const r = replay({ rounds: [round(1, 0, 1, 2)], deposits: [deposit(1, 5, "Settled", "USD")] });
		expect(r.currency).toBeNull();
		expect(r.steps.at(-1)?.totals).toEqual({ staked: null, won: null, net: null, deposited: null, open: 0 });
	});
});

describe("the axis", () => {
	it("spans the session, and what lies past its ends", () => {
		const r = replay({ rounds: [round(1, 5000, 1, 0)], session: session(0, 9000) });
		expect([r.from - T0, r.to - T0]).toEqual([0, 9000]);
		const late = replay({ rounds: [round(1, 12_000, 1, 0)], session: session(0, 9000) });
		expect(late.to - T0).toBe(12_000);
	});

	it("of a running session ends with what happened last", () => {
		const r = replay({ rounds: [round(1, 5000, 1, 0)], session: session(0, null) });
		expect([r.from - T0, r.to - T0]).toEqual([0, 5000]);
	});

	it("begins with the first round at hand when those before are missing, and tells nothing from before", () => {
		const r = replay({
			rounds: [round(9, 5000, 1, 0)],
			deposits: [deposit(1000, 50)],
			session: session(0, 9000),
			whole: false,
		});
		expect(r.from - T0).toBe(5000);
		expect(r.steps.map((s) => s.kind)).toEqual(["round"]);
		expect(r.steps[0]?.totals.deposited).toBe(0);
	});

	it("of nothing is an empty one, not an endless one", () => {
		expect(replay({})).toMatchObject({ steps: [], from: 0, to: 0 });
		const r = replay({ session: session(0, 10) });
		expect([r.from - T0, r.to - T0]).toEqual([0, 10]);
	});
});

describe("rounds in the last minute", () => {
	const r = replay({
		rounds: [round(3, 61_000, 1, 0), round(2, 30_000, 1, 0), round(1, 1000, 1, 0)],
		session: session(0, MINUTE * 3),
	});

	it("are those of the 60 seconds up to the moment", () => {
		const at = (ms: number) => roundsPerMinute(r, T0 + ms, true);
		expect([at(0), at(1000), at(60_999), at(61_000), at(90_000), at(121_000)]).toEqual([0, 1, 2, 2, 1, 0]);
	});

	it("are not known while the minute reaches back to before what is at hand", () => {
		const part = { rounds: r.rounds, from: T0 + 1000 };
		expect(roundsPerMinute(part, T0 + 60_000, false)).toBeNull();
		expect(roundsPerMinute(part, T0 + 61_000, false)).toBe(2);
	});
});
