// Far more events than usual, clients that stop reading, and clients that come back all the time: memory stays bounded, who reads hears
// everything in order, and alerts come through.
import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { request } from "../api/harness/client.mjs";
import { event, send } from "../api/harness/events.mjs";
import { until } from "../api/harness/program.mjs";
import { openStream } from "../api/harness/sse.mjs";
import { stage } from "../api/harness/stage.mjs";

const STORM_MS = 6000;
const RESIDENT_MAX = 900 << 20; // also with a sanitizer's shadow
const at = stage({
	roles: ["agent", "mlro"],
	edits: [
		["  pending_max_kb: 1024\n", "  pending_max_kb: 64\n"],
		["  resume_max_mb: 32\n", "  resume_max_mb: 4\n"],
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

test("a storm, stalled and restless clients: bounded, in order, and alerts come through", { timeout: 120_000 }, async () => {
	const [watched, stalledOn, alerted] = [await at.sim.fresh(), await at.sim.fresh(), await at.sim.fresh()];
	const others = await Promise.all(Array.from({ length: 40 }, () => at.sim.fresh()));
	const listener = await openStream(at.agent, `/api/v1/stream?customers=${watched}&topics=bets`);
	const wall = await openStream(at.mlro, "/api/v1/stream?topics=wall");
	await listener.complete();
	const stalled = Array.from({ length: 4 }, () => stall(stalledOn));
	const end = Date.now() + STORM_MS;
	let sent = 0;
	let watchedSent = 0;
	let restless = 0;

	const storm = async (n) => {
		while (Date.now() < end) {
			const batch = Array.from({ length: 200 }, (_, i) => round(i % 4 ? others[(i + n) % others.length] : stalledOn, i));
			const answer = await send(at.portal.port, batch);
			assert.ok([200, 503].includes(answer.status), answer.text);
			if (answer.status === 200) sent += batch.length;
		}
	};
	const steady = async () => {
		while (Date.now() < end) {
			const answer = await send(at.portal.port, round(watched, watchedSent + 1));
			if (answer.status === 200) watchedSent++;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	};
	const comeAndGo = async (n) => {
		let last;
		while (Date.now() < end) {
			const headers = last ? { "last-event-id": last } : {};
			const stream = await openStream(at.mlro, `/api/v1/stream?customers=${others[n]}&topics=bets`, headers);
			if (stream.status === 200) await stream.complete();
			last = stream.events.findLast((one) => one.id)?.id;
			stream.close();
			restless++;
		}
	};
	const alarm = async () => {
		await new Promise((resolve) => setTimeout(resolve, STORM_MS / 2));
		const start = performance.now();
		const data = { flagId: "F-STORM", flagType: "bonus_abuse", severity: "critical", class: "fraud" };
		await until("it is taken", async () => (await send(at.portal.port, event("fraud.alert", alerted, data))).status === 200);
		await wall.when((s) => changes(s).some(({ json }) => json.data.flagId === "F-STORM"), "the alert");
		return performance.now() - start;
	};
	const peak = { resident: 0 };
	const observe = async () => {
		while (Date.now() < end) {
			peak.resident = Math.max(peak.resident, await metric("process_resident_memory_bytes"));
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	};
	const [took] = await Promise.all([
		alarm(),
		storm(0),
		storm(7),
		steady(),
		observe(),
		...Array.from({ length: 10 }, (_, n) => comeAndGo(n)),
	]);

	assert.ok(sent > 2000, `${sent} events: no storm`);
	assert.ok(restless > 20, `${restless} times come and gone`);
	assert.ok(took < 3000, `the alert took ${took} ms`);
	assert.ok(peak.resident < RESIDENT_MAX, `${peak.resident >> 20} MB`);
	assert.ok((await metric("pitboss_notices_kept_bytes")) <= 4 << 20);
	assert.equal(await metric("pitboss_notices_lost_total"), 0);
	await listener.when((s) => changes(s).length >= watchedSent, "everything of the customer");
	assert.deepEqual(
		changes(listener).map(({ json }) => json.data.stake),
		Array.from({ length: watchedSent }, (_, i) => i + 1),
		"each once and in order",
	);
	assert.equal(listener.of("reset").length, 0);
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
