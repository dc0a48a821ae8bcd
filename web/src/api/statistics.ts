/* What a customer has played in a span of time: by day, by hour of the week, by game. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, dataOf, type Schemas } from "./client";
import { PLAY, SUMS } from "./live/about";
import { useLately } from "./live/useLately";
import { asProblem } from "./problem";
import { type Span, slid } from "./span";

export type Statistics = Schemas["Statistics"];
export type PlayDay = Schemas["PlayDay"];
export type PlayHour = Schemas["PlayHour"];
export type GameResult = Schemas["GameResult"];

const STALE_MS = 60_000;

export function statisticsQuery(id: string, { from, to }: Span) {
	return queryOptions({
		queryKey: ["customer", id, "statistics", from ?? null, to ?? null] as const,
		queryFn: ({ signal }) =>
			dataOf(api.GET("/api/v1/customers/{id}/statistics", { params: { path: { id }, query: { from, to } }, signal })),
		staleTime: STALE_MS,
	});
}

/** What was played in a span. While it is @inSight it follows what is played. */
export function useStatistics(id: string, span: Span, enabled: boolean, inSight: boolean) {
	const query = useQuery({
		...statisticsQuery(id, span),
		enabled,
		placeholderData: (data, before) => {
			const [, of, , from, to] = before?.queryKey ?? [];
			return of === id && slid({ from, to }, span) ? data : undefined;
		},
	});
	useLately(id, () => void (enabled && query.refetch({ cancelRefetch: false })), { about: PLAY, inSight, ...SUMS });
	return query;
}

/** The operator's services have no such call: not a failure, and nothing to try again. */
export function isNotOffered(error: unknown): boolean {
	return error !== null && error !== undefined && asProblem(error).status === 501;
}
