import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { api, dataOf, type Schemas, setCsrfToken } from "./client";
import { hintEarly } from "./early";
import { forgetLive } from "./live/store";
import { isProblem } from "./problem";

export type Session = Schemas["SignedOn"] & {
	/** When it ends, and when that was last heard: milliseconds since the epoch by this machine's clock. */
	endsAt?: number;
	heardAt?: number;
};
export type Permission = Session["permissions"][number];

/** The session, or null when nobody is signed on. Asking renews it. */
export const sessionQuery = queryOptions({
	queryKey: ["session"],
	queryFn: async (): Promise<Session | null> => {
		try {
			return await taken(api.GET("/api/v1/session"));
		} catch (e) {
			if (isProblem(e) && e.status === 401) return null;
			throw e;
		}
	},
	staleTime: Number.POSITIVE_INFINITY,
	gcTime: Number.POSITIVE_INFINITY,
	retry: 2,
});

async function taken(answer: Promise<{ data?: Schemas["SignedOn"]; response: Response }>): Promise<Session> {
	const session = await dataOf(answer);
	const heardAt = Date.now();
	setCsrfToken(session.csrfToken);
	hintEarly(session.permissions);
	return { ...session, heardAt, endsAt: endByOurClock(session.expiresAt, (await answer).response.headers.get("Date"), heardAt) };
}

/** The end of a session by this machine's clock, which may disagree with the server's: @date is the answer's Date header. */
export function endByOurClock(expiresAt: string, date: string | null, heardAt: number): number {
	const end = Date.parse(expiresAt);
	if (Number.isNaN(end)) return Number.POSITIVE_INFINITY;
	const server = Date.parse(date ?? "");
	return Number.isNaN(server) ? end : heardAt + (end - server);
}

export async function signOn(client: QueryClient, username: string, password: string): Promise<void> {
	const session = await taken(api.POST("/api/v1/session", { body: { username, password } }));
	client.setQueryData(sessionQuery.queryKey, session);
}

/** Ends the session on the server and forgets here whatever was fetched. */
export async function signOff(client: QueryClient): Promise<void> {
	await api.DELETE("/api/v1/session");
	forget(client);
}

/** Nobody is signed on (any more): nothing of any customer stays in memory. */
export function forget(client: QueryClient): void {
	setCsrfToken(null);
	hintEarly([]);
	forgetLive();
	client.setQueryData(sessionQuery.queryKey, null);
	/* All but the session itself: who watches it, as the sign-on page does, must hear of the next one. */
	const isSession = (key: readonly unknown[]) => key[0] === sessionQuery.queryKey[0];
	void client.cancelQueries({ predicate: (query) => !isSession(query.queryKey) });
	client.removeQueries({ predicate: (query) => !isSession(query.queryKey) });
	client.getMutationCache().clear();
}

/** Who is signed on. Only below routes that demand a session; they are left a moment after the session is gone, and until then it is whose it was. */
export function useSession(): Session {
	const { data } = useQuery(sessionQuery);
	const last = useRef(data);
	if (data) last.current = data;
	if (!last.current) throw new Error("no session below a route that demands one");
	return last.current;
}

export function useMay(permission: Permission): boolean {
	const { data } = useQuery(sessionQuery);
	return data?.permissions.includes(permission) ?? false;
}
