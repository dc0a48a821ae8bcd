// Streams on which nothing happens: what each costs in user-space memory. Views are warm before, so that it is streams that are counted.
import { setTimeout as sleep } from "node:timers/promises";
import { line, round } from "../web/numbers.mjs";
import { memory, openStreams, PORTS, STREAMS, Stage, signOn, startNchan, startNode, stop, tooMany } from "./programs.mjs";

const CUSTOMERS = 10_000;
const SETTLE_MS = 2000; // letters, timers and freed memory come to rest

async function look(ids, cookies) {
	const cookie = cookies[0].slice("Cookie: ".length);
	const next = ids.values();
	await Promise.all(
		Array.from({ length: 16 }, async () => {
			for (const id of next)
				await (await fetch(`http://127.0.0.1:${PORTS.portal}/api/v1/customers/${id}`, { headers: { cookie } })).arrayBuffer();
		}),
	);
}

async function measure(server, label, options) {
	await sleep(SETTLE_MS);
	const before = memory(server.child.pid);
	const streams = await openStreams(server, { count: STREAMS, ...options });
	await sleep(SETTLE_MS);
	const after = memory(server.child.pid);
	await streams.close();
	const each = { rss: (after.rss - before.rss) / STREAMS, pss: (after.pss - before.pss) / STREAMS };
	line(
		`  ${label}`,
		`${round(each.pss / 1024, 2)} KB each (PSS; RSS ${round(each.rss / 1024, 2)} KB)   ${round(before.pss / 2 ** 20)} → ${round(after.pss / 2 ** 20)} MB`,
	);
	return each.pss;
}

export async function idle() {
	console.log(`\n${STREAMS} idle streams, each on a customer of its own; memory of the server's processes`);
	const why = tooMany(STREAMS);
	if (why) return line("  all", why);
	const stage = await Stage.start(CUSTOMERS);
	const portal = await stage.portal();
	const cookies = await signOn();
	const customers = stage.customers.map((id) => ({ id, currency: "EUR" }));
	await look(stage.customers, cookies);
	const ours = await measure(portal, "pitboss (reach ≤ 8 KB)", { customers, cookies, topics: "" });
	await stop(portal.child);
	await stage.stop();
	for (const [begin, label] of [
		[startNchan, "nchan"],
		[startNode, "Node"],
	]) {
		const peer = await begin();
		if (!peer) {
			line(`  ${label}`, "skipped: not installed");
			continue;
		}
		const theirs = await measure(peer, label, { customers });
		await stop(peer.child);
		line(`  portal ÷ ${label}${peer.name === "nchan" ? " (reach ≤ 1)" : ""}`, round(ours / theirs, 2));
	}
}
