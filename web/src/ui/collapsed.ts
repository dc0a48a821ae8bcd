/* Which panels a person keeps closed, by their user name, in the browser. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { sessionQuery } from "@/api/session";

function read(key: string): string[] {
	try {
		const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
		return Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : [];
	} catch {
		return [];
	}
}

export function useCollapsed(name: string): [boolean, (collapsed: boolean) => void] {
	const client = useQueryClient();
	const key = `pitboss.collapsed.${client.getQueryData(sessionQuery.queryKey)?.username ?? ""}`;
	const [collapsed, setCollapsed] = useState(() => read(key).includes(name));
	const change = useCallback(
		(to: boolean) => {
			setCollapsed(to);
			const others = read(key).filter((n) => n !== name);
			try {
				localStorage.setItem(key, JSON.stringify(to ? [...others, name] : others));
			} catch {
				/* Remembered for this page only. */
			}
		},
		[key, name],
	);
	return [collapsed, change];
}
