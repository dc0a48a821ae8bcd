/* The pages there are besides a customer's, who may open them, and the letter that goes there ("g h"). Rail, menus, keys and titles go by
 * this table. */

import { useQuery } from "@tanstack/react-query";
import { Activity, House, type LucideIcon, Monitor, ScrollText, Search, Settings } from "lucide-react";
import { type Permission, sessionQuery } from "@/api/session";

interface Place {
	name: "home" | "search" | "wall" | "sources" | "audit" | "settings";
	to: "/" | "/search" | "/wall" | "/sources" | "/audit" | "/settings";
	letter: string;
	icon: LucideIcon;
	/** null: everybody who is signed on. */
	permission: Permission | null;
}

export const PLACES: readonly Place[] = [
	{ name: "home", to: "/", letter: "h", icon: House, permission: null },
	{ name: "search", to: "/search", letter: "s", icon: Search, permission: "customer_search" },
	{ name: "wall", to: "/wall", letter: "w", icon: Monitor, permission: "wall_view" },
	{ name: "sources", to: "/sources", letter: "o", icon: Activity, permission: "sources_view" },
	{ name: "audit", to: "/audit", letter: "a", icon: ScrollText, permission: "audit_view" },
	{ name: "settings", to: "/settings", letter: ",", icon: Settings, permission: null },
];

function placesFor(permissions: readonly string[]): readonly Place[] {
	return PLACES.filter((p) => p.permission === null || permissions.includes(p.permission));
}

/** The pages that whoever is signed on may open. */
export function usePlaces(): readonly Place[] {
	const { data } = useQuery(sessionQuery);
	return placesFor(data?.permissions ?? []);
}
