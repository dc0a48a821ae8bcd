/* Numbers of more digits than a double holds would be silently rounded by JSON.parse. They become strings before that; whoever formats
 * money takes both. */

const LONG_NUMBER = /\d[\d.]{15,}/;
const STRING_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.]{15,}(?:[eE][+-]?\d+)?/g;

/** JSON text whose numbers of 16 characters and more have become strings, digit for digit. */
export function quoteLongNumbers(text: string): string {
	if (!LONG_NUMBER.test(text)) return text;
	return text.replace(STRING_OR_LONG_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`));
}
