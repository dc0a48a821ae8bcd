/* Which part of a value matches what was typed, the way the directory compares: without regard to case and to marks above or below letters. */

interface Piece {
	text: string;
	marked: boolean;
}

export type Compare = "words" | "anywhere" | "digits";

/* One code point in the form that is compared; "ß" becomes "ss". */
function fold(letter: string): string {
	return letter.toUpperCase().toLowerCase().normalize("NFKD").replaceAll(/\p{M}/gu, "");
}

interface Folded {
	text: string;
	/** Where in the value each unit of the text begins. */
	from: number[];
}

function foldValue(value: string, keep: (letter: string) => boolean): Folded {
	let text = "";
	const from: number[] = [];
	let at = 0;
	for (const letter of value) {
		const folded = keep(letter) ? fold(letter) : "";
		for (let i = 0; i < folded.length; i++) from.push(at);
		text += folded;
		at += letter.length;
	}
	return { text, from };
}

const WORD = /[\p{L}\p{N}]/u;
const DIGIT = /\p{N}/u;
/* A mark belongs to the letter before it: both are marked, or neither. */
const JOINED = /\p{M}|\u200d/u;

function findWord(text: string, word: string, atStart: boolean): number {
	for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
		if (!atStart || at === 0 || !WORD.test(text[at - 1] ?? "")) return at;
	return -1;
}

/** @value in pieces, those marked that match @typed. "words": each typed word begins one of the value's; "digits": only digits count. */
export function piecesOf(value: string, typed: string, compare: Compare): Piece[] {
	const keep = compare === "digits" ? (letter: string) => DIGIT.test(letter) : () => true;
	const { text, from } = foldValue(value, keep);
	const wanted = foldValue(typed.trim(), keep).text;
	const words = compare === "words" ? wanted.split(/\s+/) : [wanted];
	const marked = new Uint8Array(value.length);
	for (const word of words) {
		const at = word === "" ? -1 : findWord(text, word, compare === "words");
		if (at < 0) continue;
		const first = from[at] ?? 0;
		const last = from[at + word.length - 1] ?? first;
		let end = last + String.fromCodePoint(value.codePointAt(last) ?? 0).length;
		while (end < value.length && JOINED.test(value[end] ?? "")) end++;
		marked.fill(1, first, end);
	}
	const pieces: Piece[] = [];
	for (let at = 0; at < value.length; ) {
		let end = at + 1;
		while (end < value.length && marked[end] === marked[at]) end++;
		pieces.push({ text: value.slice(at, end), marked: marked[at] === 1 });
		at = end;
	}
	return pieces;
}
