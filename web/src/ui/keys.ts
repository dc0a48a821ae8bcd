/* Keys: every component names the ones that it answers to while it is there; the help lists them. Off in inputs, and as a whole by setting.
 * A sequence ("g c") is two keys within a second. */
import { useEffect, useRef, useSyncExternalStore } from "react";
import { settings } from "./settings";

export interface KeyBinding {
	/** "j", "?", "Escape", "mod+k" (Ctrl or Cmd), "g c". */
	keys: string;
	/** What it does, for the help; null: not listed. */
	what: string | null;
	group: string;
	run: (event: KeyboardEvent) => void;
	/** Works in inputs and when keys are turned off: only for those with a modifier, and Escape. */
	always?: boolean;
}

const SEQUENCE_MS = 1000;
const bindings: KeyBinding[] = [];
const listeners = new Set<() => void>();
let listed: readonly KeyBinding[] = [];
let pending: { key: string; at: number } | null = null;

function inInput(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function nameOf(event: KeyboardEvent): string {
	const modifiers = event.ctrlKey || event.metaKey ? "mod+" : event.altKey ? "alt+" : "";
	return modifiers + (event.key.length === 1 && modifiers ? event.key.toLowerCase() : event.key);
}

function onKey(event: KeyboardEvent): void {
	if (event.defaultPrevented || event.isComposing || event.key === "Shift" || event.key === "Control" || event.key === "Meta")
		return;
	const name = nameOf(event);
	const sequence = pending && event.timeStamp - pending.at < SEQUENCE_MS ? `${pending.key} ${name}` : null;
	pending = null;
	const quiet = inInput(event.target) || !settings().keys;
	/* The latest one wins: a dialog's over the page's. */
	const usable = bindings.filter((b) => b.always || !quiet).reverse();
	const hit = (sequence && usable.find((b) => b.keys === sequence)) || usable.find((b) => b.keys === name);
	if (hit) {
		event.preventDefault();
		hit.run(event);
	} else if (!quiet && usable.some((b) => b.keys.startsWith(`${name} `))) pending = { key: name, at: event.timeStamp };
}

function changed(): void {
	listed = [...bindings];
	for (const listener of listeners) listener();
}

/** Answers to keys while the component is there and @enabled. The bindings may change with every draw. */
export function useKeys(wanted: readonly KeyBinding[], enabled = true): void {
	const latest = useRef(wanted);
	latest.current = wanted;
	const names = wanted.map((b) => `${b.keys}\t${b.what}`).join("\n");
	// biome-ignore lint/correctness/useExhaustiveDependencies: names stands for the bindings, whose functions are new each time
	useEffect(() => {
		if (!enabled) return;
		const mine = latest.current.map((b, i) => ({ ...b, run: (e: KeyboardEvent) => latest.current[i]?.run(e) }));
		bindings.push(...mine);
		if (bindings.length === mine.length) window.addEventListener("keydown", onKey);
		changed();
		return () => {
			for (const b of mine) bindings.splice(bindings.indexOf(b), 1);
			if (bindings.length === 0) window.removeEventListener("keydown", onKey);
			changed();
		};
	}, [names, enabled]);
}

/** All keys that do something now, for the help. */
export function useKeyList(): readonly KeyBinding[] {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => listed,
	);
}
