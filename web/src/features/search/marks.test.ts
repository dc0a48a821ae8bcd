import { describe, expect, it } from "vitest";
import { type Compare, piecesOf } from "./marks";

/* "[Jo]hn" for the pieces of "John" whose first two letters are marked. */
function marked(value: string, typed: string, compare: Compare = "anywhere"): string {
	const pieces = piecesOf(value, typed, compare);
	expect(pieces.map((p) => p.text).join("")).toBe(value);
	return pieces.map((p) => (p.marked ? `[${p.text}]` : p.text)).join("");
}

describe("piecesOf", () => {
	it("marks without regard to case", () => {
		expect(marked("john_player_77", "JOHN")).toBe("[john]_player_77");
		expect(marked("arjun.johnson4329", "john")).toBe("arjun.[john]son4329");
	});

	it("marks every typed word that begins one of the value's, in any order", () => {
		expect(marked("John Peter Smith", "smi jo", "words")).toBe("[Jo]hn Peter [Smi]th");
		expect(marked("Anjohn Smith", "john", "words")).toBe("Anjohn Smith");
	});

	it("marks letters with their marks, however they are written", () => {
		expect(marked("Özlem Öztürk", "oztu", "words")).toBe("Özlem [Öztü]rk");
		expect(marked("O\u0308zlem", "oz", "words")).toBe("[O\u0308z]lem");
		expect(marked("Jose\u0301 A", "jose", "words")).toBe("[Jose\u0301] A");
		expect(marked("Muñoz", "munoz")).toBe("[Muñoz]");
	});

	it("follows letters that are compared as two", () => {
		expect(marked("Weiß Anna", "weiss", "words")).toBe("[Weiß] Anna");
		expect(marked("Weiß Anna", "weis", "words")).toBe("[Weiß] Anna");
		expect(marked("Weißmann", "ssm")).toBe("Wei[ßm]ann");
	});

	it("takes special characters as they are", () => {
		expect(marked("a.b*c(d)", "b*c(")).toBe("a.[b*c(]d)");
		expect(marked("<b>Jo</b>", "<b>")).toBe("[<b>]Jo</b>");
		expect(marked("100%_\\", "%_\\")).toBe("100[%_\\]");
	});

	it("does not tear letters outside the basic plane apart", () => {
		expect(marked("🎲 Ann 𝒥o", "ann", "words")).toBe("🎲 [Ann] 𝒥o");
		expect(marked("👩‍👧x", "👩")).toBe("[👩‍]👧x");
		expect(marked("한현우", "한")).toBe("[한]현우");
	});

	it("counts only digits where a number is meant", () => {
		expect(marked("+1-555-0123", "5550123", "digits")).toBe("+1-[555-0123]");
		expect(marked("+1-555-0123", "(555) 01", "digits")).toBe("+1-[555-01]23");
	});

	it("marks nothing where nothing fits, or nothing is typed", () => {
		expect(marked("John", "xyz")).toBe("John");
		expect(marked("John", "  ")).toBe("John");
		expect(marked("", "a")).toBe("");
		expect(marked("abc", "()", "digits")).toBe("abc");
	});
});
