// The operations wall: what goes on at all customers, at once, to each role what it may know; and how the sources are, as that changes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { event, send } from "./harness/events.mjs";
import { checkSchema } from "./harness/openapi.mjs";
import { until } from "./harness/program.mjs";
import { openStream } from "./harness/sse.mjs";
import { stage } from "./harness/stage.mjs";

const at = stage({ roles: ["agent", "mlro", "auditor", "admin", "compliance"] });
const open = (query, client = at.agent) => openStream(client, `/api/v1/stream?customers=&${query}`);
const wall = (client = at.agent) => client.json("/api/v1/wall");
async function tell(...events) {
	for (const one of events) {
		const answer = await send(at.portal.port, one);
		assert.equal(answer.json?.accepted, 1, answer.text);
	}
}
const round = (id, stake, payout, more) =>
	event("round.played", id, {
		betId: `${Math.random()}`,
		sessionId: "S",
		game: "Roulette",
		stake,
		payout,
		currency: "EUR",
		...more,
	});
const pictures = (stream) => stream.of("wall").map(({ json }) => json);

test("the wall is as described, and whoever may view customers may look", async () => {
	for (const client of [at.agent, at.mlro, at.auditor]) checkSchema("Wall", await wall(client));
	assert.equal((await wall(at.agent)).sources.length, 6);
	assert.equal((await wall(at.auditor)).sources, null, "who may not ask for the sources is not told here either");
	assert.equal((await at.admin.get("/api/v1/wall")).status, 403);
	const { items } = await at.compliance.json("/api/v1/audit?limit=20");
	assert.ok(items.some((record) => record.kind === "look" && record.wall === true && record.who === "auditor"));
});

test("a play is on the wall at once: who, in what, how it stands", async () => {
	const id = await at.sim.fresh();
	const before = await wall();
	await tell(
		event("session.started", id, { sessionId: "S", game: "Slots", currency: "EUR" }),
		round(id, 40, 15),
		round(id, 9000, 0),
		event("deposit", id, { transactionId: "T", amount: 10, state: "settled", currency: "EUR" }),
		event("login.failed", id, {}),
	);
	const after = await wall();
	const player = after.players.items.find((one) => one.customerId === id);
	assert.deepEqual([player.game, player.stake, player.net, player.currency, player.rounds], ["Roulette", 9000, -9025, "EUR", 2]);
	assert.equal(after.players.now, before.players.now + 1);
	assert.deepEqual([after.stakes[0].customerId, after.stakes[0].stake], [id, 9000]);
	assert.equal(after.losses[0].customerId, id);
	const sum = (picture, name) => picture.minutes[name].reduce((a, b) => a + b);
	for (const [name, more] of Object.entries({ rounds: 2, stakes: 2, deposits: 1, withdrawals: 0, failedLogins: 1, events: 5 }))
		assert.equal(sum(after, name) - sum(before, name), more, name);
	await tell(event("session.ended", id, { sessionId: "S" }));
	const ended = await wall();
	assert.equal(ended.players.now, before.players.now);
	assert.equal(ended.stakes[0].customerId, id, "what was staked stays");
});

test("stakes are ranked by about what they are worth", async () => {
	const ids = [await at.sim.fresh(), await at.sim.fresh(), await at.sim.fresh()];
	await tell(
		round(ids[0], 1_900_000, 0, { currency: "JPY" }),
		round(ids[1], 20_000, 0, { currency: "USD" }),
		round(ids[2], 4_000, 0, { currency: "KWD" }),
	);
	const { stakes } = await wall();
	assert.deepEqual(
		stakes.slice(0, 3).map((s) => [s.customerId, s.stake, s.currency]),
		[
			[ids[1], 20_000, "USD"],
			[ids[2], 4_000, "KWD"],
			[ids[0], 1_900_000, "JPY"],
		],
	);
});

test("the picture is streamed at once, and while it changes at most once a second", async () => {
	const id = await at.sim.fresh();
	const stream = await open("topics=wall");
	await stream.when((s) => pictures(s).length, "the first picture", 1_000);
	checkSchema("Wall", pictures(stream)[0]);
	assert.equal(stream.of("wall")[0].id, undefined);
	const begun = performance.now();
	while (performance.now() - begun < 3_000) {
		await tell(round(id, 1, 0));
		await sleep(60);
	}
	const mine = (picture) => picture.players.items.find((one) => one.customerId === id)?.rounds ?? 0;
	await stream.when((s) => mine(pictures(s).at(-1)) > 20, "all rounds");
	const times = stream.of("wall").map((e) => e.at);
	const gaps = times.slice(2).map((t, i) => t - times[i + 1]);
	assert.ok(times.length >= 4 && times.length <= 7, `${times.length} pictures`);
	assert.ok(Math.min(...gaps) > 800, `${gaps}`);
	/* An alert does not wait for the picture. */
	const start = performance.now();
	await tell(event("fraud.alert", id, { flagId: "WF1", flagType: "bonus_abuse", severity: "high", class: "fraud" }));
	await stream.when((s) => s.of("change").some(({ json }) => json.data.flagId === "WF1"), "the alert");
	assert.ok(performance.now() - start < 400);
	stream.close();
});

test("what is of class aml is in nobody else's picture, count or rhythm", async () => {
	const id = await at.sim.fresh();
	await sleep(11_000); /* until no event of before is in a rate */
	const agent = await open("topics=wall");
	const mlro = await open("topics=wall", at.mlro);
	for (const stream of [agent, mlro]) await stream.when((s) => pictures(s).length, "a picture");
	await sleep(1_500);
	const [quiet, before] = [agent.of("wall").length, pictures(agent).at(-1)];
	const known = pictures(mlro).at(-1);
	const aml = { flagType: "structuring", severity: "critical", class: "aml" };
	await tell(event("fraud.alert", id, { flagId: "WA1", ...aml }), event("fraud.alert", id, { flagId: "WA2", ...aml }));
	await mlro.when((s) => pictures(s).at(-1).alerts.open.critical === known.alerts.open.critical + 2, "both");
	assert.equal(pictures(mlro).at(-1).alerts.items[0].class, "aml");
	await sleep(1_500);
	const minuteAgo = (picture) => ({ ...picture, at: null, minutes: null });
	for (const picture of pictures(agent).slice(quiet)) {
		/* A minute may have begun: that is told in any case. */
		assert.notEqual(picture.minutes.from, before.minutes.from);
		assert.deepEqual(minuteAgo(picture), minuteAgo(before));
	}
	const asked = await wall();
	assert.deepEqual(asked.alerts, before.alerts);
	assert.equal(asked.eventsPerSecond, 0);
	assert.ok(!JSON.stringify(asked).includes("structuring"));
	for (const stream of [agent, mlro]) stream.close();
});

test("after a restart the wall is as it was", async () => {
	const id = await at.sim.fresh();
	await tell(round(id, 77, 0), event("fraud.alert", id, { flagId: "WR1", flagType: "ring", severity: "medium", class: "fraud" }));
	const still = ({ players, stakes, alerts, minutes: { from, ...counts } }) => ({
		now: players.now,
		rounds: players.items.map((one) => [one.customerId, one.rounds, one.net, one.since]),
		stakes,
		alerts,
		/* One minute may have gone meanwhile. */
		sums: Object.values(counts).map((all) => all.reduce((a, b) => a + b)),
	});
	const before = await wall(at.mlro);
	await at.portal.program.stop();
	await at.portal.start({ directory: false });
	assert.deepEqual(still(await wall(await at.portal.signOn("mlro"))), still(before));
	at.agent = await at.portal.signOn("agent");
});

test("a source that is cut off, and back, is told to streams that ask", async () => {
	const stream = await open("topics=sources");
	await sleep(200);
	assert.equal(stream.of("sources").length, 0);
	const breaker = (name) =>
		stream
			.of("sources")
			.at(-1)
			?.json.items.find((one) => one.name === name)?.breaker;
	await at.sim.fault("support", "down");
	for (let i = 0; i < 15; i++) {
		const id = await at.sim.fresh();
		await at.agent.get(`/api/v1/customers/${id}/sections/support`);
	}
	await stream.when(() => breaker("support") === "open", "it is cut off");
	const told = stream.of("sources").at(-1).json;
	assert.ok(told.items.find((one) => one.name === "support").lastError, "and why");
	assert.equal(told.items.find((one) => one.name === "wallet").breaker, "closed");
	await at.sim.heal();
	await until("it is back", async () => {
		await at.agent.get(`/api/v1/customers/${await at.sim.fresh()}/sections/support`);
		return breaker("support") === "closed";
	});
	stream.close();
});
