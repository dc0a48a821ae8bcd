/* What happened to a customer, across all sources, newest first. Which of the sources' lists could not be read stands beside each page. */
import {
	infiniteQueryOptions,
	keepPreviousData,
	queryOptions,
	useInfiniteQuery,
	useQuery,
	useQueryClient,
} from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import { api, dataOf } from "./client";
import { useLately } from "./live/useLately";
import {
	newerThan,
	REFRESH_MS,
	sameThing,
	type TimelineItem,
	type TimelineList,
	type TimelinePage,
	type TimelineType,
	troubleOf,
} from "./timelineHead";

export interface TimelineFilter {
	sources: readonly string[];
	types: readonly TimelineType[];
	/** Moments, RFC 3339: not before, and before. */
	from: string | null;
	to: string | null;
}

/* A screen's worth and the next one. */
const PAGE_ROWS = 100;
function asked(filter: TimelineFilter) {
	return {
		limit: PAGE_ROWS,
		source: filter.sources.length > 0 ? filter.sources.join(",") : undefined,
		type: filter.types.length > 0 ? filter.types.join(",") : undefined,
		from: filter.from ?? undefined,
		to: filter.to ?? undefined,
	};
}

/* The newest page again, asked for when something happened: what is new is put before the pages that are there. */
function headQuery(id: string, filter: TimelineFilter) {
	const query = asked(filter);
	return queryOptions({
		queryKey: ["customer", id, "timeline", "head", query] as const,
		queryFn: ({ signal }) => dataOf(api.GET("/api/v1/customers/{id}/timeline", { params: { path: { id }, query }, signal })),
		enabled: false,
	});
}

function timelineQuery(id: string, filter: TimelineFilter) {
	const query = asked(filter);
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

/** @items with what is newer in @head before them, and in the state that it says; null: the two have nothing in common, more happened than one
 * page tells. */
export function withHead(items: readonly TimelineItem[], head: readonly TimelineItem[]): TimelineItem[] | null {
	const newer = newerThan(items, head);
	if (newer.length === head.length && items.length > 0 && head.length > 0) return null;
	const told = new Map(head.map((item) => [sameThing(item), item]));
	return [...newer, ...items.map((item) => told.get(sameThing(item)) ?? item)];
}

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
	/** How many things are newer than what is shown, and letting them in. */
	newer: { count: number; take: () => void };
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
	const newer = useNewer(id, filter, data?.pages[0], isPlaceholderData);
	const failed = isFetchNextPageError && error ? { error, retry: () => void fetchNextPage() } : null;
	return {
		items,
		complete: data !== undefined && !hasNextPage,
		next: failed ?? (isFetchingNextPage ? "loading" : null),
		see,
		trouble,
		overtaken: isPlaceholderData,
		newer,
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

function useNewer(
	id: string,
	filter: TimelineFilter,
	first: TimelinePage | undefined,
	overtaken: boolean,
): TimelineRows["newer"] {
	const client = useQueryClient();
	const head = useQuery(headQuery(id, filter));
	useLately(id, () => void (first && !overtaken && head.refetch({ cancelRefetch: false })));
	const items = head.data?.items;
	const count = useMemo(
		() => (first && items && !overtaken ? newerThan(first.items, items).length : 0),
		[first, items, overtaken],
	);
	const take = useCallback(() => {
		if (!items) return;
		const { queryKey } = timelineQuery(id, filter);
		const all = client.getQueryData(queryKey);
		const [newest, ...older] = all?.pages ?? [];
		const joined = newest && withHead(newest.items, items);
		if (all && joined) client.setQueryData(queryKey, { ...all, pages: [{ ...newest, items: joined }, ...older] });
		else void client.resetQueries({ queryKey, exact: true });
	}, [client, id, filter, items]);
	return useMemo(() => ({ count, take }), [count, take]);
}
