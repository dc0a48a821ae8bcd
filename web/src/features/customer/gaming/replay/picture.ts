/* What the picture of a session shows, and the arithmetic of its axes. Nothing here draws. */
import type { ChartUnit } from "@/ui/ChartModel";
import { isPaidIn, type Replay } from "./steps";

export interface Mark {
	at: number;
	/** A deposit, one that was declined or is under way, anything else that happened. */
	kind: "deposit" | "declined" | "marker";
}

type Stake = number | null | undefined;

export interface Picture {
	/** One a round, and two where money came in. */
	times: number[];
	/** After the round; null where the service doesn't say, and once a deposit has changed it. */
	balance: (number | null)[];
	/** Stakes of the rounds that paid more than they cost, and of the others; undefined where no round is. */
	won: Stake[];
	lost: Stake[];
	marks: Mark[];
	from: number;
	to: number;
	/** The lowest balance; null: none is known. */
	lowest: number | null;
	unit: ChartUnit;
}

/* A session of one moment has a second around it: an axis needs a length. */
const LEAST_MS = 1000;

/* The balance of the round before holds until just before money comes in. What it is then, in the gaming service's account, is told by the
 * next round only: the line has a gap. */
const JUST_BEFORE_MS = 0.5;

export function pictureOf({ steps, from, to, currency }: Replay): Picture {
	const picture: Picture = {
		times: [],
		balance: [],
		won: [],
		lost: [],
		marks: [],
		from,
		to: Math.max(to, from + LEAST_MS),
		lowest: null,
		unit: { kind: "money", currency },
	};
	const add = (at: number, balance: number | null, won: Stake, lost: Stake) => {
		picture.times.push(at);
		picture.balance.push(balance);
		picture.won.push(won);
		picture.lost.push(lost);
		if (balance !== null) picture.lowest = Math.min(balance, picture.lowest ?? balance);
	};
	for (const step of steps) {
		if (step.kind === "round") {
			const { balance, stake } = step.round;
			const paid = step.net !== null && Number(step.net) > 0;
			add(step.at, balance === null ? null : Number(balance), paid ? Number(stake) : null, paid ? null : Number(stake));
			continue;
		}
		const comesIn = step.kind === "deposit" && isPaidIn(step.deposit);
		picture.marks.push({ at: step.at, kind: step.kind === "marker" ? "marker" : comesIn ? "deposit" : "declined" });
		if (!comesIn) continue;
		const before = Math.max(step.at - JUST_BEFORE_MS, picture.times.at(-1) ?? from);
		add(before, picture.balance.at(-1) ?? null, undefined, undefined);
		add(step.at, null, undefined, undefined);
	}
	return picture;
}

/* The stakes have the lowest part of the plot, the balance what is above; and there is air over both. */
const STAKES_SHARE = 0.26;
const MARKS_SHARE = 0.1;

/** The span of the balance's axis: it fits the values, with room for the stakes below and the marks above. */
export function valueRangeAbove(min: number | null, max: number | null): [number, number] {
	if (min === null || max === null) return [0, 1];
	const span = max > min ? max - min : Math.max(1, Math.abs(max) * 0.1);
	const whole = span / (1 - STAKES_SHARE - MARKS_SHARE);
	return [min - whole * STAKES_SHARE, min + whole * (1 - STAKES_SHARE)];
}

/** The span of the stakes' axis: the highest takes their part of the plot, less a little. */
export function stakeRange(max: number | null): [number, number] {
	return max === null || max <= 0 ? [0, 1] : [0, max / (STAKES_SHARE * 0.85)];
}

/** Which ticks of the balance's axis are drawn: none in the stakes' room, but for the one that the lowest balance stands on. */
export function ticksAbove(splits: readonly number[], lowest: number | null): (number | null)[] {
	const step = (splits[1] ?? 0) - (splits[0] ?? 0);
	return splits.map((s) => (lowest === null || s <= lowest - step ? null : s));
}
