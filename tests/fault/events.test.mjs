// The portal is killed at any moment while events come in: each event that was acknowledged is in the journal and in effect exactly once,
// also when its sender, who knows no better, sends it again. FAULT_ROUNDS=1000 for a night; it tells how far it is.
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "../api/harness/client.mjs";
import { until } from "../api/harness/program.mjs";
import { stage } from "../api/harness/stage.mjs";
import { checkJournal, Player, playUntil } from "./players.mjs";

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 30);
const SENDERS = 4;
const LONGEST_MS = 120; // a portal lives so long at most, from its being ready,
const LONG_LIFE_EVERY = 10; // but for these rounds, which last until there is a snapshot: else each start reads a journal that only grows
const TOLD_EVERY = 50;
const at = stage({ roles: ["agent"], edits: [["  snapshot_s: 60\n", "  snapshot_s: 1\n"]] });

async function killAfter(ms) {
	await sleep(ms);
	await at.portal.program.kill();
	at.portal.program.check();
}

async function killAfterSnapshot() {
	await until("a snapshot", async () => {
		const { text } = await request(at.portal.port, "GET", "/metrics");
		return Number(/^pitboss_live_snapshots_total (\d+)/m.exec(text)[1]) > 0;
	});
	await killAfter(Math.random() * LONGEST_MS);
}

/** The one before it, or the whole journal, does as well. */
function damageSnapshot() {
	const folder = join(at.portal.data, "live");
	const newest = readdirSync(folder)
		.filter((name) => name.startsWith("snapshot-"))
		.at(-1);
	if (newest) writeFileSync(join(folder, newest), "no snapshot");
}

test(`${ROUNDS} times killed at a random moment: what was acknowledged is there exactly once`, {
	timeout: 120_000 + ROUNDS * 8000,
}, async () => {
	const players = [];
	for (let i = 0; i < SENDERS; i++) players.push(await Player.of(at));
	const begin = Date.now();
	for (let round = 1; round <= ROUNDS; round++) {
		const long = round % LONG_LIFE_EVERY === 0;
		await playUntil(players, long ? killAfterSnapshot() : killAfter(Math.random() * LONGEST_MS));
		if (round % (4 * LONG_LIFE_EVERY) === 0) damageSnapshot();
		await at.portal.start({ directory: false, patience: { ms: 120_000 } });
		for (const player of players) await player.check(`round ${round}`);
		if (round % TOLD_EVERY === 0) {
			const events = await checkJournal(at, players);
			process.stderr.write(`${round} of ${ROUNDS} kills, ${events} events, ${Math.round((Date.now() - begin) / 1000)} s\n`);
		}
	}
	for (const player of players) await player.finish();
	const events = await checkJournal(at, players);
	assert.ok(events > (ROUNDS * SENDERS) / 2, `${events} events: too few to tell`);
});

test("an orderly stop leaves a snapshot, and the next start reads no journal", async () => {
	await at.portal.program.stop();
	await at.portal.start({ directory: false });
	const [recovered] = at.portal.program.lines().filter((line) => line.event === "live.recovered");
	assert.equal(recovered.events, "0");
	assert.equal(recovered.snapshot, recovered.seq);
});
