// The disk is full, or the database is locked: what can't be recorded isn't shown, the error says so, and it ends by itself.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assertProblem, request } from "../api/harness/client.mjs";
import { event, send } from "../api/harness/events.mjs";
import { freeBlock } from "../api/harness/ports.mjs";
import { until } from "../api/harness/program.mjs";
import { configCopy, EXAMPLE, Portal, stage } from "../api/harness/stage.mjs";
import { records, requestOf } from "./record.mjs";

const at = stage({ roles: ["agent"] });
const VIEW = `/api/v1/customers/${EXAMPLE}`;

/** A small disk of its own; null where that isn't permitted. */
function smallDisk(folder) {
	mkdirSync(folder, { recursive: true });
	const made = spawnSync("mount", ["-t", "tmpfs", "-o", "size=12m", "tmpfs", folder]);
	return made.status === 0 ? { folder, remove: () => spawnSync("umount", ["-l", folder]) } : null;
}

function fill(folder) {
	const file = join(folder, "filler");
	const fd = openSync(file, "w");
	for (const piece of [1 << 20, 4096, 512, 1])
		try {
			for (;;) writeSync(fd, Buffer.alloc(piece, 1));
		} catch (error) {
			assert.equal(error.code, "ENOSPC");
		}
	closeSync(fd);
	return () => rmSync(file);
}

function assertNothingShown(answer) {
	const problem = assertProblem(answer, 503, "audit-unavailable");
	assert.match(problem.detail, /record/);
	assert.doesNotMatch(answer.text, /john|John|CUS-/);
}

test("disk full: nothing is shown unrecorded; with space again it goes on, and the record is whole", {
	timeout: 90_000,
}, async (t) => {
	const disk = smallDisk(join(at.folder, "disk"));
	if (!disk) return t.skip("no permission to mount a small disk");
	const config = configCopy(join(at.folder, "small"), [["  segment_mb: 64\n", "  segment_mb: 1\n"]]);
	const portal = new Portal({ port: await freeBlock(), simPort: at.sim.port, data: join(disk.folder, "data"), config });
	try {
		await portal.start();
		const agent = await portal.signOn("agent");
		assert.equal((await agent.get(VIEW)).status, 200);
		const free = fill(disk.folder);
		// What is preallocated lasts a while.
		const answered = [];
		const refused = await until(
			"the record is full",
			async () => {
				const batch = await Promise.all(Array.from({ length: 64 }, () => agent.get(VIEW)));
				for (const answer of batch) if (answer.status === 200) answered.push(answer.headers["x-request-id"]);
				return batch.find((answer) => answer.status !== 200);
			},
			{ ms: 40_000, every: 0 },
		);
		assertNothingShown(refused);
		for (const path of [VIEW, `${VIEW}/sections/profile`, `${VIEW}/bets`, `${VIEW}/timeline`, `${VIEW}/photo`])
			assertNothingShown(await agent.get(path));
		for (const [path, body] of [
			["/api/v1/customers/search", { text: "john" }],
			[`${VIEW}/reveal`, { fields: ["/email"], reason: "with a full disk" }],
		]) {
			const answer = await agent.post(path, body);
			assert.equal(answer.status, 503, answer.text);
			assert.doesNotMatch(answer.text, /john@|John/);
		}
		assert.equal((await agent.get("/readyz")).status, 503);
		assert.equal((await agent.get("/readyz")).json.audit, false);
		assert.equal((await agent.get("/healthz")).status, 200);
		free();
		await until("it goes on", async () => (await agent.get(VIEW)).status === 200, { ms: 10_000 });
		await until("it is ready", async () => (await agent.get("/readyz")).status === 200, { ms: 10_000 });
		assert.equal((await agent.post("/api/v1/customers/search", { text: "john" })).status, 200);
		const verified = portal.command(["audit", "verify"]);
		assert.equal(verified.code, 0, verified.out);
		const recorded = new Set(records(portal.data).map(requestOf));
		assert.deepEqual(
			answered.filter((id) => !recorded.has(id)),
			[],
		);
	} finally {
		await portal.stop().finally(disk.remove);
	}
});

test("disk full: events are refused and none is lost; sent again they are there once", { timeout: 90_000 }, async (t) => {
	const disk = smallDisk(join(at.folder, "events"));
	if (!disk) return t.skip("no permission to mount a small disk");
	const config = configCopy(join(at.folder, "small-events"), [["  segment_mb: 64\n", "  segment_mb: 1\n"]]);
	const portal = new Portal({ port: await freeBlock(), simPort: at.sim.port, data: join(disk.folder, "data"), config });
	let n = 0;
	const batch = () =>
		Array.from({ length: 50 }, () =>
			event("session.ended", EXAMPLE, { sessionId: `S${++n}` }, { id: `full-${n}`, time: new Date().toISOString() }),
		);
	const acknowledged = new Set();
	const note = (events) => {
		for (const { id } of events) acknowledged.add(id);
	};
	try {
		await portal.start();
		const first = batch();
		assert.equal((await send(portal.port, first)).json.accepted, 50);
		note(first);
		const free = fill(disk.folder);
		let refused;
		await until(
			"the journal is full",
			async () => {
				const events = batch();
				const answer = await send(portal.port, events);
				if (answer.status === 200) note(events);
				else refused = { events, answer };
				return refused;
			},
			{ ms: 40_000, every: 0 },
		);
		assertProblem(refused.answer, 503, "events-unavailable");
		assert.ok(Number(refused.answer.headers["retry-after"]) >= 1);
		assert.equal((await send(portal.port, refused.events)).status, 503, "and again");
		assert.match((await request(portal.port, "GET", "/metrics")).text, /^pitboss_events_healthy 0$/m);
		free();
		const later = await until("they are taken", async () => {
			const answer = await send(portal.port, refused.events);
			return answer.status === 200 && answer.json;
		});
		assert.equal(later.accepted + later.repeated, 50);
		note(refused.events);
		assert.equal((await send(portal.port, refused.events)).json.repeated, 50);
		const seen = [];
		const folder = join(portal.data, "journal");
		for (const name of readdirSync(folder).filter((one) => one.endsWith(".log")))
			for (const line of readFileSync(join(folder, name), "latin1").split("\n"))
				if (line.startsWith("{")) seen.push(JSON.parse(line).event.id);
		assert.equal(new Set(seen).size, seen.length, "none is there twice");
		assert.deepEqual(
			[...acknowledged].filter((id) => !seen.includes(id)),
			[],
		);
	} finally {
		await portal.stop().finally(disk.remove);
	}
});

/** Holds the write lock of a database until let go. */
async function lock(file) {
	const shell = spawn("sqlite3", [file], { stdio: ["pipe", "pipe", "inherit"] });
	shell.stdin.write("BEGIN IMMEDIATE;\nSELECT 'locked';\n");
	await until("the lock is held", async () => /locked/.test((await once(shell.stdout, "data")).toString()));
	return async () => {
		shell.stdin.end("ROLLBACK;\n");
		await once(shell, "close");
	};
}

test("the database locked by somebody else: what needs it says so, what doesn't goes on, nothing is shown unrecorded", {
	timeout: 60_000,
}, async () => {
	const release = await lock(join(at.portal.data, "portal.db"));
	try {
		// Looks need only the record.
		assert.equal((await at.agent.get(VIEW)).status, 200);
		const [search, reveal, signOn] = await Promise.all([
			at.agent.post("/api/v1/customers/search", { text: "john smith" }),
			at.agent.reveal(EXAMPLE, ["/email"], "with a locked database"),
			at.portal.stranger().post("/api/v1/session", { username: "support", password: "pitboss-demo" }),
		]);
		assertNothingShown(search);
		assertNothingShown(reveal);
		assertProblem(signOn, 503, "busy");
		assert.equal((await at.agent.get(VIEW)).status, 200);
		const taken = await send(at.portal.port, event("session.ended", EXAMPLE, { sessionId: "S-locked" }));
		assert.equal(taken.json.accepted, 1, "events need the journal alone");
	} finally {
		await release();
	}
	assert.equal((await at.agent.post("/api/v1/customers/search", { text: "john smith" })).status, 200);
	assert.equal((await at.agent.reveal(EXAMPLE, ["/email"])).status, 200);
	assert.equal(at.portal.command(["audit", "verify"]).code, 0);
});

test("a command of the terminal says that the database is busy, and changes nothing", { timeout: 60_000 }, async () => {
	const release = await lock(join(at.portal.data, "portal.db"));
	const refused = at.portal.command(["token", "create", "agent", "while-locked"]);
	await release();
	assert.notEqual(refused.code, 0);
	assert.match(refused.err, /busy|locked/);
	assert.equal(at.portal.command(["token", "create", "agent", "while-locked"]).code, 0);
});
