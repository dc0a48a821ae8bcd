/* One tab's end of the live connection: says what the tab wants, puts into the query cache what comes. The connection is the browser's, in a
 * worker that all tabs share; where there is no such thing, each tab that is looked at has its own. */
import type { QueryClient } from "@tanstack/react-query";
import { csrf } from "../client";
import { sessionQuery } from "../session";
import { type Source, sourcesQuery } from "../sources";
import { alertOf, withAlert } from "./alerts";
import { keepPresence, takePresence } from "./around";
import { applySection, Held } from "./held";
import { openExchange } from "./line";
import workerAddress from "./live.worker?sharedworker&url";
import type { Change, Picture, ToTab, ToWorker, Wish } from "./messages";
import { forgetLive, live, setLive, tellLiveNews } from "./store";

const TOPICS = [
	"sections",
	"sessions",
	"bets",
	"balance",
	"logins",
	"alerts",
	"chat",
	"timeline",
	"sources",
	"presence",
] as const;
const WALL_TOPICS = ["wall", "sources"] as const;
/* A break shorter than this ages nothing. */
const LOST_AFTER_MS = 2_000;
/* A session that goes on although the stream was told that it had ended: it was another's, and the wish is said again. */
const AGAIN_MS = 1_000;
/* Whose tab has been in the background for so long does not look at its customer any more. */
const UNSEEN_AFTER_MS = 120_000;

interface Connection {
	send: (message: ToWorker) => void;
	shared: boolean;
}

/* The portal hands out every file itself as well: a worker must be of the page's own origin, which a CDN's files are not. */
function ownAddress(address: string): URL {
	const path = new URL(address, import.meta.url).pathname;
	return import.meta.env.DEV
		? new URL(address, location.origin)
		: new URL(`/assets/${path.slice(path.lastIndexOf("/") + 1)}`, location.origin);
}

function own(hear: (message: ToTab) => void): Connection {
	const exchange = openExchange();
	const tab = {};
	return { send: (message) => exchange.hear(tab, hear, message), shared: false };
}

function connect(hear: (message: ToTab) => void): Connection {
	if (typeof SharedWorker === "undefined") return own(hear);
	try {
		const worker = new SharedWorker(ownAddress(workerAddress), {
			type: "module",
			name: "pitboss-live",
			credentials: "same-origin",
		});
		worker.port.addEventListener("message", ({ data }: MessageEvent<ToTab>) => hear(data));
		worker.port.start();
		const shared: Connection = { send: (message) => worker.port.postMessage(message), shared: true };
		let now = shared;
		/* Its file could not be had or is not understood. */
		worker.addEventListener("error", () => {
			if (now !== shared) return;
			now = own(hear);
			for (const tab of tabs) tab.say();
		});
		return {
			send: (message) => now.send(message),
			get shared() {
				return now.shared;
			},
		};
	} catch {
		return own(hear);
	}
}

/* A name that is locked for as long as the tab lives. Told only once it is: whoever else asks for it then gets it when the tab is gone. */
function lockForLife(locked: (name: string) => void): void {
	if (typeof navigator.locks === "undefined") return;
	const name = `pitboss.live.${crypto.randomUUID()}`;
	const forLife = new Promise(() => undefined);
	const hold = () => {
		locked(name);
		return forLife;
	};
	/* Where it is refused, the tab still says when it leaves. */
	void navigator.locks.request(name, hold).catch(() => undefined);
}

class Tab {
	readonly #client: QueryClient;
	readonly #connection: Connection;
	#lock: string | null = null;
	readonly #held = new Held();
	readonly #followed: string[] = [];
	#lost: ReturnType<typeof setTimeout> | undefined;
	#walls = 0;
	/* The latest picture of the wall that came while a person held the page. */
	#heldWall: object | null = null;
	#unseen = false;
	#unseenLater: ReturnType<typeof setTimeout> | undefined;

	constructor(client: QueryClient) {
		this.#client = client;
		this.#connection = connect((message) => this.#hear(message));
		lockForLife((name) => {
			this.#lock = name;
			this.say();
		});
		const look = () => {
			this.#looked();
			if (!this.#connection.shared) this.say();
			if (document.visibilityState === "visible") this.#connection.send({ what: "now" });
		};
		document.addEventListener("visibilitychange", look);
		window.addEventListener("online", look);
		window.addEventListener("pagehide", () => this.#connection.send({ what: "leave" }));
		window.addEventListener("pageshow", (event) => event.persisted && this.say());
		this.#looked();
	}

	/* Nobody is told that somebody looks at a page that has been out of sight for a while. */
	#looked(): void {
		clearTimeout(this.#unseenLater);
		if (document.visibilityState === "visible") this.#setUnseen(false);
		else this.#unseenLater = setTimeout(() => this.#setUnseen(true), UNSEEN_AFTER_MS);
	}

	#setUnseen(unseen: boolean): void {
		if (this.#unseen === unseen) return;
		this.#unseen = unseen;
		this.say();
	}

	followWall(): () => void {
		this.#walls++;
		this.say();
		return () => {
			this.#walls--;
			this.#heldWall = null;
			if (this.#walls + this.#followed.length === 0) this.pause(false);
			this.say();
		};
	}

	follow(id: string): () => void {
		this.#followed.push(id);
		this.say();
		return () => {
			this.#followed.splice(this.#followed.indexOf(id), 1);
			this.#held.keepOnly(this.#followed);
			keepPresence(this.#followed);
			if (this.#walls + this.#followed.length === 0) this.pause(false);
			this.say();
		};
	}

	say(): void {
		const unseen = !this.#connection.shared && document.visibilityState !== "visible";
		const customers = unseen ? [] : [...new Set(this.#followed)];
		const topics = [...(customers.length > 0 ? TOPICS : []), ...(this.#walls > 0 && !unseen ? WALL_TOPICS : [])];
		const wish: Wish = { customers, topics, ...(this.#unseen && { unseen: customers }) };
		this.#connection.send({ what: "want", wish, csrf: csrf(), lock: this.#lock });
	}

	pause(paused: boolean): void {
		setLive({ paused });
		if (paused) return;
		if (this.#held.release((arrived) => applySection(this.#client, arrived))) tellLiveNews({ what: "missed" });
		if (this.#heldWall) this.#showWall(this.#heldWall);
		this.#heldWall = null;
		setLive({ waiting: 0 });
	}

	#hear(message: ToTab): void {
		if (message.what === "state") this.#state(message.state);
		else if (message.what === "ended") void this.#ended();
		else if (message.what === "picture") this.#picture(message.picture, message.data);
		else if (message.what === "reset") {
			if (live().paused) this.#held.change();
			else tellLiveNews({ what: "missed" });
			if (this.#walls > 0) void this.#client.invalidateQueries({ queryKey: ["wall"] });
		} else if (!this.#followed.includes(message.what === "section" ? message.customerId : message.change.customerId)) {
			if (message.what === "change") this.#alert(message.change);
		} else if (message.what === "section") {
			if (live().paused) this.#held.section(message);
			else applySection(this.#client, message);
		} else {
			this.#alert(message.change);
			if (live().paused) this.#held.change();
			else tellLiveNews({ what: "change", change: message.change });
		}
		if (live().paused) setLive({ waiting: this.#held.count });
	}

	/* What somebody should look up for is not held back. */
	#alert(change: Change): void {
		const alert = alertOf(change);
		if (alert) setLive({ alerts: withAlert(live().alerts, alert), unread: live().unread + 1 });
	}

	#picture(picture: Picture, data: Readonly<Record<string, unknown>>): void {
		if (picture === "presence") takePresence(data);
		else if (picture === "sources") this.#client.setQueryData(sourcesQuery.queryKey, data.items as Source[]);
		else if (live().paused) this.#heldWall = data;
		else this.#showWall(data);
	}

	#showWall(data: object): void {
		this.#client.setQueryData(["wall"], data);
	}

	#state(state: Live["state"]): void {
		if (state === "off") keepPresence([]);
		clearTimeout(this.#lost);
		if (state === "reconnecting") this.#lost = setTimeout(() => this.#setLost(), LOST_AFTER_MS);
		else if (state !== "connecting") setLive({ lost: false });
		setLive({ state });
	}

	/* Who else is here is not known any more. */
	#setLost(): void {
		keepPresence([]);
		setLive({ lost: true });
	}

	/* Whether it has ended for this tab too is for the portal to say; its answer takes the page to signing on. */
	async #ended(): Promise<void> {
		const session = await this.#client.fetchQuery({ ...sessionQuery, staleTime: 0 }).catch(() => null);
		if (!session) forgetLive();
		else if (this.#followed.length + this.#walls > 0) setTimeout(() => this.say(), AGAIN_MS);
	}
}

type Live = ReturnType<typeof live>;

const tabs: Tab[] = [];

function tabOf(client: QueryClient): Tab {
	tabs[0] ??= new Tab(client);
	return tabs[0];
}

/** Follows what happens to a customer, until the returned function is called. */
export function follow(client: QueryClient, id: string): () => void {
	return tabOf(client).follow(id);
}

/** Follows the operations wall, until the returned function is called. */
export function followWall(client: QueryClient): () => void {
	return tabOf(client).followWall();
}

/** Holds what is shown as it is, or lets in what came meanwhile. */
export function pauseLive(paused: boolean): void {
	tabs[0]?.pause(paused);
}
