/* Hand-made queries: every state that a panel can be in, without a portal. */
import { ApiProblem } from "@/api/problem";
import type { Meta } from "@/ui/Freshness";
import type { Fetched } from "@/ui/Panel";

export interface Shape {
	rows: readonly string[];
	meta: Meta;
}

const nothing = () => undefined;

export function loading(): Fetched<Shape> {
	return { data: undefined, error: null, isPending: true, dataUpdatedAt: 0, errorUpdatedAt: 0, refetch: nothing };
}

export function failed(kind: string, status: number, requestId?: string): Fetched<Shape> {
	const error = new ApiProblem(kind, status, requestId ? { requestId, title: kind } : {});
	return { data: undefined, error, isPending: false, dataUpdatedAt: 0, errorUpdatedAt: Date.now() - 42_000, refetch: nothing };
}

/** @param ageMs null: nothing was ever fetched. */
export function answered(
	rows: readonly string[],
	state: Meta["state"],
	ageMs: number | null,
	more: Partial<Meta> = {},
): Fetched<Shape> {
	const now = Date.now();
	const fetchedAt = ageMs === null ? null : new Date(now - ageMs).toISOString();
	const meta: Meta = { source: "wallet", fetchedAt, ageMs, state, error: null, ...more };
	return { data: { rows, meta }, error: null, isPending: false, dataUpdatedAt: now, errorUpdatedAt: 0, refetch: nothing };
}
