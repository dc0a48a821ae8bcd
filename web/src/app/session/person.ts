import type { QueryClient } from "@tanstack/react-query";
import { type Session, sessionQuery } from "@/api/session";

/** When the session turns out to be another person's (signed on in another tab), nothing that the former one fetched is kept. */
export function watchPerson(client: QueryClient): () => void {
	let username: string | null = null;
	return client.getQueryCache().subscribe((event) => {
		if (event.type !== "updated" || event.action.type !== "success" || event.query.queryKey[0] !== sessionQuery.queryKey[0])
			return;
		const now = (event.query.state.data as Session | null | undefined)?.username ?? null;
		if (username !== null && now !== null && now !== username)
			client.removeQueries({ predicate: (q) => q.queryKey[0] !== sessionQuery.queryKey[0] });
		username = now ?? username;
	});
}
