/* States of transactions, in whatever words the service has for them. */
import type { Tone } from "@/ui/Badge";

/** "In Review" as "in_review": the words of the screen and the tables here go by that. */
export function stateKey(state: string): string {
	return state
		.trim()
		.toLowerCase()
		.replaceAll(/[\s-]+/g, "_");
}

const TONES: Partial<Record<string, Tone>> = {
	pending: "info",
	requested: "info",
	approved: "info",
	sent: "info",
	in_review: "warn",
	chargeback_received: "warn",
	chargeback_represented: "warn",
	settled: "good",
	paid: "good",
	chargeback_won: "good",
	declined: "bad",
	rejected: "bad",
	failed: "bad",
	chargeback_lost: "bad",
};

export function toneOf(state: string): Tone {
	return TONES[stateKey(state)] ?? "neutral";
}

const UNDER_WAY = new Set([
	"pending",
	"requested",
	"in_review",
	"approved",
	"sent",
	"chargeback_received",
	"chargeback_represented",
]);

/** Something is still to come. Of a state that isn't known nothing is claimed. */
export function isUnderWay(state: string): boolean {
	return UNDER_WAY.has(stateKey(state));
}
