import { queryOptions } from "@tanstack/react-query";
import { api, dataOf, type Schemas } from "./client";

export type Source = Schemas["Source"];

const SOURCES_EVERY_MS = 15_000;

/** How the sources are, by itself again and again while the page is in sight. One query for everybody who shows it. */
export const sourcesQuery = queryOptions({
	queryKey: ["sources"],
	queryFn: async ({ signal }): Promise<Source[]> => (await dataOf(api.GET("/api/v1/sources", { signal }))).items,
	staleTime: SOURCES_EVERY_MS,
	refetchInterval: SOURCES_EVERY_MS,
});
