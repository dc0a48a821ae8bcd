/* Finding customers. What is typed travels in the request's body and nowhere else. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, dataOf, type Schemas } from "./client";
import type { PagedRows } from "./pages";

export type Hit = Schemas["Hit"];
export type Hits = Schemas["Hits"];
type SearchRequest = Schemas["Search"];
export type SearchFilters = NonNullable<SearchRequest["filters"]>;
export type SearchSort = NonNullable<SearchRequest["sort"]>;

/** What the API takes at most. */
export const TEXT_MAX = 256;
/** How long somebody must have stopped typing. */
export const DEBOUNCE_MS = 150;
/* A quick search shows as many as can be taken in at a glance. */
const QUICK_HITS = 8;
const PAGE_HITS = 100;
/* The directory follows the customer service within seconds: typing the same again soon needs no second question. */
const FRESH_MS = 10_000;
/* What was searched for is personal, and soon forgotten. */
const KEPT_MS = 60_000;

/* Every member may be left out; the description's generated type demands those that have a default. */
function searchCustomers(body: Partial<SearchRequest>, signal?: AbortSignal): Promise<Hits> {
	return dataOf(api.POST("/api/v1/customers/search", { body: body as SearchRequest, signal }));
}

/** A text that is searched for only once it has stayed the same for DEBOUNCE_MS. `now` doesn't wait any longer. */
export function useSettled(text: string): { settled: string; now: () => void } {
	const [settled, setSettled] = useState(text);
	useEffect(() => {
		if (settled === text) return;
		/* Nothing to ask for: shown as empty at once. */
		if (text === "") {
			setSettled("");
			return;
		}
		const timer = setTimeout(() => setSettled(text), DEBOUNCE_MS);
		return () => clearTimeout(timer);
	}, [text, settled]);
	const now = useCallback(() => setSettled(text), [text]);
	return { settled: text === "" ? "" : settled, now };
}

export interface Found {
	/** The answer to what is typed now, or to what was typed before (`overtaken`). */
	hits: Hits | undefined;
	/** The hits are of an earlier text: what is typed is not answered yet. */
	overtaken: boolean;
	waiting: boolean;
	error: unknown;
	/** Asks without waiting for a pause in typing. */
	now: () => void;
	retry: () => void;
}

function quickQuery(text: string) {
	return queryOptions({
		queryKey: ["search", "quick", text] as const,
		queryFn: ({ signal }) => searchCustomers({ text, limit: QUICK_HITS }, signal),
		staleTime: FRESH_MS,
		gcTime: KEPT_MS,
	});
}

/** The first hits for what is typed. A request that is overtaken is aborted, and each text has an entry of its own: an older answer can't
 * take a newer one's place. */
export function useFind(typed: string): Found {
	const text = typed.trim().slice(0, TEXT_MAX);
	const { settled, now } = useSettled(text);
	/* What was found before the box was emptied doesn't come back with the next letter. */
	const dismissed = useRef<Hits | undefined>(undefined);
	const query = useQuery({
		...quickQuery(settled),
		enabled: settled !== "",
		placeholderData: (before: Hits | undefined) => (before === dismissed.current ? undefined : before),
	});
	if (settled === "" && query.data) dismissed.current = query.data;
	const answered = settled === text && !query.isPlaceholderData && query.data !== undefined;
	const failed = settled === text && query.error !== null && !query.isFetching;
	return {
		hits: settled === "" ? undefined : query.data,
		overtaken: settled !== "" && query.data !== undefined && !answered,
		waiting: text !== "" && !answered && !failed,
		error: text !== "" && failed ? query.error : null,
		now,
		retry: () => void query.refetch(),
	};
}

/** The one customer that is meant, without a doubt: the only hit, and an identifier typed in full. */
export function exactHit(hits: Hits | undefined): Hit | null {
	const [hit, ...others] = hits?.items ?? [];
	if (!hits || !hit || others.length > 0 || hits.nextCursor !== null || hit.matched?.how !== "exact") return null;
	/* An id is said by the customer service itself; the others need the whole directory to be the only one. */
	if (hit.matched.field === "id") return hit;
	return hits.complete && (hit.matched.field === "email" || hit.matched.field === "username") ? hit : null;
}

interface SearchQuestion {
	text: string;
	filters: SearchFilters;
	sort: SearchSort | null;
}

function pagesQuery({ text, filters, sort }: SearchQuestion) {
	return infiniteQueryOptions({
		queryKey: ["search", "pages", text, filters, sort] as const,
		queryFn: ({ pageParam, signal }) =>
			searchCustomers({ text, filters, sort: sort ?? undefined, limit: PAGE_HITS, cursor: pageParam ?? undefined }, signal),
		initialPageParam: null as string | null,
		getNextPageParam: (last: Hits) => last.nextCursor,
		staleTime: FRESH_MS,
		gcTime: KEPT_MS,
	});
}

/** A hit, and which of its fields are masked (JSON Pointers of the customer's own view: "/email"). */
export interface FoundRow {
	hit: Hit;
	masked: string[];
}

const MASKED_ITEM = /^\/items\/(\d+)(\/.+)$/;

/** A page's hits, each with the masks that are its own. */
export function rowsOf(page: Hits): FoundRow[] {
	const rows = page.items.map((hit): FoundRow => ({ hit, masked: [] }));
	for (const pointer of page.masked) {
		const [, index, field] = MASKED_ITEM.exec(pointer) ?? [];
		if (index !== undefined && field !== undefined) rows[Number(index)]?.masked.push(field);
	}
	return rows;
}

/* How many rows before the end the next page is asked for. */
const AHEAD_ROWS = 30;

interface SearchPages {
	rows: PagedRows<FoundRow>;
	/** The first page: totals, and whether it's all. */
	first: Hits | undefined;
	/** What is shown answers the question before. */
	overtaken: boolean;
	error: unknown;
	retry: () => void;
}

/** All hits, a page at a time as somebody scrolls. While another question is on its way, the answer before stays. */
export function useSearchPages(question: SearchQuestion): SearchPages {
	const query = useInfiniteQuery({ ...pagesQuery(question), placeholderData: keepPreviousData });
	const { data, error, hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError, isPlaceholderData } = query;
	const { fetchNextPage, refetch } = query;
	const items = useMemo(() => data?.pages.flatMap(rowsOf) ?? [], [data]);
	const ready = hasNextPage && !isFetching && !isFetchNextPageError && !isPlaceholderData;
	const see = useCallback(
		(_first: number, last: number) => {
			if (ready && last >= items.length - AHEAD_ROWS) void fetchNextPage();
		},
		[ready, items.length, fetchNextPage],
	);
	const next = isFetchNextPageError && error ? { page: data?.pages.length ?? 0, error, retry: () => void fetchNextPage() } : null;
	const first = data?.pages[0];
	return {
		rows: {
			count: items.length,
			complete: data !== undefined && !hasNextPage,
			at: (row) => items[row],
			failedAt: () => null,
			next: next ?? (isFetchingNextPage ? "loading" : null),
			see,
			query: {
				/* A first page that failed after an earlier answer is said above the rows; only the first of all fills the panel. */
				data: first && { items, nextCursor: first.nextCursor, meta: NO_META, masked: [] },
				error,
				isPending: query.isPending,
				dataUpdatedAt: query.dataUpdatedAt,
				errorUpdatedAt: query.errorUpdatedAt,
				refetch: refetch as never,
			},
			restarted: false,
			newer: null,
			idOf: (row) => row.hit.customerId,
		},
		first,
		overtaken: isPlaceholderData,
		error: error && !isFetchNextPageError && !isFetching ? error : null,
		retry: () => void refetch(),
	};
}

/* The directory is the portal's own: hits have no source that could be stale. */
const NO_META: Schemas["Meta"] = { source: "directory", fetchedAt: null, ageMs: null, state: "live", error: null };

/** Customers by their ids, in that order; who isn't there is left out. */
export function byIdsQuery(ids: readonly string[]) {
	return queryOptions({
		queryKey: ["search", "ids", ...ids] as const,
		queryFn: ({ signal }) => searchCustomers({ filters: { customerIds: [...ids] } }, signal),
		enabled: ids.length > 0,
		staleTime: 60_000,
		retry: false,
	});
}
