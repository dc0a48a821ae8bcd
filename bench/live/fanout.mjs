// One event for very many streams: what it costs the server.
import { setTimeout as sleep } from "node:timers/promises";
import { line, median, round } from "../web/numbers.mjs";
import {
	CHANGES_ONLY,
	cpuUs,
	openStreams,
	ROUNDS,
	STREAMS,
	Stage,
	signOn,
	startNchan,
	startNode,
	stop,
	tooMany,
	withCurrencies,
} from "./programs.mjs";

const EVENTS = 5; // a round, one after the other
const RATE = 1;
const AFTER_MS = 500; // sections that changed are written a moment later

async function measure(server, label, options) {
	const streams = await openStreams(server, { count: STREAMS, more: ["--same", "1"], ...options });
	await streams.publish(RATE, 2);
	const results = [];
	for (let i = 0; i < ROUNDS; i++) {
		await sleep(AFTER_MS);
		const before = cpuUs(server.child.pid);
		const r = await streams.publish(RATE, EVENTS);
		await sleep(AFTER_MS);
		if (r.arrived !== r.expected) line(`  ${label}`, `ARRIVED ${r.arrived} OF ${r.expected}`);
		results.push({ ms: (cpuUs(server.child.pid) - before) / 1000 / EVENTS, lastMs: r.maxMs, bytes: r.bytes / EVENTS / STREAMS });
	}
	await streams.close();
	const of = (key) => median(results.map((r) => r[key]));
	line(
		`  ${label}`,
		`${round(of("ms"), 1)} ms CPU an event (${round((of("ms") * 1000) / STREAMS, 2)} µs a stream)   the last has it after ${round(of("lastMs"), 0)} ms   ${round(of("bytes"), 0)} bytes a stream`,
	);
	return of("ms");
}

export async function fanout() {
	console.log(`\nfan-out of one event to ${STREAMS} streams of one customer; CPU of the server, user and system`);
	const why = tooMany(STREAMS);
	if (why) return line("  all", why);
	const stage = await Stage.start(10_000);
	const portal = await stage.portal();
	const cookies = await signOn();
	const customers = await withCurrencies(stage.customers.slice(0, 1), cookies[0]);
	const ours = await measure(portal, "pitboss, after commit", { customers, cookies, topics: CHANGES_ONLY });
	await measure(portal, "pitboss, and the sections that it changes", { customers, cookies, topics: "" });
	await stop(portal.child);
	await stage.stop();
	for (const [begin, label] of [
		[startNchan, "nchan, in memory only"],
		[startNode, "Node, after commit"],
	]) {
		const peer = await begin();
		if (!peer) {
			line(`  ${label}`, "skipped: not installed");
			continue;
		}
		const theirs = await measure(peer, label, { customers });
		await stop(peer.child);
		line(`  portal ÷ ${peer.name}${peer.name === "nchan" ? " (reach ≤ 1)" : ""}`, round(ours / theirs, 2));
	}
}
