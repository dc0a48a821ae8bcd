// Events in and streams out, beside nchan (a module of nginx) and a Node server with the same job, in one run. What each figure means:
// bench/README.md. BENCH_BIN (build/release), BENCH_ROUNDS (5), BENCH_SECONDS (4 a load), BENCH_STREAMS (10000 idle ones),
// BENCH_PORT (8660: it and the eleven above), BENCH_LIVE: which of ingest latency idle fanout.

import { mkdirSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fsyncMs } from "./live/disk.mjs";
import { fanout } from "./live/fanout.mjs";
import { idle } from "./live/idle.mjs";
import { ingest } from "./live/ingest.mjs";
import { latency } from "./live/latency.mjs";
import { folder } from "./live/programs.mjs";
import { line, round } from "./web/numbers.mjs";

const PARTS = { ingest, latency, idle, fanout };
const wanted = (process.env.BENCH_LIVE ?? Object.keys(PARTS).join(" ")).split(" ");
for (const name of wanted)
	if (!PARTS[name]) {
		console.error(`no such part: ${name} (${Object.keys(PARTS).join(" ")})`);
		process.exit(2);
	}

mkdirSync(folder, { recursive: true });
line("\nload of the machine before", `${round(loadavg()[0])} on ${cpus().length} cores`);
line("4 KB written and fsync, where the data lies", `${round(fsyncMs(folder), 3)} ms`);
for (const name of wanted) await PARTS[name]();
process.exit(0);
