/* What a person has chosen about the screen. Kept in the browser; nothing personal of any customer is ever stored there. */
import { useSyncExternalStore } from "react";

type Theme = "auto" | "light" | "dark";
export type Density = "compact" | "comfortable";
export type Language = "en" | "de" | "en-XB";
type Zone = "agent" | "customer";

export interface Settings {
	theme: Theme;
	density: Density;
	/** en-XB is English mirrored, to check the screen from right to left. */
	language: Language;
	keys: boolean;
	/** Whose local time is written first. */
	zone: Zone;
}

const KEY = "pitboss.settings";
const LANGUAGES: readonly Language[] = ["en", "de", "en-XB"];
const listeners = new Set<() => void>();
let current = read();

function oneOf<T extends string>(value: unknown, choices: readonly T[], otherwise: T): T {
	return choices.find((c) => c === value) ?? otherwise;
}

function read(): Settings {
	let kept: Partial<Record<keyof Settings, unknown>> = {};
	try {
		const parsed: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
		if (typeof parsed === "object" && parsed !== null) kept = parsed;
	} catch {
		/* Forbidden storage or garbage in it: the defaults. */
	}
	return {
		theme: oneOf(kept.theme, ["auto", "light", "dark"], "auto"),
		density: oneOf(kept.density, ["compact", "comfortable"], "compact"),
		language: oneOf(kept.language, LANGUAGES, navigator.language.startsWith("de") ? "de" : "en"),
		keys: kept.keys !== false,
		zone: oneOf(kept.zone, ["agent", "customer"], "agent"),
	};
}

export function settings(): Settings {
	return current;
}

export function changeSettings(change: Partial<Settings>): void {
	current = { ...current, ...change };
	try {
		localStorage.setItem(KEY, JSON.stringify(current));
	} catch {
		/* Lasts for this tab, then. */
	}
	for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/* Another tab's change counts here too. */
if (typeof window !== "undefined")
	window.addEventListener("storage", (e) => {
		if (e.key !== KEY) return;
		current = read();
		for (const listener of listeners) listener();
	});

export function useSettings(): Settings {
	return useSyncExternalStore(subscribe, settings);
}
