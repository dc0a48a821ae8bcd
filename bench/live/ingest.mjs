// Events in, durable: the server has one core to itself, its client the other.
import { cpus } from "node:os";
import { line, median, round } from "../web/numbers.mjs";
import { bin, cpuUs, ROUNDS, run, SECONDS, SENDER, Stage, startNode, stop } from "./programs.mjs";

const CONNECTIONS = 8;
const BATCH = 100;
const SERVER_CORE = 0;
const CLIENT_CORE = 1;

async function load(server, path) {
	const before = cpuUs(server.child.pid);
	const options = { port: server.port, path, header: SENDER, connections: CONNECTIONS, batch: BATCH, seconds: SECONDS };
	const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
	const result = JSON.parse(await run("taskset", ["-c", String(CLIENT_CORE), `${bin}/bench_ingest`, ...args]));
	return { ...result, us: (cpuUs(server.child.pid) - before) / result.events };
}

export async function ingest() {
	console.log(`\nevents in, durable, batches of ${BATCH} over HTTP, ${CONNECTIONS} connections, the server on one core`);
	if (cpus().length < 2) return line("  skipped", "needs two cores");
	const stage = await Stage.start(10_000);
	const servers = [[await stage.portal({ core: SERVER_CORE }), "/api/v1/events"]];
	const node = await startNode({ core: SERVER_CORE });
	if (node) servers.push([node, "/events"]);
	else line("  Node", "skipped: its packages are not installed");
	const results = servers.map(() => []);
	for (let i = 0; i <= ROUNDS; i++)
		for (const [s, [server, path]] of servers.entries()) {
			const one = await load(server, path);
			if (i > 0) results[s].push(one); // the first round warms
		}
	for (const [s, [server]] of servers.entries()) {
		const of = (key) => median(results[s].map((r) => r[key]));
		line(
			`  ${server.name}`,
			`${round(of("rate"), 0)} events/s   ${round(of("us"), 1)} µs CPU an event   a batch: p50 ${round(of("p50Ms"), 2)} ms, p99 ${round(of("p99Ms"), 2)} ms`,
		);
	}
	if (node)
		line(
			"  portal ÷ Node, events/s (reach ≥ 3, and ≥ 50,000/s)",
			round(median(results[0].map((r, i) => r.rate / results[1][i].rate)), 2),
		);
	for (const [server] of servers) await stop(server.child);
	await stage.stop();
}
