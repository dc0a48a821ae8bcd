import { describe, expect, it } from "vitest";
import { initials } from "./initials";

describe("initials", () => {
	it.each([
		["John Smith", "JS"],
		["Jean-Luc Marie de la Tour", "JT"],
		["eoin o'brien", "EO"],
		["Łukasz Żak", "ŁŻ"],
		["Madonna", "M"],
		["  Ann   Lee  ", "AL"],
		["山田 太郎", "山"],
		["김철수", "김"],
		["محمد علي", "م"],
		["משה כהן", "מכ"],
		["Жанна Ёлкина", "ЖЁ"],
		["नेहा शर्मा", "नेश"],
		["(Bob) “Ace” Jones", "BJ"],
		["E\u0301mile Zola", "ÉZ"],
	])("of %s are %s", (name, expected) => {
		expect(initials(name)).toBe(expected.normalize("NFC"));
	});

	it("are the whole first sign where a name has no letter", () => {
		expect(initials("👩‍👩‍👧 🎰")).toBe("👩‍👩‍👧");
		expect(initials("<>")).toBe("<");
	});

	it("are none where there is no name", () => {
		for (const none of [null, undefined, "", "   "]) expect(initials(none)).toBeNull();
	});

	it("of a very long name are still two", () => {
		expect(initials(`${"A".repeat(300)} ${"B".repeat(300)}`)).toBe("AB");
	});
});
