import { useCallback, useSyncExternalStore } from "react";

/** The width up to which the screen is a phone's; the style sheets say the same. */
export const PHONE = "(max-width: 767px)";

export function useMedia(query: string): boolean {
	return useSyncExternalStore(
		useCallback(
			(listener) => {
				const media = window.matchMedia(query);
				media.addEventListener("change", listener);
				return () => media.removeEventListener("change", listener);
			},
			[query],
		),
		() => window.matchMedia(query).matches,
	);
}
