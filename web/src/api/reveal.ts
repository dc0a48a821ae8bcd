/* A masked value, shown for a while and a reason. Revealed values live in the query cache under a key of their own and leave it when their
 * time is up; the sections stay masked. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "./client";

export interface Revealed {
	value: unknown;
	/** Milliseconds since the epoch, by this machine's clock. */
	until: number;
}

const revealedKey = (id: string, pointer: string) => ["customer", id, "revealed", pointer] as const;

function put(client: QueryClient, id: string, pointer: string, revealed: Revealed): void {
	const key = revealedKey(id, pointer);
	client.setQueryData<Revealed>(key, revealed);
	setTimeout(() => client.removeQueries({ queryKey: key, exact: true }), Math.max(0, revealed.until - Date.now()));
}

/** The revealed value of a pointer, while it may be shown. */
export function useRevealed(id: string, pointer: string): Revealed | undefined {
	const { data } = useQuery<Revealed>({
		queryKey: revealedKey(id, pointer),
		queryFn: () => Promise.reject(new Error("only a reveal puts a value here")),
		enabled: false,
		gcTime: 600_000,
	});
	return data && data.until > Date.now() ? data : undefined;
}

/** Reveals fields by their JSON Pointers in the view. The reason goes into the record. */
export function useReveal(id: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: async ({ fields, reason }: { fields: string[]; reason: string }) => {
			const asked = Date.now();
			const answer = api.POST("/api/v1/customers/{id}/reveal", { params: { path: { id } }, body: { fields, reason } });
			const { values, until } = await dataOf(answer);
			/* How long counts by the server's clock, from when on by this machine's: the two may disagree. */
			const server = Date.parse((await answer).response.headers.get("Date") ?? "");
			const forMs = Date.parse(until) - (Number.isNaN(server) ? asked : server);
			return { values, until: asked + forMs };
		},
		onSuccess: ({ values, until }) => {
			for (const [pointer, value] of Object.entries(values)) put(client, id, pointer, { value, until });
		},
	});
}
