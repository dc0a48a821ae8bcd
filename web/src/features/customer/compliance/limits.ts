/* How much of a limit is used. A limit that is null is none; 0 blocks. */
import type { Schemas } from "@/api/client";
import type { MeterTone } from "@/ui/Meter";

export type Limit = Schemas["Limit"];
type Amount = number | string | null | undefined;

/* From this share on a limit is about to bind. */
const NEAR_SHARE = 0.8;

interface LimitUse {
	unit: "money" | "minutes";
	/** none: no such limit; blocks: it is zero; unknown: how much is used was not said. */
	state: "none" | "blocks" | "unknown" | "used";
	limit: number | string | null;
	used: number | string | null;
	/** Used of allowed: above 1 when over; null where there is nothing to divide. */
	share: number | null;
	tone: MeterTone;
}

function toneOf(share: number | null): MeterTone {
	if (share === null || share < NEAR_SHARE) return "ok";
	return share < 1 ? "near" : share === 1 ? "reached" : "over";
}

function finite(value: Amount): number | null {
	const n = value === null || value === undefined || value === "" ? Number.NaN : Number(value);
	return Number.isFinite(n) ? n : null;
}

export function limitUse(limit: Pick<Limit, "kind" | "amount" | "minutes" | "used" | "usedMinutes">): LimitUse {
	const timed = finite(limit.minutes) !== null || (limit.kind === "session_time" && finite(limit.amount) === null);
	const unit = timed ? "minutes" : "money";
	const allowed = (timed ? limit.minutes : limit.amount) ?? null;
	const used = (timed ? limit.usedMinutes : limit.used) ?? null;
	const max = finite(allowed);
	const spent = finite(used);
	if (max === null) return { unit, state: "none", limit: null, used, share: null, tone: "ok" };
	if (max <= 0) return { unit, state: "blocks", limit: allowed, used, share: 1, tone: "reached" };
	if (spent === null) return { unit, state: "unknown", limit: allowed, used: null, share: null, tone: "ok" };
	/* A net use below zero (won more than was lost) has used nothing of the limit. */
	const share = Math.max(0, spent / max);
	return { unit, state: "used", limit: allowed, used, share, tone: toneOf(share) };
}

/** What will apply instead, and from when; null: no change is under way. */
export function pendingOf(
	limit: Pick<Limit, "kind" | "minutes" | "pending">,
): { unit: "money" | "minutes"; to: number | string | null; at: string | null } | null {
	const p = limit.pending as Limit["pending"] | null | undefined;
	if (!p || (p.amount === null && p.minutes === null && p.effectiveAt === null)) return null;
	const timed = finite(p.minutes) !== null || (finite(p.amount) === null && limit.kind === "session_time");
	return { unit: timed ? "minutes" : "money", to: (timed ? p.minutes : p.amount) ?? null, at: p.effectiveAt ?? null };
}

type Three = NonNullable<Schemas["Compliance"]["responsibleGamblingLimits"]>;

const BARE = {
	basis: null,
	window: null,
	used: null,
	usedMinutes: null,
	setBy: null,
	since: null,
	resetsAt: null,
	pending: { amount: null, minutes: null, effectiveAt: null },
};

/** The limits to draw: the list, or where an operator's service has none, the three that every one must name. Null: not known. */
export function limitsOf(list: Limit[] | null | undefined, three: Three | null | undefined): Limit[] | null {
	if (list) return list;
	if (!three) return null;
	const rows: Limit[] = [
		{ ...BARE, kind: "deposit", period: "day", amount: three.dailyDepositLimit, minutes: null },
		{ ...BARE, kind: "loss", period: "week", amount: three.weeklyLossLimit, minutes: null },
		{ ...BARE, kind: "session_time", period: "session", amount: null, minutes: three.sessionTimeLimit },
	];
	return rows.filter((l) => l.amount !== null || l.minutes !== null);
}
