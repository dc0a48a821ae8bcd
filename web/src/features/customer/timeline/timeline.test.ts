import { describe, expect, it } from "vitest";
import { allTrouble } from "@/api/timeline";
import type { TimelineItem, TimelineList, TimelinePage } from "@/api/timelineHead";
import { addressOfKinds, kindsFrom, toggled } from "./address";
import { beginsDay, daysOf } from "./days";
import { detailOf, keyOf, SOURCES, stateTone, stateWord, TYPES } from "./kinds";

function item(over: Partial<TimelineItem> = {}): TimelineItem {
	return {
		at: "2025-10-06T14:23:00Z",
		source: "gaming",
		type: "bet",
		id: "BET-1",
		title: "Roulette",
		amount: null,
		currency: null,
		state: null,
		link: null,
		...over,
	};
}

const at = (...times: string[]) => times.map((t) => item({ at: t }));

describe("days", () => {
	it("are those of the zone that is read in", () => {
		const items = at("2025-10-07T03:30:00Z", "2025-10-06T23:30:00Z");
		expect(daysOf(items, "UTC")).toEqual(["2025-10-07", "2025-10-06"]);
		expect(daysOf(items, "America/Toronto")).toEqual(["2025-10-06", "2025-10-06"]);
		expect(daysOf(items, "Asia/Tokyo")).toEqual(["2025-10-07", "2025-10-07"]);
	});

	it("have 25 hours when clocks go back, and 23 when they go forward", () => {
		/* Berlin, 26 October 2025: midnight is 22:00Z before and 23:00Z after. */
		expect(daysOf(at("2025-10-26T22:59:59Z", "2025-10-25T22:00:00Z", "2025-10-25T21:59:59Z"), "Europe/Berlin")).toEqual([
			"2025-10-26",
			"2025-10-26",
			"2025-10-25",
		]);
		/* Berlin, 30 March 2025: from 23:00Z to 22:00Z. */
		expect(daysOf(at("2025-03-30T22:00:00Z", "2025-03-30T21:59:59Z", "2025-03-29T23:00:00Z"), "Europe/Berlin")).toEqual([
			"2025-03-31",
			"2025-03-30",
			"2025-03-30",
		]);
	});

	it("begin where another one ends, and what has no time has a head of its own", () => {
		const days = daysOf(at("2025-10-06T10:00:00Z", "2025-10-06T09:00:00Z", "garbage", "2025-10-05T09:00:00Z"), "UTC");
		expect(days).toEqual(["2025-10-06", "2025-10-06", "", "2025-10-05"]);
		expect(days.map((_, row) => beginsDay(days, row))).toEqual([true, false, true, true]);
	});
});

describe("what is said of a thing", () => {
	it("does not say the kind twice", () => {
		expect(detailOf(item({ type: "deposit", title: "Deposit, Credit Card" }))).toEqual({ text: "Credit Card" });
		expect(detailOf(item({ type: "bonus_granted", title: "Bonus granted" }))).toBeNull();
		expect(detailOf(item({ type: "withdrawal_returned", title: "Withdrawal returned, Bank, AG" }))).toEqual({ text: "Bank, AG" });
		expect(detailOf(item({ type: "login", title: "Failed login from Cork, IE" }))).toEqual({ text: "Cork, IE" });
		expect(detailOf(item({ type: "login", title: "Login" }))).toBeNull();
		expect(detailOf(item({ type: "cooling_off", title: "Cool-off begins" }))).toBeNull();
	});

	it("keeps a title that it doesn't know", () => {
		expect(detailOf(item({ type: "deposit", title: "Deposits are fun" }))).toEqual({ text: "Deposits are fun" });
		expect(detailOf(item({ type: "login", title: "Signed in" }))).toEqual({ text: "Signed in" });
		expect(detailOf(item({ type: "ticket", title: "Login from <b>hell</b>" }))).toEqual({ text: "Login from <b>hell</b>" });
		expect(detailOf(item({ type: "novelty" as never, title: "Novelty, shiny" }))).toEqual({ text: "shiny" });
	});

	it("finds the words of kinds of documents and checks", () => {
		expect(detailOf(item({ type: "document", title: "Id card" }))).toEqual({ group: "documentKind", value: "id_card" });
		expect(detailOf(item({ type: "check", title: "Source of funds" }))).toEqual({ group: "checkKind", value: "source_of_funds" });
	});

	it("finds the words of states, and which of them ask for attention", () => {
		expect(stateWord(item({ type: "withdrawal", state: "In Review" }))).toEqual({
			group: "transactionState",
			value: "in_review",
		});
		expect(stateTone(item({ type: "withdrawal", state: "In Review" }))).toBe("warn");
		expect(stateTone(item({ type: "login", state: "failed" }))).toBe("bad");
		expect(stateTone(item({ type: "bet", state: "open" }))).toBe("neutral");
		expect(stateWord(item())).toBeNull();
	});

	it("tells an upload from its review", () => {
		const upload = item({ type: "document", id: "D", state: "uploaded" });
		expect(keyOf(upload)).not.toBe(keyOf({ ...upload, state: "accepted" }));
	});
});

describe("the filter in the address", () => {
	it("comes back as it went", () => {
		const kinds = { sources: ["wallet", "kyc"], types: ["deposit", "check"] as const };
		expect(kindsFrom(addressOfKinds({ ...kinds, types: [...kinds.types] }))).toEqual(kinds);
	});

	it("leaves out what there is not", () => {
		expect(kindsFrom({ "tl.source": "wallet,moon,wallet", "tl.type": "bet,toString,stake" })).toEqual({
			sources: ["wallet"],
			types: ["bet"],
		});
	});

	it("takes all for none", () => {
		expect(addressOfKinds({ sources: SOURCES, types: TYPES })).toEqual({ "tl.source": undefined, "tl.type": undefined });
	});

	it("toggles", () => {
		expect(toggled(["a", "b"], "a")).toEqual(["b"]);
		expect(toggled(["b"], "a")).toEqual(["b", "a"]);
	});
});

describe("trouble", () => {
	const page = (...sources: TimelineList[]): TimelinePage => ({ items: [], nextCursor: null, meta: { sources }, masked: [] });
	const bets = (state: TimelineList["state"]): TimelineList => ({ source: "gaming", list: "bets", state, error: null });

	it("is said once a list, the worst of it", () => {
		expect(allTrouble([page(bets("stale")), page(bets("missing")), page(bets("stale"))])).toEqual([bets("missing")]);
	});

	it("is none where all is well", () => {
		expect(allTrouble([page(bets("fresh"))])).toEqual([]);
	});
});
