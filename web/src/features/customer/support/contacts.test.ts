import { describe, expect, it } from "vitest";
import { type Contact, matches, merged, ofMessage, ofTicket, resolutionOf, summaryOf, type Ticket, UNRESOLVED } from "./contacts";

const ticket = (id: string, at: string, more: Partial<Ticket> = {}): Ticket => ({
	ticketId: id,
	subject: id,
	status: "open",
	priority: null,
	channel: null,
	category: null,
	createdAt: at,
	updatedAt: null,
	resolvedAt: null,
	messageCount: null,
	...more,
});
const t = (id: string, at: string, more: Partial<Ticket> = {}) => ofTicket(ticket(id, at, more));
const m = (id: string, at: string, status: string | null = "delivered") =>
	ofMessage({ messageId: id, at, channel: "email", direction: "out", subject: null, template: null, status });
const ids = (items: Contact[]) => items.map((c) => c.id);

describe("tickets and messages, merged", () => {
	it("are in order of time, newest first", () => {
		const { items, next } = merged([
			{ kind: "ticket", items: [t("T2", "2026-03-02T00:00:00Z"), t("T1", "2026-01-01T00:00:00Z")], more: false },
			{ kind: "message", items: [m("M2", "2026-04-01T00:00:00Z"), m("M1", "2026-02-01T00:00:00Z")], more: false },
		]);
		expect(ids(items)).toEqual(["M2", "T2", "M1", "T1"]);
		expect(next).toBeNull();
	});

	it("stop where one list was not read on: an older one may come before", () => {
		const { items, next } = merged([
			{ kind: "ticket", items: [t("T1", "2026-01-01T00:00:00Z")], more: false },
			{ kind: "message", items: [m("M2", "2026-04-01T00:00:00Z"), m("M1", "2026-03-01T00:00:00Z")], more: true },
		]);
		expect(ids(items)).toEqual(["M2", "M1"]);
		expect(next).toBe("message");
	});

	it("go on with the list that ends soonest", () => {
		const { items, next } = merged([
			{ kind: "ticket", items: [t("T1", "2026-03-15T00:00:00Z")], more: true },
			{ kind: "message", items: [m("M1", "2026-03-01T00:00:00Z")], more: true },
		]);
		expect(ids(items)).toEqual(["T1"]);
		expect(next).toBe("ticket");
	});

	it("show nothing before a list that has more has said anything", () => {
		const { items, next } = merged([
			{ kind: "ticket", items: [t("T1", "2026-03-15T00:00:00Z")], more: false },
			{ kind: "message", items: [], more: true },
		]);
		expect(items).toEqual([]);
		expect(next).toBe("message");
	});

	it("are there once, even when a page repeats one", () => {
		const twice = t("T1", "2026-01-01T00:00:00Z");
		expect(merged([{ kind: "ticket", items: [twice, twice], more: false }]).items).toHaveLength(1);
	});

	it("keep what has no time that can be read, at the end", () => {
		const streams = [{ kind: "message" as const, items: [m("M0", "whenever"), m("M1", "2026-01-01T00:00:00Z")], more: false }];
		expect(ids(merged(streams).items)).toEqual(["M1", "M0"]);
	});

	it("are empty for no lists at all", () => {
		expect(merged([])).toEqual({ items: [], next: null });
	});
});

describe("the filter", () => {
	it("goes by kind and by state", () => {
		expect(matches(t("T", "x"), { kind: "message" })).toBe(false);
		expect(matches(m("M", "x", "bounced"), { state: "bounced" })).toBe(true);
		expect(matches(m("M", "x", null), { state: "bounced" })).toBe(false);
		expect(matches(t("T", "x"), {})).toBe(true);
	});

	it("takes every ticket that isn't resolved as unresolved, and no message", () => {
		expect(matches(t("T", "x", { status: "dispute" }), { state: UNRESOLVED })).toBe(true);
		expect(matches(t("T", "x", { status: "resolved" }), { state: UNRESOLVED })).toBe(false);
		expect(matches(m("M", "x"), { state: UNRESOLVED })).toBe(false);
	});
});

describe("resolution", () => {
	const opened = "2025-10-04T09:15:00Z";
	const now = Date.parse("2025-10-05T09:15:00Z");

	it("is from opened to resolved", () => {
		const done = ticket("T", opened, { status: "resolved", resolvedAt: "2025-10-04T15:30:00Z" });
		expect(resolutionOf(done, now)).toEqual({ state: "resolved", ms: 6.25 * 3_600_000 });
	});

	it("is how long it has been open, from the beginning when reopened", () => {
		expect(resolutionOf(ticket("T", opened), now)).toEqual({ state: "open", ms: 24 * 3_600_000 });
		const again = ticket("T", opened, { status: "reopened", resolvedAt: "2025-10-04T10:00:00Z" });
		expect(resolutionOf(again, now)).toMatchObject({ state: "open", ms: 24 * 3_600_000 });
	});

	it("is unknown where the times contradict each other or are missing", () => {
		expect(resolutionOf(ticket("T", opened, { status: "resolved" }), now).state).toBe("unknown");
		const before = ticket("T", opened, { status: "resolved", resolvedAt: "2025-10-01T00:00:00Z" });
		expect(resolutionOf(before, now).state).toBe("unknown");
		expect(resolutionOf(ticket("T", "2099-01-01T00:00:00Z"), now).state).toBe("unknown");
	});

	it("has a median over those that were resolved", () => {
		const took = (hours: number) =>
			ticket("T", opened, {
				status: "resolved",
				resolvedAt: new Date(Date.parse(opened) + hours * 3_600_000).toISOString(),
			});
		expect(summaryOf([took(1), took(9), took(2), ticket("T", opened)])).toEqual({
			count: 4,
			unresolved: 1,
			resolved: 3,
			medianMs: 2 * 3_600_000,
		});
		expect(summaryOf([took(1), took(2)]).medianMs).toBe(1.5 * 3_600_000);
		expect(summaryOf([ticket("T", opened)]).medianMs).toBeNull();
	});
});
