import { queryOptions } from "@tanstack/react-query";
import { hashOf, isOnHere, type Permission, permission, subscription } from "./device";

/** How this browser stands, asked anew whenever somebody comes back to the page: its settings may have changed meanwhile. */
export interface Here {
	permission: Permission;
	wanted: boolean;
	/** Of its subscription; null: it has none. */
	hash: string | null;
}

export const hereQuery = (who: string) =>
	queryOptions({
		queryKey: ["push", "here", who],
		queryFn: async (): Promise<Here> => {
			const mine = await subscription();
			return { permission: permission(), wanted: isOnHere(who), hash: mine && (await hashOf(mine.endpoint)) };
		},
		staleTime: 0,
		refetchOnWindowFocus: "always",
	});
