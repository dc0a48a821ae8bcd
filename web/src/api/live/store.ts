/* What the page knows of the live connection: where it stands, whether a person holds it, what has come since. Small, since every panel's age
 * looks here; the connection itself is in tab.ts, fetched once the page stands. Nothing in here is kept beyond the tab. */
import { useSyncExternalStore } from "react";
import type { Alert } from "./alerts";
import type { Change, LinkState } from "./messages";

export interface Live {
	state: LinkState;
	/** A person holds what is shown; what comes is gathered. */
	paused: boolean;
	/** How much was gathered. */
	waiting: number;
	/** The connection has been gone for a while: what is shown grows old. */
	lost: boolean;
	/** Newest first. */
	alerts: readonly Alert[];
	/** Of the alerts, those that came since somebody last looked at them. */
	unread: number;
}

export type LiveNews = { what: "change"; change: Change } | { what: "missed" };

const NOTHING: Live = { state: "off", paused: false, waiting: 0, lost: false, alerts: [], unread: 0 };
const listeners = new Set<() => void>();
const hearers = new Set<(news: LiveNews) => void>();
let now = NOTHING;

export function live(): Live {
	return now;
}

export function setLive(change: Partial<Live>): void {
	const keys = Object.keys(change) as (keyof Live)[];
	if (keys.every((key) => now[key] === change[key])) return;
	now = { ...now, ...change };
	for (const listener of listeners) listener();
}

/** Nobody is signed on: nothing that happened to anybody stays. */
export function forgetLive(): void {
	setLive({ ...NOTHING, state: now.state });
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** One thing of it; a component draws anew only when that changes. */
export function useLive<T>(select: (live: Live) => T): T {
	return useSyncExternalStore(subscribe, () => select(now));
}

/** @param hear is told what happens to the customers that this tab follows, unless it is held. */
export function onLiveNews(hear: (news: LiveNews) => void): () => void {
	hearers.add(hear);
	return () => hearers.delete(hear);
}

export function tellLiveNews(news: LiveNews): void {
	for (const hear of hearers) hear(news);
}
