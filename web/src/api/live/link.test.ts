import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backoffMs, Link } from "./link";
import type { ToTab } from "./messages";

const WISH = { customers: ["CUS-1"], topics: ["sections", "bets"] };

/** A server that answers as it is told, and remembers what it was asked. */
class Server {
	asked: { url: URL; init: RequestInit }[] = [];
	streams: { write: (text: string) => void; end: () => void }[] = [];
	/* null: no network. */
	answer: (url: URL, init: RequestInit) => Response | null = (_url, init) =>
		init.method === "PUT" ? new Response(null, { status: 204 }) : this.stream();

	fetch = async (path: string, init: RequestInit): Promise<Response> => {
		const url = new URL(path, "https://pitboss.example");
		this.asked.push({ url, init });
		const answer = this.answer(url, init);
		if (!answer) throw new TypeError("failed to fetch");
		return answer;
	};

	stream(): Response {
		let out: ReadableStreamDefaultController<Uint8Array>;
		const body = new ReadableStream<Uint8Array>({
			start: (controller) => {
				out = controller;
			},
		});
		this.streams.push({
			write: (text) => out.enqueue(new TextEncoder().encode(text)),
			end: () => out.close(),
		});
		return new Response(body, { status: 200, headers: { "Content-Type": "text/event-stream" } });
	}

	get last() {
		const stream = this.streams.at(-1);
		if (!stream) throw new Error("no stream was opened");
		return stream;
	}

	get gets() {
		return this.asked.filter(({ init }) => init.method !== "PUT");
	}

	get puts() {
		return this.asked.filter(({ init }) => init.method === "PUT");
	}
}

const HELLO = 'event: hello\nid: one-7\ndata: {"streamId":"0000-ab","heartbeatMs":10000}\n\n';

let server: Server;
let told: ToTab[];
let link: Link;
const states = () => told.flatMap((m) => (m.what === "state" ? [m.state] : []));
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

async function begun(): Promise<void> {
	link.want(WISH);
	await pass();
	server.last.write(HELLO);
	await pass();
}

beforeEach(() => {
	vi.useFakeTimers();
	server = new Server();
	told = [];
	link = new Link({ fetch: server.fetch, random: () => 1, now: Date.now, csrf: () => "token", tell: (m) => told.push(m) });
});
afterEach(() => {
	link.stop();
	vi.useRealTimers();
});

describe("the connection", () => {
	it("opens for what is wanted, and is live once the server has greeted", async () => {
		link.want(WISH);
		await pass();
		expect(states()).toEqual(["connecting"]);
		expect(server.asked[0]?.url.search).toBe("?customers=CUS-1&topics=bets%2Csections");
		server.last.write(HELLO);
		await pass();
		expect(states()).toEqual(["connecting", "live"]);
	});

	it("tells sections with whose they are, and changes; long numbers keep their digits; what it can't read it leaves out", async () => {
		await begun();
		server.last.write('event: section\ndata: {"section":"financial","view":{"customerId":"CUS-1","x":12345678901234567890}}\n\n');
		server.last.write(
			'event: section\ndata: {"section":"financial"}\n\nevent: change\ndata: {oops\n\nevent: nonsense\ndata: {}\n\n',
		);
		server.last.write(
			'event: change\nid: one-8\ndata: {"type":"pitboss.deposit","customerId":"CUS-1","at":"2026-01-01T00:00:00Z","data":{"amount":5}}\n\n',
		);
		await pass();
		expect(told.filter((m) => m.what !== "state")).toEqual([
			{ what: "section", customerId: "CUS-1", section: "financial", view: { customerId: "CUS-1", x: "12345678901234567890" } },
			{
				what: "change",
				change: { type: "pitboss.deposit", customerId: "CUS-1", at: "2026-01-01T00:00:00Z", data: { amount: 5 } },
			},
		]);
	});

	it("comes back after a break where it left off", async () => {
		await begun();
		server.last.write('event: change\nid: one-8\ndata: {"type":"x","customerId":"CUS-1"}\n\n');
		await pass();
		server.last.end();
		await pass();
		expect(link.state).toBe("reconnecting");
		await pass(1_000);
		expect(server.gets).toHaveLength(2);
		expect(server.gets[1]?.init.headers).toEqual({ "Last-Event-ID": "one-8" });
		server.last.write(HELLO);
		await pass();
		expect(states()).toEqual(["connecting", "live", "reconnecting", "live"]);
	});

	it("waits longer from one failure to the next, up to half a minute, and from the start again after a good connection", async () => {
		await begun();
		await pass(9_000);
		server.last.write(": beat\n\n");
		await pass(2_000);
		server.answer = () => null;
		server.last.end();
		await pass();
		const waits: number[] = [];
		for (let i = 0; i < 7; i++) {
			const before = server.gets.length;
			const from = Date.now();
			while (server.gets.length === before) await pass(500);
			waits.push(Date.now() - from);
		}
		expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
	});

	it("spreads the tries of many browsers", () => {
		expect(backoffMs(4, 0)).toBe(4_000);
		expect(backoffMs(4, 1)).toBe(8_000);
		expect(backoffMs(1, 0)).toBe(1_000);
		expect(backoffMs(50, 1)).toBe(30_000);
	});

	it("waits as long as a server that is too busy asks for", async () => {
		server.answer = () => new Response(null, { status: 429, headers: { "Retry-After": "7" } });
		link.want(WISH);
		await pass(6_900);
		expect(server.gets).toHaveLength(1);
		await pass(200);
		expect(server.gets).toHaveLength(2);
	});

	it("tries at once when the network is back, but not in a hurry", async () => {
		server.answer = () => null;
		link.want(WISH);
		await pass();
		link.now();
		await pass();
		expect(server.gets).toHaveLength(1);
		await pass(1_000 + 2_000 + 1_500);
		const before = server.gets.length;
		link.now();
		await pass();
		expect(server.gets).toHaveLength(before + 1);
	});

	it("takes silence of two and a half heartbeats for a break; heartbeats are no silence", async () => {
		await begun();
		await pass(20_000);
		server.last.write(": beat\n\n");
		await pass(24_000);
		expect(link.state).toBe("live");
		await pass(1_500);
		expect(link.state).toBe("reconnecting");
	});

	it("takes an answer that is no stream for a break", async () => {
		server.answer = () => new Response("<html>", { status: 200, headers: { "Content-Type": "text/html" } });
		link.want(WISH);
		await pass();
		expect(link.state).toBe("reconnecting");
	});

	it("changes what the stream carries, with the token, one change at a time and only the latest", async () => {
		await begun();
		link.want({ ...WISH, customers: ["CUS-2", "CUS-1"] });
		link.want({ ...WISH, customers: ["CUS-3", "CUS-1"] });
		link.want({ ...WISH, customers: ["CUS-4", "CUS-1"] });
		await pass();
		expect(server.puts.map(({ init }) => JSON.parse(String(init.body)).customers)).toEqual([
			["CUS-1", "CUS-2"],
			["CUS-1", "CUS-4"],
		]);
		expect(server.puts[0]?.url.pathname).toBe("/api/v1/stream/0000-ab");
		expect(server.puts[0]?.init.headers).toMatchObject({ "X-CSRF-Token": "token" });
		expect(server.gets).toHaveLength(1);
	});

	it("asks for no change where the same is wanted in another order", async () => {
		await begun();
		link.want({ customers: ["CUS-1", "CUS-1"], topics: ["bets", "sections"] });
		await pass();
		expect(server.puts).toHaveLength(0);
	});

	it("opens a stream anew that can't be changed", async () => {
		await begun();
		server.answer = (_url, init) => (init.method === "PUT" ? new Response(null, { status: 404 }) : server.stream());
		link.want({ ...WISH, customers: ["CUS-2"] });
		await pass();
		expect(server.gets).toHaveLength(2);
		expect(server.gets[1]?.url.searchParams.get("customers")).toBe("CUS-2");
	});

	it("says after greeting what was wished for while it connected", async () => {
		link.want(WISH);
		link.want({ ...WISH, customers: ["CUS-2"] });
		await pass();
		expect(server.puts).toHaveLength(0);
		server.last.write(HELLO);
		await pass();
		expect(JSON.parse(String(server.puts[0]?.init.body)).customers).toEqual(["CUS-2"]);
	});

	it("carries no more than the server takes", async () => {
		link.want({ ...WISH, customers: Array.from({ length: 25 }, (_, i) => `CUS-${i}`) });
		await pass();
		expect(server.asked[0]?.url.searchParams.get("customers")?.split(",")).toHaveLength(20);
	});

	it("stays for a while when nobody wants it, then ends; who comes back meanwhile finds it", async () => {
		await begun();
		link.want({ customers: [], topics: [] });
		await pass(20_000);
		server.last.write(": beat\n\n");
		link.want(WISH);
		await pass(20_000);
		server.last.write(": beat\n\n");
		expect(link.state).toBe("live");
		link.want({ customers: [], topics: [] });
		await pass(15_000);
		server.last.write(": beat\n\n");
		await pass(15_000);
		expect(link.state).toBe("off");
		expect(server.gets).toHaveLength(1);
	});

	it("does not come back from a break when nobody wants it", async () => {
		await begun();
		link.want({ customers: [], topics: [] });
		server.last.end();
		await pass();
		expect(link.state).toBe("off");
		await pass(60_000);
		expect(server.gets).toHaveLength(1);
	});

	it("ends with the session, and says so", async () => {
		await begun();
		server.answer = () => new Response(null, { status: 401 });
		server.last.end();
		await pass(2_000);
		expect(told.at(-1)).toEqual({ what: "ended" });
		expect(link.state).toBe("off");
		await pass(60_000);
		expect(server.gets).toHaveLength(2);
	});

	it("does not ask again for what is forbidden", async () => {
		server.answer = () => new Response(null, { status: 403 });
		link.want(WISH);
		await pass(60_000);
		expect(server.gets).toHaveLength(1);
		expect(link.state).toBe("off");
	});

	it("hands on that something was missed", async () => {
		await begun();
		server.last.write('event: reset\ndata: {"reason":"not_resumable"}\n\n');
		await pass();
		expect(told.at(-1)).toEqual({ what: "reset" });
	});
});

describe("topics of everybody, and pages that nobody looks at", () => {
	it("opens for the wall alone, and is let go when nobody wants that either", async () => {
		link.want({ customers: [], topics: ["wall", "sources"] });
		await pass();
		expect(server.gets[0]?.url.searchParams.get("customers")).toBe("");
		expect(server.gets[0]?.url.searchParams.get("topics")).toBe("sources,wall");
		server.last.write(HELLO);
		server.last.write('event: wall\ndata: {"at":"2026-11-23T01:00:00Z"}\n\n');
		await pass();
		expect(told.filter((m) => m.what === "picture")).toEqual([
			{ what: "picture", picture: "wall", data: { at: "2026-11-23T01:00:00Z" } },
		]);
		link.want({ customers: [], topics: [] });
		await pass(30_000);
		expect(states().at(-1)).toBe("off");
	});

	it("says which of its customers nobody looks at, by another request when only that changes", async () => {
		await begun();
		link.want({ ...WISH, unseen: ["CUS-1", "CUS-7"] });
		await pass();
		expect(JSON.parse(String(server.puts[0]?.init.body))).toEqual({
			customers: ["CUS-1"],
			topics: ["bets", "sections"],
			unseen: ["CUS-1"],
		});
		link.want(WISH);
		await pass();
		expect(JSON.parse(String(server.puts[1]?.init.body))).toEqual({ customers: ["CUS-1"], topics: ["bets", "sections"] });
	});
});
