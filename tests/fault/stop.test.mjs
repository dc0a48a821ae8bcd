// Told to stop, it answers what it has begun; told to reload, it takes over what is good and says why not what is bad.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "../api/harness/client.mjs";
import { event, send } from "../api/harness/events.mjs";
import { until } from "../api/harness/program.mjs";
import { EXAMPLE, stage } from "../api/harness/stage.mjs";
import { records, requestOf } from "./record.mjs";

const at = stage({ roles: ["agent"], edits: [["port: 8360", "port: 0"]] });
const view = (id) => request(at.portal.port, "GET", `/api/v1/customers/${id}`, { headers: at.agent.headers });

test("an orderly stop under load loses no answer, and the record ends with it", async () => {
	const ids = await Promise.all(Array.from({ length: 30 }, () => at.sim.fresh()));
	await at.sim.fault("wallet", "slow", { latencyMs: 400 });
	const pending = ids.map((id) => view(id));
	// Begun: the services have been asked.
	await until("they are under way", async () => (await at.sim.stats()).services.wallet.total >= 30);
	at.portal.program.child.kill("SIGTERM");
	const answers = await Promise.all(pending);
	await at.portal.program.ended;
	at.portal.program.check();
	for (const answer of answers) {
		assert.equal(answer.status, 200);
		assert.equal(answer.json.meta.financial.state, "fresh");
	}
	await at.sim.heal();
	const all = records(at.portal.data);
	const recorded = new Set(all.map(requestOf));
	for (const answer of answers) assert.ok(recorded.has(answer.headers["x-request-id"]));
	assert.equal(all.at(-1).event, "stop");
	await at.portal.start();
	assert.match(at.portal.command(["audit", "verify"]).out, /intact/);
});

test("a stop does not wait for ever: a hanging source costs its deadline, no more", async () => {
	await at.sim.fault("kyc", "hang");
	const pending = view(await at.sim.fresh());
	await sleep(100);
	const start = performance.now();
	at.portal.program.child.kill("SIGTERM");
	const answer = await pending;
	await at.portal.program.ended;
	assert.equal(answer.status, 200);
	assert.equal(answer.json.meta.documents.error, "timeout");
	assert.ok(performance.now() - start < 10_000);
	at.portal.program.check();
	await at.sim.heal();
	await at.portal.start();
});

const reloaded = (event) => at.portal.program.lines().filter((line) => line.event === event);

async function reload(edit, event) {
	const before = reloaded(event).length;
	const text = readFileSync(at.portal.config, "utf8");
	const edited = edit(text);
	assert.notEqual(edited, text);
	writeFileSync(at.portal.config, edited);
	at.portal.program.child.kill("SIGHUP");
	const line = await until(event, () => reloaded(event).length > before && reloaded(event).at(-1));
	return { line, restore: () => writeFileSync(at.portal.config, text) };
}

test("SIGHUP takes over sources: a shorter time-out counts from then on, and what is cached stays", async () => {
	await view(EXAMPLE);
	const before = await at.sim.stats();
	const { restore } = await reload((text) => text.replaceAll("timeout_ms: 2000\n", "timeout_ms: 300\n"), "config.reloaded");
	assert.equal((await view(EXAMPLE)).json.meta.gaming.state, "fresh");
	assert.equal((await at.sim.stats()).services.gaming.total, before.services.gaming.total);
	await at.sim.fault("gaming", "hang");
	const start = performance.now();
	const answer = await view(await at.sim.fresh());
	const took = performance.now() - start;
	await at.sim.heal();
	assert.equal(answer.json.meta.gaming.error, "timeout");
	assert.ok(took < 1200, `${took} ms of 300`);
	restore();
});

test("SIGHUP with a bad configuration changes nothing, and the log says where and why", async () => {
	for (const [edit, key] of [
		[(text) => text.replace("log_level: info", "log_level: loud"), /log_level/],
		[(text) => text.replace("body_max_kb: 256", "body_max: 256"), /body_max/],
		[(text) => text.replace("path: /api/customers/{id}\n", "path: /api/customers/{nobody}\n"), /./],
		[(text) => text.replace("listen: 127.0.0.1", "listen: [127.0.0.1"), /./],
		[(text) => text.replace("token_file: simulator/kyc.token", "token_file: simulator/none.token"), /./],
	]) {
		const { line, restore } = await reload(edit, "config.refused");
		assert.match(`${line.key} ${line.reason}`, key);
		assert.ok(line.reason.length > 5, JSON.stringify(line));
		assert.equal((await view(await at.sim.fresh())).status, 200);
		restore();
	}
	const { restore } = await reload((text) => `${text}\n# as it was\n`, "config.reloaded");
	restore();
});

test("SIGHUP takes over who may send events: another token counts, and the one before no more", async () => {
	const name = "new.events.token";
	const folder = dirname(at.portal.config);
	const ended = (token) => send(at.portal.port, event("session.ended", EXAMPLE, { sessionId: "S" }), { token });
	assert.equal((await ended("sim-gaming-events-token")).status, 200);
	writeFileSync(join(folder, "simulator", name), "another-token-of-the-gaming-service\n");
	const edit = (text) => text.replace("simulator/gaming.events.token", `simulator/${name}`);
	const { restore } = await reload(edit, "config.reloaded");
	assert.equal((await ended("another-token-of-the-gaming-service")).status, 200);
	assert.equal((await ended("sim-gaming-events-token")).status, 401);
	assert.equal((await ended("sim-wallet-events-token")).status, 403, "the others are as they were");
	restore();
	const gone = await reload((text) => text.replace(/^.*simulator\/gaming\.events\.token.*\n/m, ""), "config.reloaded");
	assert.equal((await ended("sim-gaming-events-token")).status, 401);
	gone.restore();
	const twice = (text) => text.replace("simulator/gaming.events.token", "simulator/wallet.events.token");
	const { line, restore: mend } = await reload(twice, "config.refused");
	assert.match(`${line.key} ${line.reason}`, /events\.senders/);
	assert.equal((await ended("sim-gaming-events-token")).status, 401, "what was refused changes nothing");
	mend();
	(await reload((text) => `${text}\n# as it was\n`, "config.reloaded")).restore();
	assert.equal((await ended("sim-gaming-events-token")).status, 200);
});

test("SIGHUP under load disturbs nobody", async () => {
	let over = false;
	const looking = Promise.all(
		Array.from({ length: 6 }, async () => {
			while (!over) {
				const { status, json } = await view(await at.sim.fresh());
				assert.equal(status, 200);
				for (const meta of Object.values(json.meta)) assert.equal(meta.error, null);
			}
		}),
	);
	for (let i = 0; i < 6; i++) (await reload((text) => `${text}# ${i}\n`, "config.reloaded")).restore();
	over = true;
	await looking;
});
