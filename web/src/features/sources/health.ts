import type { Source } from "@/api/sources";

export type SourceState = "healthy" | "trial" | "failing";

/* These say that there is nothing to give, not that the source is ill. */
const HARMLESS: readonly string[] = ["not_found", "not_configured"];

function at(text: string | null): number {
	const ms = Date.parse(text ?? "");
	return Number.isNaN(ms) ? 0 : ms;
}

/** How a source is: its breaker says so; while it's closed, what came last, an answer or a failure. */
export function stateOf(source: Source): SourceState {
	if (source.breaker === "open") return "failing";
	if (source.breaker === "half_open") return "trial";
	const harmless = source.lastError === null || HARMLESS.includes(source.lastError);
	return !harmless && at(source.lastFailureAt) > at(source.lastSuccessAt) ? "failing" : "healthy";
}

interface Health {
	total: number;
	healthy: number;
	/** Those that are not well, worst first. */
	ill: readonly Source[];
}

const RANK: Record<SourceState, number> = { failing: 0, trial: 1, healthy: 2 };

export function healthOf(sources: readonly Source[]): Health {
	const ill = sources.filter((s) => stateOf(s) !== "healthy").sort((a, b) => RANK[stateOf(a)] - RANK[stateOf(b)]);
	return { total: sources.length, healthy: sources.length - ill.length, ill };
}

/** "0.4 ms" from microseconds; null: nothing was measured lately. */
export function milliseconds(us: number): number | null {
	return us > 0 ? us / 1000 : null;
}
