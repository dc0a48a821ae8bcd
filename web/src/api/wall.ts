import { queryOptions } from "@tanstack/react-query";
import { api, dataOf, type Schemas } from "./client";
import { useLive } from "./live/store";

export type Wall = Schemas["Wall"];
export type WallPlayer = Schemas["WallPlayer"];
export type WallResult = Schemas["WallSession"];
export type WallStake = Schemas["WallStake"];
export type WallAlert = Schemas["WallAlert"];

/* Where the stream does not bring it. */
const WALL_EVERY_MS = 5_000;

/** The operations wall. What the stream brings takes the place of what was asked for. */
export function useWallQuery() {
	const live = useLive((l) => l.state === "live");
	return queryOptions({
		queryKey: ["wall"],
		queryFn: async ({ signal }): Promise<Wall> => dataOf(api.GET("/api/v1/wall", { signal })),
		staleTime: live ? Number.POSITIVE_INFINITY : WALL_EVERY_MS,
		refetchInterval: live ? false : WALL_EVERY_MS,
	});
}
