// Far more events than usual, clients that stop reading, and clients that come back all the time: memory stays bounded, who reads hears
// everything in order and soon, and alerts come as soon as anything. STORM_SECONDS=60 STORM_CLIENTS=100 for the whole of it.
import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { request } from "../api/harness/client.mjs";
import { event, send } from "../api/harness/events.mjs";
import { until } from "../api/harness/program.mjs";
import { openStream } from "../api/harness/sse.mjs";
import { stage } from "../api/harness/stage.mjs";

const STORM_MS = Number(process.env.STORM_SECONDS ?? 6) * 1000;
const RESTLESS = Number(process.env.STORM_CLIENTS ?? 10);
const QUIET_MS = 2000;
const TIMES_USUAL = 20;
const RESIDENT_MAX = 900 << 20; // also with a sanitizer's shadow
const GROWTH_MAX = 300 << 20; // of the last third over the first; what a sanitizer keeps of freed memory is in it
const SOON_MS = 1000; // half of what is told in the storm, on a machine that has other things to do as well
const at = stage({
	roles: ["agent", "mlro"],
	edits: [
		["  pending_max_kb: 1024\n", "  pending_max_kb: 64\n"],
		["  resume_max_mb: 32\n", "  resume_max_mb: 4\n"],
		["  max_per_person: 16\n", `  max_per_person: ${RESTLESS + 16}\n`],
	],
});
const changes = (stream) => stream.of("change");
const round = (customer, n) =>
	event("round.played", customer, { betId: `R${n}`, sessionId: "S", game: "G", stake: n, payout: 0, currency: "EUR" });
async function metric(name) {
	const { text } = await request(at.portal.port, "GET", "/metrics");
	return Number(new RegExp(`^${name} (\\d+)`, "m").exec(text)[1]);
}

/** Asks for a stream and never reads it. */
function stall(customer) {
	const socket = net.connect({ port: at.portal.port, host: "127.0.0.1" });
	socket.on("error", () => {});
	socket.pause();
	socket.write(
		`GET /api/v1/stream?customers=${customer} HTTP/1.1\r\nHost: 127.0.0.1:${at.portal.port}\r\nCookie: ${at.agent.headers.cookie}\r\n\r\n`,
	);
	return socket;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
function quantiles(values) {
	const sorted = [...values].sort((a, b) => a - b);
	const at = (q) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] * 10) / 10;
	return { count: sorted.length, p50: at(0.5), p99: at(0.99) };
}
const told = (name, q) => process.stderr.write(`${name}: p50 ${q.p50} ms, p99 ${q.p99} ms of ${q.count}\n`);

test("a storm, stalled and restless clients: bounded, in order, soon, and alerts no later", {
	timeout: 180_000 + 2 * STORM_MS,
}, async () => {
	const [watched, stalledOn, alerted] = [await at.sim.fresh(), await at.sim.fresh(), await at.sim.fresh()];
	const others = await Promise.all(Array.from({ length: 40 }, () => at.sim.fresh()));
	const listener = await openStream(at.agent, `/api/v1/stream?customers=${watched}&topics=bets`);
	const wall = await openStream(at.mlro, "/api/v1/stream?topics=wall");
	await listener.complete();
	const stalled = Array.from({ length: 4 }, () => stall(stalledOn));
	const sentAt = []; // of the watched customer's events
	const alarmAt = new Map();
	let stormBegin = 0;
	let end = Number.POSITIVE_INFINITY;
	const on = () => performance.now() < end;
	let sent = 0;
	let restless = 0;

	const storm = async (n) => {
		while (on()) {
			const batch = Array.from({ length: 200 }, (_, i) => round(i % 4 ? others[(i + n) % others.length] : stalledOn, i));
			const answer = await send(at.portal.port, batch);
			assert.ok([200, 503].includes(answer.status), answer.text);
			if (answer.status === 200) sent += batch.length;
		}
	};
	const steady = async () => {
		while (on()) {
			const begin = performance.now();
			const answer = await send(at.portal.port, round(watched, sentAt.length + 1));
			if (answer.status === 200) sentAt.push(begin);
			await pause(20);
		}
	};
	const alarm = async () => {
		while (on()) {
			const flagId = `F-${alarmAt.size}`;
			const data = { flagId, flagType: "bonus_abuse", severity: "critical", class: "fraud" };
			const begin = performance.now();
			if ((await send(at.portal.port, event("fraud.alert", alerted, data))).status === 200) alarmAt.set(flagId, begin);
			await pause(100);
		}
	};
	const comeAndGo = async (n) => {
		let last;
		while (on()) {
			const headers = last ? { "last-event-id": last } : {};
			const stream = await openStream(at.mlro, `/api/v1/stream?customers=${others[n % others.length]}&topics=bets`, headers);
			if (stream.status === 200) await stream.complete();
			last = stream.events.findLast((one) => one.id)?.id;
			stream.close();
			restless++;
		}
	};
	const resident = [];
	const observe = async () => {
		while (on()) {
			resident.push(await metric("process_resident_memory_bytes"));
			await pause(200);
		}
	};

	const everyday = [steady(), alarm()];
	await pause(QUIET_MS);
	const usual = (sentAt.length + alarmAt.size) / QUIET_MS;
	stormBegin = performance.now();
	end = stormBegin + STORM_MS;
	await Promise.all([...everyday, storm(0), storm(7), observe(), ...Array.from({ length: RESTLESS }, (_, n) => comeAndGo(n))]);

	assert.ok(sent / STORM_MS > TIMES_USUAL * usual, `${sent} events: no storm`);
	assert.ok(restless > 2 * RESTLESS, `${restless} times come and gone`);
	const third = Math.floor(resident.length / 3);
	const peak = Math.max(...resident);
	const growth = Math.max(...resident.slice(-third)) - Math.max(...resident.slice(0, third));
	assert.ok(peak < RESIDENT_MAX, `${peak >> 20} MB`);
	assert.ok(growth < GROWTH_MAX, `${growth >> 20} MB more at the end`);
	assert.ok((await metric("pitboss_notices_kept_bytes")) <= 4 << 20);
	assert.equal(await metric("pitboss_notices_lost_total"), 0);
	await listener.when((s) => changes(s).length >= sentAt.length, "everything of the customer");
	assert.deepEqual(
		changes(listener).map(({ json }) => json.data.stake),
		sentAt.map((_, i) => i + 1),
		"each once and in order",
	);
	assert.equal(listener.of("reset").length, 0);
	const alerts = () => changes(wall).filter(({ json }) => alarmAt.has(json.data.flagId));
	await wall.when(() => alerts().length >= alarmAt.size, "all alerts");

	const took = changes(listener).map((one, i) => one.at - sentAt[i]);
	const stormFrom = sentAt.findIndex((begin) => begin >= stormBegin);
	const quiet = quantiles(took.slice(0, stormFrom));
	const ordinary = quantiles(took.slice(stormFrom));
	const alert = quantiles(
		alerts()
			.map(({ at: heard, json }) => [alarmAt.get(json.data.flagId), heard])
			.filter(([begin]) => begin >= stormBegin)
			.map(([begin, heard]) => heard - begin),
	);
	process.stderr.write(
		`${Math.round(sent / (STORM_MS / 1000))} events/s, ${Math.round(sent / STORM_MS / usual)} times the usual; ` +
			`${restless} times come and gone; resident ${peak >> 20} MB at most, ${growth >> 20} MB more at the end\n`,
	);
	told("another customer's events before", quiet);
	told("in the storm", ordinary);
	told("alerts in the storm", alert);
	assert.ok(ordinary.p50 < SOON_MS, `${ordinary.p50} ms`);
	assert.ok(alert.p50 < 2 * ordinary.p50 + 50, `an alert takes ${alert.p50} ms, another event ${ordinary.p50} ms`);

	// Who does not read is cut off, as soon as the kernel's own buffers are full.
	await until(
		"the stalled are gone",
		async () => {
			await send(
				at.portal.port,
				Array.from({ length: 500 }, (_, i) => round(stalledOn, i)),
			);
			return (await metric("pitboss_http_streams_open")) <= 2;
		},
		{ ms: 60_000, every: 0 },
	);
	for (const socket of stalled) socket.destroy();
	listener.close();
	wall.close();
});
