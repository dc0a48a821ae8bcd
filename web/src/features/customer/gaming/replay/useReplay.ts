/* What a replay is made of, read from the portal: the session, its rounds page by page up to a limit, deposits and everything else that
 * happened meanwhile. While the session runs all of it is asked for again and again. */
import { type InfiniteData, type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { api, dataOf, type Schemas } from "@/api/client";
import { type TimelineList, type TimelineType, troubleOf } from "@/api/timelineHead";
import { TYPES } from "../../timeline/kinds";
import { LOOKED_THROUGH } from "../useSession";
import { type Replay, type Round, replayOf, type Session } from "./steps";

type RoundsPage = Schemas["Rounds"];

/* The most that the API gives at once. */
const PAGE_ROWS = 200;
/** The latest rounds that a replay has; a session that has more says so. */
export const ROUNDS_MAX = 5_000;
const RUNNING_MS = 5_000;
/* Markers come from all sources. */
const MARKERS_MS = 15_000;
/* Bets are the rounds themselves, deposits are asked of the wallet, and a session is what is looked at. */
const MARKER_TYPES: readonly TimelineType[] = TYPES.filter((type) => type !== "bet" && type !== "session" && type !== "deposit");

/* The page may hold nothing although there is more: the portal looked through as much as it does at once. */
const MARKER_PAGES_MAX = 5;

function fetchRounds(id: string, sid: string, cursor: string | null, signal: AbortSignal): Promise<RoundsPage> {
	const query = { limit: PAGE_ROWS, ...(cursor === null ? {} : { cursor }) };
	return dataOf(api.GET("/api/v1/customers/{id}/sessions/{sid}/rounds", { params: { path: { id, sid }, query }, signal }));
}

/** The pages with the newest one taken in: new rounds first, those at hand as they are now. Null when there is a gap between them. */
export function withNewest(pages: readonly RoundsPage[], newest: RoundsPage): RoundsPage[] | null {
	const now = new Map(newest.items.map((r) => [r.roundId, r]));
	const known = new Set(pages.flatMap((p) => p.items.map((r) => r.roundId)));
	const [top, ...older] = pages;
	if (!top) return null;
	const fresh = newest.items.filter((r) => !known.has(r.roundId));
	if (fresh.length === newest.items.length && newest.nextCursor !== null && known.size > 0) return null;
	const renewed = (page: RoundsPage): RoundsPage => ({ ...page, items: page.items.map((r) => now.get(r.roundId) ?? r) });
	const first = renewed(top);
	return [{ ...first, meta: newest.meta, items: [...fresh, ...first.items] }, ...older.map(renewed)];
}

function takeIn(client: QueryClient, key: readonly unknown[], newest: RoundsPage): void {
	const old = client.getQueryData<InfiniteData<RoundsPage, string | null>>(key);
	const pages = old && withNewest(old.pages, newest);
	if (pages) client.setQueryData(key, { ...old, pages });
	else void client.invalidateQueries({ queryKey: key, exact: true });
}

const roundsKey = (id: string, sid: string) => ["customer", id, "replay", sid, "rounds"] as const;

/* All the rounds up to the limit, one page after the other. */
function useRounds(id: string, sid: string) {
	const query = useInfiniteQuery({
		queryKey: roundsKey(id, sid),
		queryFn: ({ pageParam, signal }) => fetchRounds(id, sid, pageParam, signal),
		initialPageParam: null as string | null,
		getNextPageParam: (last: RoundsPage) => last.nextCursor,
		/* What was played stays as it was; what is new is taken in below. */
		staleTime: Number.POSITIVE_INFINITY,
	});
	const { data, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
	const rounds = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
	const more = hasNextPage && rounds.length < ROUNDS_MAX;
	const goesOn = more && !isFetching && !isFetchNextPageError;
	useEffect(() => {
		if (goesOn) void fetchNextPage();
	}, [goesOn, fetchNextPage]);
	return { query, rounds, more, cut: !more && hasNextPage, pageFailed: isFetchNextPageError };
}

/* The rounds that were played since; once more when the session is over, for those since it was last asked. */
function useNewest(id: string, sid: string, running: boolean, ready: boolean) {
	const client = useQueryClient();
	const ran = useRef(running);
	ran.current ||= running;
	useQuery({
		queryKey: ["customer", id, "replay", sid, "newest", running] as const,
		queryFn: async ({ signal }) => {
			const newest = await fetchRounds(id, sid, null, signal);
			takeIn(client, roundsKey(id, sid), newest);
			return newest.items[0]?.roundId ?? null;
		},
		enabled: ran.current && ready,
		refetchInterval: running ? RUNNING_MS : false,
		staleTime: 0,
	});
}

/* The session's facts: the API has lists of sessions only, so it is looked for among those that had begun when its latest round was played. */
function useFacts(id: string, sid: string, latest: string | undefined, known: boolean) {
	return useQuery({
		queryKey: ["customer", id, "replay", sid, "session"] as const,
		queryFn: async ({ signal }): Promise<Session | null> => {
			/* A moment later than the round: "to" is exclusive. */
			const to = latest && new Date(Date.parse(latest) + 1000).toISOString();
			const query = { limit: LOOKED_THROUGH, ...(to && { to }) };
			const page = await dataOf(api.GET("/api/v1/customers/{id}/sessions", { params: { path: { id }, query }, signal }));
			return page.items.find((s) => s.sessionId === sid) ?? null;
		},
		enabled: known,
		refetchInterval: ({ state }) => (state.data?.endedAt === null ? RUNNING_MS : false),
	});
}

interface Span {
	from: string;
	/** Exclusive; null: still running. */
	to: string | null;
}

/* From the session's beginning, or its first round, until after its last moment. */
function spanOf(session: Session | null | undefined, rounds: readonly Round[]): Span | null {
	const from = session?.startedAt ?? rounds.at(-1)?.at;
	if (!from) return null;
	if (session?.endedAt === null) return { from, to: null };
	const last = Math.max(...[session?.endedAt, rounds[0]?.at].map((at) => Date.parse(at ?? from)));
	return Number.isNaN(last) ? null : { from, to: new Date(last + 1).toISOString() };
}

function useDeposits(id: string, sid: string, span: Span | null) {
	return useQuery({
		queryKey: ["customer", id, "replay", sid, "deposits", span] as const,
		queryFn: ({ signal }) => {
			const query = { type: "deposit", limit: PAGE_ROWS, from: span?.from, ...(span?.to && { to: span.to }) };
			return dataOf(api.GET("/api/v1/customers/{id}/transactions", { params: { path: { id }, query }, signal }));
		},
		enabled: span !== null,
		refetchInterval: span?.to === null ? RUNNING_MS : false,
	});
}

const SECOND_MS = 1000;

/* Some sources tell whole seconds only: what fired in the session's first one is its. */
function wholeSecond(at: string): string {
	const ms = Date.parse(at);
	return Number.isNaN(ms) ? at : new Date(Math.floor(ms / SECOND_MS) * SECOND_MS).toISOString();
}

function useMarkers(id: string, sid: string, span: Span | null) {
	return useQuery({
		queryKey: ["customer", id, "replay", sid, "markers", span] as const,
		queryFn: async ({ signal }) => {
			const query = {
				...{ type: MARKER_TYPES.join(","), limit: PAGE_ROWS, from: span ? wholeSecond(span.from) : undefined },
				...(span?.to && { to: span.to }),
			};
			const items: Schemas["TimelineItem"][] = [];
			const trouble: TimelineList[] = [];
			let cursor: string | null = null;
			for (let i = 0; i < MARKER_PAGES_MAX && (i === 0 || cursor !== null); i++) {
				const page: Schemas["Timeline"] = await dataOf(
					api.GET("/api/v1/customers/{id}/timeline", {
						params: { path: { id }, query: cursor === null ? query : { ...query, cursor } },
						signal,
					}),
				);
				items.push(...page.items);
				trouble.push(...troubleOf(page));
				cursor = page.nextCursor;
			}
			return { items, missing: [...new Set(trouble.map((l) => l.source))], cut: cursor !== null };
		},
		enabled: span !== null,
		refetchInterval: span?.to === null ? MARKERS_MS : false,
	});
}

const NONE: never[] = [];

export function useReplay(id: string, sid: string) {
	const { query, rounds, more, cut, pageFailed } = useRounds(id, sid);
	const facts = useFacts(id, sid, rounds[0]?.at, query.data !== undefined);
	const session = facts.data ?? null;
	const running = session?.endedAt === null;
	useNewest(id, sid, running, query.data !== undefined && !more);
	const ready = !facts.isPending && query.data !== undefined && (session !== null || !more);
	const span = ready ? spanOf(session, rounds) : null;
	const deposits = useDeposits(id, sid, span);
	const markers = useMarkers(id, sid, span);
	const whole = query.data !== undefined && !more && !cut;
	const replay = useMemo(
		(): Replay =>
			replayOf({
				rounds,
				deposits: deposits.data?.items ?? NONE,
				markers: markers.data?.items ?? NONE,
				session,
				whole,
			}),
		[rounds, deposits.data, markers.data, session, whole],
	);
	return { query, replay, session, facts, running, whole, more, cut, pageFailed, deposits, markers };
}

export type ReplayData = ReturnType<typeof useReplay>;
