// The simulated services take writes: once per key, whatever goes wrong before, during or after, and over a restart.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { request } from "./harness/client.mjs";
import { freeBlock } from "./harness/ports.mjs";
import { until } from "./harness/program.mjs";
import { Simulator, temporary } from "./harness/stage.mjs";

const AT_ONCE = 10;

/** How each service is spoken to: its port, credentials, where the key goes, and who asks what became of one. */
const TONGUES = {
	customer: {
		port: 1,
		auth: { authorization: "Bearer sim-customer-token" },
		header: "idempotency-key",
		asked: (key) => `/api/commands/${key}`,
		state: (json) => json.state,
		answer: (json) => json.answer,
		code: (json) => json.error,
		casing: (code) => code,
		call: (id) => ["PUT", `/api/customers/${id}/consents`, { product: "casino", channel: "post", granted: false }],
		other: (id) => ["PUT", `/api/customers/${id}/consents`, { product: "bingo", channel: "post", granted: false }],
	},
	gaming: {
		port: 2,
		auth: { "x-api-key": "sim-gaming-key" },
		member: "commandId",
		asked: (key) => `/v2/commands/${key}`,
		state: (json) => json.data.state,
		answer: (json) => json.data.answer,
		code: (json) => json.error.code,
		casing: (code) => code.toUpperCase(),
		call: (id) => ["POST", `/v2/players/${id}/commands`, { type: "BLOCK_PLAY", reasonCode: "A_TEST" }],
		other: (id) => ["POST", `/v2/players/${id}/commands`, { type: "END_SESSIONS" }],
	},
	wallet: {
		port: 3,
		auth: { authorization: `Basic ${Buffer.from("sim-wallet:sim-wallet-password").toString("base64")}` },
		header: "idempotency-key",
		asked: (key) => `/operations/${key}`,
		state: (json) => json.state,
		answer: (json) => json.answer,
		code: (json) => json.code,
		casing: (code) => code.replaceAll("_", "-"),
		call: (id, one) => [
			"POST",
			`/accounts/${id}/withdrawals/${one.withdrawal}/decision`,
			{ decision: "Reject", "public-reason": "Account security check" },
		],
		other: (id, one) => ["POST", `/accounts/${id}/withdrawals/${one.withdrawal}/decision`, { decision: "Approve" }],
	},
	kyc: {
		port: 4,
		auth: { authorization: "Bearer sim-kyc-token" },
		member: "RequestId",
		asked: (key) => `/kyc/v1/requests/${key}`,
		state: (json) => json.Result.Outcome,
		answer: (json) => json.Result.Answer,
		code: (json) => json.Problem.Code,
		casing: (code) => code.replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase()),
		call: (id, one) => ["POST", `/kyc/v1/subjects/${id}/document-requests`, { Type: one.type }],
		other: (id) => ["POST", `/kyc/v1/subjects/${id}/document-requests`, { Type: "bank_statement", Reason: "Not readable" }],
	},
	support: {
		port: 5,
		auth: { "x-desk-token": "sim-desk-token" },
		header: "x-client-token",
		asked: (key) => `/desk/requests/${key}`,
		state: (json) => json.outcome,
		answer: (json) => json.answer,
		code: (json) => json.code,
		casing: (code) => code.replaceAll("_", "-"),
		call: (id, one) => [
			"POST",
			`/desk/requesters/${id}/tickets/${one.ticket}/replies`,
			{ body: "We are looking into it — 你好." },
		],
		other: (id, one) => ["POST", `/desk/requesters/${id}/tickets/${one.ticket}/replies`, { body: "Something else." }],
	},
	risk: {
		port: 6,
		auth: { "x-risk-key": "sim-risk-key" },
		header: "idempotency-key",
		asked: (key) => `/risk/requests/${key}`,
		state: (json) => json.request.state,
		answer: (json) => json.request.answer,
		code: (json) => json.reason,
		casing: (code) => code,
		call: (id) => [
			"PUT",
			`/risk/profile/${id}/limits`,
			{ limit: { kind: "stake", period: "session", amount: 5 }, by: "operator" },
		],
		other: (id) => [
			"PUT",
			`/risk/profile/${id}/limits`,
			{ limit: { kind: "stake", period: "session", amount: 6 }, by: "operator" },
		],
	},
};
const SERVICES = Object.keys(TONGUES);

let sim;
let data;
let serial = 0;
let people;

function body(service, key, members) {
	const { member } = TONGUES[service];
	return JSON.stringify(member && key !== undefined ? { [member]: key, ...members } : members);
}

function send(service, [method, path, members], key, more = {}) {
	const tongue = TONGUES[service];
	const headers = { ...tongue.auth, ...(tongue.header && key !== undefined ? { [tongue.header]: key } : {}) };
	return request(sim.port + tongue.port, method, path, { headers, body: body(service, key, members), ...more });
}

const write = (service, what, one, key, more) => send(service, TONGUES[service][what](one.id, one), key, more);
const newKey = (service) => `${service}-${process.pid}-${serial++}`;

async function asked(service, key) {
	const tongue = TONGUES[service];
	const answer = await request(sim.port + tongue.port, "GET", tongue.asked(key), { headers: tongue.auth });
	if (answer.status === 404) {
		assert.equal(answer.json.code, "unknown-request");
		return { done: false };
	}
	assert.equal(answer.status, 200, answer.text);
	const state = tongue.state(answer.json).toLowerCase();
	assert.ok(["done", "completed", "unknown"].includes(state), state);
	return { done: state !== "unknown", answer: tongue.answer(answer.json) };
}

async function counted(service, key) {
	const { writes } = (await sim.stats()).services[service];
	return { ...writes, ...(writes?.keys[key] ?? { received: 0, effects: 0 }) };
}

const effects = async (service, key) => (await counted(service, key)).effects;

/** Somebody with a withdrawal to decide and a ticket to answer; the next in line, so that no test meets another's traces. */
async function somebody() {
	for (;;) {
		const id = people.pop();
		assert.ok(id, "nobody is left");
		await sim.play({ customerId: id, type: "deposit", amount: "5000" }).catch(() => {});
		try {
			const withdrawal = (await sim.play({ customerId: id, type: "withdrawal", amount: "1000" })).id;
			const ticket = (await sim.play({ customerId: id, type: "ticket" })).id;
			return { id, withdrawal, ticket, type: "passport" };
		} catch {
			// no instrument, or too many withdrawals under way
		}
	}
}

before(async () => {
	data = temporary("pitboss-writes-");
	sim = await new Simulator(await freeBlock(), data).start();
	people = (await sim.ids("recreational", 400)).slice();
});
after(() => sim?.program.stop());
beforeEach(() => sim.heal());

test("a write is done once under its key, and said again byte for byte", async () => {
	for (const service of SERVICES) {
		const one = await somebody();
		const key = newKey(service);
		assert.equal((await asked(service, key)).done, false, service);
		const first = await write(service, "call", one, key);
		assert.equal(first.status, 200, `${service}: ${first.text}`);
		assert.ok(first.text.includes(one.id), "the answer says whom it is about");
		const again = await write(service, "call", one, key);
		assert.equal(again.status, 200);
		assert.equal(again.text, first.text, service);
		const known = await asked(service, key);
		assert.deepEqual([known.done, known.answer], [true, first.json], service);
		const count = await counted(service, key);
		assert.deepEqual([count.received, count.effects, count.repeated > 0], [2, 1, true], service);
	}
});

test("another body under the same key is a conflict and changes nothing", async () => {
	for (const service of SERVICES) {
		const one = await somebody();
		const key = newKey(service);
		const first = await write(service, "call", one, key);
		assert.equal(first.status, 200, first.text);
		const other = await write(service, "other", one, key);
		assert.equal(other.status, 422, service);
		assert.equal(TONGUES[service].code(other.json), TONGUES[service].casing("key_reused"));
		assert.deepEqual((await asked(service, key)).answer, first.json);
		assert.equal(await effects(service, key), 1);
	}
});

test("no key, no body, an unknown member, an unknown customer, other credentials: refused in each tongue", async () => {
	for (const service of SERVICES) {
		const one = await somebody();
		const tongue = TONGUES[service];
		const [method, path, members] = tongue.call(one.id, one);
		const none = await send(service, [method, path, members], undefined);
		assert.equal(none.status, 400);
		assert.equal(tongue.code(none.json), tongue.casing("key_needed"));
		const odd = await send(service, [method, path, { ...members, colour: "red" }], newKey(service));
		assert.equal(odd.status, 400, odd.text);
		assert.equal(tongue.code(odd.json), tongue.casing("bad_request"));
		assert.ok(odd.text.includes("/colour"));
		const nobody = await send(service, [method, path.replace(one.id, "CUS-999999"), members], newKey(service));
		assert.equal(nobody.status, 404);
		assert.equal(tongue.code(nobody.json), tongue.casing("not_found"));
		const stranger = await request(sim.port + tongue.port, method, path, { body: body(service, newKey(service), members) });
		assert.equal(stranger.status, 401);
		const wrong = await request(sim.port + tongue.port, "DELETE", path, { headers: tongue.auth });
		assert.equal(wrong.status, 405);
	}
});

test("a refused write leaves nothing under its key", async () => {
	const one = await somebody();
	const key = newKey("wallet");
	const path = `/accounts/${one.id}/withdrawals/${one.withdrawal}/decision`;
	const early = await send("wallet", ["POST", path, { decision: "Resend" }], key);
	assert.deepEqual([early.status, early.json.code], [409, "wrong-state"]);
	assert.equal((await asked("wallet", key)).done, false);
	const approved = await send("wallet", ["POST", path, { decision: "Approve" }], key);
	assert.equal(approved.status, 200, approved.text);
	const twice = await send("wallet", ["POST", path, { decision: "Approve" }], newKey("wallet"));
	assert.deepEqual([twice.status, twice.json.code], [409, "wrong-state"]);
});

test("keys and effects outlast kill -9 and a restart", async () => {
	const done = [];
	for (const service of SERVICES) {
		const one = await somebody();
		const key = newKey(service);
		const first = await write(service, "call", one, key);
		assert.equal(first.status, 200, first.text);
		done.push({ service, one, key, text: first.text });
	}
	await sim.program.kill();
	sim = await new Simulator(sim.port, data).start();
	for (const { service, one, key, text } of done) {
		const again = await write(service, "call", one, key);
		assert.equal(again.text, text, service);
		assert.equal((await asked(service, key)).done, true);
		assert.equal(await effects(service, key), 0, "nothing was done after the restart");
		assert.equal((await write(service, "other", one, key)).status, 422);
	}
});

/** What a client sees of a write: a status, a broken connection, or nothing. */
async function outcome(service, one, key) {
	try {
		const answer = await write(service, "call", one, key, { timeout: 400 });
		return answer.status;
	} catch (error) {
		return /no answer/.test(error.message) ? "silence" : "broken";
	}
}

test("faults before, during and after: what is asked about a key is the truth, and the same key ends it", async () => {
	const cases = [
		["before", "error", 503, false],
		["before", "down", "broken", false],
		["before", "hang", "silence", false],
		["during", "error", "broken", true],
		["during", "hang", "silence", true],
		["during", "truncated", "broken", true],
		["after", "error", 503, true],
		["after", "down", 503, true],
	];
	for (const service of SERVICES)
		for (const [phase, mode, seen, happened] of cases) {
			const one = await somebody();
			const key = newKey(service);
			const name = `${service} ${phase} ${mode}`;
			await sim.fault(service, mode, { phase });
			assert.equal(await outcome(service, one, key), seen, name);
			assert.equal((await asked(service, key)).done, happened, `${name}: reads are left alone`);
			assert.equal(await effects(service, key), happened ? 1 : 0, name);
			await sim.heal();
			assert.equal(await outcome(service, one, key), 200, name);
			assert.equal(await effects(service, key), 1, `${name}: at most one effect`);
		}
});

test("a late fault does what was asked at once, and is late only in saying so", async () => {
	const one = await somebody();
	const key = newKey("risk");
	await sim.fault("risk", "slow", { phase: "after", latencyMs: 600 });
	const late = write("risk", "call", one, key);
	await until("the effect is there", async () => (await asked("risk", key)).done);
	await sim.heal();
	assert.equal((await late).status, 503);
	assert.equal(await effects("risk", key), 1);
});

test("a fault without a phase spoils the answer of the right customer only, and error never acts", async () => {
	const one = await somebody();
	const key = newKey("risk");
	await sim.fault("risk", "wrong_customer");
	const wrong = await write("risk", "call", one, key);
	assert.equal(wrong.status, 200);
	assert.ok(!wrong.text.includes(one.id), wrong.text);
	await sim.heal();
	assert.equal((await asked("risk", key)).answer.request.subject, one.id);
	const another = newKey("risk");
	await sim.fault("risk", "error");
	assert.equal((await write("risk", "other", one, another)).status, 503);
	await sim.heal();
	assert.equal((await asked("risk", another)).done, false);
});

test("a rule with times hits so many requests and is gone", async () => {
	const one = await somebody();
	const key = newKey("customer");
	await sim.fault("customer", "error", { phase: "during", times: 2 });
	assert.equal(await outcome("customer", one, key), "broken");
	assert.equal(await outcome("customer", one, key), "broken");
	assert.equal(await outcome("customer", one, key), 200);
	assert.equal(await effects("customer", key), 1);
	assert.equal((await sim.control("GET", "/faults")).customer.mode, "none");
});

test("many at once under one key: one effect", async () => {
	const one = await somebody();
	const key = newKey("wallet");
	const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => write("wallet", "call", one, key)));
	assert.deepEqual([...new Set(answers.map((answer) => `${answer.status} ${answer.text}`))].length, 1);
	assert.equal(await effects("wallet", key), 1);
});

test("what is done shows in every service at once: suspended, excluded, blocked", async () => {
	const one = await somebody();
	const read = (service, path) =>
		request(sim.port + TONGUES[service].port, "GET", path, { headers: TONGUES[service].auth }).then((answer) => answer.json);
	await sim.play({ customerId: one.id, type: "session_start" });
	const suspended = await send(
		"customer",
		["POST", `/api/customers/${one.id}/suspension`, { reason_code: "PROTECTION" }],
		newKey("customer"),
	);
	assert.deepEqual([suspended.json.status, suspended.json.sessions_ended], ["SUSPENDED", 1]);
	assert.deepEqual((await read("gaming", `/v2/players/${one.id}/live`)).data.sessions, []);
	const scopes = async () => (await read("risk", `/risk/profile/${one.id}`)).subject.restrictions.map(({ scope }) => scope);
	assert.ok((await scopes()).includes("login"));
	const soon = Math.floor(Date.now() / 1000) + 86_400;
	const excluded = await send(
		"risk",
		["POST", `/risk/profile/${one.id}/exclusion`, { until: soon, scheme: "operator" }],
		newKey("risk"),
	);
	assert.equal(excluded.status, 200, excluded.text);
	assert.equal((await read("customer", `/api/customers/${one.id}`)).account.status, "SELF_EXCLUDED");
	const back = await send("customer", ["POST", `/api/customers/${one.id}/reinstatement`, {}], newKey("customer"));
	assert.deepEqual([back.status, back.json.error], [409, "exclusion_runs"]);
	const shorter = await send(
		"risk",
		["POST", `/risk/profile/${one.id}/exclusion`, { until: soon - 60, scheme: "operator" }],
		newKey("risk"),
	);
	assert.deepEqual([shorter.status, shorter.json.reason], [409, "never_shortened"]);
	const end = await send("risk", ["POST", `/risk/profile/${one.id}/exclusion/end`, {}], newKey("risk"));
	assert.deepEqual([end.status, end.json.reason], [409, "term_runs"]);
	const bonus = {
		name: "Cashback",
		amount: { amount: "1", currency: (await read("wallet", `/accounts/${one.id}`)).currency },
		"wagering-multiple": 1,
		"expires-in-days": 7,
	};
	const granted = await send("wallet", ["POST", `/accounts/${one.id}/bonuses`, bonus], newKey("wallet"));
	assert.deepEqual([granted.status, granted.json.code], [409, "bonus-blocked"]);
});

test("somebody who is written to in a chat answers, also at an operator where nothing else happens", async () => {
	const one = await somebody();
	const path = `/desk/requesters/${one.id}/tickets/${one.ticket}/stage`; // which may itself be a chat that goes on
	assert.equal((await send("support", ["PUT", path, { stage: "resolved" }], newKey("support"))).status, 200);
	const start = await send(
		"support",
		["POST", `/desk/requesters/${one.id}/chats`, { topic: "account", body: "Hello, may I help you?" }],
		newKey("support"),
	);
	assert.equal(start.status, 200, start.text);
	const thread = async () =>
		(
			await request(sim.port + 5, "GET", `/desk/requesters/${one.id}/tickets/${start.json.ref}`, {
				headers: TONGUES.support.auth,
			})
		).json.thread;
	await until("the customer answers", async () => (await thread()).length === 2, { ms: 10_000 });
	const [first, second] = await thread();
	assert.deepEqual([first.from, first.body, second.from], ["agent", "Hello, may I help you?", "customer"]);
});
