import { describe, expect, it } from "vitest";
import { type AuditRecord, filterOf, isFiltered, spanOf } from "./records";
import { customersOf, outcomeOf, tell } from "./tell";

function record(change: Record<string, unknown>): AuditRecord {
	return {
		seq: 1,
		at: "2026-11-22T18:00:00Z",
		prev: "0".repeat(64),
		kind: "look",
		hash: "1".repeat(64),
		...change,
	} as AuditRecord;
}

describe("the filter in the address", () => {
	it("holds what makes one, and drops what doesn't", () => {
		expect(filterOf({ "audit.who": " agent ", "audit.kind": "denied", "audit.from": "2026-11-01" })).toEqual({
			who: "agent",
			customer: undefined,
			kind: "denied",
			from: "2026-11-01",
			to: undefined,
		});
		const garbage = filterOf({ "audit.kind": "x", "audit.from": "yesterday", "audit.to": "2026-99-99", "audit.who": "  " });
		expect(isFiltered(garbage)).toBe(false);
	});
	it("is never longer than the API takes", () => {
		expect(filterOf({ "audit.who": "a".repeat(500) }).who).toHaveLength(127);
	});
	it("reaches through the whole of the last day", () => {
		expect(spanOf({ from: "2026-11-01", to: "2026-11-30" })).toEqual({
			from: "2026-11-01T00:00:00.000Z",
			to: "2026-12-01T00:00:00.000Z",
		});
		expect(spanOf({})).toEqual({ from: undefined, to: undefined });
	});
});

describe("a record in a sentence", () => {
	it("tells what was shown: a list and how much of it, a detail, parts, or the route at least", () => {
		expect(tell(record({ list: "timeline", count: 40 }))).toEqual({ key: "list", things: ["timeline"], count: 40 });
		expect(tell(record({ list: "audit" }))).toEqual({ key: "detail", things: ["audit"], count: 0 });
		expect(tell(record({ detail: "statistics" }))).toMatchObject({ key: "detail", things: ["statistics"] });
		expect(tell(record({ parts: { kyc: "x", risk: "y" } }))).toMatchObject({ key: "parts", things: ["kyc", "risk"] });
		expect(tell(record({ route: "/api/v1/sources" }))).toMatchObject({ key: "route", things: ["/api/v1/sources"] });
	});
	it("tells a refused sign-on from one that went well", () => {
		expect(tell(record({ kind: "sign_on", outcome: "success" })).key).toBe("signedOn");
		expect(tell(record({ kind: "sign_on", outcome: "limited" }))).toMatchObject({ key: "notSignedOn", things: ["limited"] });
	});
	it("holds up against members of another shape, and kinds of tomorrow", () => {
		expect(tell(record({ kind: "reveal", fields: "x" }))).toMatchObject({ key: "fields", things: [] });
		expect(tell(record({ kind: "look", parts: null, list: 7 })).key).toBe("route");
		expect(tell(record({ kind: "teleport" }))).toMatchObject({ key: "route", things: ["teleport"] });
	});
	it("names the customers it is about", () => {
		expect(customersOf(record({ customer: "CUS-1" }))).toEqual(["CUS-1"]);
		expect(customersOf(record({ customers: ["CUS-1", "CUS-2"] }))).toEqual(["CUS-1", "CUS-2"]);
		expect(customersOf(record({ shown: { "CUS-3": {} } }))).toEqual(["CUS-3"]);
		expect(customersOf(record({}))).toEqual([]);
	});
	it("says how it ended", () => {
		expect([200, 304, 403, 429, 503].map((status) => outcomeOf(record({ status })))).toEqual([
			"good",
			"good",
			"refused",
			"refused",
			"failed",
		]);
		expect(outcomeOf(record({}))).toBe("none");
	});
});
