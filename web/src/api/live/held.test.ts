import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { alertOf, isLoud, withAlert } from "./alerts";
import { applySection, Held } from "./held";

const key = (section: string) => ["customer", "CUS-1", "section", section];
const view = (cash: number, at: string) => ({
	customerId: "CUS-1",
	financial: { cash, limits: [{ kind: "deposit" }] },
	meta: { financial: { fetchedAt: at } },
});

it("a section that comes takes the fetched one's place; what is the same in it stays the same object", () => {
	const client = new QueryClient();
	client.setQueryData(key("financial"), view(10, "a"));
	const before = client.getQueryData<ReturnType<typeof view>>(key("financial"));
	applySection(client, { customerId: "CUS-1", section: "financial", view: view(11, "b") });
	const after = client.getQueryData<ReturnType<typeof view>>(key("financial"));
	expect(after?.financial.cash).toBe(11);
	expect(after?.financial.limits).toBe(before?.financial.limits);
});

it("an unknown section changes nothing", () => {
	const client = new QueryClient();
	applySection(client, { customerId: "CUS-1", section: "horoscope", view: {} });
	expect(client.getQueryCache().getAll()).toHaveLength(0);
});

it("what is held comes once, the latest of each section, and counts what happened", () => {
	const held = new Held();
	held.section({ customerId: "CUS-1", section: "financial", view: view(1, "a") });
	expect(held.count).toBe(1);
	held.section({ customerId: "CUS-1", section: "financial", view: view(2, "b") });
	held.section({ customerId: "CUS-2", section: "risk", view: {} });
	expect(held.count).toBe(2);
	for (let i = 0; i < 12; i++) held.change();
	expect(held.count).toBe(12);
	held.keepOnly(["CUS-1"]);
	const applied: object[] = [];
	expect(held.release((arrived) => applied.push(arrived.view))).toBe(true);
	expect(applied).toEqual([view(2, "b")]);
	expect(held.count).toBe(0);
	expect(held.release(() => applied.push({}))).toBe(false);
	expect(applied).toHaveLength(1);
});

const change = (type: string, data: object) => ({ type, customerId: "CUS-1", at: "2026-01-01T00:00:00Z", data: { ...data } });

it("alerts are told by the rule or the flag, and the same one only once", () => {
	const rule = alertOf(change("alert", { rule: "loss-velocity", severity: "high" }));
	const raised = alertOf(change("alert", { rule: "loss-velocity", severity: "critical" }));
	const flag = alertOf(change("pitboss.fraud.alert", { flagId: "F-1", flagType: "velocity", severity: "low", description: "d" }));
	if (!rule || !raised || !flag) throw new Error("an alert was not seen as one");
	expect([isLoud(rule), isLoud(raised), isLoud(flag)]).toEqual([true, true, false]);
	expect(flag).toMatchObject({ kind: "velocity", text: "d" });
	expect(withAlert(withAlert(withAlert([], rule), flag), raised)).toEqual([raised, flag]);
	expect(alertOf(change("pitboss.deposit", { severity: "critical" }))).toBeNull();
});

it("an alert that says hardly anything is one all the same, and no more than fifty are kept", () => {
	expect(alertOf(change("alert", {}))).toMatchObject({ severity: "none", kind: null, text: null });
	const many = Array.from({ length: 60 }, (_, i) => alertOf(change("alert", { rule: `r${i}` }))).filter((a) => a !== null);
	expect(many.reduce(withAlert, [] as readonly (typeof many)[number][])).toHaveLength(50);
});
