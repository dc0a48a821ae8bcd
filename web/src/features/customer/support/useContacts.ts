import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { api, dataOf, type Schemas } from "@/api/client";
import { type ContactKind, type Merged, merged, ofMessage, ofTicket, type Stream } from "./contacts";

/* A screen's worth of each. */
const PAGE_ROWS = 50;
const REFRESH_MS = 60_000;

type Page<T> = { items: T[]; nextCursor: string | null; meta: Schemas["Meta"] };

function options<T>(id: string, list: string, read: (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>) {
	return {
		queryKey: ["customer", id, list, "pages"] as const,
		queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) => read(pageParam, signal),
		initialPageParam: null as string | null,
		getNextPageParam: (last: Page<T>) => last.nextCursor,
		staleTime: REFRESH_MS,
	};
}

function queryOf(cursor: string | null) {
	return cursor === null ? { limit: PAGE_ROWS } : { limit: PAGE_ROWS, cursor };
}

export interface Half {
	kind: ContactKind;
	/** It has not said anything yet. */
	loading: boolean;
	error: unknown;
	since: number;
	retry: () => void;
	meta: Schemas["Meta"] | null;
	receivedAt: number;
}

export interface Contacts extends Merged {
	halves: Half[];
	fetchingMore: boolean;
	/** Reads the page that lets the list go on. */
	readOn: () => void;
}

/** Both lists of a customer's, merged as far as they were read. One that fails leaves the other. */
export function useContacts(id: string): Contacts {
	const tickets = useInfiniteQuery(
		options(id, "tickets", (cursor, signal) =>
			dataOf(api.GET("/api/v1/customers/{id}/tickets", { params: { path: { id }, query: queryOf(cursor) }, signal })),
		),
	);
	const messages = useInfiniteQuery(
		options(id, "correspondence", (cursor, signal) =>
			dataOf(api.GET("/api/v1/customers/{id}/correspondence", { params: { path: { id }, query: queryOf(cursor) }, signal })),
		),
	);
	const whole = useMemo(() => {
		const streams: Stream[] = [];
		if (tickets.data)
			streams.push({
				kind: "ticket",
				items: tickets.data.pages.flatMap((p) => p.items.map(ofTicket)),
				more: tickets.hasNextPage && !tickets.isFetchNextPageError,
			});
		if (messages.data)
			streams.push({
				kind: "message",
				items: messages.data.pages.flatMap((p) => p.items.map(ofMessage)),
				more: messages.hasNextPage && !messages.isFetchNextPageError,
			});
		return merged(streams);
	}, [
		tickets.data,
		tickets.hasNextPage,
		tickets.isFetchNextPageError,
		messages.data,
		messages.hasNextPage,
		messages.isFetchNextPageError,
	]);
	const half = (kind: ContactKind, query: typeof tickets | typeof messages): Half => ({
		kind,
		loading: query.isPending && !query.error,
		error: query.error,
		since: query.errorUpdatedAt,
		retry: () => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch()),
		meta: query.data?.pages[0]?.meta ?? null,
		receivedAt: query.dataUpdatedAt,
	});
	const more = whole.next === "ticket" ? tickets.fetchNextPage : messages.fetchNextPage;
	return {
		...whole,
		halves: [half("ticket", tickets), half("message", messages)],
		fetchingMore: tickets.isFetchingNextPage || messages.isFetchingNextPage,
		readOn: useCallback(() => void more(), [more]),
	};
}
