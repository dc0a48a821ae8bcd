// A simulator and a portal on free ports with data of their own, for the length of a test file.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { Client, request } from "./client.mjs";
import { freeBlock } from "./ports.mjs";
import { PITBOSS, PITBOSS_SIM, Program, ROOT, run, until } from "./program.mjs";

export const CUSTOMERS = 500;
export const SEED = 360;
export const EXAMPLE = "CUS-123456";

/** A folder that goes with the test file. */
export function temporary(name = "pitboss-test-") {
	const folder = mkdtempSync(join(tmpdir(), name));
	process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** A copy of the shipped configuration; @edits are [from, to] and each must hit. */
export function configCopy(folder, edits = []) {
	const target = join(folder, "config");
	mkdirSync(target, { recursive: true });
	cpSync(`${ROOT}config/simulator`, join(target, "simulator"), { recursive: true });
	const file = join(target, "pitboss.yaml");
	let text = readFileSync(`${ROOT}config/pitboss.yaml`, "utf8");
	for (const [from, to] of edits) {
		const edited = text.replaceAll(from, to);
		assert.notEqual(edited, text, `the configuration has no ${from}`);
		text = edited;
	}
	writeFileSync(file, text);
	return file;
}

export class Simulator {
	constructor(port, data) {
		this.port = port;
		this.data = data;
	}

	/** @events: the address that is told what happens; none by default. */
	async start({ customers = CUSTOMERS, seed = SEED, rate = 0, events } = {}) {
		this.program = new Program("pitboss-sim", PITBOSS_SIM, [
			...["serve", "--data", this.data, "--port", String(this.port), "--rate", String(rate)],
			...["--customers", String(customers), "--seed", String(seed)],
			...(events ? ["--events", events, "--events-token-dir", "config/simulator"] : []),
		]);
		await this.up();
		return this;
	}

	async up() {
		await until("the simulator is up", async () => {
			this.program.assertRunning();
			return (await request(this.port, "GET", "/healthz")).status === 200;
		});
	}

	async control(method, path, body) {
		const answer = await request(this.port, method, path, { body });
		assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
		return answer.json;
	}

	fault(service, mode, more = {}) {
		return this.control("POST", "/faults", { service, mode, ...more });
	}

	heal() {
		return this.control("DELETE", "/faults");
	}

	stats() {
		return this.control("GET", "/stats");
	}

	async ids(kind, limit = 100) {
		return (await this.control("GET", `/customers?kind=${kind}&limit=${limit}`)).customers;
	}

	/** Ids of nobody in particular that no test has looked at yet: cold ones. */
	async fresh() {
		this.pool ??= this.control("GET", "/customers?limit=400").then(({ customers }) => customers.filter((id) => id !== EXAMPLE));
		const id = (await this.pool).pop();
		assert.ok(id, "no customer is left that was not looked at");
		return id;
	}

	play(event) {
		return this.control("POST", "/play", event);
	}
}

export class Portal {
	constructor({ port, simPort, data, config = "config/pitboss.yaml", args = [], spawn = {}, web = "" }) {
		Object.assign(this, { port, simPort, data, config, args, spawn, web });
		this.clients = [];
	}

	async start({ directory = true, patience } = {}) {
		this.launch();
		await this.ready({ directory, patience });
		return this;
	}

	launch() {
		const sim = this.simPort ? ["--sim-port", String(this.simPort)] : [];
		// Without a front end unless a test names one (null: as configured): whether one was built must change no result.
		const web = this.web === null ? [] : ["--web", this.web];
		const args = ["serve", "--config", this.config, "--demo", "--port", String(this.port), "--data", this.data];
		this.program = new Program(
			"pitboss",
			this.wrapper?.[0] ?? PITBOSS,
			[...(this.wrapper ? [...this.wrapper.slice(1), PITBOSS] : []), ...[...args, ...sim, ...web, ...this.args]],
			this.spawn,
		);
	}

	/** @patience: {ms} of a start that may take its time. */
	async ready({ directory = true, patience } = {}) {
		await until(
			"the portal is ready",
			async () => {
				this.program.assertRunning();
				const answer = await request(this.port, "GET", "/readyz");
				return answer.status === 200 && (!directory || answer.json.directory.ready);
			},
			patience,
		);
	}

	stranger(options) {
		const client = new Client(this.port, options);
		this.clients.push(client);
		return client;
	}

	/** Somebody of that role, signed on. */
	signOn(username, password) {
		return this.stranger().signOn(username, password);
	}

	/** The commands of the terminal on this portal's data. */
	command(args, options) {
		return run([...args, "--data", this.data], options);
	}

	async stop() {
		for (const client of this.clients) client.close();
		await this.program.stop();
	}
}

/** Registers start and end with node:test. @events: the simulator delivers to the portal. @return is filled before the first test: {sim, portal, folder, <role>: Client}; @ready(at) comes last. */
export function stage({
	customers = CUSTOMERS,
	rate = 0,
	events = false,
	edits,
	roles = ["agent"],
	portal: options = {},
	directory = true,
	ready,
	judge,
} = {}) {
	const at = {};
	before(async () => {
		at.folder = temporary();
		const port = await freeBlock();
		at.sim = await new Simulator(port + 1, join(at.folder, "sim")).start({
			customers,
			rate,
			...(events && { events: `http://127.0.0.1:${port}/api/v1/events` }),
		});
		const config = edits ? configCopy(at.folder, edits) : undefined;
		at.portal = new Portal({ port, simPort: port + 1, data: join(at.folder, "data"), ...(config && { config }), ...options });
		await at.portal.start({ directory });
		for (const role of roles) at[role] = await at.portal.signOn(role);
		await ready?.(at);
	});
	after(async () => {
		// Both are judged, also when the first is at fault.
		const ends = await Promise.allSettled([at.portal?.stop(), at.sim?.program?.stop()]);
		// Last: a hook that fails is the last one, and a program left running would keep the file from ending.
		ends.push(...(await Promise.allSettled([judge && (async () => judge())()])));
		for (const end of ends) if (end.status === "rejected") throw end.reason;
	});
	return at;
}
