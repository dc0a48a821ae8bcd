import { newVersion } from "../version";

/* A page that stays open all day asks this often whether there is a new version. */
const LOOK_MS = 30 * 60_000;

/** Registers the service worker once the page is loaded, and says when a new version waits. */
export function registerWorker(): void {
	window.addEventListener("vite:preloadError", () => {
		if (navigator.onLine) newVersion();
	});
	if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
	const register = () => void watch().catch(() => undefined); /* Forbidden or private: the page does without. */
	if (document.readyState === "complete") register();
	else window.addEventListener("load", register, { once: true });
}

async function watch(): Promise<void> {
	const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
	const look = () => {
		const { waiting } = registration;
		/* Without a controller this is the first one ever: nothing is out of date. */
		if (waiting && navigator.serviceWorker.controller) newVersion(waiting);
	};
	look();
	registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
	setInterval(() => {
		if (document.visibilityState === "visible" && navigator.onLine) void registration.update().catch(() => undefined);
	}, LOOK_MS);
}
