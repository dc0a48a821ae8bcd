/* What happened to a customer, across all sources, newest first. Which of the sources' lists could not be read stands beside each page. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, dataOf, type Schemas } from "./client";

export type TimelinePage = Schemas["Timeline"];
export type TimelineItem = Schemas["TimelineItem"];
export type TimelineType = TimelineItem["type"];
export type TimelineList = TimelinePage["meta"]["sources"][number];

export interface TimelineFilter {
	sources: readonly string[];
	types: readonly TimelineType[];
	/** Moments, RFC 3339: not before, and before. */
	from: string | null;
	to: string | null;
}

/* A screen's worth and the next one. */
const PAGE_ROWS = 100;
/* While somebody looks: as often as a section's, sooner where a list could not be read. */
const REFRESH_MS = 60_000;
const RETRY_MS = 15_000;

/** The lists that could not be read, or only as they once were. */
export function troubleOf(page: TimelinePage | undefined): TimelineList[] {
	return page?.meta.sources.filter((s) => s.state !== "fresh") ?? [];
}

/** The newest @count things. */
export function recentActivityQuery(id: string, count: number) {
	return queryOptions({
		queryKey: ["customer", id, "timeline", "recent", count] as const,
		queryFn: ({ signal }) =>
			dataOf(api.GET("/api/v1/customers/{id}/timeline", { params: { path: { id }, query: { limit: count } }, signal })),
		staleTime: REFRESH_MS,
		refetchInterval: (query) =>
			query.state.status === "error" || troubleOf(query.state.data).length > 0 ? RETRY_MS : REFRESH_MS,
	});
}

export function useRecentActivity(id: string, count: number) {
	return useQuery(recentActivityQuery(id, count));
}

function timelineQuery(id: string, filter: TimelineFilter) {
	const query = {
		limit: PAGE_ROWS,
		source: filter.sources.length > 0 ? filter.sources.join(",") : undefined,
		type: filter.types.length > 0 ? filter.types.join(",") : undefined,
		from: filter.from ?? undefined,
		to: filter.to ?? undefined,
	};
	return infiniteQueryOptions({
		queryKey: ["customer", id, "timeline", "pages", query] as const,
		queryFn: ({ pageParam, signal }) =>
			dataOf(
				api.GET("/api/v1/customers/{id}/timeline", {
					params: { path: { id }, query: pageParam === null ? query : { ...query, cursor: pageParam } },
					signal,
				}),
			),
		initialPageParam: null as string | null,
		getNextPageParam: (last: TimelinePage) => last.nextCursor,
		staleTime: REFRESH_MS,
	});
}

/** Pages of the timeline. While another filter's answer is on its way, the one before stays (isPlaceholderData). */
export function useTimeline(id: string, filter: TimelineFilter) {
	return useInfiniteQuery({ ...timelineQuery(id, filter), placeholderData: keepPreviousData });
}
