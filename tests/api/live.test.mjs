// What happens now: a look after an acknowledged event shows it, and streams tell of it, to each role what it may know and no more.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { event, send } from "./harness/events.mjs";
import { until } from "./harness/program.mjs";
import { openStream } from "./harness/sse.mjs";
import { stage } from "./harness/stage.mjs";

const at = stage({ roles: ["agent", "compliance", "support", "mlro"] });
const section = (id, name, client = at.agent) => client.json(`/api/v1/customers/${id}/sections/${name}`);
const open = (customers, { client = at.agent, more = "", headers } = {}) =>
	openStream(client, `/api/v1/stream?customers=${customers}${more}`, headers);
async function tell(...events) {
	for (const one of events) {
		const answer = await send(at.portal.port, one);
		assert.equal(answer.status, 200, answer.text);
		assert.equal(answer.json.accepted, 1, answer.text);
	}
}
const changes = (stream, type) => stream.of("change").filter((e) => !type || e.json.type === type);
const ago = (ms) => ({ time: new Date(Date.now() - ms).toISOString() });
/** The currency of a customer's wallet. */
const currencyOf = async (id) => (await section(id, "financial")).financial.currency;

test("sessions, stakes, balances and logins are shown by the first look after their events", async () => {
	const id = await at.sim.fresh();
	const currency = await currencyOf(id);
	const before = await section(id, "activity");
	assert.equal(before.meta.activity.state, "fresh");
	await tell(event("session.started", id, { sessionId: "S1", game: "Roulette", deviceId: "D1", balance: 100, currency }));
	let view = await section(id, "activity");
	let session = view.activeSessions.find((s) => s.sessionId === "S1");
	assert.deepEqual([session.game, session.deviceId, session.sessionBalance], ["Roulette", "D1", 100]);
	assert.equal(view.meta.activity.state, "live");
	assert.equal(view.meta.activity.parts.play.state, "live");
	assert.equal(view.activeSessions.length, before.activeSessions.length + 1, "the others are still there");
	await tell(
		event("round.played", id, { betId: "R1", sessionId: "S1", game: "Roulette", stake: 8, payout: 0, balance: 92, currency }),
		event("bet.placed", id, { betId: "B1", game: "Football", stake: 5, potentialReturn: 15, currency }),
		event("login.failed", id, { ip: "203.0.113.9", country: "MT", city: "Valletta", deviceId: "D9" }),
		event("balance.changed", id, { cash: 77, bonus: 3, currency }),
		event("withdrawal.requested", id, { transactionId: "W1", amount: 20, method: "bank", currency }),
	);
	view = await section(id, "activity");
	session = view.activeSessions.find((s) => s.sessionId === "S1");
	assert.deepEqual([session.currentBet, session.sessionBalance], [8, 92]);
	assert.deepEqual(
		view.betsInPlay.filter((b) => b.betId === "B1").map((b) => [b.stake, b.potentialReturn]),
		[[5, 15]],
	);
	assert.deepEqual([view.recentLogins[0].outcome, view.recentLogins[0].city], ["failed", "Valletta"]);
	const { financial, meta } = await section(id, "financial");
	assert.deepEqual([financial.currentBalance, financial.balances.cash, financial.balances.bonus], [77, 77, 3]);
	assert.equal(financial.pendingWithdrawals.find((w) => w.transactionId === "W1").state, "requested");
	assert.equal(financial.reconciliation.balanced, true, "the ledger is judged by what it was fetched with");
	assert.equal(meta.financial.state, "live");
	const whole = await at.agent.view(id);
	assert.equal(whole.financial.currentBalance, 77);
	await tell(
		event("session.ended", id, { sessionId: "S1" }),
		event("bet.settled", id, { betId: "B1", outcome: "lost", payout: 0, currency }),
		event("withdrawal.decided", id, { transactionId: "W1", state: "cancelled" }),
	);
	view = await at.agent.view(id);
	assert.ok(!view.activeSessions.some((s) => s.sessionId === "S1"));
	assert.ok(!view.betsInPlay.some((b) => b.betId === "B1"));
	assert.ok(!view.financial.pendingWithdrawals.some((w) => w.transactionId === "W1"));
});

test("what comes late or twice turns nothing back", async () => {
	const id = await at.sim.fresh();
	const currency = await currencyOf(id);
	await section(id, "activity");
	const started = event("session.started", id, { sessionId: "S1", game: "Slots", currency });
	const newer = event("round.played", id, {
		betId: "R2",
		sessionId: "S1",
		game: "Slots",
		stake: 4,
		payout: 0,
		balance: 40,
		currency,
	});
	const late = {
		...event("round.played", id, { betId: "R1", sessionId: "S1", game: "Slots", stake: 1, payout: 0, balance: 44, currency }),
		...ago(500),
	};
	await tell(newer, started, late, event("balance.changed", id, { cash: 40, currency }), {
		...event("balance.changed", id, { cash: 44, currency }),
		...ago(700),
	});
	const { activeSessions } = await section(id, "activity");
	assert.deepEqual(
		activeSessions.filter((s) => s.sessionId === "S1").map((s) => [s.currentBet, s.sessionBalance]),
		[[4, 40]],
	);
	assert.equal((await section(id, "financial")).financial.currentBalance, 40);
});

test("what only its service can tell is asked for again, at the next look and not for every event", async () => {
	const id = await at.sim.fresh();
	const before = await section(id, "support");
	await at.sim.play({ customerId: id, type: "ticket" });
	assert.equal((await section(id, "support")).supportHistory.length, before.supportHistory.length, "kept, as nothing was said");
	await tell(event("ticket.changed", id, { ticketId: "TCK-1", status: "open" }));
	const after = await section(id, "support");
	assert.equal(after.supportHistory.length, before.supportHistory.length + 1);
	assert.equal(after.meta.support.state, "fresh");
	const asked = async () => (await at.sim.stats()).services.support.total;
	const start = await asked();
	for (let i = 0; i < 12; i++) {
		await tell(event("ticket.changed", id, { ticketId: "TCK-1", status: "open" }));
		await section(id, "support");
	}
	assert.ok((await asked()) - start <= 3, `asked ${(await asked()) - start} times`);
});

test("a service that does not answer then costs nothing that was known", async () => {
	const id = await at.sim.fresh();
	await section(id, "compliance");
	await at.sim.fault("kyc", "error");
	await tell(event("kyc.decided", id, { documentId: "DOC-1", status: "accepted" }));
	const view = await section(id, "compliance");
	await at.sim.heal();
	assert.notEqual(view.kycStatus, null);
	assert.deepEqual([view.meta.compliance.parts.kyc.state, view.meta.compliance.parts.kyc.error], ["stale", "http_error"]);
});

test("a stream goes on: the event itself, and the sections that are others now", async () => {
	const id = await at.sim.fresh();
	const currency = await currencyOf(id);
	const stream = await open(id);
	await stream.complete();
	const sections = stream.sections().length;
	const start = performance.now();
	await tell(event("round.played", id, { betId: "R1", sessionId: "S9", game: "Blackjack", stake: 6, payout: 12, currency }));
	await stream.when((s) => changes(s).length, "the change");
	assert.ok(performance.now() - start < 1000);
	const [change] = changes(stream);
	assert.match(change.id, /^[0-9a-f]+-\d+$/);
	assert.equal(change.json.customerId, id);
	assert.deepEqual(
		[change.json.type, change.json.data.stake, change.json.data.payout, change.json.data.currency],
		["round.played", 6, 12, currency],
	);
	await stream.when((s) => s.sections().length > sections, "the section");
	const activity = stream.sections().findLast((s) => s.section === "activity").view;
	assert.equal(activity.activeSessions.find((s) => s.sessionId === "S9").currentBet, 6);
	await tell(event("balance.changed", id, { cash: 55, currency }));
	await stream.when(
		(s) => s.sections().findLast((one) => one.section === "financial")?.view.financial.currentBalance === 55,
		"the balance",
	);
	stream.close();
});

test("only what was asked for is carried, and nobody else's", async () => {
	const [id, other] = [await at.sim.fresh(), await at.sim.fresh()];
	const stream = await open(id, { more: "&topics=balance" });
	await stream.complete();
	assert.equal(stream.sections().length, 0, "no sections were asked for");
	await tell(
		event("round.played", id, { betId: "1", sessionId: "S", game: "G", stake: 1, payout: 0, currency: "EUR" }),
		event("balance.changed", other, { cash: 1, currency: "EUR" }),
		event("balance.changed", id, { cash: 2, currency: "EUR" }),
	);
	await stream.when((s) => changes(s).length, "a change");
	assert.deepEqual(
		changes(stream).map((e) => [e.json.type, e.json.customerId]),
		[["balance.changed", id]],
	);
	stream.close();
});

test("who comes back with the last id misses nothing and hears nothing twice", async () => {
	const id = await at.sim.fresh();
	const round = (n) =>
		event("round.played", id, { betId: `R${n}`, sessionId: "S", game: "G", stake: n, payout: 0, currency: "EUR" });
	const first = await open(id);
	await first.complete();
	await tell(round(1));
	await first.when((s) => changes(s).length === 1, "one");
	const last = changes(first)[0].id;
	first.close();
	await tell(round(2), round(3), round(4));
	const second = await open(id, { headers: { "last-event-id": last } });
	await second.complete();
	await second.when((s) => changes(s).length >= 3, "three");
	await tell(round(5));
	await second.when((s) => changes(s).length >= 4, "four");
	assert.deepEqual(
		changes(second).map((e) => e.json.data.stake),
		[2, 3, 4, 5],
	);
	assert.equal(second.of("reset").length, 0);
	// From hello's id on, who never heard of a change.
	const third = await open(id, { headers: { "last-event-id": first.events[0].id } });
	await third.when((s) => changes(s).length >= 5, "all five");
	second.close();
	third.close();
});

test("after a restart it is another portal's number: reset, and the state is as it was", async () => {
	const id = await at.sim.fresh();
	const currency = await currencyOf(id);
	const stream = await open(id);
	await stream.complete();
	await tell(event("session.started", id, { sessionId: "SX", game: "Poker", currency }));
	await stream.when((s) => changes(s).length, "a change");
	const { id: last } = changes(stream)[0];
	await at.portal.program.stop();
	await at.portal.start({ directory: false });
	const again = await open(id, { headers: { "last-event-id": last } });
	await again.complete();
	assert.equal(again.events[1].event, "reset");
	// The simulator knows nothing of that session; the events do.
	const { activeSessions } = again.sections().find((s) => s.section === "activity").view;
	assert.ok(activeSessions.some((s) => s.sessionId === "SX"));
	again.close();
});

test("an AML alert is for those who may know: for the others nothing has happened at all", async () => {
	const [id, twin] = [await at.sim.fresh(), await at.sim.fresh()];
	const streams = {};
	for (const role of ["agent", "support", "compliance", "mlro"]) {
		streams[role] = [await open(id, { client: at[role] }), await open(twin, { client: at[role] })];
		for (const stream of streams[role]) await stream.complete();
	}
	const looks = async () => Promise.all([id, twin].map((one) => at.agent.get(`/api/v1/customers/${one}/sections/risk`)));
	const before = await looks();
	await tell(
		event("fraud.alert", id, {
			flagId: "FLG-X",
			flagType: "structuring",
			severity: "high",
			class: "aml",
			description: "three just below",
		}),
	);
	for (const role of ["compliance", "mlro"]) {
		const [mine] = streams[role];
		await mine.when((s) => changes(s, "fraud.alert").length, `${role} hears of it`);
		await mine.when((s) => s.sections().filter((one) => one.section === "risk").length === 2, "the section");
		const flags = mine.sections().findLast((one) => one.section === "risk").view.riskFlags;
		assert.ok(flags.some((flag) => flag.flagId === "FLG-X" && flag.category === "aml"));
	}
	assert.ok((await section(id, "risk", at.compliance)).riskFlags.some((flag) => flag.flagId === "FLG-X"));
	// The others: not a byte more on the stream, the same section, its age and its tag.
	await tell(event("login.succeeded", id, { city: "Oslo" }), event("login.succeeded", twin, { city: "Oslo" }));
	for (const role of ["agent", "support"]) {
		for (const stream of streams[role]) {
			await stream.when((s) => changes(s).length && s.sections().length > 8, "the login");
			assert.deepEqual(
				changes(stream).map((e) => e.json.type),
				["login.succeeded"],
			);
			assert.deepEqual(
				stream
					.sections()
					.slice(8)
					.map((s) => s.section),
				["activity"],
			);
			assert.doesNotMatch(JSON.stringify(stream.events), /FLG-X|structuring/);
		}
	}
	const after = await looks();
	for (const i of [0, 1]) {
		assert.equal(after[i].headers.etag, before[i].headers.etag);
		assert.equal(after[i].json.meta.risk.fetchedAt, before[i].json.meta.risk.fetchedAt);
		assert.deepEqual(after[i].json.riskFlags, before[i].json.riskFlags);
	}
	for (const pair of Object.values(streams)) for (const stream of pair) stream.close();
});

test("alerts of the instant rules come on the stream with their evidence, once", async () => {
	const id = await at.sim.fresh();
	const stream = await open(id, { more: "&topics=alerts" });
	await stream.complete();
	const declined = (n) =>
		event("deposit", id, {
			transactionId: `T${n}`,
			amount: 50,
			currency: "EUR",
			state: "declined",
			declineCode: "51_insufficient_funds",
			instrumentId: `I${n}`,
		});
	await tell(...Array.from({ length: 8 }, (_, i) => declined(i)));
	await stream.when((s) => changes(s, "alert").length, "an alert");
	const alert = changes(stream, "alert")[0].json.data;
	assert.equal(typeof alert.rule, "string");
	assert.ok(alert.events.length > 0 && alert.threshold !== undefined && alert.version !== undefined, JSON.stringify(alert));
	const names = changes(stream, "alert").map(({ json }) => `${json.data.rule} ${json.data.severity} ${json.data.openedAt}`);
	assert.equal(new Set(names).size, names.length, `each once: ${names}`);
	stream.close();
});

test("at the wall alerts of all customers are heard, each once, by whom they are for", async () => {
	const [id, shown] = [await at.sim.fresh(), await at.sim.fresh()];
	const wall = await open("", { more: "&topics=wall" });
	const both = await open(shown, { client: at.mlro, more: "&topics=wall,alerts,sections" });
	await both.complete();
	const alert = (customer, flagId, more) =>
		event("fraud.alert", customer, { flagId, flagType: "bonus_abuse", severity: "critical", class: "fraud", ...more });
	await tell(
		alert(id, "F1"),
		alert(id, "F2", { class: "aml" }),
		event("round.played", id, { betId: "1", sessionId: "S", game: "G", stake: 1, payout: 0, currency: "EUR" }),
		alert(shown, "F3"),
	);
	await wall.when((s) => changes(s).length >= 2, "two alerts");
	await both.when((s) => changes(s).length >= 3, "three alerts");
	const flags = (stream) => changes(stream).map(({ json }) => json.data.flagId);
	assert.deepEqual(flags(wall), ["F1", "F3"]);
	assert.deepEqual(flags(both), ["F1", "F2", "F3"]);
	const { streamId } = wall.events[0].json;
	assert.equal((await at.agent.put(`/api/v1/stream/${streamId}`, { customers: [shown], topics: ["bets"] })).status, 204);
	await tell(alert(id, "F4"), event("bet.placed", shown, { betId: "B", game: "G", stake: 1, currency: "EUR" }));
	await wall.when((s) => changes(s, "bet.placed").length, "the bet");
	assert.deepEqual(flags(wall).filter(Boolean), ["F1", "F3"]);
	wall.close();
	both.close();
});

test("who may not look any more hears nothing more", async () => {
	const id = await at.sim.fresh();
	const someone = await at.portal.signOn("vip");
	const stream = await open(id, { client: someone });
	await stream.complete();
	assert.equal((await someone.delete("/api/v1/session")).status, 204);
	await until("the stream is over", () => stream.over);
	const count = stream.events.length;
	await tell(event("balance.changed", id, { cash: 1, currency: "EUR" }));
	await sleep(100);
	assert.equal(stream.events.length, count);
});
