/* Until when something is valid, as a mark: what has run out and what soon will. */

const DAY_MS = 86_400_000;
/** From how many days before its end on something is marked. */
export const SOON_DAYS = 30;

export type Mark = "unknown" | "valid" | "soon" | "over";

interface Validity {
	mark: Mark;
	/** Whole days until the end, or since it; null where the end is not known. */
	days: number | null;
}

/** @until is a moment or a calendar day of the data; a day is valid until it is over. */
export function validityOf(until: string | null | undefined, now: number): Validity {
	const at = until ? Date.parse(until) : Number.NaN;
	if (Number.isNaN(at)) return { mark: "unknown", days: null };
	const end = until?.length === 10 ? at + DAY_MS : at;
	const left = end - now;
	if (left <= 0) return { mark: "over", days: Math.floor((now - end) / DAY_MS) };
	const days = Math.floor(left / DAY_MS);
	return { mark: left <= SOON_DAYS * DAY_MS ? "soon" : "valid", days };
}
