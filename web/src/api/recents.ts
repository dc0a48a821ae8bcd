/* The customers that a person opened last: their ids, in the browser, by user name. Names and states are asked for anew each time, so that
 * nothing personal stays behind. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { sessionQuery } from "./session";

export const RECENTS_MAX = 12;
const CUSTOMER_ID = /^[A-Za-z0-9_.:-]{1,64}$/;

const listeners = new Set<() => void>();
const NOBODY: readonly string[] = [];
/* What was read last, by key: the same text gives the same list, as useSyncExternalStore demands. */
const read = new Map<string, { text: string | null; ids: readonly string[] }>();

function keyOf(username: string): string {
	return `pitboss.recents.${username}`;
}

function parse(text: string | null): readonly string[] {
	try {
		const kept: unknown = JSON.parse(text ?? "[]");
		if (!Array.isArray(kept)) return NOBODY;
		const ids = kept.filter((id): id is string => typeof id === "string" && CUSTOMER_ID.test(id));
		return [...new Set(ids)].slice(0, RECENTS_MAX);
	} catch {
		return NOBODY;
	}
}

/** The ids of a person, the latest first. */
export function recentIds(username: string): readonly string[] {
	const key = keyOf(username);
	let text: string | null = null;
	try {
		text = localStorage.getItem(key);
	} catch {
		/* Forbidden storage: nobody was looked at. */
	}
	const before = read.get(key);
	if (before && before.text === text) return before.ids;
	const ids = parse(text);
	read.set(key, { text, ids });
	return ids;
}

export function remember(username: string, id: string): void {
	if (!CUSTOMER_ID.test(id)) return;
	const before = recentIds(username);
	if (before[0] === id) return;
	try {
		localStorage.setItem(keyOf(username), JSON.stringify([id, ...before.filter((b) => b !== id)].slice(0, RECENTS_MAX)));
	} catch {
		/* Forbidden or full: not remembered. */
	}
	for (const listener of listeners) listener();
}

/** @param listener is told of every change, other tabs' too. */
export function onRecents(listener: () => void): () => void {
	listeners.add(listener);
	window.addEventListener("storage", listener);
	return () => {
		listeners.delete(listener);
		window.removeEventListener("storage", listener);
	};
}

function useUsername(): string | null {
	return useQuery(sessionQuery).data?.username ?? null;
}

/** The ids of whoever is signed on. */
export function useRecentIds(): readonly string[] {
	const username = useUsername();
	return useSyncExternalStore(onRecents, () => (username === null ? NOBODY : recentIds(username)));
}

/** Remembers the customer whose page is open, once it is @known that there is one. */
export function useRemember(id: string, known = true): void {
	const username = useUsername();
	useEffect(() => {
		if (known && username !== null) remember(username, id);
	}, [id, known, username]);
}
