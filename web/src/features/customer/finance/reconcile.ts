/* A pocket's identity, as the portal computes it (src/view/definitions.h): what came in and went out must make the balance. */
import type { Schemas } from "@/api/client";
import { minus } from "@/ui/amounts";
import type { Amount } from "@/ui/format";

export type Pocket = Schemas["Pocket"];

/** The terms in their order, with the side on which each stands. Resettlements, conversion and adjustments carry a sign of their own. */
const TERMS = [
	["deposits", 1],
	["withdrawalsReserved", -1],
	["returned", 1],
	["stakes", -1],
	["wins", 1],
	["voidsAndCashOuts", 1],
	["resettlements", 1],
	["bonusConversion", 1],
	["bonusGranted", 1],
	["forfeits", -1],
	["chargebacks", -1],
	["refunds", -1],
	["fees", -1],
	["adjustments", 1],
] as const satisfies readonly (readonly [keyof Pocket, 1 | -1])[];

type TermName = (typeof TERMS)[number][0];

interface Term {
	name: TermName;
	/** Signed: what it did to the balance. Null: the service doesn't say, and it counts as nothing. */
	amount: Amount | null;
}

function isZero(amount: Amount): boolean {
	return Number(amount) === 0;
}

/** What a pocket's balance is made of, without what was nothing. */
export function termsOf(pocket: Pocket): Term[] {
	return TERMS.map(([name, side]): Term => {
		const amount = pocket[name];
		return { name, amount: side < 0 ? minus(0, amount) : amount };
	}).filter((term) => term.amount === null || !isZero(term.amount));
}

export type Verdict = "adds_up" | "mismatch" | "unknown";

export function verdictOf(pocket: Pick<Pocket, "difference">): Verdict {
	if (pocket.difference === null || pocket.difference === undefined) return "unknown";
	return isZero(pocket.difference) ? "adds_up" : "mismatch";
}

/** Of all pockets: one mismatch is one; nothing said is not known. */
export function overall(pockets: readonly Pocket[] | null, balanced: boolean | null): Verdict {
	const verdicts = (pockets ?? []).map(verdictOf);
	if (balanced === false || verdicts.includes("mismatch")) return "mismatch";
	if (verdicts.length === 0 || verdicts.includes("unknown")) return "unknown";
	return "adds_up";
}
