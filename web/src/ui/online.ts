import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

/** False while this machine has no network. */
export function useOnline(): boolean {
	return useSyncExternalStore(
		(listener) => onlineManager.subscribe(listener),
		() => onlineManager.isOnline(),
	);
}
