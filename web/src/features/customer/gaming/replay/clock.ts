/* The clock of a replay: where it stands among the steps, and where it goes. A place is a moment; the step's name tells steps of one moment
 * apart, and holds when earlier rounds come in. */

export type Speed = "1" | "10" | "60" | "skip";
export const SPEEDS: readonly Speed[] = ["1", "10", "60", "skip"];

/* How many times faster than it was. */
const RATE: Record<Speed, number> = { "1": 1, "10": 10, "60": 60, skip: 10 };
/** With "skip", what is longer without a step is a pause, and its rest is jumped over. */
export const PAUSE_MS = 10_000;
/** A tab that was hidden, or a machine that slept, goes on where it was. */
export const TICK_MAX_MS = 250;

export interface Place {
	at: number;
	/** The step that was gone to; null: the last one at that moment. */
	stepId: string | null;
}

export interface Track {
	times: readonly number[];
	steps: readonly { id: string }[];
	from: number;
	to: number;
}

/** Before everything, wherever that will be. */
export const START: Place = { at: Number.NEGATIVE_INFINITY, stepId: null };

function clamped(track: Track, at: number): number {
	return Math.min(track.to, Math.max(track.from, at));
}

/** The moment of a place, on the axis. */
export function momentOf(track: Track, place: Place): number {
	return clamped(track, place.at);
}

/* The last step at @at or before; -1: none. */
function lastUntil(times: readonly number[], at: number): number {
	let low = 0;
	let high = times.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((times[middle] ?? 0) <= at) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}

/** Which step a place is at: the last one up to it; -1 before the first. */
export function indexOf(track: Track, place: Place): number {
	/* The start is before all steps, also before one at the very moment of the axis' beginning. */
	if (place.at === Number.NEGATIVE_INFINITY) return -1;
	const last = lastUntil(track.times, place.at);
	if (place.stepId !== null)
		for (let i = last; i >= 0 && track.times[i] === track.times[last]; i--) if (track.steps[i]?.id === place.stepId) return i;
	return last;
}

/** The place of a step by number; -1 and less is the start. */
export function placeOf(track: Track, index: number): Place {
	const i = Math.min(index, track.times.length - 1);
	const at = track.times[i];
	return i < 0 || at === undefined ? START : { at, stepId: track.steps[i]?.id ?? null };
}

/** So many steps on, or back. Back from between two steps is the one that was just passed. */
export function stepped(track: Track, place: Place, by: number): Place {
	const index = indexOf(track, place);
	const between = index >= 0 && by < 0 && place.at > (track.times[index] ?? place.at);
	return placeOf(track, Math.max(-1, index + by + (between ? 1 : 0)));
}

/** The end: past the last step, when the session was over. */
export function endOf(track: Track): Place {
	return { at: track.to, stepId: null };
}

export function isAtEnd(track: Track, place: Place): boolean {
	return place.at >= track.to;
}

/** Where the clock stands after @realMs of somebody's time. */
export function advanced(track: Track, place: Place, realMs: number, speed: Speed): Place {
	let left = Math.max(0, Math.min(realMs, TICK_MAX_MS)) * RATE[speed];
	let at = momentOf(track, place);
	if (speed !== "skip") return arrived(track, place, at + left);
	let next = lastUntil(track.times, at) + 1;
	/* A pause counts from the step before it, or from the start of the axis. */
	while (left > 0 && at < track.to) {
		const before = next === 0 ? track.from : (track.times[next - 1] ?? track.from);
		const ahead = track.times[next] ?? track.to;
		const until = Math.min(ahead, before + PAUSE_MS);
		if (at + left < until) {
			at += left;
			break;
		}
		left -= Math.max(0, until - at);
		at = ahead;
		next++;
	}
	return arrived(track, place, at);
}

/* Steps of one moment are all passed once time goes on; while it stands still, nothing is. */
function arrived(track: Track, before: Place, at: number): Place {
	const to = clamped(track, at);
	return to === before.at ? before : { at: to, stepId: null };
}
