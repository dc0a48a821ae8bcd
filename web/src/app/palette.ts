/* The palette's switch. Its code comes when it's wanted, or when there is nothing better to do: then it opens at once. */
import { useSyncExternalStore } from "react";

export const loadPalette = () => import("@/features/search/Palette");

let opened = false;
const listeners = new Set<() => void>();

function set(to: boolean): void {
	if (opened === to) return;
	opened = to;
	for (const listener of listeners) listener();
}

export function openPalette(): void {
	set(true);
}

export function closePalette(): void {
	set(false);
}

export function usePaletteOpened(): boolean {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => opened,
	);
}
