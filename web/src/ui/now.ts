/* One clock for everything on the screen that ages by itself: it ticks once a second while somebody looks, and only what shows a time
 * draws anew. */
import { useSyncExternalStore } from "react";

const TICK_MS = 1000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;

function tick(): void {
	now = Date.now();
	for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	if (timer === null) {
		now = Date.now();
		timer = setInterval(tick, TICK_MS);
		document.addEventListener("visibilitychange", tick);
	}
	return () => {
		listeners.delete(listener);
		if (listeners.size > 0 || timer === null) return;
		clearInterval(timer);
		document.removeEventListener("visibilitychange", tick);
		timer = null;
	};
}

/** Milliseconds since the epoch, never more than a second old; in steps of @stepMs, for what needn't be drawn anew each second. */
export function useNow(stepMs = 1): number {
	return useSyncExternalStore(subscribe, () => now - (now % stepMs));
}
