/* When a session ends, and what the page does about it. Activity renews it, at most once a minute. Without any, the page warns and then
 * signs off: its own refreshing would otherwise keep an unattended screen signed on for ever. */

/** The dialog stands this long before the end. */
export const WARN_MS = 120_000;
/** Activity renews the session when the last answer about it is older than this. */
export const RENEW_AFTER_MS = 60_000;
/** A timer this late means that the machine slept: the server knows better than the clock what became of the session. */
export const SLEPT_MS = 10_000;

export type SessionPhase = "running" | "warning" | "over";

export function phaseAt(endsAt: number, now: number): SessionPhase {
	if (now >= endsAt) return "over";
	return endsAt - now <= WARN_MS ? "warning" : "running";
}

/** How long until the phase changes by itself; null: never. */
export function untilNextPhase(endsAt: number, now: number): number | null {
	const phase = phaseAt(endsAt, now);
	if (phase === "over") return null;
	return phase === "warning" ? endsAt - now : endsAt - WARN_MS - now;
}

/** Whether activity at @now should renew a session that was last heard of at @heardAt. */
export function renewalDue(heardAt: number, now: number): boolean {
	return now - heardAt >= RENEW_AFTER_MS || now < heardAt;
}

/** Renewing moves the idle end only. One that moved nothing, so near the end, met the end that stands fixed since signing on. */
export function isFinal(endsAt: number, heardAt: number): boolean {
	return endsAt - heardAt <= WARN_MS;
}
