/* This browser's side of pushes: what it permits, its subscription, and the words that its worker shows them with. Whether the person wants to
 * be told here is kept in this browser. */
import type { QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { addDevice, pushQuery, removeDevice } from "@/api/push";
import type { PushWords, ToWorker } from "../worker/pushed";

const KEY = "pitboss.notify";
/* A worker that isn't there by then was refused, or the page was built without one. */
const WORKER_MS = 3_000;
const LABEL_MAX = 80;

export type Permission = "unsupported" | "denied" | "granted" | "default";

export function permission(): Permission {
	if (typeof Notification === "undefined" || !("serviceWorker" in navigator)) return "unsupported";
	return Notification.permission;
}

/** Whether that person wants to be told in this browser: the next who signs on here is another. */
export function isOnHere(who: string): boolean {
	try {
		return localStorage.getItem(KEY) === who;
	} catch {
		return false;
	}
}

function setOnHere(who: string | null): void {
	try {
		if (who !== null) localStorage.setItem(KEY, who);
		else localStorage.removeItem(KEY);
	} catch {
		/* Forbidden storage: it can't be wanted beyond this page. */
	}
}

export async function registration(): Promise<ServiceWorkerRegistration | null> {
	if (permission() === "unsupported") return null;
	const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), WORKER_MS));
	return Promise.race([navigator.serviceWorker.ready, late]);
}

export async function subscription(): Promise<PushSubscription | null> {
	const there = await registration();
	try {
		return (await there?.pushManager?.getSubscription()) ?? null;
	} catch {
		return null;
	}
}

/** By what the portal's list names a subscription: it does not give out addresses. */
export async function hashOf(endpoint: string): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
	return btoa(String.fromCharCode(...digest))
		.replaceAll("+", "-")
		.replaceAll("/", "_")
		.replaceAll("=", "");
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
	const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
	return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

function sameKey(subscription: PushSubscription, publicKey: string): boolean {
	const key = subscription.options.applicationServerKey;
	if (!key) return false;
	const [a, b] = [new Uint8Array(key), bytesOf(publicKey)];
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/* By what a person tells devices apart: the browser and the system, as both call themselves. */
function labelOf(agent: string): string {
	const browser = ["Edg", "OPR", "Firefox", "Chrome", "Safari"].find((name) => agent.includes(`${name}/`));
	const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux"].find((name) => agent.includes(name));
	const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" };
	const parts = [browser, system].filter((part) => part !== undefined).map((part) => names[part] ?? part);
	return (parts.join(" · ") || "?").slice(0, LABEL_MAX);
}

async function subscribe(client: QueryClient, publicKey: string): Promise<void> {
	const there = await registration();
	if (!there?.pushManager) throw new Error("no push manager");
	let mine = await there.pushManager.getSubscription();
	if (mine && !sameKey(mine, publicKey)) {
		await mine.unsubscribe();
		mine = null;
	}
	mine ??= await there.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) });
	const { keys } = mine.toJSON();
	if (!keys?.p256dh || !keys.auth) throw new Error("a subscription without keys");
	const { p256dh, auth } = keys;
	await addDevice(client, { endpoint: mine.endpoint, keys: { p256dh, auth }, label: labelOf(navigator.userAgent) });
}

export type TurnedOn = "denied" | "pushed" | "page";

/** Asks the person, and subscribes. "page": the browser has no way to be pushed to, so that it is told only while a page is open. */
export async function turnOn(client: QueryClient, who: string): Promise<TurnedOn> {
	if ((await Notification.requestPermission()) !== "granted") return "denied";
	setOnHere(who);
	await keepWords();
	const { publicKey } = await client.fetchQuery(pushQuery);
	if (publicKey === null) return "page";
	try {
		await subscribe(client, publicKey);
		return "pushed";
	} catch (e) {
		/* What the portal refuses is told; what the browser can't is a state. */
		if (e instanceof DOMException || (e instanceof Error && !("status" in e))) return "page";
		throw e;
	}
}

export async function turnOff(client: QueryClient): Promise<void> {
	setOnHere(null);
	const mine = await subscription();
	if (!mine) return;
	const hash = await hashOf(mine.endpoint);
	const { subscriptions } = await client.fetchQuery(pushQuery);
	const known = subscriptions.find((s) => s.endpointHash === hash);
	await mine.unsubscribe();
	if (known) await removeDevice(client, known.subscriptionId);
}

/** At each start: a subscription that is not this person's ends, so that nobody is told what is meant for who sat here before, nor on a device
 * that was taken back elsewhere; one that the browser has dropped begins again. Another key makes it another subscription. */
export async function mend(client: QueryClient, who: string): Promise<void> {
	const mine = await subscription();
	const wanted = isOnHere(who) && permission() === "granted";
	if (!mine && !wanted) return;
	const { publicKey, subscriptions } = await client.fetchQuery(pushQuery);
	if (mine) {
		const hash = await hashOf(mine.endpoint);
		const known = subscriptions.find((s) => s.endpointHash === hash);
		if (known && publicKey !== null && sameKey(mine, publicKey)) return;
		await mine.unsubscribe();
		if (known) await removeDevice(client, known.subscriptionId);
		else if (wanted) setOnHere(null);
		if (!known) return;
	}
	if (wanted && publicKey !== null) await subscribe(client, publicKey);
}

function table(group: string): Record<string, string> {
	const words: unknown = i18next.getResource(i18next.language, "words", group);
	return typeof words === "object" && words !== null ? (words as Record<string, string>) : {};
}

/** The words of notifications, in the language of now. None about any customer. */
function pushWords(): PushWords {
	const text = (key: string) => String(i18next.getResource(i18next.language, "push", key) ?? "");
	return {
		language: i18next.language === "en-XB" ? "en" : i18next.language,
		dir: document.documentElement.dir === "rtl" ? "rtl" : "ltr",
		title: text("shown.title"),
		body: text("shown.body"),
		more: { one: text("shown.more_one"), other: text("shown.more_other") },
		moreBody: text("shown.moreBody"),
		testTitle: text("shown.testTitle"),
		testBody: text("shown.testBody"),
		severity: table("severity"),
		what: table("alertKind"),
	};
}

/* The worker shares no code with the page: it is one file, and what both need is said to it. */
async function tellWorker(message: ToWorker): Promise<void> {
	(await registration())?.active?.postMessage(message);
}

/** The worker keeps the words until the next time. */
export function keepWords(): Promise<void> {
	return tellWorker({ push: "words", words: pushWords() });
}

/** Shown as if it had been pushed. */
export async function showHere(said: Readonly<Record<string, unknown>>): Promise<void> {
	await keepWords();
	await tellWorker({ push: "show", said });
}
