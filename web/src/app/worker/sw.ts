/* The service worker: the page's own files at hand when the network isn't, and what is pushed while no page is open (pushed.ts). Customers'
 * data never pass through here into a cache: see cacheable.ts. Built to /sw.js; the build puts its version in place of the mark below, so that each is another file. */
import { filesOf, keepingOf, worthKeeping } from "./cacheable";
import { isOn, shownOf, type ToWorker, targetOf, WORDS_CACHE, WORDS_PATH, wordsOf } from "./pushed";

interface Lasting extends Event {
	waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
	request: Request;
	respondWith(answer: Promise<Response>): void;
}
interface Pushed extends Lasting {
	data: { json(): unknown } | null;
}
interface Clicked extends Lasting {
	notification: Notification;
}
interface Tab {
	url: string;
	focus(): Promise<unknown>;
}
/* TypeScript knows pages or workers, not both at once. */
const worker = self as unknown as {
	addEventListener(kind: "install" | "activate", act: (event: Lasting) => void): void;
	addEventListener(kind: "fetch", act: (event: Fetching) => void): void;
	addEventListener(kind: "push", act: (event: Pushed) => void): void;
	addEventListener(kind: "notificationclick", act: (event: Clicked) => void): void;
	addEventListener(kind: "message", act: (event: Lasting & { data: unknown }) => void): void;
	skipWaiting(): Promise<void>;
	registration: { showNotification(title: string, options: NotificationOptions): Promise<void> };
	clients: {
		claim(): Promise<void>;
		matchAll(which: { type: "window"; includeUncontrolled: boolean }): Promise<readonly Tab[]>;
		openWindow(url: string): Promise<unknown>;
	};
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

/* The page keeps them: static words in the person's language, nothing else. */
async function pushWords(): Promise<unknown> {
	try {
		return await (await caches.match(WORDS_PATH, { cacheName: WORDS_CACHE }))?.json();
	} catch {
		return null;
	}
}

async function keepPushWords(words: unknown): Promise<void> {
	const cache = await caches.open(WORDS_CACHE);
	await cache.put(WORDS_PATH, new Response(JSON.stringify(words)));
}

function textOf(data: Pushed["data"]): unknown {
	try {
		return data?.json();
	} catch {
		return null; /* Not JSON: something has to be shown all the same. */
	}
}

async function show(said: unknown): Promise<void> {
	const { title, options } = shownOf(said, wordsOf(await pushWords()));
	await worker.registration.showNotification(title, options);
}

/* Only pages of this origin can say anything to it. */
function isToWorker(data: unknown): data is ToWorker {
	return typeof data === "object" && data !== null && "push" in data;
}

/* One after the other: words that come with something to show are there when it is shown. */
let heard: Promise<unknown> = Promise.resolve();
function hear(message: ToWorker): Promise<unknown> {
	const act = () => (message.push === "words" ? keepPushWords(message.words) : show(message.said));
	heard = heard.then(act, act);
	return heard;
}

/* A tab that shows that customer comes to the front; else the customer gets one. */
async function lead(notification: Notification): Promise<void> {
	const { path, customer } = targetOf(notification.data);
	notification.close();
	const tabs = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
	const tab = tabs.find(({ url }) => isOn(url, customer));
	await (tab ? tab.focus() : worker.clients.openWindow(path));
}

const WAYS = { page, file, named };

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", (event) => {
	if (event.data === "take over") void worker.skipWaiting();
	else if (isToWorker(event.data)) event.waitUntil(hear(event.data));
});
worker.addEventListener("push", (event) => event.waitUntil(show(textOf(event.data))));
worker.addEventListener("notificationclick", (event) => event.waitUntil(lead(event.notification)));
worker.addEventListener("fetch", (event) => {
	const { method, url, mode } = event.request;
	const keeping = keepingOf({ method, url, mode }, location.origin);
	if (keeping !== "none") event.respondWith(WAYS[keeping](event.request));
});
