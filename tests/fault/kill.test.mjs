// The portal is killed at any moment, under load: the next start is clean, the record verifies, and holds every look that was answered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "../api/harness/client.mjs";
import { stage } from "../api/harness/stage.mjs";
import { records, requestOf } from "./record.mjs";

const ROUNDS = 20;
const CLIENTS = 8;
const at = stage({ roles: ["agent"] });

/** Looks, searches and reveals until the portal is gone; @return the request ids of what was answered. */
async function load(ids, headers, answered) {
	const one = async (n) => {
		for (let i = n; ; i += CLIENTS) {
			const id = ids[i % ids.length];
			const [method, path, body] =
				i % 7 === 3
					? ["POST", "/api/v1/customers/search", { text: "john" }]
					: i % 11 === 5
						? ["POST", `/api/v1/customers/${id}/reveal`, { fields: ["/email"], reason: "while it is killed" }]
						: ["GET", `/api/v1/customers/${id}`];
			const answer = await request(at.portal.port, method, path, { headers, body, timeout: 8000 });
			if (answer.status === 200) answered.push(answer.headers["x-request-id"]);
			else assert.ok([422, 503].includes(answer.status), `${answer.status} ${answer.text}`);
		}
	};
	const ends = await Promise.allSettled(Array.from({ length: CLIENTS }, (_, n) => one(n)));
	for (const { reason } of ends)
		assert.ok(["ECONNRESET", "ECONNREFUSED", "EPIPE"].includes(reason.code) || /aborted/.test(reason.message), reason);
}

test(`${ROUNDS} times killed at a random moment: nothing that was answered is lost`, { timeout: 180_000 }, async () => {
	const { customers: ids } = await at.sim.control("GET", "/customers?limit=60");
	const answered = [];
	for (let round = 0; round < ROUNDS; round++) {
		const moment = Math.random() * 250;
		const loading = load(ids, at.agent.headers, answered);
		await sleep(moment);
		await at.portal.program.kill();
		await loading;
		at.portal.program.check();
		await at.portal.start({ directory: false });
		const verified = at.portal.command(["audit", "verify"]);
		assert.equal(verified.code, 0, `killed after ${moment.toFixed(1)} ms: ${verified.out}`);
		// The session outlived it.
		assert.equal((await at.agent.get("/api/v1/session")).status, 200);
	}
	assert.ok(answered.length > ROUNDS * 5, `${answered.length} answers: too few to tell`);
	const recorded = new Set(records(at.portal.data).map(requestOf));
	const lost = answered.filter((id) => !recorded.has(id));
	assert.deepEqual(lost, [], `${lost.length} of ${answered.length} answered looks are not on the record`);
});

test("killed while it starts, again and again, it starts", async () => {
	await at.portal.program.stop();
	for (let i = 0; i < 8; i++) {
		at.portal.launch();
		await sleep(Math.random() * 120);
		await at.portal.program.kill();
		at.portal.program.check();
	}
	await at.portal.start();
	assert.equal(at.portal.command(["audit", "verify"]).code, 0);
	assert.equal((await at.agent.search({ text: "john" })).from, "directory");
});

test("a second portal on the same data is refused and hurts nothing", async () => {
	const second = at.portal.command(["serve", "--demo", "--port", "0", "--sim-port", String(at.sim.port)]);
	assert.notEqual(second.code, 0);
	assert.match(second.err, /another portal/);
	assert.equal((await at.agent.get("/readyz")).status, 200);
});
