// The portal as a whole, over HTTP, beside nginx handing out the same bytes as a file and a Node aggregator doing the same job.
// CPU is the servers' own, over all their threads and children, from /proc: what the load generators burn is not in it.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);
const CUSTOMERS = 5000;
const WARM = 100; // customers that the warm load goes round
const ASSET = "/assets/index-0a1b.js";
const ASSET_KB = 60; // compressed
const bin = "build/release";
const PORT = 8960;
const SIM = 8970;
const NGINX = 8980;
const NODE = 8981;
const HZ = 100; // clock ticks a second in /proc, fixed in the kernel's interface

const dir = mkdtempSync(join(tmpdir(), "pitboss-bench-"));
chmodSync(dir, 0o755); // nginx reads as somebody else
const children = [];
const start = (command, args, options = {}) => {
	const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"], ...options });
	child.stdout.resume();
	children.push(child);
	return child;
};
const stop = (child) =>
	new Promise((resolve) => {
		if (child.exitCode !== null || child.signalCode !== null) return resolve();
		child.once("exit", resolve);
		child.kill("SIGTERM");
	});
process.on("exit", () => {
	for (const child of children) child.kill("SIGTERM"); // nginx must take its workers along
	rmSync(dir, { recursive: true, force: true });
});

const run = (command, args) =>
	new Promise((resolve, reject) => {
		const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
		let out = "";
		child.stdout.on("data", (data) => {
			out += data;
		});
		child.once("error", reject);
		child.once("exit", (code) => (code === 0 ? resolve(out) : reject(new Error(`${command} ended with ${code}: ${out}`))));
	});

async function until(url, what, bound = 60_000) {
	const end = Date.now() + bound;
	while (Date.now() < end) {
		try {
			const answer = await fetch(url);
			await answer.arrayBuffer();
			if (answer.ok || what === "answers") return;
		} catch {}
		await sleep(5);
	}
	throw new Error(`${url} is not ready`);
}

const stat = (pid) => {
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
	return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
};
function cpuSeconds(pid) {
	let ticks = stat(pid).ticks;
	for (const name of readdirSync("/proc"))
		if (/^\d+$/.test(name) && existsSync(`/proc/${name}/stat`))
			try {
				const s = stat(name);
				if (s.parent === pid) ticks += s.ticks;
			} catch {}
	return ticks / HZ;
}
const rssKb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const round = (x, digits = 1) => Number(x.toFixed(digits));
const line = (name, text) => console.log(`${name.padEnd(58)} ${text}`);

// --- the three servers ---

async function startSim(extra = []) {
	const data = join(dir, "sim");
	if (!existsSync(data))
		await run(`${bin}/pitboss-sim`, ["generate", "--data", data, "--customers", String(CUSTOMERS), "--seed", "360"]);
	const sim = start(`${bin}/pitboss-sim`, ["serve", "--data", data, "--port", String(SIM), "--rate", "0", ...extra]);
	await until(`http://127.0.0.1:${SIM}/healthz`);
	return sim;
}

/** A front end of one file, whose compressed variant has ASSET_KB; both servers hand out the same folder. */
function writeSite() {
	const site = join(dir, "web");
	mkdirSync(join(site, "assets"), { recursive: true });
	// Random base64 shrinks to three quarters.
	const script = `//${randomBytes(ASSET_KB * 1024).toString("base64")}\n`;
	writeFileSync(join(site, "index.html"), `<!doctype html><script type="module" src=".${ASSET}"></script>\n`);
	writeFileSync(join(site, ASSET), script);
	const packed = gzipSync(script, { level: 9 });
	writeFileSync(join(site, `${ASSET}.gz`), packed);
	return { site, bytes: packed.length };
}

async function startPortal(data = join(dir, "portal")) {
	mkdirSync(data, { recursive: true });
	const portal = start(
		`${bin}/pitboss`,
		[
			...["serve", "--config", "config/pitboss.yaml", "--demo", "--port", String(PORT)],
			...["--sim-port", String(SIM), "--data", data, "--web", site],
		],
		{ stdio: ["ignore", "pipe", "ignore"] },
	);
	await until(`http://127.0.0.1:${PORT}/readyz`);
	return portal;
}

async function signOn() {
	const answer = await fetch(`http://127.0.0.1:${PORT}/api/v1/session`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ username: "agent", password: "pitboss-demo" }),
	});
	if (!answer.ok) throw new Error(`sign-on: ${answer.status}`);
	return answer.headers.get("set-cookie").split(";")[0];
}

const nodeArgs = ["bench/node/aggregator.mjs", String(NODE), String(SIM), join(dir, "node.db")];
async function startNode() {
	if (!existsSync("bench/node/node_modules/better-sqlite3/build")) return null;
	const node = start(process.execPath, nodeArgs);
	await until(`http://127.0.0.1:${NODE}/`, "answers");
	return node;
}

async function startNginx(ids, cookie) {
	const root = join(dir, "files/api/v1/customers");
	mkdirSync(root, { recursive: true });
	let bytes = 0;
	for (const id of ids) {
		const answer = await fetch(`http://127.0.0.1:${PORT}/api/v1/customers/${id}`, { headers: { cookie } });
		const body = Buffer.from(await answer.arrayBuffer());
		bytes += body.length;
		writeFileSync(join(root, id), body);
	}
	writeFileSync(
		join(dir, "nginx.conf"),
		`worker_processes 2; daemon off; pid ${dir}/nginx.pid; error_log ${dir}/nginx.log crit;
     events { worker_connections 1024; }
     http { access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000000; default_type application/json;
       open_file_cache max=1000 inactive=60s; client_body_temp_path ${dir}/t1; proxy_temp_path ${dir}/t2; fastcgi_temp_path ${dir}/t3;
       uwsgi_temp_path ${dir}/t4; scgi_temp_path ${dir}/t5;
       server { listen 127.0.0.1:${NGINX} reuseport; root ${dir}/files;
         location /assets/ { root ${site}; gzip_static on; gzip_vary on; default_type text/javascript;
           add_header Cache-Control "public, max-age=31536000, immutable"; } } }`,
	);
	const nginx = start("nginx", ["-p", dir, "-c", join(dir, "nginx.conf")]);
	await until(`http://127.0.0.1:${NGINX}/api/v1/customers/${ids[0]}`);
	return { nginx, bytes: bytes / ids.length };
}

// --- loads ---

function wrkScript(ids, cookie) {
	const file = join(dir, "warm.lua");
	const paths = ids.map((id) => `"/api/v1/customers/${id}"`).join(",");
	writeFileSync(
		file,
		`local paths = {${paths}}\nlocal made = {}\nlocal i = 0
     function init() for k, p in ipairs(paths) do made[k] = wrk.format("GET", p, {["Cookie"] = "${cookie}"}) end end
     function request() i = i % #made + 1 return made[i] end\n`,
	);
	return file;
}

function assetScript() {
	const file = join(dir, "asset.lua");
	writeFileSync(file, `wrk.path = "${ASSET}"\nwrk.headers["Accept-Encoding"] = "gzip, deflate"\n`);
	return file;
}

async function warmLoad(pid, port, script, seconds = SECONDS) {
	const before = cpuSeconds(pid);
	const out = await run("wrk", ["-t1", "-c64", `-d${seconds}s`, "--latency", "-s", script, `http://127.0.0.1:${port}`]);
	const cpu = cpuSeconds(pid) - before;
	if (/Non-2xx/.test(out)) throw new Error(`answers that are no answers:\n${out}`);
	const requests = Number(/(\d+) requests in/.exec(out)[1]);
	const ms = (text) => {
		const [, n, unit] = /([\d.]+)(us|ms|s)/.exec(text);
		return Number(n) * { us: 0.001, ms: 1, s: 1000 }[unit];
	};
	return {
		us: (cpu * 1e6) / requests,
		rate: requests / seconds,
		p50: ms(/50%\s+(\S+)/.exec(out)[1]),
		p99: ms(/99%\s+(\S+)/.exec(out)[1]),
	};
}

async function coldLoad(pid, port, ids, cookie, load) {
	const file = join(dir, "cold.txt");
	writeFileSync(file, `${ids.map((id) => `/api/v1/customers/${id}`).join("\n")}\n`);
	const before = cpuSeconds(pid);
	const args = [
		"--base",
		`http://127.0.0.1:${port}`,
		"--paths",
		file,
		"--header",
		`Cookie: ${cookie}`,
		"--count",
		String(ids.length),
		...load,
	];
	const result = JSON.parse(await run(`${bin}/bench_load`, args));
	if (result.status2xx !== ids.length) throw new Error(`cold answers: ${JSON.stringify(result)}`);
	return { ...result, us: ((cpuSeconds(pid) - before) * 1e6) / ids.length };
}

const fault = (body) =>
	fetch(`http://127.0.0.1:${SIM}/faults`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	});
const heal = () => fetch(`http://127.0.0.1:${SIM}/faults`, { method: "DELETE" });

// --- the bench ---

const { site, bytes: assetBytes } = writeSite();
await startSim();
const all = (await (await fetch(`http://127.0.0.1:${SIM}/customers?limit=${CUSTOMERS}`)).json()).customers.filter(
	(id) => id !== "CUS-123456",
);
const warmIds = all.slice(0, WARM);
let portal = await startPortal();
let cookie = await signOn();
const { nginx, bytes } = await startNginx(warmIds, cookie);
const node = await startNode();
const nodeCookie = "pitboss_session=bench-agent-session";

console.log(
	`\nwarm view, 64 connections, ${WARM} customers, ${round(bytes / 1024)} KB, session, masks and record on; CPU per request over all threads`,
);
const warm = { portal: [], nginx: [], node: [] };
const script = { portal: wrkScript(warmIds, cookie) };
for (let i = 0; i <= ROUNDS; i++) {
	const one = {
		portal: await warmLoad(portal.pid, PORT, wrkScript(warmIds, cookie)),
		nginx: await warmLoad(nginx.pid, NGINX, script.portal),
	};
	if (node) one.node = await warmLoad(node.pid, NODE, wrkScript(warmIds, nodeCookie));
	if (i > 0) for (const key of Object.keys(one)) warm[key].push(one[key]); // the first round warms
}
for (const [name, list] of Object.entries(warm))
	if (list.length)
		line(
			`  ${name}`,
			`${round(median(list.map((r) => r.us)))} µs   ${round(median(list.map((r) => r.rate)), 0)}/s   p50 ${round(median(list.map((r) => r.p50)), 2)} ms   p99 ${round(median(list.map((r) => r.p99)), 2)} ms`,
		);
const ratio = (a, b, key = "us") => median(a.map((r, i) => r[key] / b[i][key]));
line("  portal ÷ nginx (reach ≤ 1.6)", round(ratio(warm.portal, warm.nginx), 2));
if (node) line("  portal ÷ Node (reach ≤ 0.5)", round(ratio(warm.portal, warm.node), 2));

console.log(
	`\nasset, 64 connections kept open, ${round(assetBytes / 1024)} KB gzip: out of memory, beside nginx with gzip_static and open_file_cache; CPU per request`,
);
const asset = { portal: [], nginx: [] };
for (let i = 0; i <= ROUNDS; i++) {
	const one = {
		portal: await warmLoad(portal.pid, PORT, assetScript()),
		nginx: await warmLoad(nginx.pid, NGINX, assetScript()),
	};
	if (i > 0) for (const key of Object.keys(one)) asset[key].push(one[key]);
}
for (const [name, list] of Object.entries(asset))
	line(`  ${name}`, `${round(median(list.map((r) => r.us)))} µs   ${round(median(list.map((r) => r.rate)), 0)}/s`);
line("  portal ÷ nginx", round(ratio(asset.portal, asset.nginx), 2));

console.log("\ncold view, 16 at once, every customer for the first time; CPU per view");
const cold = { portal: [], node: [] };
const perRound = Math.floor((all.length - WARM) / (ROUNDS + 1));
for (let i = 0; i <= ROUNDS; i++) {
	const ids = all.slice(WARM + i * perRound, WARM + (i + 1) * perRound);
	const one = { portal: await coldLoad(portal.pid, PORT, ids, cookie, ["--at-once", "16"]) };
	if (node) one.node = await coldLoad(node.pid, NODE, ids, nodeCookie, ["--at-once", "16"]);
	if (i > 0) for (const key of Object.keys(one)) cold[key].push(one[key]);
}
for (const [name, list] of Object.entries(cold)) if (list.length) line(`  ${name}`, `${round(median(list.map((r) => r.us)))} µs`);
if (node) line("  portal ÷ Node (reach ≤ 0.4)", round(ratio(cold.portal, cold.node), 2));
if (node) await stop(node);
await stop(nginx);

console.log("\nmemory, 5,000 customers, 10,000 views");
await stop(portal);
portal = await startPortal();
cookie = await signOn();
await coldLoad(portal.pid, PORT, [...all, ...all].slice(0, 10_000), cookie, ["--at-once", "16"]);
const metrics = await (await fetch(`http://127.0.0.1:${PORT}/metrics`)).text();
const gauge = (name) => Number(new RegExp(`^${name} (\\S+)`, "m").exec(metrics)?.[1] ?? Number.NaN);
const cacheMb = gauge("pitboss_cache_bytes") / 2 ** 20;
line(
	"  resident",
	`${round(rssKb(portal.pid) / 1024)} MB, of which the section cache ${round(cacheMb)} MB of ${gauge("pitboss_cache_limit_bytes") / 2 ** 20} MB`,
);
line("  beside the section cache (reach ≤ 40 MB)", `${round(rssKb(portal.pid) / 1024 - cacheMb)} MB`);

console.log("\ncold view, six sources at 20 ms each, 200 views a second");
await stop(portal);
rmSync(join(dir, "portal2"), { recursive: true, force: true });
portal = await startPortal();
cookie = await signOn();
await fault({ service: "all", mode: "slow", latencyMs: 20 });
await coldLoad(portal.pid, PORT, all.slice(0, 200), cookie, ["--rate", "200"]);
const slow = await coldLoad(portal.pid, PORT, all.slice(200, 2200), cookie, ["--rate", "200"]);
const sources = await (await fetch(`http://127.0.0.1:${PORT}/api/v1/sources`, { headers: { cookie } })).json();
const slowest = Math.max(...sources.items.map((s) => (s.latencyUs?.p50 ?? 0) / 1000));
const slowest99 = Math.max(...sources.items.map((s) => (s.latencyUs?.p99 ?? 0) / 1000));
line("  slowest source, as the portal measures it", `p50 ${slowest} ms, p99 ${slowest99} ms`);
line(
	"  view (reach: p50 ≤ source + 1 ms, p99 ≤ + 5 ms)",
	`p50 ${slow.p50Us / 1000} ms, p99 ${slow.p99Us / 1000} ms, max ${slow.maxUs / 1000} ms`,
);
await heal();

console.log("\none source hangs (wallet), 8 cold views at once");
await fault({ service: "wallet", mode: "hang" });
const hang = await coldLoad(portal.pid, PORT, all.slice(3000, 3008), cookie, ["--at-once", "8"]);
line("  answer at the section's deadline (timeout_ms of the source)", `p50 ${hang.p50Us / 1000} ms, max ${hang.maxUs / 1000} ms`);
await heal();

console.log("\nstart, data there");
const starts = [];
for (let i = 0; i < 5; i++) {
	await stop(portal);
	const begin = performance.now();
	portal = await startPortal();
	starts.push(performance.now() - begin);
}
line("  ready after (reach ≤ 1 s)", `${round(median(starts), 0)} ms`);
process.exit(0);
