/* The service worker: the page's own files at hand when the network isn't, and nothing but them. Customers' data never pass through here
 * into a cache: see cacheable.ts. Built to /sw.js; the build puts its version in place of the mark below, so that each is another file. */
import { filesOf, keepingOf, worthKeeping } from "./cacheable";

interface Lasting extends Event {
	waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
	request: Request;
	respondWith(answer: Promise<Response>): void;
}
/* TypeScript knows pages or workers, not both at once. */
const worker = self as unknown as {
	addEventListener(kind: "install" | "activate", act: (event: Lasting) => void): void;
	addEventListener(kind: "fetch", act: (event: Fetching) => void): void;
	addEventListener(kind: "message", act: (event: MessageEvent<unknown>) => void): void;
	skipWaiting(): Promise<void>;
	clients: { claim(): Promise<void> };
};

const VERSION = "%PITBOSS_VERSION%";
const PREFIX = "pitboss-shell-";
const CACHE = PREFIX + VERSION;
const PAGE = "/";

async function keep(cache: Cache, request: Request | string, response: Response): Promise<void> {
	if (worthKeeping(response)) await cache.put(request, response);
}

async function install(): Promise<void> {
	const cache = await caches.open(CACHE);
	const page = await fetch(PAGE, { cache: "no-cache", credentials: "omit" });
	if (!worthKeeping(page)) throw new Error("no page to keep");
	const files = filesOf(await page.clone().text(), location.origin);
	await cache.put(PAGE, page);
	await Promise.all(files.map(async (url) => keep(cache, url, await fetch(url, { mode: "cors", credentials: "omit" }))));
}

async function activate(): Promise<void> {
	for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
	await worker.clients.claim();
}

/* The page is the same for everybody: it holds no word about who is signed on or of any customer. */
async function page(request: Request): Promise<Response> {
	try {
		return await fetch(request);
	} catch (e) {
		const kept = await caches.match(PAGE, { cacheName: CACHE });
		if (kept) return kept;
		throw e;
	}
}

async function file(request: Request): Promise<Response> {
	const cache = await caches.open(CACHE);
	const kept = await cache.match(request.url);
	if (kept) return kept;
	const response = await fetch(request);
	await keep(cache, request.url, response.clone());
	return response;
}

async function named(request: Request): Promise<Response> {
	const cache = await caches.open(CACHE);
	try {
		const response = await fetch(request);
		await keep(cache, request.url, response.clone());
		return response;
	} catch (e) {
		const kept = await cache.match(request.url);
		if (kept) return kept;
		throw e;
	}
}

const WAYS = { page, file, named };

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", (event) => {
	if (event.data === "take over") void worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
	const { method, url, mode } = event.request;
	const keeping = keepingOf({ method, url, mode }, location.origin);
	if (keeping !== "none") event.respondWith(WAYS[keeping](event.request));
});
