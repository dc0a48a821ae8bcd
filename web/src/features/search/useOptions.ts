import { useMemo } from "react";
import { useRecents } from "@/api/recentHits";
import type { Found } from "@/api/search";
import { ALL_RESULTS, type GoTo, goToOption, hitOption, matchingPlaces, type Option, recentOption } from "./options";

interface OptionGroup {
	name: "recent" | "customers" | "goTo";
	options: Option[];
}

interface Wanted {
	typed: string;
	found: Found;
	goTo: readonly GoTo[];
	/** Offer who was opened last while nothing is typed. */
	recents: boolean;
	/** Who may not search customers is offered places only. */
	maySearch: boolean;
}

/** The box's options in groups; groups without any are left out. */
export function useOptions({ typed, found, goTo, recents, maySearch }: Wanted): OptionGroup[] {
	const opened = useRecents();
	const { hits } = found;
	return useMemo(() => {
		const empty = typed.trim() === "";
		const groups: OptionGroup[] = [
			{ name: "recent", options: empty && recents ? opened.map(recentOption) : [] },
			{ name: "customers", options: empty || !maySearch ? [] : [...(hits?.items ?? []).map(hitOption), ALL_RESULTS] },
			{ name: "goTo", options: matchingPlaces(goTo, typed).map(goToOption) },
		];
		return groups.filter((g) => g.options.length > 0);
	}, [typed, hits, goTo, recents, maySearch, opened]);
}
