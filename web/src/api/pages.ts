/* Long lists, a page at a time. What stays is where pages begin; their rows are entries of the query cache that are held while near what is
 * in sight and let go soon after, so that a hundred thousand rows can be scrolled through in the memory of a few hundred. */
import { type UseQueryResult, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Dispatch, type SetStateAction, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Schemas } from "./client";
import { isComplete, noted, type PageBook, pageOf, pagesFor, rowCount, UNREAD } from "./pageBook";
import { isProblem } from "./problem";

/** Rows a page: some screens of them; the API gives 200 at most. */
export const PAGE_ROWS = 100;
/* Pages that were just left are often come back to. */
const KEPT_MS = 5_000;
/* While somebody drags the scroll bar, the pages that fly by are not asked for more often than this. */
const SEE_MS = 60;
/* A list whose cursors are refused time and again is failing, not moving. */
const REFUSALS_MAX = 2;

export interface Page<T> {
	items: T[];
	nextCursor: string | null;
	meta: Schemas["Meta"];
	masked: string[];
}

export interface Question<T> {
	/** Names the list and its filters; another key is another list, read from its top. */
	key: readonly unknown[];
	fetchPage: (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>;
	idOf: (item: T) => string;
	enabled?: boolean;
	/** Newest first, and what puts something on its top: of which customer, and of which type, it happens. */
	grows?: Growth;
}

interface Growth {
	customerId: string;
	about: RegExp;
}

/** What has come onto a list since it was read. */
export interface Newer extends Growth {
	count: number;
	/** Has a look. */
	ask: () => void;
	/** Lets it in: the list begins with it, at its top. */
	take: () => void;
}

/** A long list as tables draw it: rows by number, some of them not at hand. */
export interface PagedRows<T> {
	/** How many rows are known to be there. */
	count: number;
	/** There are no more than those. */
	complete: boolean;
	/** The row of a number; undefined while its page is fetched (again). */
	at: (row: number) => T | undefined;
	/** Why a row can't be shown, with the means to try again. */
	failedAt: (row: number) => FailedPage | null;
	/** The page after the last row: on its way, or failed. */
	next: FailedPage | "loading" | null;
	/** To be told which rows are in sight. */
	see: (first: number, last: number) => void;
	/** The first page's query, for panels; its refetch reads the whole list anew. */
	query: Pick<UseQueryResult<Page<T>>, "data" | "error" | "isPending" | "dataUpdatedAt" | "errorUpdatedAt"> & {
		refetch: () => void;
	};
	/** The service refused a cursor and the list was begun again at the top. */
	restarted: boolean;
	/** null: nothing is known to be added to this list. */
	newer: Newer | null;
	idOf: (item: T) => string;
}

export interface FailedPage {
	page: number;
	error: unknown;
	retry: () => void;
}

interface Reading {
	key: string;
	book: PageBook;
	/** Which reading of the list this is: pages of different readings don't fit together. */
	round: number;
	/** Refused cursors since one was last taken. */
	refusals: number;
	restarted: boolean;
	first: number;
	last: number;
}

function fresh(key: string, round = 0): Reading {
	return { key, book: UNREAD, round, refusals: 0, restarted: false, first: 0, last: 0 };
}

function isRefusedCursor(error: unknown): boolean {
	return isProblem(error) && (error.kind === "unknown-cursor" || error.status === 410);
}

/* The reading, once what came back for the pages beginning at @starts is noted in its book. */
function afterResults<T>(
	reading: Reading,
	starts: readonly { page: number; cursor: string | null }[],
	results: readonly UseQueryResult<Page<T>>[],
	idOf: (item: T) => string,
): Reading {
	let { book, refusals } = reading;
	for (const [i, { page, cursor }] of starts.entries()) {
		const data = results[i]?.data;
		if (!data) continue;
		const last = data.items.at(-1);
		book = noted(book, page, cursor, {
			count: data.items.length,
			lastId: last === undefined ? null : idOf(last),
			nextCursor: data.nextCursor,
		});
		if (cursor !== null) refusals = 0;
	}
	return book === reading.book && refusals === reading.refusals ? reading : { ...reading, book, refusals };
}

/** The list that the question asks for. */
export function usePages<T>({ key, fetchPage, idOf, enabled = true, grows }: Question<T>): PagedRows<T> {
	const hash = JSON.stringify(key);
	const [kept, setReading] = useState(() => fresh(hash));
	let reading = kept.key === hash ? kept : fresh(hash);
	const starts = pagesFor(reading.book, reading.first, reading.last).map((page) => ({
		page,
		cursor: reading.book[page]?.cursor ?? null,
	}));
	const results = useQueries({
		queries: starts.map(({ cursor }) => ({
			queryKey: [...key, "page", reading.round, cursor],
			queryFn: ({ signal }: { signal: AbortSignal }) => fetchPage(cursor, signal),
			staleTime: Number.POSITIVE_INFINITY,
			gcTime: KEPT_MS,
			structuralSharing: false,
			enabled,
		})),
	});
	/* Noted while drawing: rows and their number shall never disagree on the screen. */
	reading = afterResults(reading, starts, results, idOf);
	if (reading !== kept) setReading(reading);

	const restart = useCallback((refused: boolean) => {
		setReading((r) => ({ ...fresh(r.key, r.round + 1), refusals: refused ? r.refusals + 1 : 0, restarted: refused }));
	}, []);
	const refused = reading.refusals < REFUSALS_MAX && results.some((r, i) => starts[i]?.cursor && isRefusedCursor(r.error));
	useEffect(() => {
		if (refused) restart(true);
	}, [refused, restart]);
	const see = useSee(setReading);

	const { book, round } = reading;
	const resultOf = (page: number) => results[starts.findIndex((s) => s.page === page)];
	const failed = (page: number): FailedPage | null => {
		const result = resultOf(page);
		if (!result?.error || result.data || result.isFetching) return null;
		return { page, error: result.error, retry: () => void result.refetch() };
	};
	const top = resultOf(0);
	const newest = useNewest({ key, fetchPage, idOf, enabled }, round, grows ? top?.data : undefined, () => restart(false));
	const ahead = isComplete(book) ? -1 : book.length - 1;
	return {
		count: rowCount(book),
		complete: ahead < 0,
		at: (row) => {
			const page = pageOf(book, row);
			return page < 0 ? undefined : resultOf(page)?.data?.items[row - (book[page]?.first ?? 0)];
		},
		failedAt: (row) => failed(pageOf(book, row)),
		next: ahead <= 0 ? null : (failed(ahead) ?? (resultOf(ahead)?.isFetching ? "loading" : null)),
		see,
		query: {
			data: top?.data,
			error: top?.error ?? null,
			isPending: top?.isPending ?? true,
			dataUpdatedAt: top?.dataUpdatedAt ?? 0,
			errorUpdatedAt: top?.errorUpdatedAt ?? 0,
			refetch: () => restart(false),
		},
		restarted: reading.restarted,
		newer: grows ? { ...grows, ...newest } : null,
		idOf,
	};
}

/** @page as @head tells it: as old as that, its rows in the state that they are in there. */
export function patched<T>(page: Page<T>, head: Page<T>, idOf: (item: T) => string): Page<T> {
	const told = new Map(head.items.map((item) => [idOf(item), item]));
	const items = page.items.map((item) => {
		const now = told.get(idOf(item));
		return now === undefined || JSON.stringify(now) === JSON.stringify(item) ? item : now;
	});
	return { ...page, items, meta: head.meta };
}

/* The first page again, asked for when something happened. What has changed in the rows that are there changes in place; what is new waits until it
 * is taken: then it is the first page of another reading, which is there at once. */
function useNewest<T>(
	{ key, fetchPage, idOf, enabled }: Question<T>,
	round: number,
	first: Page<T> | undefined,
	restart: () => void,
): Pick<Newer, "count" | "ask" | "take"> {
	const client = useQueryClient();
	const { data, dataUpdatedAt, refetch } = useQuery({
		queryKey: [...key, "head"],
		queryFn: ({ signal }) => fetchPage(null, signal),
		enabled: false,
		gcTime: KEPT_MS,
		structuralSharing: false,
	});
	const firstKey = (of: number) => [...key, "page", of, null];
	const known =
		first && enabled && dataUpdatedAt >= (client.getQueryState(firstKey(round))?.dataUpdatedAt ?? 0) ? data : undefined;
	// biome-ignore lint/correctness/useExhaustiveDependencies: another head is what changes rows; the keys follow from the question
	useEffect(() => {
		if (!known) return;
		const updatedAt = dataUpdatedAt;
		client.setQueryData<Page<T>>(firstKey(round), (page) => page && patched(page, known, idOf), { updatedAt });
	}, [known]);
	const count = useMemo(() => {
		if (!first || !known) return 0;
		const there = new Set(first.items.map(idOf));
		const at = known.items.findIndex((item) => there.has(idOf(item)));
		return at < 0 ? known.items.length : at;
	}, [first, known, idOf]);
	return {
		count,
		ask: () => void (first && refetch({ cancelRefetch: false })),
		take: () => {
			if (!data) return;
			client.setQueryData(firstKey(round + 1), data);
			restart();
		},
	};
}

/* Takes the rows in sight into account, at once when they are but a page away, else not more often than SEE_MS. */
function useSee(setReading: Dispatch<SetStateAction<Reading>>): PagedRows<unknown>["see"] {
	const seen = useRef({ first: 0, last: 0, timer: null as ReturnType<typeof setTimeout> | null });
	useEffect(() => {
		const { current } = seen;
		return () => {
			if (current.timer !== null) clearTimeout(current.timer);
			current.timer = null;
		};
	}, []);
	return useCallback(
		(first, last) => {
			const { current } = seen;
			current.first = first;
			current.last = last;
			current.timer ??= setTimeout(() => {
				current.timer = null;
				setReading((r) => seeing(r, current.first, current.last));
			}, SEE_MS);
		},
		[setReading],
	);
}

/* Only another set of pages is worth another draw. */
function seeing(reading: Reading, first: number, last: number): Reading {
	const before = pagesFor(reading.book, reading.first, reading.last);
	const after = pagesFor(reading.book, first, last);
	const same = before.length === after.length && before.every((page, i) => page === after[i]);
	return same && rowCount(reading.book) > last + 1 ? reading : { ...reading, first, last };
}
