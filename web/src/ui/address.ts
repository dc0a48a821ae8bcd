/* What a person would want to share stands in the address: filters, ranges, the thing that is open. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

export type Address = Record<string, string | undefined>;

/** All parameters of the address, as text. */
export function useAddress(): Address {
	return useSearch({ strict: false }) as Address;
}

/** Changes parameters; undefined removes one. A change of filter replaces the entry of the history, `push` adds one. */
export function useChangeAddress(): (change: Address, how?: "replace" | "push") => void {
	const navigate = useNavigate();
	return useCallback(
		(change, how = "replace") => {
			void navigate({
				to: ".",
				search: (old: Address) =>
					Object.fromEntries(Object.entries({ ...old, ...change }).filter(([, v]) => v !== undefined && v !== "")),
				/* What the entry of the history holds beside the address stays with it. */
				state: true,
				replace: how === "replace",
				resetScroll: false,
			} as Parameters<typeof navigate>[0]);
		},
		[navigate],
	);
}

/** What is open beside the page: a bet, a transaction, a ticket, a document, a session. */
export interface Opened {
	kind: string;
	id: string;
}

export function useOpened(kind?: string): Opened | null {
	const { open } = useAddress();
	const at = open?.indexOf(":") ?? -1;
	if (!open || at <= 0) return null;
	const opened = { kind: open.slice(0, at), id: open.slice(at + 1) };
	return kind === undefined || opened.kind === kind ? opened : null;
}

/** Opens a thing beside the page (Back closes it), or closes it with null. */
export function useOpen(): (thing: Opened | null) => void {
	const change = useChangeAddress();
	return useCallback(
		(thing) => change({ open: thing ? `${thing.kind}:${thing.id}` : undefined }, thing ? "push" : "replace"),
		[change],
	);
}
