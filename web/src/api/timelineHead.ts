/* The newest of what happened to a customer, across all sources. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, dataOf, type Schemas } from "./client";
import { live } from "./live/store";
import { useLately } from "./live/useLately";

export type TimelinePage = Schemas["Timeline"];
export type TimelineItem = Schemas["TimelineItem"];
export type TimelineType = TimelineItem["type"];
export type TimelineList = TimelinePage["meta"]["sources"][number];

/* While somebody looks: as often as a section's, sooner where a list could not be read. */
export const REFRESH_MS = 60_000;
const RETRY_MS = 15_000;

/** The lists that could not be read, or only as they once were. */
export function troubleOf(page: TimelinePage | undefined): TimelineList[] {
	return page?.meta.sources.filter((s) => s.state !== "fresh") ?? [];
}

/** The newest @count things. */
function recentActivityQuery(id: string, count: number) {
	return queryOptions({
		queryKey: ["customer", id, "timeline", "recent", count] as const,
		queryFn: ({ signal }) =>
			dataOf(api.GET("/api/v1/customers/{id}/timeline", { params: { path: { id }, query: { limit: count } }, signal })),
		staleTime: REFRESH_MS,
		refetchInterval: (query) =>
			live().paused && query.state.data
				? false
				: query.state.status === "error" || troubleOf(query.state.data).length > 0
					? RETRY_MS
					: REFRESH_MS,
	});
}

export function useRecentActivity(id: string, count: number) {
	const query = useQuery(recentActivityQuery(id, count));
	useLately(id, () => void query.refetch({ cancelRefetch: false }));
	return query;
}

/** The same thing, whatever state it is in by now. */
export function sameThing({ type, id, at }: TimelineItem): string {
	return `${type} ${id} ${at}`;
}

/** What stands in @items before the first that is in @known. */
export function newerThan(known: readonly TimelineItem[], items: readonly TimelineItem[]): readonly TimelineItem[] {
	const there = new Set(known.map(sameThing));
	const first = items.findIndex((item) => there.has(sameThing(item)));
	return first < 0 ? items : items.slice(0, first);
}
