import { expect, test } from "vitest";
import de from "./de";
import deLate from "./de/late";
import en from "./en";
import enLate from "./en/late";
import { mirrored } from "./mirror";

/* "a.b.c" → text, for every text. */
function texts(words: object, path = ""): Map<string, string> {
	const found = new Map<string, string>();
	for (const [key, value] of Object.entries(words)) {
		const at = path ? `${path}.${key}` : key;
		if (typeof value === "string") found.set(at, value);
		else for (const [k, v] of texts(value as object, at)) found.set(k, v);
	}
	return found;
}

const placeholders = (text: string) => (text.match(/\{\{[^}]*\}\}/g) ?? []).map((p) => p.replaceAll(" ", "")).sort();
const english = texts({ ...en, ...enLate });
const german = texts({ ...de, ...deLate });

test("German says everything that English says, and nothing else", () => {
	expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
});

test("nothing is said with no words", () => {
	for (const all of [english, german]) expect([...all].filter(([, text]) => text.trim() === "").map(([key]) => key)).toEqual([]);
});

test("what is filled in has the same names in both", () => {
	const differing = [...english].filter(([key, text]) => `${placeholders(text)}` !== `${placeholders(german.get(key) ?? "")}`);
	/* "one" may say "a" where others say how many. */
	expect(differing.map(([key]) => key).filter((key) => !key.endsWith("_one"))).toEqual([]);
});

test("whoever has one plural form has the other", () => {
	for (const all of [english, german])
		for (const key of all.keys()) if (key.endsWith("_one")) expect(all.has(key.replace(/_one$/, "_other")), key).toBe(true);
});

test("the mirrored language keeps what is filled in", () => {
	for (const [key, text] of texts(mirrored({ ...en, ...enLate })))
		expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ""));
});
