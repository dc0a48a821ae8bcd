/* What the list of transactions is narrowed to. It stands in the address as tx.kind and tx.state. */
import type { Address } from "@/ui/address";

const KIND_GROUPS = {
	deposits: ["deposit", "refund", "chargeback"],
	withdrawals: ["withdrawal", "withdrawal_returned"],
	bonuses: ["bonus_granted", "bonus_converted", "bonus_forfeited"],
	play: ["stake", "win", "void", "cash_out", "resettlement"],
	other: ["fee", "adjustment"],
} as const;

type KindGroup = keyof typeof KIND_GROUPS;
export const GROUPS = Object.keys(KIND_GROUPS) as KindGroup[];

/* The API takes no longer one. */
const STATE_MAX = 128;

interface TxFilter {
	kind: KindGroup | null;
	/** As the service words it. */
	state: string | null;
}

export function txFilterOf(address: Address): TxFilter {
	const { "tx.kind": kind, "tx.state": state } = address;
	return { kind: GROUPS.find((g) => g === kind) ?? null, state: state && state.length <= STATE_MAX ? state : null };
}

/** As the API's parameters. */
export function txQueryOf({ kind, state }: TxFilter): { type?: string; state?: string } {
	return { ...(kind ? { type: KIND_GROUPS[kind].join(",") } : {}), ...(state ? { state } : {}) };
}
