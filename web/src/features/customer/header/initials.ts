/* What stands where a photo is missing: the initials of a name in any script. */

/* Scripts whose names are written without spaces, or whose first sign alone is the usual abbreviation. */
const ONE_SIGN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
/* Letters of these join: two of them side by side would read as a word. */
const JOINED = /[\p{Script=Arabic}\p{Script=Syriac}]/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

function signs(text: string): string[] {
	if (typeof Intl.Segmenter !== "function") return Array.from(text);
	return Array.from(new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text), (s) => s.segment);
}

function firstSign(word: string): string | null {
	return signs(word).find((sign) => LETTER_OR_DIGIT.test(sign)) ?? null;
}

/** "JS" for "John Smith", "山" for "山田太郎"; the first sign where there is no letter; null for no name. */
export function initials(name: string | null | undefined): string | null {
	const text = name?.normalize("NFC").trim() ?? "";
	if (text === "") return null;
	const letters = text
		.split(/\s+/)
		.map(firstSign)
		.filter((sign) => sign !== null);
	const first = letters[0];
	if (first === undefined) return signs(text)[0] ?? null;
	const last = letters.at(-1);
	if (letters.length === 1 || last === undefined || ONE_SIGN.test(first) || JOINED.test(first)) return first.toLocaleUpperCase();
	return first.toLocaleUpperCase() + last.toLocaleUpperCase();
}
