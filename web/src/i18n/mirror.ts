/* English written from right to left, for checking that a screen holds up in Arabic or Hebrew without knowing either. Each letter run stands
 * between the Unicode marks right-to-left override and pop directional formatting; what i18next fills in ("{{count}}", "$t(…)") stays. */

const OVERRIDE = "\u202e";
const POP = "\u202c";
const KEPT = /(\{\{[^}]*\}\}|\$t\([^)]*\)|<[^>]*>)/;

function mirrorText(text: string): string {
	return text
		.split(KEPT)
		.map((piece) => (piece === "" || KEPT.test(piece) ? piece : `${OVERRIDE}${piece}${POP}`))
		.join("");
}

export function mirrored<T>(words: T): T {
	if (typeof words === "string") return mirrorText(words) as T;
	if (Array.isArray(words)) return words.map((w) => mirrored(w)) as T;
	if (typeof words === "object" && words !== null)
		return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, mirrored(value)])) as T;
	return words;
}
