import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import type { Option } from "./options";

declare module "@tanstack/react-router" {
	interface HistoryState {
		/** What the results page searches for. It is personal, and stands in no address; with the history's entry, Back brings it back. */
		searchText?: string;
	}
}

/** Goes where an option leads. */
export function useGo(typed: string, onDone?: () => void): (option: Option, newTab: boolean) => void {
	const navigate = useNavigate();
	return useCallback(
		(option, newTab) => {
			if (option.kind === "all") void navigate({ to: "/search", state: { searchText: typed.trim() } });
			else if (newTab) window.open(option.href, "_blank", "noopener");
			else void navigate({ href: option.href });
			if (!newTab) onDone?.();
		},
		[navigate, typed, onDone],
	);
}
