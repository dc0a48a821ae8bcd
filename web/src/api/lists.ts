/* A customer's long lists, newest first, read a page at a time: useList(id, "bets", { from, to }). */
import { api, dataOf } from "./client";
import { CASH, CONTACTS, LOGINS, MONEY, PLAY, SESSIONS } from "./live/about";
import { PAGE_ROWS, type Page, type PagedRows, usePages } from "./pages";
import type { paths } from "./schema";

type Path = `/api/v1/customers/{id}/${string}` & keyof paths;
type QueryOf<P extends Path> = paths[P]["get"] extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;
type FiltersOf<P extends Path> = Omit<QueryOf<P>, "cursor" | "limit">;

/** What a page is asked with. */
interface Asked<F> {
	id: string;
	query: F & { cursor?: string; limit: number };
	signal: AbortSignal;
}

interface List<F, T> {
	fetch: (asked: Asked<F>) => Promise<Page<T>>;
	idOf: (item: T) => string;
	/** What puts something on it. */
	about?: RegExp;
}

function list<F, T>(fetch: List<F, T>["fetch"], idOf: List<F, T>["idOf"], about?: RegExp): List<F, T> {
	return { fetch, idOf, about };
}

const LISTS = {
	bets: list(
		({ id, query, signal }: Asked<FiltersOf<"/api/v1/customers/{id}/bets">>) =>
			dataOf(api.GET("/api/v1/customers/{id}/bets", { params: { path: { id }, query }, signal })),
		(bet) => bet.betId,
		PLAY,
	),
	sessions: list(
		({ id, query, signal }: Asked<FiltersOf<"/api/v1/customers/{id}/sessions">>) =>
			dataOf(api.GET("/api/v1/customers/{id}/sessions", { params: { path: { id }, query }, signal })),
		(session) => session.sessionId,
		SESSIONS,
	),
	transactions: list(
		({ id, query, signal }: Asked<FiltersOf<"/api/v1/customers/{id}/transactions">>) =>
			dataOf(api.GET("/api/v1/customers/{id}/transactions", { params: { path: { id }, query }, signal })),
		(transaction) => transaction.transactionId,
		MONEY,
	),
	bonuses: list(
		({ id, query, signal }: Asked<FiltersOf<"/api/v1/customers/{id}/bonuses">>) =>
			dataOf(api.GET("/api/v1/customers/{id}/bonuses", { params: { path: { id }, query }, signal })),
		(bonus) => bonus.bonusId,
		CASH,
	),
	logins: list(
		({ id, query, signal }: Asked<FiltersOf<"/api/v1/customers/{id}/logins">>) =>
			dataOf(api.GET("/api/v1/customers/{id}/logins", { params: { path: { id }, query }, signal })),
		/* A login has no id of its own; nobody logs in twice in a moment with one device and one outcome. */
		(login) => `${login.at} ${login.outcome} ${login.deviceId ?? login.ip ?? ""}`,
		LOGINS,
	),
	tickets: list(
		({ id, query, signal }: Asked<FiltersOf<"/api/v1/customers/{id}/tickets">>) =>
			dataOf(api.GET("/api/v1/customers/{id}/tickets", { params: { path: { id }, query }, signal })),
		(ticket) => ticket.ticketId,
		CONTACTS,
	),
	correspondence: list(
		({ id, query, signal }: Asked<FiltersOf<"/api/v1/customers/{id}/correspondence">>) =>
			dataOf(api.GET("/api/v1/customers/{id}/correspondence", { params: { path: { id }, query }, signal })),
		(message) => message.messageId,
	),
	statements: list(
		({ id, query, signal }: Asked<FiltersOf<"/api/v1/customers/{id}/statements">>) =>
			dataOf(api.GET("/api/v1/customers/{id}/statements", { params: { path: { id }, query }, signal })),
		(statement) => statement.statementId,
	),
};

type ListName = keyof typeof LISTS;
export type ListItem<N extends ListName> = (typeof LISTS)[N] extends List<infer _, infer T> ? T : never;
export type ListFilters<N extends ListName> = (typeof LISTS)[N] extends List<infer F, infer _> ? F : never;

/** One of a customer's lists. Filters are part of what the list is: with others it is read from its top. */
export function useList<N extends ListName>(
	id: string,
	name: N,
	filters?: ListFilters<N>,
	enabled = true,
): PagedRows<ListItem<N>> {
	/* That the filters and the rows of one name belong together is beyond the compiler. */
	const { fetch, idOf, about } = LISTS[name] as unknown as List<ListFilters<N> | undefined, ListItem<N>>;
	return usePages({
		key: ["customer", id, "list", name, filters ?? {}],
		fetchPage: (cursor, signal) => {
			const query = { ...(filters as object), limit: PAGE_ROWS, ...(cursor === null ? {} : { cursor }) };
			return fetch({ id, query: query as Asked<ListFilters<N>>["query"], signal });
		},
		idOf,
		enabled,
		grows: about && { customerId: id, about },
	});
}

/** The rounds of a game session. */
export function useRounds(id: string, sid: string, enabled = true) {
	return usePages({
		key: ["customer", id, "list", "rounds", sid],
		fetchPage: (cursor, signal) => {
			const query = { limit: PAGE_ROWS, ...(cursor === null ? {} : { cursor }) };
			return dataOf(api.GET("/api/v1/customers/{id}/sessions/{sid}/rounds", { params: { path: { id, sid }, query }, signal }));
		},
		idOf: (round) => round.roundId,
		enabled,
	});
}
