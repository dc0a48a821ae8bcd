/* Who else looks at the customers that this tab follows, as the stream tells it. Kept while the connection stands: without it nobody knows. */
import { useSyncExternalStore } from "react";

export interface Viewer {
	username: string;
	role: string;
	since: string;
}

export interface Around {
	viewers: readonly Viewer[];
	/** How many more there are. */
	more: number;
}

const NOBODY: Around = { viewers: [], more: 0 };
const listeners = new Set<() => void>();
let rooms: ReadonlyMap<string, Around> = new Map();

function set(next: ReadonlyMap<string, Around>): void {
	rooms = next;
	for (const listener of listeners) listener();
}

function isViewer(value: unknown): value is Viewer {
	const { username, role, since } = (value ?? {}) as Record<string, unknown>;
	return typeof username === "string" && typeof role === "string" && typeof since === "string";
}

export function takePresence({ customerId, viewers, more }: Readonly<Record<string, unknown>>): void {
	if (typeof customerId !== "string" || !Array.isArray(viewers)) return;
	const around = { viewers: viewers.filter(isViewer), more: typeof more === "number" ? more : 0 };
	set(new Map(rooms).set(customerId, around));
}

/** Only of @customers anything is still known. */
export function keepPresence(customers: readonly string[]): void {
	if ([...rooms.keys()].some((id) => !customers.includes(id))) set(new Map([...rooms].filter(([id]) => customers.includes(id))));
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function useAround(id: string): Around {
	return useSyncExternalStore(subscribe, () => rooms.get(id) ?? NOBODY);
}
