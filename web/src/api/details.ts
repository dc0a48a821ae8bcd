/* One thing of a customer's, in full. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "./client";

const key = (id: string, kind: string, of: string) => ["customer", id, kind, of] as const;

export function betQuery(id: string, bid: string) {
	return queryOptions({
		queryKey: key(id, "bet", bid),
		queryFn: ({ signal }) => dataOf(api.GET("/api/v1/customers/{id}/bets/{bid}", { params: { path: { id, bid } }, signal })),
	});
}

/** A transaction and its lifecycle. */
export function transactionQuery(id: string, tid: string) {
	return queryOptions({
		queryKey: key(id, "transaction", tid),
		queryFn: ({ signal }) =>
			dataOf(api.GET("/api/v1/customers/{id}/transactions/{tid}", { params: { path: { id, tid } }, signal })),
	});
}

export function ticketQuery(id: string, tid: string) {
	return queryOptions({
		queryKey: key(id, "ticket", tid),
		queryFn: ({ signal }) => dataOf(api.GET("/api/v1/customers/{id}/tickets/{tid}", { params: { path: { id, tid } }, signal })),
	});
}

export function preferencesQuery(id: string) {
	return queryOptions({
		queryKey: ["customer", id, "preferences"] as const,
		queryFn: ({ signal }) => dataOf(api.GET("/api/v1/customers/{id}/preferences", { params: { path: { id } }, signal })),
	});
}

/** What came in and went out by day. Without a range the portal's usual one. */
export function cashflowQuery(id: string, range: { from?: string; to?: string }) {
	return queryOptions({
		queryKey: ["customer", id, "cashflow", range] as const,
		queryFn: ({ signal }) =>
			dataOf(api.GET("/api/v1/customers/{id}/cashflow", { params: { path: { id }, query: range }, signal })),
	});
}
