/* English written from right to left, for checking that a screen holds up in Arabic or Hebrew without knowing either. Each letter run stands
 * between Unicode's marks of direction; what i18next fills in ("{{count}}", "$t(…)") stays. */

/* Right-to-left isolate, right-to-left override; and the ends of both. Isolated, so that a number that is filled in keeps its own order. */
const START = "\u2067\u202e";
const END = "\u202c\u2069";
const KEPT = /(\{\{[^}]*\}\}|\$t\([^)]*\)|<[^>]*>)/;

function mirrorText(text: string): string {
	return text
		.split(KEPT)
		.map((piece) => (piece === "" || KEPT.test(piece) ? piece : `${START}${piece}${END}`))
		.join("");
}

export function mirrored<T>(words: T): T {
	if (typeof words === "string") return mirrorText(words) as T;
	if (Array.isArray(words)) return words.map((w) => mirrored(w)) as T;
	if (typeof words === "object" && words !== null)
		return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, mirrored(value)])) as T;
	return words;
}
