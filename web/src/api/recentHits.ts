/* The customers that a person opened last, and what can be said of them. */
import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useRecentIds } from "./recents";
import { byIdsQuery, type Hit } from "./search";
import { type SectionViews, sectionQuery } from "./sections";

/** What can be said of a customer that was opened: everything, a name, or no more than the id. */
export interface Recent {
	id: string;
	name: string | null;
	hit: Hit | null;
}

function fromCache(client: QueryClient, id: string): SectionViews["profile"] | undefined {
	return client.getQueryData(sectionQuery(id, "profile").queryKey);
}

/** The customers opened last. Whoever the portal says isn't there (any more) is left out. */
export function useRecents(): readonly Recent[] {
	const client = useQueryClient();
	const ids = useRecentIds();
	const { data } = useQuery({ ...byIdsQuery(ids), placeholderData: keepPreviousData });
	return useMemo(() => {
		const hits = new Map(data?.items.map((hit) => [hit.customerId, hit]));
		const whole = data?.complete === true;
		return ids
			.filter((id) => !whole || hits.has(id) || fromCache(client, id) !== undefined)
			.map((id) => {
				const hit = hits.get(id) ?? null;
				return { id, hit, name: hit?.fullName ?? fromCache(client, id)?.fullName ?? null };
			});
	}, [ids, data, client]);
}
