// The portal is killed at any moment while events come in: each event that was acknowledged is in the journal and in effect exactly once,
// also when its sender, who knows no better, sends it again. FAULT_ROUNDS=1000 for a night.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { event, send } from "../api/harness/events.mjs";
import { stage } from "../api/harness/stage.mjs";

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 30);
const SENDERS = 4;
const BATCH = 20;
const LONGEST_MS = 120; // a portal lives so long at most, from its being ready
const AHEAD_MS = 240_000;
const at = stage({ roles: ["agent"], edits: [["  snapshot_s: 60\n", "  snapshot_s: 1\n"]] });

/** Lines of a log's folder, whole ones. */
function lines(folder) {
	return readdirSync(join(at.portal.data, folder))
		.filter((name) => name.endsWith(".log"))
		.sort()
		.flatMap((name) => readFileSync(join(at.portal.data, folder, name), "latin1").split("\n"))
		.filter((line) => line.startsWith("{"))
		.map((line) => JSON.parse(line));
}

/** Rounds of one customer's only session, each with a higher stake: the state's stake tells how many are in effect. */
class Player {
	constructor(customer) {
		Object.assign(this, { customer, next: 1, acknowledged: 0, clock: 0, ids: new Set() });
	}

	/** A little in the future: what is older than a look at the gaming service is that service's to tell, and it knows nothing of this. */
	moment() {
		this.clock = Math.max(this.clock + 1, Date.now() + AHEAD_MS);
		return new Date(this.clock).toISOString();
	}

	batch() {
		this.pending ??= Array.from({ length: BATCH }, () => {
			const n = this.next++;
			return event(
				"round.played",
				this.customer,
				{ betId: `R${n}`, sessionId: "S", game: "G", stake: n, payout: 0, currency: this.currency },
				{ id: `${this.customer}-${n}`, time: this.moment() },
			);
		});
		return this.pending;
	}

	/** Sends until the portal is gone. What was not acknowledged is sent again, by the next portal too. */
	async play() {
		for (;;) {
			const answer = await send(at.portal.port, this.batch(), { timeout: 8000 });
			assert.equal(answer.status, 200, answer.text);
			const { accepted, repeated } = answer.json;
			assert.equal(accepted + repeated, BATCH);
			for (const { id } of this.pending) this.ids.add(id);
			this.acknowledged += BATCH;
			this.pending = undefined;
		}
	}
}

async function playUntilKilled(players, ms) {
	const playing = Promise.allSettled(players.map((player) => player.play()));
	await sleep(ms);
	await at.portal.program.kill();
	for (const { reason } of await playing)
		assert.ok(["ECONNRESET", "ECONNREFUSED", "EPIPE"].includes(reason.code) || /aborted|socket/.test(reason.message), reason);
	at.portal.program.check();
}

const stakeOf = async (player) => {
	const { activeSessions } = await at.agent.json(`/api/v1/customers/${player.customer}/sections/activity`);
	return activeSessions.find(({ sessionId }) => sessionId === "S")?.currentBet ?? 0;
};

test(`${ROUNDS} times killed at a random moment: what was acknowledged is there exactly once`, {
	timeout: 120_000 + ROUNDS * 8000,
}, async () => {
	const players = [];
	for (let i = 0; i < SENDERS; i++) {
		const player = new Player(await at.sim.fresh());
		const { financial } = await at.agent.json(`/api/v1/customers/${player.customer}/sections/financial`);
		player.currency = financial.currency;
		players.push(player);
	}
	for (let round = 0; round < ROUNDS; round++) {
		await playUntilKilled(players, Math.random() * LONGEST_MS);
		// A damaged snapshot now and then: the one before it, or the whole journal, does as well.
		if (round % 5 === 4)
			for (const name of readdirSync(join(at.portal.data, "live"))
				.filter((one) => one.startsWith("snapshot-"))
				.slice(-1))
				writeFileSync(join(at.portal.data, "live", name), "no snapshot");
		await at.portal.start({ directory: false });
		for (const player of players) {
			const stake = await stakeOf(player);
			assert.ok(stake >= player.acknowledged, `round ${round}: ${stake} of ${player.acknowledged} in effect`);
			assert.ok(stake < player.next, `round ${round}: ${stake} was never sent`);
		}
	}
	for (const player of players) {
		if (player.pending) assert.equal((await send(at.portal.port, player.pending)).status, 200);
		assert.equal(await stakeOf(player), player.next - 1);
	}
	const seen = new Map();
	for (const { event: one } of lines("journal")) seen.set(one.id, (seen.get(one.id) ?? 0) + 1);
	for (const [id, count] of seen) assert.equal(count, 1, `${id} is there ${count} times`);
	for (const player of players) for (const id of player.ids) assert.ok(seen.has(id), `${id} was acknowledged and is lost`);
	const total = players.reduce((sum, player) => sum + player.acknowledged, 0);
	assert.ok(total > ROUNDS * BATCH, `${total} events acknowledged: too few to tell`);
});

test("an orderly stop leaves a snapshot, and the next start reads no journal", async () => {
	await at.portal.program.stop();
	await at.portal.start({ directory: false });
	const [recovered] = at.portal.program.lines().filter((line) => line.event === "live.recovered");
	assert.equal(recovered.events, "0");
	assert.equal(recovered.snapshot, recovered.seq);
});
