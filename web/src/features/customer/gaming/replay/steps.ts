/* What a replay goes through: the rounds of a session and what fell among them, in the order of time, with the totals so far. */
import type { Schemas } from "@/api/client";
import type { TimelineItem } from "@/api/timelineHead";
import { minus, sum } from "@/ui/amounts";
import type { Amount } from "@/ui/format";
import { stateKey } from "../../finance/states";

export type Round = Schemas["Round"];
export type Session = Schemas["Session"];
export type Deposit = Schemas["Transaction"];

interface StepBase {
	id: string;
	/** Milliseconds since the epoch. */
	at: number;
	/** As they stand after this step. */
	totals: Totals;
	/** How many of the rounds were played up to here. */
	played: number;
}

export interface RoundStep extends StepBase {
	kind: "round";
	round: Round;
	/** Won − stake; null while the round is not settled. */
	net: Amount | null;
	/** Since the round before; null for the first one at hand. */
	sinceMs: number | null;
}

interface DepositStep extends StepBase {
	kind: "deposit";
	deposit: Deposit;
}

interface MarkerStep extends StepBase {
	kind: "marker";
	item: TimelineItem;
}

export type Step = RoundStep | DepositStep | MarkerStep;

/** Of the settled rounds; null where amounts don't add up to one: they are of several currencies. */
export interface Totals {
	staked: Amount | null;
	won: Amount | null;
	net: Amount | null;
	/** Deposits that were paid in; declined ones and those under way are none. */
	deposited: Amount | null;
	/** Rounds that are not settled, which the amounts leave out. */
	open: number;
}

export interface Replay {
	steps: readonly Step[];
	rounds: readonly RoundStep[];
	/** When each step is, for the clock. */
	times: readonly number[];
	/** The span of the time axis. */
	from: number;
	to: number;
	currency: string | null;
}

export interface ReplayParts {
	/** Newest first, as the portal gives them. */
	rounds: readonly Round[];
	deposits: readonly Deposit[];
	markers: readonly TimelineItem[];
	session: Session | null;
	/** Every round from the session's beginning is among them. */
	whole: boolean;
}

const NOTHING: Totals = { staked: 0, won: 0, net: 0, deposited: 0, open: 0 };

/* The account's balance had it, whatever became of it later. */
const PAID_IN: ReadonlySet<string> = new Set([
	"settled",
	"posted",
	"refunded",
	"chargeback_received",
	"chargeback_represented",
	"chargeback_won",
	"chargeback_lost",
]);

export function isPaidIn(deposit: Pick<Deposit, "state">): boolean {
	return PAID_IN.has(stateKey(deposit.state));
}

/* The one currency of all amounts; null: there are several, or none is said. */
function currencyOf({ rounds, deposits }: ReplayParts): string | null {
	const all = new Set([...rounds.map((r) => r.currency), ...deposits.map((d) => d.currency)]);
	const [only] = all;
	return all.size === 1 ? (only ?? null) : null;
}

type Unsummed =
	| Omit<RoundStep, "totals" | "played">
	| Omit<DepositStep, "totals" | "played">
	| Omit<MarkerStep, "totals" | "played">;

/* What happens in one moment is told in this order: money comes in, a round is played, a marker fires. */
const ORDER = { deposit: 0, round: 1, marker: 2 } as const;

function inOrder({ rounds, deposits, markers }: ReplayParts): Unsummed[] {
	const dated = <T extends { at: string }>(things: readonly T[]) =>
		[...things].reverse().flatMap((thing) => {
			const at = Date.parse(thing.at);
			return Number.isNaN(at) ? [] : [{ at, thing }];
		});
	const played = dated(rounds).sort((a, b) => a.at - b.at);
	const all: Unsummed[] = [
		...played.map(({ at, thing: round }, i) => ({
			kind: "round" as const,
			id: round.roundId,
			at,
			round,
			net: round.won === null ? null : minus(round.won, round.stake),
			sinceMs: i === 0 ? null : at - (played[i - 1]?.at ?? at),
		})),
		...dated(deposits).map(({ at, thing }) => ({ kind: "deposit" as const, id: thing.transactionId, at, deposit: thing })),
		/* A thing may be there twice with one id: when it began and when it changed. */
		...dated(markers).map(({ at, thing }, i) => ({
			kind: "marker" as const,
			id: `${thing.type} ${thing.id} ${i}`,
			at,
			item: thing,
		})),
	];
	return all.sort((a, b) => a.at - b.at || ORDER[a.kind] - ORDER[b.kind]);
}

function after(totals: Totals, step: Unsummed, summable: boolean): Totals {
	if (step.kind === "deposit")
		return summable && isPaidIn(step.deposit) ? { ...totals, deposited: sum([totals.deposited, step.deposit.amount]) } : totals;
	if (step.kind === "marker") return totals;
	if (step.round.won === null) return { ...totals, open: totals.open + 1 };
	if (!summable) return totals;
	const staked = sum([totals.staked, step.round.stake]);
	const won = sum([totals.won, step.round.won]);
	return { ...totals, staked, won, net: minus(won, staked) };
}

/** The steps of a session. Of what lies before the first of its rounds at hand nothing is told unless they are all there. */
export function replayOf(parts: ReplayParts): Replay {
	const currency = currencyOf(parts);
	const amounts = parts.rounds.length + parts.deposits.length > 0;
	const summable = currency !== null || !amounts;
	const began = parts.session ? Date.parse(parts.session.startedAt) : Number.NaN;
	const ended = parts.session?.endedAt ? Date.parse(parts.session.endedAt) : Number.NaN;
	const ordered = inOrder(parts);
	const first = ordered.find((s) => s.kind === "round")?.at ?? Number.NaN;
	const told = parts.whole ? ordered : ordered.filter((s) => !(s.at < first));
	let totals: Totals = summable ? NOTHING : { staked: null, won: null, net: null, deposited: null, open: 0 };
	let played = 0;
	const steps = told.map((step): Step => {
		totals = after(totals, step, summable);
		if (step.kind === "round") played++;
		return { ...step, totals, played };
	});
	const times = steps.map((s) => s.at);
	const within = (limits: number[]) => limits.filter((t) => !Number.isNaN(t));
	const from = Math.min(...within([parts.whole ? began : Number.NaN, times[0] ?? began]));
	const to = Math.max(...within([ended, times.at(-1) ?? began]));
	return {
		steps,
		rounds: steps.filter((s): s is RoundStep => s.kind === "round"),
		times,
		from: Number.isFinite(from) ? from : 0,
		to: Number.isFinite(to) ? Math.max(to, Number.isFinite(from) ? from : to) : 0,
		currency,
	};
}

export const SPEED_WINDOW_MS = 60_000;

/* How many of @times, which ascend, are at @at or before. */
function countUntil(times: readonly { at: number }[], at: number): number {
	let low = 0;
	let high = times.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((times[middle]?.at ?? 0) <= at) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Rounds in the minute up to @at: the speed of play. Null where the minute reaches back to before what is at hand. */
export function roundsPerMinute({ rounds, from }: Pick<Replay, "rounds" | "from">, at: number, whole: boolean): number | null {
	if (!whole && at - SPEED_WINDOW_MS < from) return null;
	return countUntil(rounds, at) - countUntil(rounds, at - SPEED_WINDOW_MS);
}
