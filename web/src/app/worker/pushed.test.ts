import { describe, expect, it } from "vitest";
import { isOn, type PushWords, shownOf, targetOf, wordsOf } from "./pushed";

const WORDS: PushWords = {
	language: "de",
	dir: "ltr",
	title: "{{severity}}: {{what}}",
	body: "Kunde {{customer}}",
	more: { one: "{{count}} weiterer Alarm", other: "{{count}} weitere Alarme" },
	moreBody: "Liste ansehen",
	testTitle: "Es klappt",
	testBody: "Ein Test",
	severity: { critical: "Kritisch", high: "Hoch" },
	what: { "stake-escalation": "Einsätze steigen stark" },
};
const ALERT = {
	v: 1,
	kind: "alert",
	alert: "0123456789abcdef0123456789abcdef",
	severity: "critical",
	rule: "stake-escalation",
	customer: "CUS-1",
	path: "/customers/CUS-1/risk",
	at: 1_700_000_000_000,
};

describe("what a push becomes", () => {
	it("an alert in the person's words, with a tag of its own", () => {
		const { title, options } = shownOf(ALERT, WORDS);
		expect(title).toBe("Kritisch: Einsätze steigen stark");
		expect(options).toMatchObject({ body: "Kunde CUS-1", tag: `alert ${ALERT.alert}`, lang: "de", timestamp: ALERT.at });
		expect(options.data).toEqual({ path: "/customers/CUS-1/risk", customer: "CUS-1" });
	});
	it("what is critical stays until somebody acts, the rest does not", () => {
		expect(shownOf(ALERT, WORDS).options.requireInteraction).toBe(true);
		expect(shownOf({ ...ALERT, severity: "high" }, WORDS).options.requireInteraction).toBe(false);
	});
	it("a rule without a word is made readable; a name of an object's own members is none", () => {
		expect(shownOf({ ...ALERT, rule: "some_new-rule" }, WORDS).title).toBe("Kritisch: Some new rule");
		expect(shownOf({ ...ALERT, rule: "constructor" }, WORDS).title).toBe("Kritisch: Constructor");
	});
	it("what is filled in fills in nothing further", () => {
		expect(shownOf({ ...ALERT, rule: "{{severity}}" }, WORDS).title).toBe("Kritisch: {{severity}}");
	});
	it("several in one sentence, in the right number", () => {
		expect(shownOf({ kind: "more", count: 1 }, WORDS).title).toBe("1 weiterer Alarm");
		expect(shownOf({ kind: "more", count: 1200 }, WORDS).title).toBe("1.200 weitere Alarme");
	});
	it.each([
		null,
		"text",
		[],
		{},
		{ kind: "alert" },
		{ ...ALERT, customer: "../x" },
		{ kind: "more", count: -1 },
		{ kind: "new" },
	])("something without content where it can't be understood: %j", (said) => {
		const { title, options } = shownOf(said, WORDS);
		expect([title, options.body, options.data]).toEqual(["Es klappt", "Ein Test", { path: "/", customer: null }]);
	});
	it.each([
		"https://elsewhere.example/",
		"//elsewhere.example",
		"/customers/CUS-2/risk",
		"/customers/CUS-1/../x//y",
		"/sign-on?next=x",
	])("a path leads nowhere but to that customer: %s", (path) => {
		expect(shownOf({ ...ALERT, path }, WORDS).options.data.path).toBe("/customers/CUS-1");
	});
	it("words that are none are replaced by plain ones", () => {
		for (const kept of [null, 1, {}, { severity: {} }, { ...WORDS, what: "x" }]) expect(wordsOf(kept).language).toBe("en");
		expect(wordsOf(WORDS)).toEqual(WORDS);
	});
});

describe("where a notification leads", () => {
	it("to the page's own addresses only", () => {
		expect(targetOf({ path: "/customers/CUS-1/risk", customer: "CUS-1" })).toEqual({
			path: "/customers/CUS-1/risk",
			customer: "CUS-1",
		});
		for (const path of ["//x", "/\\x", "https://x", "javascript:1", ""]) expect(targetOf({ path }).path).toBe("/");
		expect(targetOf(undefined).path).toBe("/");
	});
	it("to a tab that shows that customer, and not to one whose id begins alike", () => {
		expect(isOn("https://a.example/customers/CUS-1?x=1", "CUS-1")).toBe(true);
		expect(isOn("https://a.example/customers/CUS-1/risk", "CUS-1")).toBe(true);
		expect(isOn("https://a.example/customers/CUS-12", "CUS-1")).toBe(false);
		expect(isOn("https://a.example/customers/CUS-1", null)).toBe(false);
	});
});
