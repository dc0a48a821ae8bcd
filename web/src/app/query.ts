import { MutationCache, QueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";
import { sessionQuery } from "@/api/session";
import { watchPerson } from "./session/person";

const STALE_MS = 30_000;
/* What no panel shows any more is let go soon: a day of work passes hundreds of customers. */
const KEPT_MS = 5 * 60_000;
/* What a source that is down didn't tell is asked for again by itself. */
const AGAIN_MS = 15_000;

export const queryClient: QueryClient = new QueryClient({
	mutationCache: new MutationCache({
		/* The token is of another session: somebody has signed on in another tab. The write must be asked for again by who that is. */
		onError: (e) => {
			if (asProblem(e).kind === "csrf") void queryClient.refetchQueries({ queryKey: sessionQuery.queryKey });
		},
	}),
	defaultOptions: {
		queries: {
			/* Without a network a panel says so; waiting in silence it would look like loading. */
			networkMode: "always",
			refetchOnReconnect: true,
			staleTime: STALE_MS,
			gcTime: KEPT_MS,
			retry: (count, e) => count < 2 && asProblem(e).transient,
			refetchInterval: ({ state }) => state.status === "error" && asProblem(state.error).kind === "source-down" && AGAIN_MS,
			retryDelay: (count, e) => {
				const asked = asProblem(e).retryAfter;
				return asked === null ? Math.min(1000 * 2 ** count, 8000) : Math.min(asked * 1000, 30_000);
			},
			/* A panel that fails says so; it doesn't take the page along. */
			throwOnError: false,
		},
		mutations: { retry: false, networkMode: "always" },
	},
});

watchPerson(queryClient);
