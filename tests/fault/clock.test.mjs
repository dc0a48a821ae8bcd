// Somebody sets the machine's clock, hours ahead and hours back, while events come in: what is late is taken and gives way to what is
// newer, what is too far ahead is set aside, streams go on, and what is done from time to time is still done.
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { request } from "../api/harness/client.mjs";
import { event, send } from "../api/harness/events.mjs";
import { ENV, PITBOSS, until } from "../api/harness/program.mjs";
import { openStream } from "../api/harness/sse.mjs";
import { stage, temporary } from "../api/harness/stage.mjs";

const SHIFT = join(dirname(PITBOSS), "libclock_shift.so");
const HOUR = 3_600_000;
const file = join(temporary("pitboss-clock-"), "shift");
let shift = 0;
function set(hours) {
	const bytes = Buffer.alloc(8);
	shift = hours * HOUR;
	bytes.writeBigInt64LE(BigInt(shift));
	writeFileSync(file, bytes, { flag: existsSync(file) ? "r+" : "w" });
}
set(0);
const asan = [process.env.ASAN_OPTIONS, "verify_asan_link_order=0"].filter(Boolean).join(":");
const at = stage({
	roles: ["agent"],
	edits: [
		["  idle_s: 1800\n", "  idle_s: 43200\n"], // a session ends by the wall clock, and that is not what is tried here
		["  heartbeat_s: 15\n", "  heartbeat_s: 1\n"],
		["  snapshot_s: 60\n", "  snapshot_s: 1\n"],
	],
	portal: { spawn: { env: { ...ENV, ASAN_OPTIONS: asan, LD_PRELOAD: SHIFT, CLOCK_SHIFT_FILE: file } } },
});

/** As the portal's clock says it now, and @hours from there. */
const time = (hours = 0) => new Date(Date.now() + shift + hours * HOUR).toISOString();
let bets = 0;
let currency; // the customer's
function round(customer, stake, hours) {
	const data = { betId: `R${++bets}`, sessionId: "S", game: "G", stake, payout: 0, currency };
	return event("round.played", customer, data, { time: time(hours) });
}
async function metric(name) {
	const { text } = await request(at.portal.port, "GET", "/metrics");
	return Number(new RegExp(`^${name} (\\d+)`, "m").exec(text)[1]);
}
async function taken(one, want) {
	const { status, json } = await send(at.portal.port, one);
	assert.equal(status, 200);
	const { accepted, aside } = json;
	assert.deepEqual({ accepted, aside }, { accepted: 0, aside: 0, ...want });
	return json;
}

test("a clock that is set changes what is late and what is early, and stops nothing", {
	skip: !existsSync(SHIFT) && "no libclock_shift.so in this build",
}, async () => {
	const customer = await at.sim.fresh();
	currency = (await at.agent.json(`/api/v1/customers/${customer}/sections/financial`)).financial.currency;
	const stream = await openStream(at.agent, `/api/v1/stream?customers=${customer}&topics=bets`);
	await stream.complete();
	const stakes = () => stream.of("change").map(({ json }) => json.data.stake);
	const stakeNow = async () => {
		const { activeSessions } = await at.agent.json(`/api/v1/customers/${customer}/sections/activity`);
		return activeSessions.find(({ sessionId }) => sessionId === "S").currentBet;
	};
	/** The stream lives, and what is done each second is done. */
	const goesOn = async () => {
		const { comments } = stream;
		const snapshots = await metric("pitboss_live_snapshots_total");
		await stream.when((s) => s.comments > comments + 1, "heartbeats");
		await until("a snapshot", async () => (await metric("pitboss_live_snapshots_total")) > snapshots);
		assert.equal(stream.over, false);
		assert.equal(stream.of("reset").length, 0);
	};
	await taken(round(customer, 1), { accepted: 1 });

	set(5);
	const ahead = new Date(Date.parse(time()) + 60_000).toISOString();
	await taken(round(customer, 2), { accepted: 1 });
	await taken(round(customer, 3, -5), { accepted: 1 }); // five hours late now
	await taken({ ...round(customer, 4), time: ahead }, { accepted: 1 });
	await taken(round(customer, 5, 1), { aside: 1 });
	await stream.when(() => stakes().length === 4, "all of it, the late one too");
	assert.deepEqual(stakes(), [1, 2, 3, 4]);
	assert.equal(await stakeNow(), 4, "the newest counts, not the last");
	await goesOn();

	set(-5);
	await taken(round(customer, 6), { accepted: 1 }); // ten hours before what is known
	const { asides } = await taken(round(customer, 7, 5), { aside: 1 }); // what other machines call now
	assert.match(asides[0].reason, /future/);
	await stream.when(() => stakes().length === 5, "and this one");
	assert.equal(await stakeNow(), 4, "what is of a later moment stays");
	await goesOn();
	const fresh = await at.portal.signOn("agent");
	assert.equal((await fresh.get("/api/v1/session")).status, 200);

	set(0);
	await taken(round(customer, 8), { accepted: 1 });
	await stream.when(() => stakes().length === 6, "and on");
	await goesOn();
	stream.close();

	await at.portal.program.stop();
	await at.portal.start({ directory: false });
	assert.equal(await stakeNow(), 4, "the same after a start");
	assert.equal(await metric("pitboss_events_applied_seq"), 6);
});
