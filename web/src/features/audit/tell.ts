import type { AuditRecord } from "./records";

/** What a record says happened: a key of the words, and what goes into it. Names of things (lists, parts, fields) are told apart, since
 * each has its word. */
interface Told {
	key:
		| "list"
		| "detail"
		| "parts"
		| "route"
		| "search"
		| "searchText"
		| "fields"
		| "denied"
		| "signedOn"
		| "notSignedOn"
		| "signedOff"
		| "streamOpen"
		| "streamChange"
		| "streamClose"
		| "document"
		| "admin"
		| "strangers"
		| "push"
		| "pushed";
	/** Of the group of words that the key needs. */
	things: readonly string[];
	count: number;
}

function text(value: unknown): string | null {
	return typeof value === "string" && value !== "" ? value : null;
}

function texts(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((v): v is string => typeof v === "string") : [];
}

function keysOf(value: unknown): string[] {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function told(key: Told["key"], things: readonly string[] = [], count = 0): Told {
	return { key, things, count };
}

function lookTold(record: AuditRecord, count: number): Told {
	const list = text(record.list);
	if (list) return typeof record.count === "number" ? told("list", [list], count) : told("detail", [list]);
	const detail = text(record.detail);
	if (detail) return told("detail", [detail]);
	const parts = keysOf(record.parts);
	if (parts.length > 0) return told("parts", parts);
	return told("route", [record.route ?? record.kind]);
}

/** A record in a sentence. A member that is missing or of another shape than today's makes a plainer sentence, never none. */
export function tell(record: AuditRecord): Told {
	const count = typeof record.count === "number" ? record.count : 0;
	switch (record.kind) {
		case "look":
			return lookTold(record, count);
		case "search":
			return told(keysOf(record.text).length > 0 ? "searchText" : "search", texts(record.filters), count);
		case "reveal":
			return told("fields", texts(record.fields));
		case "denied":
			return told("denied", [text(record.reason) ?? "denied"]);
		case "sign_on":
			return record.outcome === "success" ? told("signedOn") : told("notSignedOn", [text(record.outcome) ?? "failed"]);
		case "sign_off":
			return told("signedOff");
		case "stream_open":
			return told("streamOpen", [], texts(record.customers).length);
		case "stream_change":
			return told("streamChange", [], texts(record.customers).length);
		case "stream_close":
			return told("streamClose", [], typeof record.sections === "number" ? record.sections : 0);
		case "document":
			return told("document", [text(record.document) ?? "?"]);
		case "admin":
			return told("admin", [text(record.event) ?? "?"]);
		case "strangers":
			return told("strangers", [], count);
		case "push":
			return typeof record.event === "string" ? told("push", [record.event]) : told("pushed");
		default:
			return told("route", [record.route ?? String((record as { kind: unknown }).kind)]);
	}
}

/** The customers that a record is about. */
export function customersOf(record: AuditRecord): string[] {
	if (record.customer) return [record.customer];
	const listed = texts(record.customers);
	return listed.length > 0 ? listed : keysOf(record.shown);
}

export type Outcome = "good" | "refused" | "failed" | "none";

/** How it ended: by the status of the answer; events without an answer have none. */
export function outcomeOf(record: AuditRecord): Outcome {
	const { status } = record;
	if (typeof status !== "number") return "none";
	if (status < 400) return "good";
	return status < 500 ? "refused" : "failed";
}
