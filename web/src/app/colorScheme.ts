import { useEffect, useSyncExternalStore } from "react";
import { useSettings } from "@/ui/settings";

const dark = matchMedia("(prefers-color-scheme: dark)");

function subscribe(listener: () => void): () => void {
	dark.addEventListener("change", listener);
	return () => dark.removeEventListener("change", listener);
}

/** Light or dark: as chosen, else as the system has it, following its changes. */
export function useColorScheme(): "light" | "dark" {
	const { theme } = useSettings();
	const system = useSyncExternalStore(subscribe, () => (dark.matches ? "dark" : "light"));
	const scheme = theme === "auto" ? system : theme;
	useEffect(() => {
		const root = document.documentElement;
		/* At the start it is (theme.js). */
		if (root.dataset.theme !== scheme) root.dataset.theme = scheme;
		/* The browser's own frame goes with the page, also where the person chose against the system. Read once the page is drawn: before, it would be
		 * styled for this alone. */
		let timer: ReturnType<typeof setTimeout> | undefined;
		const frame = requestAnimationFrame(() => {
			timer = setTimeout(() => {
				const surface = getComputedStyle(root).getPropertyValue("--surface").trim();
				for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) meta.content = surface;
			});
		});
		return () => {
			cancelAnimationFrame(frame);
			clearTimeout(timer);
		};
	}, [scheme]);
	return scheme;
}
