// One child process: where its output goes, how it is stopped, and whether it behaved. A sanitizer's report, a crash or an early end
// fails the file that started it, and its log is shown when anything failed.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const BUILD = process.env.PITBOSS_BUILD ?? `${ROOT}build/release`;
export const PITBOSS = process.env.PITBOSS_BIN ?? `${BUILD}/pitboss`;
export const PITBOSS_SIM = process.env.PITBOSS_SIM_BIN ?? `${BUILD}/pitboss-sim`;

const LOG_MAX = 8 << 20;
const LOG_SHOWN = 6000;
const STOP_MS = 20_000;
const SANITIZER = /AddressSanitizer|LeakSanitizer|ThreadSanitizer|UndefinedBehaviorSanitizer|: runtime error: |MUST failed/;

export const ENV = {
	...process.env,
	LSAN_OPTIONS: process.env.LSAN_OPTIONS ?? `suppressions=${ROOT}tests/lsan.supp:print_suppressions=0`,
	UBSAN_OPTIONS: process.env.UBSAN_OPTIONS ?? "print_stacktrace=1:halt_on_error=1",
};

const running = new Set();
const logs = new Set();

// Nothing outlives the test, however it ends; what the programs said helps only when something failed.
process.on("exit", (code) => {
	for (const child of running) child.kill("SIGKILL");
	if (!code) return;
	for (const program of logs) process.stderr.write(`--- ${program.name}\n${program.log.slice(-LOG_SHOWN)}\n`);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

export class Program {
	constructor(name, file, args, options = {}) {
		this.name = name;
		this.log = "";
		this.expectDeath = false;
		this.child = spawn(file, args, { cwd: ROOT, env: ENV, stdio: ["ignore", "pipe", "pipe"], ...options });
		running.add(this.child);
		logs.add(this);
		for (const stream of [this.child.stdout, this.child.stderr])
			stream.on("data", (piece) => {
				this.log = (this.log + piece).slice(-LOG_MAX);
			});
		// "close" comes when the output has been read, too.
		this.ended = once(this.child, "close").then(
			([code, signal]) => this.#over(code, signal),
			(error) => {
				this.log += `${error}\n`;
				this.#over(null, "not started");
			},
		);
	}

	#over(code, signal) {
		running.delete(this.child);
		Object.assign(this, { code, signal, over: true });
	}

	get pid() {
		return this.child.pid;
	}

	/** Structured lines of the log. */
	lines() {
		return this.log
			.split("\n")
			.filter((line) => line.startsWith("{"))
			.map((line) => {
				try {
					return JSON.parse(line);
				} catch {
					return { event: "cut", line };
				}
			});
	}

	async kill() {
		this.expectDeath = true;
		this.child.kill("SIGKILL");
		await this.ended;
	}

	/** Ends it in an orderly way and checks that it was fine all along. */
	async stop(signal = "SIGTERM") {
		if (!this.over) this.child.kill(signal);
		const late = setTimeout(() => this.child.kill("SIGKILL"), STOP_MS);
		await this.ended;
		clearTimeout(late);
		this.check();
	}

	/** Throws what no waiting will mend. */
	assertRunning() {
		if (this.over) throw Object.assign(new Error(`${this.name} ended: ${this.log.slice(-1500)}`), { final: true });
	}

	check() {
		assert.doesNotMatch(this.log, SANITIZER, `${this.name}: a sanitizer reported`);
		if (this.over && !this.expectDeath) assert.deepEqual([this.code, this.signal], [0, null], `${this.name} ended badly`);
	}
}

/** Runs a command of the terminal to its end. */
export function run(args, { file = PITBOSS, input = "", ...options } = {}) {
	const r = spawnSync(file, args, { cwd: ROOT, env: ENV, encoding: "utf8", input, timeout: 60_000, ...options });
	assert.doesNotMatch(r.stderr, SANITIZER, `pitboss ${args.join(" ")}`);
	return { code: r.status, out: r.stdout, err: r.stderr };
}

/** Polls until @fn gives something true; the last reason is told when it never does. An error that is .final ends it at once. */
export async function until(what, fn, { ms = 20_000, every = 25 } = {}) {
	const end = Date.now() + ms;
	let last;
	for (;;) {
		try {
			const value = await fn();
			if (value) return value;
			last = undefined;
		} catch (error) {
			if (error.final) throw error;
			last = error;
		}
		if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms`, { cause: last });
		await new Promise((resolve) => setTimeout(resolve, every));
	}
}
