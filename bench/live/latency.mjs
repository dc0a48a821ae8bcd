// From an event's turn to be sent until its stream has it: HTTP, the commit and the way out are all in it.
import { line, round } from "../web/numbers.mjs";
import {
	CHANGES_ONLY,
	cpuUs,
	openStreams,
	SECONDS,
	Stage,
	signOn,
	startNchan,
	startNode,
	stop,
	withCurrencies,
} from "./programs.mjs";

const COUNT = 1000;
const RATE = 1000;
const WARM_SECONDS = 2;

/** A peer that can't keep up is slower by orders of magnitude. */
const over = (a, b, key) => Number((a[key] / b[key]).toPrecision(2));

async function measure(server, label, options) {
	const streams = await openStreams(server, { count: COUNT, ...options });
	await streams.publish(RATE, RATE * WARM_SECONDS);
	const before = cpuUs(server.child.pid);
	const r = await streams.publish(RATE, RATE * SECONDS);
	const us = (cpuUs(server.child.pid) - before) / r.events;
	await streams.close();
	const lost = r.arrived === r.expected && !r.refused ? "" : `   ARRIVED ${r.arrived} OF ${r.expected}, REFUSED ${r.refused}`;
	line(
		`  ${label}`,
		`p50 ${round(r.p50Ms, 2)} ms   p99 ${round(r.p99Ms, 2)} ms   max ${round(r.maxMs, 1)} ms   answer p50 ${round(r.answerP50Ms, 2)} ms, p99 ${round(r.answerP99Ms, 2)} ms   ${round(us, 0)} µs CPU an event${lost}`,
	);
	if (r.generatorLateMs > 20) line("", `the generator was up to ${round(r.generatorLateMs, 1)} ms late (not in these figures)`);
	return r;
}

export async function latency() {
	console.log(
		`\nevent sent → in its stream, ${RATE} events/s, ${COUNT} streams each on one customer, both cores shared with the client`,
	);
	const stage = await Stage.start(10_000);
	const portal = await stage.portal();
	const cookies = await signOn();
	const customers = await withCurrencies(stage.customers.slice(0, COUNT), cookies[0]);
	const whole = await measure(portal, "pitboss, after commit (reach p50 ≤ 5, p99 ≤ 25)", { customers, cookies, topics: "" });
	const ours = await measure(portal, "pitboss, after commit, changes without sections", {
		customers,
		cookies,
		topics: CHANGES_ONLY,
	});
	await stop(portal.child);
	await stage.stop();
	const ratios = [];
	for (const [begin, label] of [
		[startNchan, "nchan, in memory only"],
		[startNode, "Node, after commit"],
	]) {
		const peer = await begin();
		if (!peer) {
			line(`  ${label}`, "skipped: not installed");
			continue;
		}
		const r = await measure(peer, label, { customers });
		ratios.push(
			`${peer.name} ${over(whole, r, "p50Ms")} and ${over(ours, r, "p50Ms")}, p99 ${over(whole, r, "p99Ms")} and ${over(ours, r, "p99Ms")}`,
		);
		await stop(peer.child);
	}
	if (ratios.length) line("  portal ÷ peer, p50, with and without sections", ratios.join("; "));
}
