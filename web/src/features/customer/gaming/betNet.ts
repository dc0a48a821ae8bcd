import type { Schemas } from "@/api/client";
import { minus } from "@/ui/amounts";
import type { Tone } from "@/ui/Badge";
import type { Amount } from "@/ui/format";

/** What a bet came to on the customer's side: won − stake. Null while it is open; a void one came to nothing, its stake went back. */
export function betNet(bet: Pick<Schemas["Bet"], "state" | "stake" | "won">): Amount | null {
	if (bet.state === "open") return null;
	if (bet.state === "void") return 0;
	return minus(bet.won, bet.stake);
}

/** What every leg's odds come to together; null when any of them is not known. */
export function totalOdds(legs: readonly Pick<Schemas["Leg"], "odds">[]): number | null {
	if (legs.length === 0) return null;
	return legs.reduce<number | null>((total, { odds }) => (total === null || odds === null ? null : total * odds), 1);
}

const TONES: Partial<Record<string, Tone>> = { open: "info", won: "good", half_won: "good", resettled: "warn" };

export function betTone(state: string): Tone {
	return TONES[state] ?? "neutral";
}
