import { expect, test } from "vitest";
import { type AlertItem, type AlertPage, alertRows } from "./alerts";
import { type Alert, alertOf } from "./live/alerts";

function item(alertId: string, minute: number, severity: AlertItem["severity"] = "medium"): AlertItem {
	const at = `2026-11-23T01:${String(minute).padStart(2, "0")}:00Z`;
	const common = {
		customerId: "CUS-1",
		flagId: alertId,
		rule: "many-cards",
		origin: "rule",
		class: "fraud",
		status: "new",
	} as const;
	return { ...common, alertId, severity, description: null, openedAt: at, risenAt: at, lastAt: at, heardAt: at, evidence: {} };
}

function news(alertId: string, minute: number, severity = "medium"): Alert {
	const at = `2026-11-23T01:${String(minute).padStart(2, "0")}:00Z`;
	const alert = alertOf({ type: "alert", customerId: "CUS-1", at, data: { alertId, rule: "many-cards", severity } });
	if (!alert) throw new Error("no alert");
	return alert;
}

const page = (items: AlertItem[], seenUntil: string | null = null): AlertPage => ({ items, nextCursor: null, seenUntil });

test("what has been heard of since the mark is unread", () => {
	const rows = alertRows(page([item("b", 5), item("a", 3)], "2026-11-23T01:04:00Z"), [], 0);
	expect(rows.map((r) => [r.key, r.unread])).toEqual([
		["b", true],
		["a", false],
	]);
	expect(alertRows(page([item("a", 3)]), [], 0).map((r) => r.unread)).toEqual([true]);
	expect(alertRows(undefined, [], 0)).toEqual([]);
});

test("what came live stands on top until the list has it, once", () => {
	const rows = alertRows(page([item("a", 3)], "2026-11-23T01:04:00Z"), [news("b", 5)], 1);
	expect(rows.map((r) => [r.key, r.unread])).toEqual([
		["b", true],
		["a", false],
	]);
	const known = alertRows(page([item("b", 5), item("a", 3)], "2026-11-23T01:06:00Z"), [news("b", 5)], 1);
	expect(known.map((r) => [r.key, r.unread])).toEqual([
		["b", false],
		["a", false],
	]);
});

test("one that has become graver takes the place of what the list says of it", () => {
	const rows = alertRows(page([item("b", 5), item("a", 3, "low")], "2026-11-23T01:06:00Z"), [news("a", 7, "high")], 1);
	expect(rows.map((r) => [r.key, r.severity, r.unread])).toEqual([
		["a", "high", true],
		["b", "medium", false],
	]);
});
