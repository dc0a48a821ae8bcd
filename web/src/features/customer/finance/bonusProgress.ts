import type { Schemas } from "@/api/client";

interface Progress {
	kind: "none" | "unknown" | "some";
	/** Of one, from 0 to 1; null where it isn't known. */
	share: number | null;
	done: boolean;
}

/** How far a bonus is wagered. Rounded down in tenths of a percent: what isn't done never reads 100 %. */
export function progressOf({ wageringRequired, wagered }: Pick<Schemas["Bonus"], "wageringRequired" | "wagered">): Progress {
	const required = wageringRequired === null ? Number.NaN : Number(wageringRequired);
	if (required <= 0) return { kind: "none", share: 1, done: true };
	const made = wagered === null ? Number.NaN : Number(wagered);
	if (Number.isNaN(required) || Number.isNaN(made)) return { kind: "unknown", share: null, done: false };
	const share = Math.min(1, Math.max(0, made / required));
	return { kind: "some", share: Math.floor(share * 1000) / 1000, done: made >= required };
}

const ORDER = ["active", "offered", "completed", "expired", "forfeited"];

/** Those that count now first, then the newest. */
export function byImportance(a: Schemas["Bonus"], b: Schemas["Bonus"]): number {
	const rank = (state: string) => (ORDER.indexOf(state) + ORDER.length + 1) % (ORDER.length + 1);
	const time = (at: string | null) => (at ? Date.parse(at) || 0 : 0);
	return rank(a.state) - rank(b.state) || time(b.grantedAt) - time(a.grantedAt);
}
