// Actions as the shipped configuration writes them, carried out at the simulated services without a portal: each is done, known
// afterwards and done once, whatever goes wrong before, during or after.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { after, before, beforeEach, test } from "node:test";
import { freeBlock } from "./harness/ports.mjs";
import { ENV, PITBOSS, ROOT } from "./harness/program.mjs";
import { Simulator, temporary } from "./harness/stage.mjs";

const TIMEOUT_MS = 400;
const LATE_MS = 700;
const DAY_MS = 86_400_000;

/** The probe: one question at a time, one answer each. */
class Probe {
	constructor(simPort) {
		const config = `${ROOT}config/pitboss.yaml`;
		this.child = spawn(`${dirname(PITBOSS)}/act_probe`, [config, String(simPort), String(TIMEOUT_MS)], {
			env: ENV,
			stdio: ["pipe", "pipe", "inherit"],
		});
		this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
		this.ended = new Promise((resolve) => this.child.once("close", resolve));
	}

	async ask(question) {
		this.child.stdin.write(`${JSON.stringify(question)}\n`);
		const { value, done } = await this.answers.next();
		assert.ok(!done, "the probe is gone");
		return JSON.parse(value);
	}

	async stop() {
		this.child.stdin.end();
		assert.equal(await this.ended, 0);
	}
}

let sim;
let probe;
let people;
let serial = 0;

const later = (days) => `${new Date(Math.floor(Date.now() / 1000) * 1000 + days * DAY_MS).toISOString().slice(0, 19)}Z`;
const newKey = () => `act-${process.pid}-${serial++}`;
const tried = (what, key) => probe.ask({ phase: "try", ...what, key });
const asked = (what, key) => probe.ask({ phase: "ask", ...what, key });

async function effects(service, key) {
	const { writes } = (await sim.stats()).services[service];
	return writes?.keys[key]?.effects ?? 0;
}

/** Somebody with money, a withdrawal to decide and a ticket, whom no other test has touched. */
async function somebody() {
	for (;;) {
		const customer = people.pop();
		assert.ok(customer, "nobody is left");
		await sim.play({ customerId: customer, type: "deposit", amount: "5000" }).catch(() => {});
		try {
			const withdrawal = (await sim.play({ customerId: customer, type: "withdrawal", amount: "1000" })).id;
			const ticket = (await sim.play({ customerId: customer, type: "ticket" })).id;
			const flag = (await sim.play({ customerId: customer, type: "flag", flagType: "bonus_abuse" })).id;
			return { customer, withdrawal, ticket, flag };
		} catch {
			// no instrument, or too many withdrawals under way
		}
	}
}

before(async () => {
	sim = await new Simulator(await freeBlock(), temporary("pitboss-acts-")).start();
	people = (await sim.ids("recreational", 400)).slice();
	probe = new Probe(sim.port);
});
after(async () => {
	await probe?.stop();
	await sim?.program.stop();
});
beforeEach(() => sim.heal());

/** Each on somebody new; in one row, one after the other. */
const ACTIONS = [
	[
		"customer",
		({ customer }) => [
			{ action: "suspend", customer, fields: { cause: "security", reason: "“Größe” <b>" } },
			{ action: "reinstate", customer, fields: { reason: "done" } },
		],
	],
	["customer", ({ customer }) => [{ action: "reset_password", customer, fields: {} }]],
	[
		"customer",
		({ customer }) => [
			{
				action: "send_email",
				customer,
				fields: { template: "account_note", subject: "Ünïcode", text: 'a "note"\nof two lines' },
			},
		],
	],
	[
		"customer",
		({ customer }) => [{ action: "set_consent", customer, fields: { product: "casino", channel: "email", granted: false } }],
	],
	[
		"customer",
		({ customer }) => [{ action: "close", customer, fields: { requestedBy: "customer", payOut: true, reason: "wish" } }],
	],
	[
		"gaming",
		({ customer }) => [
			{ action: "end_play", customer, fields: {} },
			{ action: "block_play", customer, fields: { until: later(7) } },
			{ action: "unblock_play", customer, fields: {} },
		],
	],
	[
		"wallet",
		({ customer, withdrawal: object }) => [
			{
				action: "decide_withdrawal",
				customer,
				object,
				fields: { decision: "hold", publicReason: "Routine payment review", target: later(2), reasonClass: "aml" },
			},
			{ action: "decide_withdrawal", customer, object, fields: { decision: "reject", publicReason: "Account security check" } },
			{ action: "decide_withdrawal", customer, object, fields: { decision: "resend" } },
		],
	],
	[
		"wallet",
		({ customer, withdrawal: object }) => [
			{ action: "decide_withdrawal", customer, object, fields: { decision: "approve" } },
			{
				action: "decide_withdrawal",
				customer,
				object,
				fields: { decision: "return", publicReason: "Bank details could not be confirmed" },
			},
		],
	],
	["kyc", ({ customer }) => [{ action: "request_document", customer, fields: { kind: "passport", reason: "Not readable" } }]],
	[
		"support",
		({ customer, ticket: object }) => [
			{ action: "reply_ticket", customer, object, fields: { text: "We look into it: 你好", status: "waiting_for_customer" } },
			{ action: "set_ticket_status", customer, object, fields: { status: "resolved" } },
			{ action: "start_chat", customer, fields: { topic: "account", text: "Hello" } },
		],
	],
	[
		"risk",
		({ customer }) => [
			{
				action: "set_limit",
				customer,
				fields: { kind: "stake", period: "session", amount: "5.00 EUR", requestedBy: "operator" },
			},
			{ action: "set_limit", customer, fields: { kind: "session_time", period: "day", minutes: 60, requestedBy: "customer" } },
			{
				action: "set_limit",
				customer,
				fields: { kind: "stake", period: "session", amount: "9.00 EUR", requestedBy: "customer", effectiveAt: later(2) },
			},
			{ action: "cancel_limit_change", customer, fields: { kind: "stake", period: "session" } },
		],
	],
	["risk", ({ customer }) => [{ action: "cool_off", customer, fields: { until: later(7), days: 7 } }]],
	[
		"risk",
		({ customer }) => [{ action: "self_exclude", customer, fields: { until: later(200), scheme: "operator", months: 6 } }],
	],
	["risk", ({ customer }) => [{ action: "self_exclude", customer, fields: { indefinite: true, scheme: "national" } }]],
	[
		"risk",
		({ customer, flag: object }) => [
			{ action: "mark_flag", customer, object, fields: { state: "false_positive", reason: "seen" } },
		],
	],
];

test("each action is carried out, known under its key, and not done again under it", async () => {
	for (const [service, sequence] of ACTIONS) {
		for (const what of sequence(await somebody())) {
			const key = newKey();
			const name = `${what.action} ${JSON.stringify(what.fields)}`;
			assert.equal((await asked(what, key)).outcome, "not_known", name);
			const first = await tried(what, key);
			assert.equal(first.outcome, "done", `${name}: ${JSON.stringify(first)}`);
			assert.equal((await asked(what, key)).outcome, "done", name);
			assert.equal((await tried(what, key)).outcome, "done", name);
			assert.equal(await effects(service, key), 1, name);
		}
	}
});

test("a bonus is granted and cancelled, by the id that the service gave it", async () => {
	for (;;) {
		const { customer } = await somebody(); // until it is somebody without a bonus
		const { currency } = await sim.play({ customerId: customer, type: "deposit", amount: "20" });
		const fields = { name: "Loyalty reward", amount: `10.00 ${currency}`, wageringMultiplier: "20", expiresInDays: 30 };
		const granted = await tried({ action: "grant_bonus", customer, fields }, newKey());
		if (granted.code === "already") continue;
		assert.equal(granted.outcome, "done", JSON.stringify(granted));
		assert.match(granted.reference, /^BON-/);
		const what = { action: "cancel_bonus", customer, object: granted.reference, fields: { reason: "mistake" } };
		const cancelled = await tried(what, newKey());
		assert.equal(cancelled.outcome, "done", JSON.stringify(cancelled));
		const again = await tried(what, newKey());
		assert.deepEqual([again.outcome, again.code], ["refused", "wrong_state"]);
		return;
	}
});

test("a service's refusal is told in our words, and leaves its key unknown", async () => {
	const one = await somebody();
	const { customer } = one;
	const rows = [
		[{ action: "reinstate", customer, fields: {} }, "already"],
		[{ action: "end_exclusion", customer, fields: {} }, "already"],
		[{ action: "end_cool_off", customer, fields: {} }, "already"],
		[{ action: "unblock_play", customer, fields: {} }, "already"],
		[{ action: "decide_withdrawal", customer, object: one.withdrawal, fields: { decision: "resend" } }, "wrong_state"],
		[{ action: "decide_withdrawal", customer, object: "TXN-1", fields: { decision: "approve" } }, "not_found"],
		[{ action: "review_document", customer, object: "DOC-1", fields: { decision: "accept" } }, "not_found"],
		[
			{ action: "review_document", customer, object: "DOC-1", fields: { decision: "reject", reason: "Not readable" } },
			"not_found",
		],
		[{ action: "set_consent", customer, fields: { product: "chess", channel: "email", granted: true } }, "invalid"],
		[{ action: "cool_off", customer, fields: { until: later(-1) } }, "invalid"],
		[{ action: "suspend", customer: "CUS-999999", fields: { cause: "security" } }, "not_found"],
	];
	for (const [what, code] of rows) {
		const key = newKey();
		const answer = await tried(what, key);
		assert.deepEqual([answer.outcome, answer.code], ["refused", code], `${what.action}: ${JSON.stringify(answer)}`);
		assert.equal((await asked(what, key)).outcome, "not_known");
	}
	const key = newKey();
	await tried({ action: "reset_password", customer, fields: {} }, key);
	const other = await tried(
		{ action: "set_consent", customer, fields: { product: "casino", channel: "sms", granted: false } },
		key,
	);
	assert.deepEqual([other.outcome, other.code], ["refused", "key_reused"]);
});

test("what a service has no place for is not sent", async () => {
	const { customer, ticket } = await somebody();
	const rows = [
		[{ action: "end_play", customer, object: "SES-1", fields: {} }, "object"],
		[{ action: "reply_ticket", customer, object: ticket, fields: { text: "psst", internal: true } }, "internal"],
		[{ action: "set_limit", customer, fields: { kind: "deposit", period: "day", remove: true } }, "remove"],
		[{ action: "suspend", customer, fields: { cause: "security", until: later(3) } }, "until"],
	];
	for (const [what, field] of rows) {
		const answer = await tried(what, newKey());
		assert.deepEqual([answer.outcome, answer.field], ["not_configured", field]);
	}
});

const REPEATABLE = {
	customer: ({ customer }) => ({
		action: "set_consent",
		customer,
		fields: { product: "casino", channel: "post", granted: false },
	}),
	gaming: ({ customer }) => ({ action: "block_play", customer, fields: {} }),
	wallet: ({ customer, withdrawal: object }) => ({
		action: "decide_withdrawal",
		customer,
		object,
		fields: { decision: "reject", publicReason: "Account security check" },
	}),
	kyc: ({ customer }) => ({ action: "request_document", customer, fields: { kind: "passport" } }),
	support: ({ customer, ticket: object }) => ({ action: "reply_ticket", customer, object, fields: { text: "We look into it." } }),
	risk: ({ customer }) => ({
		action: "set_limit",
		customer,
		fields: { kind: "stake", period: "session", amount: "5.00 EUR", requestedBy: "operator" },
	}),
};
const MODES = ["error", "down", "hang", "slow", "garbage", "truncated", "wrong_type", "wrong_customer"];

test("a fault before, during or after is told as unknown or refused, never as done; asking tells the truth, and the same key ends it", {
	timeout: 300_000,
}, async () => {
	for (const phase of ["before", "during", "after"])
		for (const mode of MODES)
			for (const [service, make] of Object.entries(REPEATABLE)) {
				const what = make(await somebody());
				const key = newKey();
				const name = `${service} ${phase} ${mode}`;
				await sim.fault(service, mode, { phase, times: 1, ...(mode === "slow" ? { latencyMs: LATE_MS } : {}) });
				const first = await tried(what, key);
				assert.notEqual(first.outcome, "done", `${name}: ${JSON.stringify(first)}`);
				assert.notEqual(first.outcome, "unsent", `${name}: it was sent`);
				await sim.heal();
				const happened = phase !== "before";
				// A spoilt refusal may still be one, but only where there was no effect.
				if (happened) assert.equal(first.outcome, "unknown", `${name}: ${JSON.stringify(first)}`);
				assert.equal((await asked(what, key)).outcome, happened ? "done" : "not_known", name);
				assert.equal((await tried(what, key)).outcome, "done", name);
				assert.equal(await effects(service, key), 1, name);
			}
});
