/* A new version of the page: the worker has fetched one, or files of this one are gone from the server. */
import { useSyncExternalStore } from "react";

let waiting: ServiceWorker | null = null;
let known = false;
const listeners = new Set<() => void>();

/** @param worker the one that waits to take over; none when it is only known that this version is no more. */
export function newVersion(worker?: ServiceWorker): void {
	waiting = worker ?? waiting;
	if (known) return;
	known = true;
	for (const listener of listeners) listener();
}

export function useNewVersion(): boolean {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => known,
	);
}

/** Loads the page anew, under the new version. */
export function takeNewVersion(): void {
	if (!waiting) {
		location.reload();
		return;
	}
	navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
	waiting.postMessage("take over");
}

/** A part of the page's code that can't be had any more: browsers say it in different words, all as a TypeError of a dynamic import. */
export function chunkGone(error: unknown): boolean {
	return (
		error instanceof TypeError && /dynamically imported module|importing a module script/i.test(error.message) && navigator.onLine
	);
}
