/* One game session's facts. The API has lists of them only: it is looked for among those at hand, then among those that had begun when its
 * latest round was played. */
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, dataOf, type Schemas } from "@/api/client";
import type { PagedRows } from "@/api/pages";

type Session = Schemas["Session"];
type Round = Schemas["Round"];

/** How many sessions are looked through: those that were open at the same time, and some more. */
export const LOOKED_THROUGH = 50;

function atHand(client: QueryClient, id: string, sid: string): Session | undefined {
	const pages = client.getQueriesData<{ items?: Session[] }>({ queryKey: ["customer", id, "list", "sessions"] });
	return pages.flatMap(([, page]) => page?.items ?? []).find((s) => s.sessionId === sid);
}

export function useSession(id: string, sid: string, rounds: PagedRows<Round>) {
	const client = useQueryClient();
	const latest = rounds.query.data?.items[0]?.at;
	const known = rounds.query.data !== undefined || rounds.query.error !== null;
	return useQuery({
		queryKey: ["customer", id, "session", sid] as const,
		queryFn: async ({ signal }): Promise<Session | null> => {
			const found = atHand(client, id, sid);
			if (found) return found;
			/* A moment later than the round: "to" is exclusive. */
			const to = latest && new Date(Date.parse(latest) + 1000).toISOString();
			const query = { limit: LOOKED_THROUGH, ...(to && { to }) };
			const page = await dataOf(api.GET("/api/v1/customers/{id}/sessions", { params: { path: { id }, query }, signal }));
			return page.items.find((s) => s.sessionId === sid) ?? null;
		},
		enabled: known,
	});
}
