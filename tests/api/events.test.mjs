// POST /events: who may send what, in which form, and what is made of it: accepted, repeated, set aside or refused.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assertProblem, request } from "./harness/client.mjs";
import { event, send, tokenOf } from "./harness/events.mjs";
import { checkAnswer } from "./harness/openapi.mjs";
import { EXAMPLE, stage } from "./harness/stage.mjs";

const at = stage({ roles: ["agent", "admin", "compliance"] });
const round = (data = {}, more) =>
	event(
		"round.played",
		EXAMPLE,
		{ betId: "B-1", sessionId: "S-1", game: "Roulette", stake: 2, payout: 0, currency: "USD", ...data },
		more,
	);

async function post(body, options) {
	const answer = await send(at.portal.port, body, options);
	checkAnswer("POST", "/api/v1/events", answer);
	return answer;
}
async function take(body, options) {
	const answer = await post(body, options);
	assert.equal(answer.status, 200, answer.text);
	return answer.json;
}
const journal = () =>
	readdirSync(join(at.portal.data, "journal"))
		.filter((name) => name.endsWith(".log"))
		.map((name) => readFileSync(join(at.portal.data, "journal", name), "utf8"))
		.join("");

test("one event, and a batch, in each of their forms", async () => {
	for (const [body, type] of [
		[round(), "application/cloudevents+json"],
		[round(), "application/json"],
		[round(), "Application/CloudEvents+JSON; charset=utf-8"],
		[[round(), round()], "application/cloudevents-batch+json"],
		[[round(), round()], "application/json"],
	]) {
		const n = Array.isArray(body) ? 2 : 1;
		const taken = await take(body, { type });
		assert.deepEqual([taken.accepted, taken.repeated, taken.aside, taken.asides], [n, 0, 0, []], type);
		assert.equal(taken.lastSeq - taken.firstSeq, n - 1);
	}
	assert.deepEqual(await take([], { sender: "gaming" }), {
		accepted: 0,
		repeated: 0,
		aside: 0,
		firstSeq: null,
		lastSeq: null,
		asides: [],
	});
});

test("what was acknowledged is in the journal, extension attributes and all, but a card's number is cut", async () => {
	const deposit = event(
		"deposit",
		EXAMPLE,
		{ transactionId: "T-1", amount: "10.50", currency: "USD", state: "settled", card: "4111111111111111", note: "kept" },
		{ traceparent: "00-abc-def-01" },
	);
	await take(deposit);
	const line = journal()
		.split("\n")
		.find((one) => one.includes(deposit.id));
	const kept = JSON.parse(line).event;
	assert.equal(kept.traceparent, "00-abc-def-01");
	assert.equal(kept.data.note, "kept");
	assert.doesNotMatch(line, /4111111111111111/);
	assert.match(kept.data.card, /^411111\*+1111$/);
});

test("a repeat changes nothing, in the same request, a later one, or at once on several connections", async () => {
	const one = round();
	assert.deepEqual(Object.values(await take([one, one])).slice(0, 3), [1, 1, 0]);
	assert.deepEqual(Object.values(await take({ ...one, data: { ...one.data, stake: 999 } })).slice(0, 3), [0, 1, 0]);
	const two = round();
	const answers = await Promise.all(Array.from({ length: 12 }, () => take(two)));
	assert.equal(
		answers.reduce((sum, { accepted }) => sum + accepted, 0),
		1,
	);
	assert.equal(
		answers.reduce((sum, { repeated }) => sum + repeated, 0),
		11,
	);
	assert.equal(journal().split(two.id).length - 1, 1, "one line in the journal");
});

test("who sends must be a sender, and speak for its own source", async () => {
	for (const headers of [
		{ authorization: "" },
		{ authorization: "Bearer nobody-at-all-token" },
		{ authorization: `Basic ${tokenOf("gaming")}` },
		{ authorization: `Bearer ${tokenOf("gaming")}x` },
	])
		assertProblem(await post(round(), { headers }), 401, "not-signed-on");
	// A person is no sender, whatever the role; a sender is no person.
	const body = JSON.stringify(round());
	assertProblem(
		await request(at.portal.port, "POST", "/api/v1/events", { body, headers: { ...at.compliance.headers } }),
		401,
		"not-signed-on",
	);
	const asPerson = await request(at.portal.port, "GET", `/api/v1/customers/${EXAMPLE}`, {
		headers: { authorization: `Bearer ${tokenOf("gaming")}` },
	});
	assertProblem(asPerson, 401, "not-signed-on");
	const stranger = round();
	assertProblem(await post([stranger, round()], { sender: "wallet" }), 403, "wrong-source");
	assert.ok(!journal().includes(stranger.id), "nothing of it was taken");
	const { items } = await at.admin.json("/api/v1/audit?kind=denied&limit=20");
	assert.ok(items.some((record) => record.sender === "urn:simulated-operator:wallet" && record.reason === "wrong-source"));
});

test("what is no JSON, no event or in another form is refused whole, by place", async () => {
	const good = round();
	assertProblem(await post("{", {}), 400);
	assertProblem(await post(`[${JSON.stringify(good)},]`, {}), 400);
	assertProblem(await post('"text"', {}), 422);
	assertProblem(await post(round(), { type: "text/plain" }), 415, "media-type");
	assertProblem(await post(round(), { type: "application/cloudevents-batch+json" }), 422);
	assertProblem(await post([round()], { type: "application/cloudevents+json", sender: "gaming" }), 422);
	for (const [broken, pointer] of [
		[{ ...round(), specversion: "0.3" }, "/specversion"],
		[{ ...round(), id: "" }, "/id"],
		[{ ...round(), source: undefined }, "/source"],
		[{ ...round(), type: undefined }, "/type"],
	]) {
		const single = assertProblem(await post(broken, { sender: "gaming" }), 422);
		assert.equal(single.errors[0].pointer, pointer);
		const batch = assertProblem(await post([good, broken], { sender: "gaming" }), 422);
		assert.equal(batch.errors[0].pointer, `/1${pointer}`);
	}
	assert.ok(!journal().includes(good.id), "nothing of those batches was taken");
	const many = Array.from({ length: 1001 }, () => round());
	assert.ok([413, 422].includes((await post(many)).status));
	assert.equal((await request(at.portal.port, "GET", "/api/v1/events", {})).status, 405);
});

test("a poison event is acknowledged, set aside with its reason, and seen by the admin alone", async () => {
	const poison = [
		round({ stake: "a lot" }),
		round({ currency: "XXX" }),
		{ ...round(), type: "pitboss.unheard.of" },
		{ ...round(), subject: undefined },
		{ ...round(), time: new Date(Date.now() + 3_600_000).toISOString() },
		{ ...round(), time: "yesterday" },
	];
	const taken = await take([round(), ...poison, round()]);
	assert.deepEqual([taken.accepted, taken.aside], [2, poison.length]);
	assert.deepEqual(
		taken.asides.map(({ index }) => index),
		poison.map((_, i) => i + 1),
	);
	assert.equal(taken.asides[0].pointer, "/data/stake");
	assert.equal((await take(poison)).repeated, poison.length, "sent again they are known");
	const { items } = await at.admin.json("/api/v1/events/aside?limit=3");
	assert.equal(items.length, 3);
	const seen = [];
	for (let path = "/api/v1/events/aside?limit=2"; path; ) {
		const page = await at.admin.json(path);
		seen.push(...page.items);
		path = page.nextCursor && `/api/v1/events/aside?limit=2&cursor=${encodeURIComponent(page.nextCursor)}`;
	}
	for (const { id } of poison) assert.equal(seen.filter((item) => item.id === id).length, 1, id);
	const stake = seen.find((item) => item.id === poison[0].id);
	assert.deepEqual(
		[stake.source, stake.type, stake.pointer],
		["urn:simulated-operator:gaming", "pitboss.round.played", "/data/stake"],
	);
	assert.doesNotMatch(JSON.stringify(seen), /CUS-|a lot/, "what an event says of a customer is not told");
	assertProblem(await at.agent.get("/api/v1/events/aside"), 403);
	const { text } = await request(at.portal.port, "GET", "/metrics");
	assert.ok(Number(/pitboss_events_aside (\d+)/.exec(text)[1]) >= poison.length);
	assert.ok(Number(/pitboss_events_total\{type="round.played"\} (\d+)/.exec(text)[1]) > 0);
});

test("a free bet that is lost is no loss, whether its settlement says that it was free or not", async () => {
	const losses = async () => {
		const { text } = await request(at.portal.port, "GET", "/metrics");
		const found = text.matchAll(/^pitboss_alerts_total\{rule="loss-velocity",severity="critical"\} (\d+)/gm);
		return [...found].reduce((sum, [, n]) => sum + Number(n), 0);
	};
	let losers = 0;
	const lose = (placed, settled) => {
		const customer = `CUS-FREE-${++losers}`;
		const money = { stake: 9000, currency: "EUR" };
		return Array.from({ length: 6 }, (_, i) => [
			event("bet.placed", customer, { betId: `F${i}`, game: "Football", ...money, ...placed }),
			event("bet.settled", customer, { betId: `F${i}`, outcome: "lost", payout: 0, ...money, ...settled }),
		]).flat();
	};
	const before = await losses();
	assert.equal((await take(lose({ freeBet: true }, {}))).accepted, 12);
	assert.equal((await take(lose({}, { freeBet: true }))).accepted, 12);
	assert.equal(await losses(), before);
	assert.equal((await take(lose({ freeBet: false }, { freeBet: false }))).accepted, 12);
	assert.equal(await losses(), before + 1, "and the customer's own money is");
});

test("how many alerts services send is in no public figure", async () => {
	const flag = { flagId: "F-1", flagType: "structuring", severity: "high", class: "aml" };
	assert.equal((await take(event("fraud.alert", EXAMPLE, flag))).accepted, 1);
	const { text } = await request(at.portal.port, "GET", "/metrics");
	assert.doesNotMatch(text.replaceAll(/^#.*$/gm, ""), /fraud|aml|structuring/i);
});

test("what senders delivered is on the record, a line a sender", async () => {
	await at.portal.program.stop();
	await at.portal.start({ directory: false });
	const { items } = await at.admin.json("/api/v1/audit?kind=admin&limit=50");
	const lines = items.filter((record) => record.event === "events");
	const gaming = lines.find(({ sender }) => sender === "urn:simulated-operator:gaming");
	assert.ok(gaming.accepted > 5 && gaming.repeated > 10 && gaming.aside > 0, JSON.stringify(gaming));
	assert.equal(lines.filter(({ sender }) => sender === gaming.sender).length, 1);
	// And after the start everything is known still.
	const { id } = JSON.parse(journal().split("\n")[0]).event;
	assert.deepEqual(Object.values(await take(round({}, { id }))).slice(0, 3), [0, 1, 0]);
});
