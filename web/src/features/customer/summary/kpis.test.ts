import { describe, expect, it } from "vitest";
import type { Schemas } from "@/api/client";
import { openFlagsOf, pendingOf, ticketsOf } from "./kpis";

const NOW = Date.parse("2026-11-22T12:00:00Z");

const withdrawal = (change: Partial<Schemas["Withdrawal"]>): Schemas["Withdrawal"] => ({
	transactionId: "TXN-1",
	amount: 1,
	method: null,
	requestedAt: "2026-11-20T00:00:00Z",
	state: "requested",
	publicReason: null,
	targetAt: null,
	...change,
});

describe("pending withdrawals", () => {
	it("are counted and summed, the oldest found wherever it stands", () => {
		const old = withdrawal({ transactionId: "TXN-2", requestedAt: "2026-11-19T00:00:00Z", amount: 20.5 });
		const pending = pendingOf([withdrawal({ amount: "10.25" as unknown as number }), old, withdrawal({})], NOW);
		expect(pending).toEqual({ count: 3, sum: 31.75, oldest: old, late: false });
	});

	it("are late once the oldest one's target has passed, and not where it has none", () => {
		expect(pendingOf([withdrawal({ targetAt: "2026-11-22T11:59:59Z" })], NOW).late).toBe(true);
		expect(pendingOf([withdrawal({ targetAt: "2026-11-22T12:00:01Z" })], NOW).late).toBe(false);
		expect(pendingOf([withdrawal({ targetAt: null })], NOW).late).toBe(false);
	});

	it("are summed exactly, also where amounts come as decimal text", () => {
		const long = withdrawal({ amount: "9007199254740993.01" as unknown as number });
		expect(pendingOf([long, withdrawal({ amount: 0.01 })], NOW).sum).toBe("9007199254740993.02");
		expect(pendingOf([withdrawal({ amount: "x" as unknown as number })], NOW).sum).toBeNull();
	});

	it("may be none", () => {
		expect(pendingOf([], NOW)).toEqual({ count: 0, sum: 0, oldest: null, late: false });
	});
});

describe("tickets", () => {
	const ticket = (status: Schemas["Ticket"]["status"], createdAt: string, updatedAt: string | null) =>
		({ status, createdAt, updatedAt }) as Schemas["Ticket"];

	it("count as open unless resolved; the last contact is the latest change of any", () => {
		const history = [
			ticket("resolved", "2026-01-01T00:00:00Z", "2026-09-01T00:00:00Z"),
			ticket("dispute", "2026-02-01T00:00:00Z", null),
			ticket("reopened", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"),
		];
		expect(ticketsOf(history)).toEqual({ open: 2, lastContact: "2026-09-01T00:00:00Z" });
	});

	it("are none, or not known: two things", () => {
		expect(ticketsOf([])).toEqual({ open: 0, lastContact: null });
		expect(ticketsOf(null)).toBeNull();
	});
});

describe("open flags", () => {
	it("are not known where the list is not", () => {
		expect(openFlagsOf(null)).toBeNull();
		expect(openFlagsOf([{ status: "open" }, { status: null }, { status: "dismissed" }] as Schemas["Flag"][])).toBe(2);
	});
});
