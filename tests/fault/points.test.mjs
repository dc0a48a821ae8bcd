// The portal ends between two given steps of an event's way (src/base/kill_point.h), at each place once and, by FAULT_ROUNDS, as often as
// one likes: what was acknowledged is there exactly once. Needs a build with PITBOSS_KILL_POINTS, as the presets dev and asan are.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ENV, PITBOSS, until } from "../api/harness/program.mjs";
import { stage } from "../api/harness/stage.mjs";
import { checkJournal, Player, playUntil } from "./players.mjs";

const SENDERS = 3;
const DEATH_MS = 30_000;
/** Where, and how often one may pass there before: a snapshot is made once a second, of 64 shards. */
const POINTS = {
	"live.arrived": 20,
	"log.writing": 20,
	"log.torn": 20,
	"log.written": 20,
	"log.synced": 20,
	"log.told": 20,
	"live.durable": 200,
	"live.applied": 200,
	"live.told": 20,
	"live.answered": 20,
	"events.answering": 20,
	"events.answered": 20,
	"snapshot.shard": 100,
	"snapshot.ending": 2,
	"snapshot.written": 2,
	"snapshot.named": 2,
	"snapshot.kept": 2,
};
const names = Object.keys(POINTS);
const ROUNDS = Math.max(Number(process.env.FAULT_ROUNDS ?? 0), names.length);
const built = readFileSync(PITBOSS).includes("PITBOSS_KILL_AT");
const at = stage({ roles: ["agent"], edits: [["  snapshot_s: 60\n", "  snapshot_s: 1\n"]] });

/** A portal that ends there; it may come to that before it is ready. */
async function startDoomed(point, times) {
	at.portal.spawn = { env: { ...ENV, PITBOSS_KILL_AT: `${point}:${times}` } };
	at.portal.launch();
	at.portal.spawn = {};
	const { program } = at.portal;
	program.expectDeath = true;
	await at.portal.ready({ directory: false }).catch((error) => {
		if (!program.over) throw error;
	});
}

async function death(program) {
	await until("it has come by that place", () => program.over, { ms: DEATH_MS });
	assert.equal(program.signal, "SIGKILL", program.log.slice(-1500));
	program.check();
}

test(`killed between two steps, ${ROUNDS} times: what was acknowledged is there exactly once`, {
	skip: !built && "this build has no kill points",
	timeout: 120_000 + ROUNDS * (DEATH_MS + 10_000),
}, async () => {
	const players = [];
	for (let i = 0; i < SENDERS; i++) players.push(await Player.of(at));
	await at.portal.program.stop();
	for (let round = 0; round < ROUNDS; round++) {
		const point = names[round % names.length];
		const times = 1 + Math.floor(Math.random() * POINTS[point]);
		await startDoomed(point, times);
		await playUntil(players, death(at.portal.program));
		await at.portal.start({ directory: false });
		for (const player of players) await player.check(`${point}:${times}`);
		await checkJournal(at, players);
		await at.portal.program.kill();
	}
	await at.portal.start({ directory: false });
	for (const player of players) await player.finish();
	assert.ok((await checkJournal(at, players)) > 0);
});
