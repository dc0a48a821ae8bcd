/* What the service worker may keep: the page's own static files, and nothing else, ever. Whatever is not named here goes to the network as
 * if there were no worker. */

type Keeping =
	/** An address of the page: from the network, else the page that was kept. */
	| "page"
	/** A file whose name holds its hash: from what was kept, else from the network. */
	| "file"
	/** A file of the page that keeps its name: from the network, else as it was kept. */
	| "named"
	/** None of the worker's business. */
	| "none";

const HASHED = /\/assets\/[^/]+-[\w-]{8,}\.(js|mjs|css|woff2|svg|png|wasm)$/;
const NAMED: readonly string[] = [
	"/theme.js",
	"/early.js",
	"/icon.svg",
	"/icon-180.png",
	"/icon-192.png",
	"/icon-512.png",
	"/icon-maskable-512.png",
	"/manifest.webmanifest",
];
/* What the portal answers itself, below these. */
const PORTAL = /^\/(api|healthz|readyz|metrics)(\/|$)/;

export interface Asked {
	method: string;
	url: string;
	/** "navigate" for an address that a person opens. */
	mode: string;
}

export function keepingOf(asked: Asked, origin: string): Keeping {
	const url = new URL(asked.url);
	if (asked.method !== "GET") return "none";
	/* A CDN may hand out the hashed files; nothing else of another origin is ours. */
	if (url.origin !== origin) return HASHED.test(url.pathname) && url.search === "" && asked.mode === "cors" ? "file" : "none";
	if (PORTAL.test(url.pathname)) return "none";
	if (asked.mode === "navigate") return isPage(url.pathname) ? "page" : "none";
	if (url.search !== "") return "none";
	if (HASHED.test(url.pathname)) return "file";
	return NAMED.includes(url.pathname) ? "named" : "none";
}

/* As the portal tells them apart: the page answers where the last segment has no dot. */
function isPage(path: string): boolean {
	return !path.slice(path.lastIndexOf("/") + 1).includes(".");
}

/** Whether an answer is one to keep: whole, good, readable, and as asked for. */
export function worthKeeping(response: { status: number; type: string; redirected: boolean }): boolean {
	return response.status === 200 && !response.redirected && (response.type === "basic" || response.type === "cors");
}

/** The files that the page's text names: what it needs to start. */
export function filesOf(html: string, origin: string): string[] {
	const found = new Set<string>();
	for (const [, address] of html.matchAll(/\s(?:src|href)="([^"]+)"/g)) {
		if (!address) continue;
		const url = new URL(address, `${origin}/`).href;
		const keeping = keepingOf({ method: "GET", url, mode: "cors" }, origin);
		if (keeping === "file" || keeping === "named") found.add(url);
	}
	return [...found];
}
