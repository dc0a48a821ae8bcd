/* The stream of what happens, kept up: opened when somebody wants it, changed when they want something else, opened again when it breaks, closed
 * when nobody wants it. Knows no page and no worker: time, chance and the network are given to it. */
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { quoteLongNumbers } from "../exact";
import { type Change, type LinkState, PICTURES, type Picture, type ToTab, type Wish } from "./messages";

const BACKOFF_MIN_MS = 1_000;
const BACKOFF_MAX_MS = 30_000;
/* A connection that lived this long was a good one: the next break begins from the shortest wait. */
const STEADY_MS = 10_000;
/* What the server says at its heartbeat, until it has said so. */
const HEARTBEAT_MS = 15_000;
const SILENCE_BEATS = 2.5;
const GRACE_MS = 30_000;
/* The server's bound for one stream. */
const CUSTOMERS_MAX = 20;

export interface LinkEnvironment {
	fetch: (url: string, init: RequestInit) => Promise<Response>;
	/** 0 … 1 */
	random: () => number;
	now: () => number;
	csrf: () => string | null;
	tell: (message: ToTab) => void;
}

function same(a: Wish, b: Wish): boolean {
	return `${a.customers} ${a.topics} ${a.unseen}` === `${b.customers} ${b.topics} ${b.unseen}`;
}

function bounded(wish: Wish): Wish {
	const customers = [...new Set(wish.customers)].slice(0, CUSTOMERS_MAX).sort();
	const unseen = customers.filter((id) => wish.unseen?.includes(id));
	return { customers, topics: [...new Set(wish.topics)].sort(), ...(unseen.length > 0 && { unseen }) };
}

function isNothing({ customers, topics }: Wish): boolean {
	return customers.length === 0 && topics.length === 0;
}

/** How long to wait before the try after @failures of them: doubling, and spread so that a thousand browsers don't come at once. */
export function backoffMs(failures: number, random: number): number {
	const whole = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** Math.max(0, failures - 1));
	return Math.max(BACKOFF_MIN_MS, whole * (0.5 + random / 2));
}

export class Link {
	state: LinkState = "off";
	#wish: Wish = { customers: [], topics: [] };
	/* What the open stream carries. */
	#carried: Wish | null = null;
	#control: AbortController | null = null;
	#streamId: string | null = null;
	#lastEventId = "";
	#failures = 0;
	#triedAt = 0;
	#changing = false;
	#silenceMs = HEARTBEAT_MS * SILENCE_BEATS;
	#timers: Partial<Record<"retry" | "grace" | "silence", ReturnType<typeof setTimeout>>> = {};
	readonly #env: LinkEnvironment;

	constructor(env: LinkEnvironment) {
		this.#env = env;
	}

	want(wish: Wish): void {
		this.#wish = bounded(wish);
		if (isNothing(this.#wish)) {
			if (this.state !== "off" && this.#timers.grace === undefined) this.#after("grace", GRACE_MS, () => this.stop());
			return;
		}
		this.#clear("grace");
		if (this.state === "off") void this.#open("connecting");
		else void this.#change();
	}

	/** Ends a wait before the next try, but for one that has just begun. */
	now(): void {
		if (this.#timers.retry !== undefined && this.#env.now() - this.#triedAt >= BACKOFF_MIN_MS) void this.#open("reconnecting");
	}

	stop(): void {
		for (const name of ["retry", "grace", "silence"] as const) this.#clear(name);
		this.#control?.abort();
		this.#control = null;
		this.#streamId = null;
		this.#carried = null;
		this.#lastEventId = "";
		this.#failures = 0;
		this.#enter("off");
	}

	#enter(state: LinkState): void {
		if (this.state === state) return;
		this.state = state;
		this.#env.tell({ what: "state", state });
	}

	#after(name: "retry" | "grace" | "silence", ms: number, act: () => void): void {
		this.#clear(name);
		this.#timers[name] = setTimeout(() => {
			delete this.#timers[name];
			act();
		}, ms);
	}

	#clear(name: "retry" | "grace" | "silence"): void {
		clearTimeout(this.#timers[name]);
		delete this.#timers[name];
	}

	#heard(control: AbortController): void {
		this.#after("silence", this.#silenceMs, () => control.abort());
	}

	async #open(state: "connecting" | "reconnecting"): Promise<void> {
		this.#clear("retry");
		this.#control?.abort();
		const control = new AbortController();
		const wish = this.#wish;
		this.#control = control;
		this.#streamId = null;
		this.#carried = wish;
		this.#triedAt = this.#env.now();
		this.#enter(state);
		this.#heard(control);
		let wait: number | null = null;
		try {
			const query = new URLSearchParams({ customers: wish.customers.join(","), topics: wish.topics.join(",") });
			if (wish.unseen) query.set("unseen", wish.unseen.join(","));
			const response = await this.#env.fetch(`/api/v1/stream?${query}`, {
				signal: control.signal,
				cache: "no-store",
				credentials: "same-origin",
				headers: this.#lastEventId ? { "Last-Event-ID": this.#lastEventId } : {},
			});
			if (this.#refused(control, response)) return;
			if (response.ok) await this.#read(control, response);
			else wait = Number(response.headers.get("Retry-After")) * 1000 || null;
		} catch {
			/* The network, the server or the silence: the next try says more. */
		}
		if (this.#control === control) this.#broken(wait);
	}

	/* The answers that another try would only repeat. */
	#refused(control: AbortController, response: Response): boolean {
		if (this.#control !== control) return true;
		if (response.status === 401) {
			this.stop();
			this.#env.tell({ what: "ended" });
			return true;
		}
		if (response.status === 403 || response.status === 422) {
			this.stop();
			return true;
		}
		return false;
	}

	async #read(control: AbortController, response: Response): Promise<void> {
		if (!response.body || !/^text\/event-stream\b/.test(response.headers.get("Content-Type") ?? "")) return;
		const parser = createParser({ onEvent: (event) => this.#control === control && this.#take(event) });
		const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
		/* A fetch that is aborted may leave a body that was not: the silence ends the reading itself. */
		control.signal.addEventListener("abort", () => void reader.cancel().catch(() => undefined), { once: true });
		for (;;) {
			const { done, value } = await reader.read();
			if (done || this.#control !== control) return;
			this.#heard(control);
			parser.feed(value);
		}
	}

	#broken(wait: number | null): void {
		this.#clear("silence");
		this.#control = null;
		this.#streamId = null;
		if (isNothing(this.#wish)) {
			this.stop();
			return;
		}
		if (this.state === "live" && this.#env.now() - this.#triedAt >= STEADY_MS) this.#failures = 0;
		this.#failures++;
		this.#enter("reconnecting");
		const ms = Math.max(wait ?? 0, backoffMs(this.#failures, this.#env.random()));
		this.#after("retry", ms, () => void this.#open("reconnecting"));
	}

	#take({ event, data, id }: EventSourceMessage): void {
		if (id) this.#lastEventId = id;
		let message: Record<string, unknown>;
		try {
			message = JSON.parse(quoteLongNumbers(data)) as Record<string, unknown>;
		} catch {
			return;
		}
		if (event === "hello") this.#hello(message);
		else if (event === "reset") this.#env.tell({ what: "reset" });
		else if (event === "section") this.#section(message);
		else if (PICTURES.some((p) => p === event)) this.#env.tell({ what: "picture", picture: event as Picture, data: message });
		else if (event === "change" && typeof message.type === "string" && typeof message.customerId === "string") {
			const { type, customerId, at, data: said } = message;
			const change: Change = {
				type,
				customerId,
				at: typeof at === "string" ? at : "",
				data: typeof said === "object" && said !== null ? (said as Change["data"]) : {},
			};
			this.#env.tell({ what: "change", change });
		}
	}

	#hello(message: Record<string, unknown>): void {
		if (typeof message.streamId === "string") this.#streamId = message.streamId;
		if (typeof message.heartbeatMs === "number" && message.heartbeatMs > 0) {
			this.#silenceMs = message.heartbeatMs * SILENCE_BEATS;
			if (this.#control) this.#heard(this.#control);
		}
		this.#enter("live");
		void this.#change();
	}

	#section({ section, view }: Record<string, unknown>): void {
		if (typeof section !== "string" || typeof view !== "object" || view === null) return;
		const customerId = "customerId" in view ? view.customerId : undefined;
		if (typeof customerId === "string") this.#env.tell({ what: "section", customerId, section, view });
	}

	/* One change at a time; what was wished for meanwhile follows. A stream that can't be changed is opened anew. */
	async #change(): Promise<void> {
		if (this.#changing || this.#streamId === null || isNothing(this.#wish)) return;
		this.#changing = true;
		try {
			while (this.#streamId !== null && this.#carried && !isNothing(this.#wish) && !same(this.#carried, this.#wish)) {
				const control = this.#control;
				const wish = this.#wish;
				const token = this.#env.csrf();
				const response = await this.#env
					.fetch(`/api/v1/stream/${encodeURIComponent(this.#streamId)}`, {
						method: "PUT",
						credentials: "same-origin",
						headers: { "Content-Type": "application/json", ...(token ? { "X-CSRF-Token": token } : {}) },
						body: JSON.stringify(wish),
					})
					.catch(() => null);
				if (this.#control !== control) continue;
				if (response?.ok) this.#carried = wish;
				else {
					void this.#open("reconnecting");
					return;
				}
			}
		} finally {
			this.#changing = false;
		}
	}
}
