/* What a customer has played in a span of time: by day, by hour of the week, by game. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, dataOf, type Schemas } from "./client";
import { asProblem } from "./problem";

export type Statistics = Schemas["Statistics"];
export type PlayDay = Schemas["PlayDay"];
export type PlayHour = Schemas["PlayHour"];
export type GameResult = Schemas["GameResult"];

/** Moments; what is left out is up to the portal: until now, and 90 days before that. */
export interface Span {
	from?: string;
	to?: string;
}

const STALE_MS = 60_000;

export function statisticsQuery(id: string, { from, to }: Span) {
	return queryOptions({
		queryKey: ["customer", id, "statistics", from ?? null, to ?? null] as const,
		queryFn: ({ signal }) =>
			dataOf(api.GET("/api/v1/customers/{id}/statistics", { params: { path: { id }, query: { from, to } }, signal })),
		staleTime: STALE_MS,
	});
}

export function useStatistics(id: string, span: Span, enabled = true) {
	return useQuery({ ...statisticsQuery(id, span), enabled });
}

/** The operator's services have no such call: not a failure, and nothing to try again. */
export function isNotOffered(error: unknown): boolean {
	return error !== null && error !== undefined && asProblem(error).status === 501;
}
