import { useQueries } from "@tanstack/react-query";
import { type SectionName, sectionMeta, sectionQuery } from "@/api/sections";
import type { PageSection } from "./sections";

/** What is wrong with a section's data. */
export type SectionTrouble = "failed" | "stale";

/* The data that a part of the page stands on; the summary and the timeline stand on all and say themselves what they lack. */
const DATA_OF: Partial<Record<PageSection, SectionName>> = {
	overview: "profile",
	activity: "activity",
	gaming: "gaming",
	finance: "financial",
	compliance: "compliance",
	risk: "risk",
	support: "support",
	documents: "documents",
};
const PAIRS = Object.entries(DATA_OF) as [PageSection, SectionName][];

export function troubleOf(name: SectionName, data: { meta?: object } | undefined, error: unknown): SectionTrouble | null {
	if (data === undefined) return error ? "failed" : null;
	const state = sectionMeta(data, name)?.state;
	if (state === "missing") return "failed";
	return state === "stale" ? "stale" : null;
}

/** The sections in trouble, by what is known already: nothing is asked for. */
export function useSectionTroubles(id: string): Partial<Record<PageSection, SectionTrouble>> {
	return useQueries({
		queries: PAIRS.map(([, name]) => ({ ...sectionQuery(id, name), enabled: false })),
		combine: (results) => {
			const troubles: Partial<Record<PageSection, SectionTrouble>> = {};
			results.forEach((r, i) => {
				const pair = PAIRS[i];
				const trouble = pair && troubleOf(pair[1], r.data as { meta?: object } | undefined, r.error);
				if (trouble) troubles[pair[0]] = trouble;
			});
			return troubles;
		},
	});
}
