// The servers that are measured, the load generators, and what a process has used: all its threads and its children's.
import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
export const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);
export const STREAMS = Number(process.env.BENCH_STREAMS ?? 10_000);
const BASE = Number(process.env.BENCH_PORT ?? 8660);
export const PORTS = { sim: BASE, portal: BASE + 8, node: BASE + 9, nchan: BASE + 10 };
export const SENDER = "Authorization: Bearer sim-gaming-events-token";
export const bin = process.env.BENCH_BIN ?? "build/release";
const PEOPLE = 12; // a person has at most 1,000 streams (config: stream.max_per_person), so many people watch
const PASSWORD = "pitboss-bench-live";
const NCHAN = ["/usr/lib/nginx/modules/ngx_nchan_module.so", "/usr/lib64/nginx/modules/ngx_nchan_module.so"].find(existsSync);

export const folder = mkdtempSync(join(tmpdir(), "pitboss-bench-live-"));
chmodSync(folder, 0o755); // nginx reads as somebody else
const QUIET = { stdio: "ignore" };
const children = new Set();
process.on("exit", () => {
	for (const child of children) child.kill("SIGTERM");
	rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

export function start(command, args, options = {}) {
	const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"], ...options });
	children.add(child);
	child.once("exit", () => children.delete(child));
	return child;
}

export const stop = (child) =>
	new Promise((resolve) => {
		if (child.exitCode !== null || child.signalCode !== null) return resolve();
		child.once("exit", resolve);
		child.kill("SIGTERM");
	});

export const run = (command, args, input, errors = "inherit") =>
	new Promise((resolve, reject) => {
		const child = start(command, args, { stdio: [input === undefined ? "ignore" : "pipe", "pipe", errors] });
		let out = "";
		if (input !== undefined) child.stdin.end(input);
		child.stdout.on("data", (data) => {
			out += data;
		});
		child.once("error", reject);
		child.once("exit", (code) => (code === 0 ? resolve(out) : reject(new Error(`${command} ended with ${code}: ${out}`))));
	});

async function until(port, path, bound = 60_000) {
	const end = Date.now() + bound;
	while (Date.now() < end) {
		try {
			const answer = await fetch(`http://127.0.0.1:${port}${path}`);
			await answer.arrayBuffer();
			if (answer.status < 500) return;
		} catch {}
		await sleep(20);
	}
	throw new Error(`port ${port} is not ready`);
}

/** Open files that a process may have at most: a stream is one at each end. */
export const FILES_MAX = Number(/^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? 1 << 20);
const FILES_BESIDE = 2000; // the server's connections to its sources, its data, senders
/** Why so many streams can't be opened here; undefined: they can. */
export const tooMany = (count) =>
	FILES_MAX < count + FILES_BESIDE
		? `skipped: at most ${FILES_MAX} open files here (ulimit -Hn), ${count + FILES_BESIDE} are needed`
		: undefined;

/** Pinned to one core where that is asked for. */
const pinned = (core, command, args) =>
	core === undefined ? [command, args] : ["taskset", ["-c", String(core), command, ...args]];

// --- what a process uses ---

function family(pid) {
	const pids = [pid];
	for (const name of readdirSync("/proc"))
		if (/^\d+$/.test(name))
			try {
				if (Number(readFileSync(`/proc/${name}/stat`, "utf8").split(") ")[1].split(" ")[1]) === pid) pids.push(Number(name));
			} catch {}
	return pids;
}

/** Microseconds of CPU, user and system, of all threads that live: from the scheduler's own count, in nanoseconds. */
export function cpuUs(pid) {
	let ns = 0;
	for (const one of family(pid))
		for (const task of readdirSync(`/proc/${one}/task`))
			ns += Number(readFileSync(`/proc/${one}/task/${task}/schedstat`, "utf8").split(" ")[0]);
	return ns / 1000;
}

/** Bytes in memory: rss as the kernel counts it for each process, pss with shared pages counted once. */
export function memory(pid) {
	const sum = { rss: 0, pss: 0 };
	for (const one of family(pid)) {
		const text = readFileSync(`/proc/${one}/smaps_rollup`, "utf8");
		sum.rss += Number(/^Rss:\s+(\d+)/m.exec(text)[1]) * 1024;
		sum.pss += Number(/^Pss:\s+(\d+)/m.exec(text)[1]) * 1024;
	}
	return sum;
}

// --- the portal ---

export class Stage {
	static async start(customers) {
		const stage = new Stage();
		const data = join(folder, "sim");
		if (!existsSync(data))
			await run(
				`${bin}/pitboss-sim`,
				["generate", "--data", data, "--customers", String(customers), "--seed", "360"],
				undefined,
				"ignore",
			);
		stage.sim = start(`${bin}/pitboss-sim`, ["serve", "--data", data, "--port", String(PORTS.sim), "--rate", "0"], QUIET);
		await until(PORTS.sim, "/healthz");
		const answer = await fetch(`http://127.0.0.1:${PORTS.sim}/customers?limit=${customers}`);
		stage.customers = (await answer.json()).customers;
		stage.config = writeConfig();
		return stage;
	}

	/** @core: on that one only. */
	async portal({ core } = {}) {
		const data = mkdtempSync(join(folder, "portal-"));
		for (let i = 0; i < PEOPLE; i++)
			await run(`${bin}/pitboss`, ["user", "add", `bench-${i}`, "agent", "--data", data], `${PASSWORD}\n`);
		const args = [
			"serve",
			"--config",
			this.config,
			"--port",
			String(PORTS.portal),
			"--sim-port",
			String(PORTS.sim),
			"--data",
			data,
			"--web",
			"",
		];
		const child = start(...pinned(core, `${bin}/pitboss`, args), QUIET);
		await until(PORTS.portal, "/readyz");
		return { name: "pitboss", child, port: PORTS.portal, data };
	}

	async stop() {
		await stop(this.sim);
	}
}

function writeConfig() {
	const target = join(folder, "config");
	mkdirSync(target, { recursive: true });
	cpSync("config/simulator", join(target, "simulator"), { recursive: true });
	let text = readFileSync("config/pitboss.yaml", "utf8");
	for (const [from, to] of [
		[/^ {2}max_per_person: 16$/m, "  max_per_person: 1000"],
		[/^ {2}burst: 5$/m, "  burst: 100"],
		[/^ {2}limit_mb: 64$/m, "  limit_mb: 512"],
	]) {
		if (!from.test(text)) throw new Error(`the configuration has no ${from}`);
		text = text.replace(from, to);
	}
	const file = join(target, "pitboss.yaml");
	writeFileSync(file, text);
	return file;
}

/** Cookie lines of all people. */
export async function signOn() {
	const lines = [];
	for (let i = 0; i < PEOPLE; i++) {
		const answer = await fetch(`http://127.0.0.1:${PORTS.portal}/api/v1/session`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ username: `bench-${i}`, password: PASSWORD }),
		});
		if (!answer.ok) throw new Error(`sign-on: ${answer.status} ${await answer.text()}`);
		lines.push(`Cookie: ${answer.headers.get("set-cookie").split(";")[0]}`);
	}
	return lines;
}

/** The currency that events about a customer must be in, as the view says it. */
export async function withCurrencies(ids, cookie) {
	const found = [];
	for (const id of ids) {
		const url = `http://127.0.0.1:${PORTS.portal}/api/v1/customers/${id}/sections/financial`;
		const answer = await fetch(url, { headers: { cookie: cookie.slice("Cookie: ".length) } });
		const { financial } = await answer.json();
		found.push({ id, currency: financial?.currency ?? "EUR" });
	}
	return found;
}

// --- the peers ---

export async function startNode({ core } = {}) {
	if (!existsSync("bench/node/node_modules/better-sqlite3/build")) return null;
	const file = join(mkdtempSync(join(folder, "node-")), "events.db");
	const child = start(...pinned(core, process.execPath, ["bench/node/live.mjs", String(PORTS.node), file]));
	await until(PORTS.node, "/");
	return { name: "Node", child, port: PORTS.node };
}

export async function startNchan() {
	if (!NCHAN) return null;
	const home = mkdtempSync(join(folder, "nchan-"));
	chmodSync(home, 0o755);
	const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
		.map((name) => `${name}_temp_path ${home}/${name};`)
		.join(" ");
	writeFileSync(
		join(home, "nginx.conf"),
		`load_module ${NCHAN}; worker_processes 2; worker_rlimit_nofile ${FILES_MAX}; daemon off; pid ${home}/nginx.pid; error_log ${home}/log crit;
     events { worker_connections ${STREAMS + 2000}; }
     http { access_log off; tcp_nodelay on; keepalive_requests 1000000000; ${paths}
       server { listen 127.0.0.1:${PORTS.nchan} reuseport backlog=4096;
         location ~ ^/pub/(.+)$ { nchan_publisher; nchan_channel_id $1; }
         location ~ ^/sub/(.+)$ { nchan_subscriber eventsource; nchan_channel_id $1; nchan_subscriber_first_message newest; } } }`,
	);
	const child = start("nginx", ["-p", home, "-c", join(home, "nginx.conf")], QUIET);
	await until(PORTS.nchan, "/");
	return { name: "nchan", child, port: PORTS.nchan };
}

// --- streams ---

/** How one asks each of them for a customer's stream, and where an event for it goes. */
export const WAYS = {
	pitboss: (topics = "") => [
		...["--path", `/api/v1/stream?customers={customer}${topics}`, "--ready", "event: complete"],
		...["--publish-path", "/api/v1/events", "--publish-header", SENDER],
	],
	nchan: () => ["--path", "/sub/{customer}", "--publish-path", "/pub/{customer}"],
	Node: () => [
		...["--path", "/stream?customer={customer}", "--ready", "event: hello"],
		...["--publish-path", "/events", "--publish-header", SENDER],
	],
};
/** The same job as the peers': each event, and not the sections that it changes. */
export const CHANGES_ONLY = "&topics=sessions,bets,balance,logins,alerts,chat,timeline";

const ESTABLISHED = "01";
const CLOSE_WAIT = "08";
/** Connections that the server on @port has and hasn't closed. */
function connections(port) {
	const end = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
	const rows = readFileSync("/proc/net/tcp", "utf8").split("\n").slice(1);
	return rows.filter((row) => {
		const [, local, , state] = row.trim().split(/\s+/);
		return local?.endsWith(end) && (state === ESTABLISHED || state === CLOSE_WAIT);
	}).length;
}
const SPARE_CONNECTIONS = 32; // of those who asked for something else and keep theirs
const GONE_MS = 30_000;

let files = 0;
/** Opens streams and keeps them; publish() sends events and answers with what arrived. */
export async function openStreams(server, { count, customers, cookies, topics, more = [] }) {
	const list = join(folder, `customers-${++files}`);
	writeFileSync(list, `${customers.map((c) => `${c.id} ${c.currency}`).join("\n")}\n`);
	const args = [
		"--port",
		String(server.port),
		"--streams",
		String(count),
		"--customers",
		list,
		...WAYS[server.name](topics),
		...more,
	];
	if (cookies) {
		writeFileSync(join(folder, `headers-${files}`), `${cookies.join("\n")}\n`);
		args.push("--headers", join(folder, `headers-${files}`));
	}
	const child = start(`${bin}/bench_streams`, args, { stdio: ["pipe", "pipe", "inherit"] });
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	const next = async () => {
		const { value, done } = await lines.next();
		if (done) throw new Error(`${server.name}: the streams' client ended`);
		return JSON.parse(value);
	};
	const { open } = await next();
	return {
		open,
		publish(rate, events) {
			child.stdin.write(`publish ${rate} ${events}\n`);
			return next();
		},
		async close() {
			child.stdin.end();
			await stop(child);
			const end = Date.now() + GONE_MS; // the server has seen all of them go
			while (connections(server.port) > SPARE_CONNECTIONS && Date.now() < end) await sleep(50);
		},
	};
}
