/* What happened to a customer, across all sources, newest first. Which of the sources' lists could not be read stands beside each page. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
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
function recentActivityQuery(id: string, count: number) {
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

/* How many rows before the end the next page is asked for. */
const AHEAD_ROWS = 40;
/* A page may hold nothing although there is more: the portal looked through as much as it does at once. So many of those are passed over. */
const BARREN_MAX = 5;

export interface TimelineRows {
	items: readonly TimelineItem[];
	/** There is nothing older. */
	complete: boolean;
	/** Older things are being fetched, or could not be. */
	next: "loading" | { error: unknown; retry: () => void } | null;
	/** To be told up to which row somebody sees. */
	see: (first: number, last: number) => void;
	/** What could not be read for any of the pages. */
	trouble: TimelineList[];
	/** What is shown answers the filter before. */
	overtaken: boolean;
	/** Nothing was found as far as the portal looked; `see` looks further. */
	barren: boolean;
	query: {
		data: readonly TimelineItem[] | undefined;
		error: unknown;
		isPending: boolean;
		dataUpdatedAt: number;
		errorUpdatedAt: number;
		refetch: () => unknown;
	};
}

/** The lists in trouble on any of the pages, each once, the worst of what was said of it. */
export function allTrouble(pages: readonly TimelinePage[]): TimelineList[] {
	const lists = new Map<string, TimelineList>();
	for (const page of pages)
		for (const list of troubleOf(page)) {
			const key = `${list.source} ${list.list}`;
			if (!lists.has(key) || list.state === "missing") lists.set(key, list);
		}
	return [...lists.values()];
}

/** The timeline, a page at a time as somebody scrolls. While another filter's answer is on its way, the one before stays. */
export function useTimeline(id: string, filter: TimelineFilter): TimelineRows {
	const query = useInfiniteQuery({ ...timelineQuery(id, filter), placeholderData: keepPreviousData });
	const { data, error, hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError, isPlaceholderData, fetchNextPage } =
		query;
	const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
	const trouble = useMemo(() => allTrouble(data?.pages ?? []), [data]);
	const ready = hasNextPage && !isFetching && !isFetchNextPageError && !isPlaceholderData;
	const see = useCallback(
		(_first: number, last: number) => {
			if (ready && last >= items.length - AHEAD_ROWS) void fetchNextPage();
		},
		[ready, items.length, fetchNextPage],
	);
	const barren = items.length === 0 && hasNextPage;
	const goesOn = barren && ready && (data?.pages.length ?? 0) < BARREN_MAX;
	useEffect(() => {
		if (goesOn) void fetchNextPage();
	}, [goesOn, fetchNextPage]);
	const failed = isFetchNextPageError && error ? { error, retry: () => void fetchNextPage() } : null;
	return {
		items,
		complete: data !== undefined && !hasNextPage,
		next: failed ?? (isFetchingNextPage ? "loading" : null),
		see,
		trouble,
		overtaken: isPlaceholderData,
		barren,
		query: {
			data: data && items,
			error,
			isPending: query.isPending,
			dataUpdatedAt: query.dataUpdatedAt,
			errorUpdatedAt: query.errorUpdatedAt,
			refetch: query.refetch,
		},
	};
}
