// Each source × each fault, cold and warm: the page stays, the section says what happened with one of the portal's own words, the others
// are complete, nothing waits past its deadline, and the end of the fault is seen within seconds.
import assert from "node:assert/strict";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { assertProblem } from "./harness/client.mjs";
import { FAULTS } from "./harness/faults.mjs";
import { freeBlock } from "./harness/ports.mjs";
import { until } from "./harness/program.mjs";
import { configCopy, Portal, stage } from "./harness/stage.mjs";

const DEADLINE_MS = 600;
const TTL_MS = 1000;
// For two busy cores and a sanitizer; far less than another round of retries or the client's own patience.
const SLACK_MS = 700;
const PATIENT = "{window_s: 10, min_requests: 10000, failure_percent: 100, open_ms: 100}";

// Short times, and a breaker that never opens: it has tests of its own below.
const at = stage({
	edits: [
		["    breaker: {window_s: 10, min_requests: 10, failure_percent: 50, open_ms: 1000}\n", ""],
		["    timeout_ms: 2000\n", `    timeout_ms: ${DEADLINE_MS}\n    breaker: ${PATIENT}\n`],
		["    ttl_s: 300\n", `    ttl_s: ${TTL_MS / 1000}\n`],
	],
});

// Also after a failure, so that one does not become many.
afterEach(() => at.sim.heal());

const SECTIONS = {
	profile: ["customer", "risk"],
	activity: ["customer", "gaming"],
	gaming: ["gaming"],
	financial: ["wallet"],
	compliance: ["kyc", "risk"],
	risk: ["risk"],
	support: ["support"],
	documents: ["kyc"],
};
const OWN = {
	customer: ["username", "fullName", "email", "registrationDate", "vipTier", "consents", "recentLogins", "devices"],
	gaming: ["gamingStats", "activeSessions", "betsInPlay"],
	wallet: ["financial"],
	kyc: ["kycStatus", "verificationType", "documents"],
	support: ["supportHistory"],
	risk: ["riskFlags", "riskLevel"],
};
// Late, but an answer like any other.
const MODES = { slow: null, ...FAULTS };
const SOURCES = Object.keys(OWN);

async function timed(fn) {
	const start = performance.now();
	const value = await fn();
	return [value, performance.now() - start];
}

const show = (id, client = at.agent) => client.get(`/api/v1/customers/${id}`);

/** What belongs to one source; net gaming revenue follows from two and is looked at apart. */
function own(view, source) {
	const copy = structuredClone(Object.fromEntries(OWN[source].map((name) => [name, view[name]])));
	if (copy.financial) delete copy.financial.netGamingRevenue;
	return copy;
}

function assertOthersComplete(view, whole, source) {
	for (const other of SOURCES) if (other !== source) assert.deepEqual(own(view, other), own(whole, other), other);
	for (const [section, sources] of Object.entries(SECTIONS))
		if (!sources.includes(source)) {
			assert.notEqual(view.meta[section].state, "missing", section);
			assert.equal(view.meta[section].error, null, section);
		}
}

/** A fault's own words: what the simulator or its garbage might say. */
function assertNothingForeign(text) {
	assert.doesNotMatch(text, /fault|injected|sim-|"many"|7\.123456789|\uFFFD/);
}

function assertCold(answer, source, error) {
	assert.equal(answer.status, 200, answer.text.slice(0, 300));
	const view = answer.json;
	for (const [section, sources] of Object.entries(SECTIONS)) {
		const hit = sources.includes(source) && error;
		assert.equal(view.meta[section].state, hit ? "missing" : "fresh", `${source}/${error}: ${section}`);
		assert.equal(view.meta[section].error, hit ? error : null, `${source}/${error}: ${section}`);
		if (hit) assert.equal(view.meta[section].fetchedAt === null && view.meta[section].ageMs === null, true, section);
	}
	// Null, never empty or zero: an empty list of flags from a dead source would read as safe.
	if (error) for (const name of OWN[source]) assert.equal(view[name], null, name);
	if (error && source === "risk") assert.equal(view.compliance.limits, null);
	if (error && source === "gaming") assert.equal(view.financial.netGamingRevenue, null);
	if (error && source === "customer") assert.equal(view.customerId !== undefined, true);
	assertNothingForeign(answer.text);
}

// One customer a fault, looked at before anything is broken.
const warm = {};

async function warmUp(mode) {
	warm[mode] ??= await at.sim.fresh();
	const answer = await until(
		`${warm[mode]} is whole`,
		async () => {
			const whole = await show(warm[mode]);
			return Object.values(whole.json.meta).every((meta) => meta.state === "fresh") && whole;
		},
		{ ms: 5000 },
	);
	return answer.json;
}

async function expire(view) {
	const youngest = Math.max(
		...Object.values(view.meta).flatMap((m) => Object.values(m.parts ?? { m }).map((p) => Date.parse(p.fetchedAt))),
	);
	await sleep(Math.max(0, youngest + TTL_MS + 50 - Date.now()));
}

async function assertWarm(id, source, error, whole) {
	const [first, took] = await timed(() => show(id));
	assert.equal(first.status, 200);
	// What is known is given at once; nobody waits for a refresh.
	assert.ok(took < DEADLINE_MS, `${took} ms for stale data`);
	assert.deepEqual(own(first.json, source), own(whole, source));
	if (!error) return;
	const marked = await until(
		`${source} is marked ${error}`,
		async () => {
			const answer = await show(id);
			return (
				Object.entries(SECTIONS).every(([s, sources]) => !sources.includes(source) || answer.json.meta[s].error === error) &&
				answer
			);
		},
		{ ms: DEADLINE_MS * 2 + 3000 },
	);
	const view = marked.json;
	assert.deepEqual(own(view, source), own(whole, source), "what was known stays");
	for (const [section, sources] of Object.entries(SECTIONS))
		if (sources.includes(source)) {
			assert.equal(view.meta[section].state, "stale", section);
			assert.ok(view.meta[section].ageMs > TTL_MS, section);
		}
	assertOthersComplete(view, whole, source);
	assertNothingForeign(marked.text);
}

for (const source of SOURCES)
	for (const [mode, error] of Object.entries(MODES))
		test(`${source} ${mode}: cold it costs its own sections, warm it is stale and marked, then it recovers`, async () => {
			const whole = await warmUp(mode);
			const id = await at.sim.fresh();
			await expire(whole);
			await at.sim.fault(source, mode, mode === "slow" ? { latencyMs: 150 } : {});
			const [cold, took] = await timed(() => show(id));
			assertCold(cold, source, error);
			if (mode === "hang") assert.ok(took >= DEADLINE_MS - 50, `${took} ms: before the deadline`);
			if (mode === "slow") assert.ok(took >= 145, `${took} ms: the slow source was not waited for`);
			assert.ok(took < DEADLINE_MS + SLACK_MS, `${took} ms: past the deadline`);
			await assertWarm(warm[mode], source, error, whole);
			await at.sim.heal();
			const healed = await until(
				`${source} recovers`,
				async () => {
					const answer = await show(id);
					return Object.values(answer.json.meta).every((meta) => meta.state === "fresh" && !meta.error) && answer;
				},
				{ ms: 5000 },
			);
			assertOthersComplete(cold.json, healed.json, source);
			if (error) for (const name of OWN[source]) assert.notEqual(healed.json[name], undefined, name);
			else assert.deepEqual(own(cold.json, source), own(healed.json, source));
		});

test("three sources down: the other three are there", async () => {
	const id = await at.sim.fresh();
	for (const source of ["gaming", "wallet", "kyc"]) await at.sim.fault(source, "down");
	const answer = await show(id);
	await at.sim.heal();
	assert.equal(answer.status, 200);
	const { meta, riskFlags, supportHistory, fullName } = answer.json;
	for (const [section, sources] of Object.entries(SECTIONS)) {
		const hit = sources.some((source) => ["gaming", "wallet", "kyc"].includes(source));
		assert.equal(meta[section].state, hit ? "missing" : "fresh", section);
		assert.equal(meta[section].error, hit ? "unreachable" : null, section);
	}
	assert.ok(Array.isArray(riskFlags) && Array.isArray(supportHistory));
	assert.notEqual(fullName, undefined);
});

test("all six down: nothing is known, which is a 503 that says so; the cached is shown stale", async () => {
	const whole = await warmUp("all");
	const id = await at.sim.fresh();
	await expire(whole);
	await at.sim.fault("all", "down");
	const problem = assertProblem(await show(id), 503, "source-down");
	assert.equal(problem.source, "customer");
	assert.equal(problem.error, "unreachable");
	for (const section of Object.keys(SECTIONS)) {
		const one = await at.agent.get(`/api/v1/customers/${id}/sections/${section}`);
		assertProblem(one, 503, "source-down");
	}
	const stale = await until("all are marked", async () => {
		const answer = await show(warm.all);
		return Object.values(answer.json.meta).every((meta) => meta.error === "unreachable") && answer;
	});
	for (const source of SOURCES) assert.deepEqual(own(stale.json, source), own(whole, source));
	for (const meta of Object.values(stale.json.meta)) assert.equal(meta.state, "stale");
	await at.sim.heal();
	await until(
		"everything is back",
		async () => {
			const answer = await show(id);
			return answer.status === 200 && Object.values(answer.json.meta).every((meta) => meta.state === "fresh");
		},
		{ ms: 5000 },
	);
});

test("nobody is guessed away: an unknown customer is 404 only when the customer service says so", async () => {
	await at.sim.fault("customer", "error");
	assertProblem(await show("CUS-000000"), 503, "source-down");
	await at.sim.heal();
	assertProblem(await show("CUS-000000"), 404, "not-found");
});

test("lists and details of a dead source say so in the same words", async () => {
	const id = await at.sim.fresh();
	const base = `/api/v1/customers/${id}`;
	const wholes = { bets: "gaming", transactions: "wallet", tickets: "support", logins: "customer", documents: "kyc" };
	for (const [list, source] of Object.entries(wholes)) {
		for (const [mode, error] of Object.entries({
			error: "http_error",
			garbage: "malformed",
			hang: "timeout",
			wrong_customer: "wrong_customer",
		})) {
			await show(id);
			await at.sim.fault(source, mode);
			if (list === "documents") await expire((await show(id)).json);
			const [answer, took] = await timed(() => at.agent.get(`${base}/${list}`));
			await at.sim.heal();
			assert.ok(took < 2 * DEADLINE_MS + SLACK_MS, `${list} ${mode}: ${took} ms`);
			// Documents are part of the view, so what is known is shown.
			if (list === "documents") {
				assert.equal(answer.status, 200);
				continue;
			}
			const problem = assertProblem(answer, 503, "source-down");
			assert.deepEqual([problem.source, problem.error], [source, error], `${list} ${mode}`);
			assertNothingForeign(answer.text);
			assert.equal((await at.agent.get(`${base}/${list}`)).status, 200);
		}
	}
});

test("a document or photo that breaks off is cut for the client too, and garbage is never passed on", async () => {
	const { documents } = await at.agent.view("CUS-123456");
	const { documentId } = documents.find((d) => d.contentType === "image/png");
	const field = `/documents/${documentId}/content`;
	const { values } = (await at.agent.reveal("CUS-123456", [field])).json;
	const path = `/api/v1/customers/CUS-123456/documents/${documentId}/content?grant=${values[field]}`;
	assert.equal((await at.agent.get(path)).status, 200);
	await at.sim.fault("kyc", "truncated");
	// Before its first bytes are judged it is an error; after, all that is left is to break off, too.
	const cut = await at.agent.get(path).catch((error) => error);
	if (cut instanceof Error) assert.match(cut.message, /aborted|socket hang up|ECONNRESET/);
	else assertProblem(cut, 503);
	await at.sim.fault("kyc", "garbage");
	const garbage = await at.agent.get(path);
	assertProblem(garbage, 503);
	await at.sim.fault("kyc", "error");
	assertProblem(await at.agent.get(path), 503, "source-down");
	await at.sim.heal();
	assert.equal((await at.agent.get(path)).status, 200);
});

test("a source that fails part of the time is asked again, and few notice", async () => {
	await at.sim.fault("wallet", "error", { share: 0.05 });
	const before = (await at.sim.stats()).services.wallet.total;
	let failed = 0;
	for (let i = 0; i < 60; i++) if ((await show(await at.sim.fresh())).json.meta.financial.error) failed++;
	await at.sim.heal();
	assert.ok(failed <= 3, `${failed} of 60 were lost to 5 % of errors`);
	const asked = (await at.sim.stats()).services.wallet.total - before;
	assert.ok(asked <= 60 * 1.2 + 10, `${asked} requests: retries are bounded`);
});

test("the breaker: a failing source is left alone, answers don't wait for it, and it is back within seconds", async () => {
	const second = await freeBlock();
	const config = configCopy(join(at.folder, "breaker"));
	const portal = new Portal({ port: second, simPort: at.sim.port, data: join(at.folder, "data-breaker"), config });
	await portal.start();
	try {
		const agent = await portal.signOn("agent");
		await at.sim.fault("gaming", "hang");
		// Together, or each would wait out its deadline.
		const ids = await Promise.all(Array.from({ length: 12 }, () => at.sim.fresh()));
		await Promise.all(ids.map((id) => show(id, agent)));
		await at.sim.fault("gaming", "error");
		const before = (await at.sim.stats()).services.gaming.total;
		for (let i = 0; i < 25; i++) {
			const [answer, took] = await timed(async () => show(await at.sim.fresh(), agent));
			const { gaming } = answer.json.meta;
			assert.equal(gaming.state, "missing");
			assert.ok(["timeout", "http_error", "unreachable"].includes(gaming.error), gaming.error);
			assert.ok(took < 1000, `${took} ms with the breaker open`);
			if (i > 2) assert.equal(answer.json.meta.financial.state, "fresh");
		}
		const asked = (await at.sim.stats()).services.gaming.total - before;
		assert.ok(asked < 25, `${asked} requests reached a source that is left alone`);
		assert.equal((await agent.get("/readyz")).json.sources.gaming, "down");
		assert.equal((await agent.get("/readyz")).status, 200);
		await at.sim.heal();
		const id = await at.sim.fresh();
		await until("the breaker closes", async () => (await show(id, agent)).json.meta.gaming.state === "fresh", { ms: 5000 });
		await until("ready says up", async () => (await agent.get("/readyz")).json.sources.gaming === "up", { ms: 5000 });
	} finally {
		await at.sim.heal();
		await portal.stop();
	}
});

test("what is older than stale_s is not shown any more", async () => {
	const config = configCopy(join(at.folder, "old"), [
		["    ttl_s: 300\n", "    ttl_s: 1\n"],
		["    stale_s: 3600\n", "    stale_s: 2\n"],
	]);
	const portal = new Portal({ port: await freeBlock(), simPort: at.sim.port, data: join(at.folder, "data-old"), config });
	await portal.start();
	try {
		const agent = await portal.signOn("agent");
		const id = await at.sim.fresh();
		assert.equal((await show(id, agent)).json.meta.support.state, "fresh");
		await at.sim.fault("support", "down");
		const states = new Set();
		const gone = await until(
			"it is missing",
			async () => {
				const answer = await show(id, agent);
				states.add(answer.json.meta.support.state);
				return answer.json.meta.support.state === "missing" && answer;
			},
			{ ms: 8000 },
		);
		assert.ok(states.has("stale"), [...states].join());
		assert.equal(gone.json.supportHistory, null);
		assert.equal(gone.json.meta.support.error, "unreachable");
	} finally {
		await at.sim.heal();
		await portal.stop();
	}
});
