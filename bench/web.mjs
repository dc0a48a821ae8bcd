// The web front end in a browser: what it weighs, how soon it stands, how it answers and scrolls. A production build, handed out by the portal
// over a simulated operator. BENCH_CUSTOMERS (5000): how many the palette searches. BENCH_SCROLL_ROWS (20000, or all). BENCH_WEB: a built
// front end to take instead of building one. BENCH_PARTS: which of build bytes paint palette scroll.

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "../tests/api/harness/client.mjs";
import { ROOT } from "../tests/api/harness/program.mjs";
import { EXAMPLE } from "../tests/api/harness/stage.mjs";
import { DESK, launch } from "../tests/web/harness/browser.mjs";
import { scene } from "../tests/web/harness/scene.mjs";
import { build } from "./web/build.mjs";
import { bytes } from "./web/bytes.mjs";
import { line, median, round } from "./web/numbers.mjs";
import { paint, writeBare } from "./web/paint.mjs";
import { palette } from "./web/palette.mjs";
import { scroll } from "./web/scroll.mjs";

const PARTS = { bytes, paint, palette, scroll };
const BUILDS = 3;
const BUILD_REACH_S = 15;
const CUSTOMERS = Number(process.env.BENCH_CUSTOMERS ?? 5000);
const wanted = (process.env.BENCH_PARTS ?? "build bytes paint palette scroll").split(" ");

const folder = mkdtempSync(join(tmpdir(), "pitboss-bench-web-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const web = join(folder, "web");

let browser;
try {
	browser = await launch();
} catch (error) {
	console.log(`skipped: the web front end (${error.message.split("\n")[0]})`);
	process.exit(0);
}

// What others do at the same time is in every figure below.
line("\nload of the machine before", `${round(loadavg()[0])} on ${cpus().length} cores`);

if (process.env.BENCH_WEB) cpSync(process.env.BENCH_WEB, web, { recursive: true });
else {
	const times = Array.from({ length: wanted.includes("build") ? BUILDS : 1 }, () => build(web, ROOT) / 1000);
	console.log("\nbuild of the web front end, compressed forms included");
	line(`  build (reach ≤ ${BUILD_REACH_S} s)`, `${round(median(times))} s`);
}
writeBare(web);

const set = await scene({ customers: CUSTOMERS, web });
const cookie = await set.cookie("agent");
const client = await new Client(set.portal.port).signOn("agent");
const { customers: ids } = await set.sim.control("GET", "/customers?limit=400");
const fresh = ids.filter((id) => id !== EXAMPLE).reverse();
const stand = { ...set, browser, web, cookie, client, ids, fresh, id: EXAMPLE, viewport: DESK, customers: CUSTOMERS };
for (const [name, part] of Object.entries(PARTS)) {
	if (!wanted.includes(name)) continue;
	// One figure that can't be taken doesn't cost the others.
	await part(stand).catch((error) => {
		console.log(`\n${name}: not measured: ${error.stack}`);
		process.exitCode = 1;
	});
}
client.close();
await browser.close();
await set.close();
process.exit();
