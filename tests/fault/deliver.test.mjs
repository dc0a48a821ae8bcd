// The simulator delivers what happens: in order, again until it is taken, and, killed at any moment, all of it, under the same ids.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "../api/harness/client.mjs";
import { freeBlock } from "../api/harness/ports.mjs";
import { ROOT, until } from "../api/harness/program.mjs";
import { Simulator, temporary } from "../api/harness/stage.mjs";

const SERVICES = ["customer", "gaming", "wallet", "kyc", "support", "risk"];
const SOURCE = "urn:simulated-operator:";
const BATCH_MAX = 100;
const KILLS = 12;

/** Whoever wants events: takes batches, or does with them what .answer says. */
class Sink {
	batches = [];
	first = new Map(); // by source and id: the event's text as it came first
	order = []; // as they came first
	repeats = 0;

	async start(port) {
		this.server = createServer(async (asked, answer) => {
			let text = "";
			asked.setEncoding("utf8");
			try {
				for await (const piece of asked) text += piece;
			} catch {
				return; // killed while it sent
			}
			const events = JSON.parse(text);
			const batch = { events, headers: asked.headers, method: asked.method, path: asked.url, status: 200 };
			const status = await this.answer(batch, asked);
			if (status === undefined) return;
			batch.status = status;
			if (status === 200) this.take(events);
			this.batches.push(batch);
			answer.writeHead(status, { "content-type": "application/json" }).end("{}");
		});
		this.server.listen(port, "127.0.0.1");
		await once(this.server, "listening");
	}

	answer = () => 200;

	take(events) {
		for (const event of events) {
			const key = `${event.source} ${event.id}`;
			const text = JSON.stringify(event);
			const known = this.first.get(key);
			if (known === undefined) {
				this.first.set(key, text);
				this.order.push(event);
			} else {
				assert.equal(text, known, "a repeat says the same");
				this.repeats++;
			}
		}
	}

	of(source) {
		return this.order.filter((event) => event.source === SOURCE + source);
	}

	async stop() {
		if (!this.server?.listening) return;
		this.server.closeAllConnections();
		this.server.close();
		await once(this.server, "close");
	}
}

/** No answer ever: the connection is gone. */
function cut(asked) {
	asked.socket.resetAndDestroy();
}

let sim;
let sink;
let port;
let everybody;

before(async () => {
	port = await freeBlock();
	sim = new Simulator(port + 1, join(temporary(), "sim"));
	await sim.start({ customers: 200, events: `http://127.0.0.1:${port}/events` });
	everybody = (await sim.control("GET", "/customers?kind=recreational&limit=60")).customers;
});
after(() => sim?.program?.stop());
afterEach(() => sink.stop());
beforeEach(async () => {
	sink = new Sink();
	await sink.start(port);
	await drained();
	await sink.stop();
	sink = new Sink();
});

async function services() {
	return (await sim.stats()).events.services;
}

function drained() {
	return until("all events are delivered", async () => Object.values(await services()).every((s) => s.pending === 0), {
		ms: 60_000,
	});
}

/** Numbers at the ends of ids, by customer, rise: nothing overtook anything. */
function assertRising(events, member) {
	const last = new Map();
	for (const { subject, data } of events) {
		const n = Number(data[member].split("-").at(-1));
		assert.ok(n > (last.get(subject) ?? -1), `${data[member]} came late`);
		last.set(subject, n);
	}
}

test("each service sends its own, with its own token, in order, a hundred at a time", async () => {
	const stats = await services();
	let made = 0;
	for (const customerId of everybody.slice(0, 3)) {
		made += (await sim.play({ customerId, type: "structuring" })).events;
		for (let i = 0; i < 4; i++) made += (await sim.play({ customerId, type: "burst", count: 80 })).events;
		made += (await sim.play({ customerId, type: "flag" })).events;
		made += (await sim.play({ customerId, type: "chat_message", text: "Grüße, \u{1F3B0}!" })).events;
	}
	await sink.start(port);
	await drained();
	assert.equal(sink.order.length, made);
	for (const batch of sink.batches) {
		const [source] = new Set(batch.events.map((event) => event.source));
		const service = source.slice(SOURCE.length);
		assert.ok(batch.events.every((event) => event.source === source && event.specversion === "1.0"));
		assert.ok(batch.events.length <= BATCH_MAX, `${batch.events.length} in one batch`);
		const token = readFileSync(`${ROOT}config/simulator/${service}.events.token`, "utf8").trim();
		assert.equal(batch.headers.authorization, `Bearer ${token}`);
		assert.match(batch.headers["content-type"], /^application\/cloudevents-batch\+json/);
		assert.deepEqual([batch.method, batch.path], ["POST", "/events"]);
	}
	assert.ok(sink.batches.some((batch) => batch.events.length === BATCH_MAX));
	assertRising(
		sink.of("gaming").filter(({ type }) => type === "pitboss.round.played"),
		"betId",
	);
	assertRising(
		sink.of("wallet").filter(({ type }) => type === "pitboss.deposit"),
		"transactionId",
	);
	assert.ok(sink.of("support").some(({ data }) => data.text === "Grüße, \u{1F3B0}!"));
	const now = await services();
	for (const name of SERVICES) assert.equal(now[name].delivered - stats[name].delivered, sink.of(name).length, name);
});

test("while nobody takes them play goes on, and the log stays quiet", async () => {
	for (let i = 0; i < 40; i++) assert.ok((await sim.play({ customerId: everybody[i], type: "login" })).events >= 1);
	await until("it was tried again", async () => (await services()).customer.retried > 0);
	assert.ok((await services()).customer.pending >= 40);
	const complaints = sim.program.lines().filter(({ event }) => event === "sim.events.failed");
	assert.ok(complaints.length <= 2, `${complaints.length} lines about it`);
});

test("refused for now, cut off or unanswered, they come again, in order", async () => {
	let n = 0;
	sink.answer = (_, asked) => {
		n++;
		if (n % 4 === 1) return 503;
		if (n % 4 === 2) return cut(asked);
		if (n % 4 === 3) return 404; // not there yet
		return 200;
	};
	await sink.start(port);
	const retried = (await services()).gaming.retried;
	let made = 0;
	for (const customerId of everybody.slice(3, 6)) {
		made += (await sim.play({ customerId, type: "structuring" })).events;
		for (let i = 0; i < 3; i++) made += (await sim.play({ customerId, type: "burst", count: 90 })).events;
	}
	await drained();
	assert.equal(sink.order.length, made);
	assert.ok((await services()).gaming.retried > retried);
	const rounds = sink.of("gaming").filter(({ type }) => type === "pitboss.round.played");
	assert.ok(rounds.length >= 200, `${rounds.length} rounds`);
	assertRising(rounds, "betId");
	for (const name of SERVICES) assert.equal((await services())[name].refused, 0, name);
});

test("one that can't be used is set aside, and what came with it arrives", async () => {
	const before = (await services()).support;
	const marked = "this one is refused";
	sink.answer = ({ events }) => (events.some(({ data }) => data.text === marked) ? 422 : 200);
	for (let i = 0; i < 30; i++)
		await sim.play({ customerId: everybody[10 + (i % 3)], type: "chat_message", text: i === 17 ? marked : `message ${i}` });
	await sink.start(port);
	await drained();
	const now = (await services()).support;
	assert.equal(now.refused, before.refused + 1);
	const texts = sink.of("support").map(({ data }) => data.text);
	for (let i = 0; i < 30; i++) assert.equal(texts.includes(`message ${i}`), i !== 17, `message ${i}`);
	assert.ok(!texts.includes(marked));
	assert.equal(sim.program.lines().filter(({ event }) => event === "sim.events.refused").length, 1);
});

/** Ids of a list of the gaming or wallet service since @since. */
async function ids(service, path, headers, pick, since) {
	const found = [];
	for (let next = path; next; ) {
		const { json, headers: got } = await request(sim.port + service, "GET", next, { headers });
		const { items, more } = pick(json, got);
		found.push(...items.filter(({ at }) => at >= since).map(({ id }) => id));
		next = items.some(({ at }) => at < since) ? undefined : more;
	}
	return found;
}

function bets(id, since) {
	const path = `/v2/players/${id}/wagers?limit=200`;
	return ids(
		2,
		path,
		{ "x-api-key": "sim-gaming-key" },
		(json) => ({
			items: json.data.map(({ betId, placedAt }) => ({ id: betId, at: placedAt })),
			more: json.nextCursor && `${path}&cursor=${encodeURIComponent(json.nextCursor)}`,
		}),
		since,
	);
}

function payments(id, since) {
	const authorization = `Basic ${Buffer.from("sim-wallet:sim-wallet-password").toString("base64")}`;
	return ids(
		3,
		`/accounts/${id}/transactions?kind=Deposit&kind=Withdrawal&limit=200`,
		{ authorization },
		(json, headers) => ({
			items: json.transactions.map((t) => ({ id: t["transaction-id"], at: Date.parse(t.at) })),
			more: /<([^>]*)>/.exec(headers.link ?? "")?.[1],
		}),
		since,
	);
}

async function playUntilItDies(customerId) {
	const types = ["deposit", "round", "round", "burst", "bet", "withdrawal", "deposit_declined", "login", "chat_message"];
	for (let i = 0; ; i++) {
		const answer = await request(sim.port, "POST", "/play", { body: { customerId, type: types[i % types.length] } });
		assert.ok([200, 409].includes(answer.status), `${answer.status} ${answer.text}`);
	}
}

test(`killed ${KILLS} times in the middle of it: nothing is lost, and what comes twice is the same`, {
	timeout: 180_000,
}, async () => {
	const players = everybody.slice(30, 38);
	const since = Date.now();
	let n = 0;
	// Some batches never arrive, and some answers: what those were about was taken all the same.
	sink.answer = async ({ events }, asked) => {
		await sleep(Math.random() * 20);
		if (n++ % 5 > 1) return 200;
		if (n % 5 === 1) sink.take(events);
		return cut(asked);
	};
	await sink.start(port);
	for (let round = 0; round < KILLS; round++) {
		const playing = Promise.allSettled(players.map(playUntilItDies));
		await sleep(50 + Math.random() * 400);
		await sim.program.kill();
		for (const { reason } of await playing)
			assert.ok(["ECONNRESET", "ECONNREFUSED", "EPIPE"].includes(reason.code) || /aborted|hang up/.test(reason.message), reason);
		sim.program.check();
		await sim.start({ customers: 200, events: `http://127.0.0.1:${port}/events` });
	}
	await drained();
	assert.ok(sink.repeats > 0, "nothing came twice: nothing was cut off");
	for (const id of players) {
		const told = (types, member) =>
			sink.order
				.filter(({ subject, type }) => subject === id && types.includes(type))
				.map(({ data }) => data[member])
				.sort();
		assert.deepEqual(told(["pitboss.round.played", "pitboss.bet.placed"], "betId"), (await bets(id, since)).sort(), id);
		assert.deepEqual(
			told(["pitboss.deposit", "pitboss.withdrawal.requested"], "transactionId"),
			(await payments(id, since)).sort(),
			id,
		);
	}
	assert.ok(sink.order.length > 500, `${sink.order.length} events: too few to tell`);
});
