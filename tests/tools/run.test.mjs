// tools/run.sh with stand-ins for the two programs: what it starts, waits for and stops is its own doing.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";

const TOOLS = fileURLToPath(new URL("../../tools/", import.meta.url));
const NOTHING = "#!/bin/sh\nexit 0\n";
/** Answers every request with 200 on --port; writes what was asked of it into calls. PORTAL_DIES ends the portal after the first. */
const STAND_IN = `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const name = require("node:path").basename(process.argv[1]);
const args = process.argv.slice(2);
appendFileSync("calls", name + " " + args.join(" ") + "\\n");
if (args[0] === "generate") process.exit(0);
const stop = () => { appendFileSync("calls", name + " stopped\\n"); process.exit(0); };
process.on("SIGTERM", stop);
process.on("SIGINT", process.env.DEAF_TO_INT ? () => {} : stop);
const dies = name === "pitboss" && process.env.PORTAL_DIES;
if (dies === "early") process.exit(7);
require("node:http").createServer((request, response) => {
	response.end("ok", () => { if (dies === "late") process.exit(7); });
}).listen(Number(args[args.indexOf("--port") + 1]), "127.0.0.1");
`;

let root;

function put(path, text) {
	writeFileSync(join(root, path), text);
	chmodSync(join(root, path), 0o755);
}

async function freePort() {
	const server = createServer();
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address();
	server.close();
	await once(server, "close");
	return String(port);
}

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "run-"));
	for (const folder of ["tools", "build/release"]) mkdirSync(join(root, folder), { recursive: true });
	for (const script of ["run.sh", "common.sh"]) cpSync(join(TOOLS, script), join(root, "tools", script));
	for (const script of ["install-packages.sh", "build.sh", "build-web.sh"]) put(`tools/${script}`, NOTHING);
	for (const program of ["pitboss", "pitboss-sim"]) put(`build/release/${program}`, STAND_IN);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const calls = () => (existsSync(join(root, "calls")) ? readFileSync(join(root, "calls"), "utf8").trim().split("\n") : []);

/** Starts run.sh in a process group of its own, as a terminal does. */
async function start(env = {}) {
	const child = spawn("tools/run.sh", {
		cwd: root,
		detached: true,
		env: { ...process.env, PORT: await freePort(), SIM_PORT: await freePort(), DATA: "./data", ...env },
	});
	const run = { child, output: "", ended: once(child, "close") };
	run.ready = new Promise((resolve) => {
		for (const stream of [child.stdout, child.stderr])
			stream.on("data", (piece) => {
				run.output += piece;
				if (run.output.includes("Ctrl-C stops both")) resolve();
			});
	});
	return run;
}

async function interrupt(run) {
	await run.ready;
	process.kill(-run.child.pid, "SIGINT");
	return run.ended;
}

test("both are started, announced with the demo accounts, and stopped by Ctrl-C", async () => {
	const run = await start();
	const [status] = await interrupt(run);
	assert.equal(status, 0);
	assert.match(run.output, /http:\/\/127\.0\.0\.1:\d+/);
	assert.match(run.output, /agent, support, compliance, mlro, vip, admin, auditor; password pitboss-demo/);
	assert.match(calls()[0], /^pitboss-sim generate --data \.\/data\/sim --customers 5000 --seed 360$/);
	assert.match(
		calls()[1],
		/^pitboss-sim serve --data \.\/data\/sim --port \d+ --rate 20 --events \S+ --events-token-dir config\/simulator$/,
	);
	const port = /--port (\d+)/.exec(calls()[2])[1];
	assert.match(calls()[1], new RegExp(`--events http://127\\.0\\.0\\.1:${port}/api/v1/events `), "events go to the portal");
	assert.match(calls()[2], /^pitboss serve --config config\/pitboss\.yaml --demo --port \d+ --sim-port \d+ --data \.\/data$/);
	assert.deepEqual(calls().slice(3).sort(), ["pitboss stopped", "pitboss-sim stopped"]);
});

test("programs that leave Ctrl-C to the script are stopped by it", async () => {
	const run = await start({ DEAF_TO_INT: "1" });
	const [status] = await interrupt(run);
	assert.equal(status, 0);
	assert.deepEqual(calls().slice(3).sort(), ["pitboss stopped", "pitboss-sim stopped"]);
});

test("a second call does not make the data again", async () => {
	await interrupt(await start());
	await interrupt(await start());
	assert.equal(calls().filter((call) => call.startsWith("pitboss-sim generate")).length, 1);
});

test("data of another operator are not mixed in", async () => {
	await interrupt(await start());
	const run = await start({ CUSTOMERS: "7" });
	const [status] = await run.ended;
	assert.equal(status, 1);
	assert.match(run.output, /holds a simulated operator with customers=5000 seed=360, not customers=7 seed=360/);
});

test("when the portal cannot start, that is said and the simulator is stopped", async () => {
	const run = await start({ PORTAL_DIES: "early" });
	const [status] = await run.ended;
	assert.equal(status, 1);
	assert.match(run.output, /the portal ended; its log is \.\/data\/portal\.log/);
	assert.ok(calls().includes("pitboss-sim stopped"));
});

test("when the portal ends later, the simulator is stopped too", async () => {
	const run = await start({ PORTAL_DIES: "late" });
	const [status] = await run.ended;
	assert.equal(status, 1);
	assert.match(run.output, /the portal ended \(status 7\)/);
	assert.ok(calls().includes("pitboss-sim stopped"));
});
