// Bad input of every kind: it is refused with a reason, by name, and nothing of it is logged; rude clients disturb nobody.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertProblem } from "./harness/client.mjs";
import { tokenOf } from "./harness/events.mjs";
import { OPERATIONS } from "./harness/openapi.mjs";
import { until } from "./harness/program.mjs";
import { exchange, Raw } from "./harness/raw.mjs";
import { EXAMPLE, stage } from "./harness/stage.mjs";

const at = stage({ roles: ["agent", "compliance", "auditor", "support", "admin"] });
const SEARCH = "/api/v1/customers/search";
const head = (method, path, more = "") =>
	`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${at.portal.port}\r\nCookie: ${at.agent.headers.cookie}\r\n${more}\r\n`;
const json = (body) =>
	`Content-Type: application/json\r\nX-CSRF-Token: ${at.agent.headers["x-csrf-token"]}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
const writes = () => OPERATIONS.filter((o) => o.operation.requestBody);
const fill = (path) =>
	path
		.replace("{id}", EXAMPLE)
		.replace("{sid}", "0000-x")
		.replace(/\{\w+\}/g, "X-1");

test("what is not JSON at all is 400, on every route that takes a body", async () => {
	const broken = [
		"",
		"{",
		'{"text":',
		"nonsense",
		'{"text":"a"}}',
		"{'text':'a'}",
		'{"text":"a",}',
		"[1,2",
		"\u0000",
		'{"text":"\u0001"}',
		"NaN",
	];
	const bytes = [
		Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
		Buffer.from('{"text":"\xc3\x28"}', "latin1"),
		Buffer.from('{"a":"\xed\xa0\x80"}', "latin1"),
	];
	for (const { method, path, action } of writes())
		for (const body of [...broken, ...bytes]) {
			const headers = action === "events_send" ? { authorization: `Bearer ${tokenOf("gaming")}` } : {};
			const answer = await at.agent.send(method, fill(path), { body, headers });
			assert.equal(answer.status, 400, `${method} ${path} ${JSON.stringify(body.toString("latin1"))}: ${answer.text}`);
			assertProblem(answer, 400, "malformed");
		}
});

test("JSON of the wrong shape is 422 with the field's name", async () => {
	for (const [body, pointer] of [
		[{ text: "a", colour: "red" }, "/colour"],
		[{ text: ["a"] }, "/text"],
		[{ text: null }, "/text"],
		[{ text: "a", limit: "5" }, "/limit"],
		[{ text: "a", limit: 1.5 }, "/limit"],
		[{ text: "a", limit: 1e30 }, "/limit"],
		[{ text: "a", filters: "x" }, "/filters"],
		[{ text: "x".repeat(5000) }, "/text"],
	]) {
		const problem = assertProblem(await at.agent.post(SEARCH, body), 422);
		assert.equal(problem.errors[0].pointer, pointer, JSON.stringify(body).slice(0, 100));
		assert.ok(problem.errors[0].reason.length > 5);
	}
	assertProblem(await at.agent.post(SEARCH, "[]"), 422);
	assertProblem(await at.agent.post(SEARCH, '"text"'), 422);
	assert.equal(assertProblem(await at.agent.post(SEARCH, '{"text":"a","text":"b"}'), 422).errors[0].pointer, "/text");
	const missing = assertProblem(await at.agent.post(`/api/v1/customers/${EXAMPLE}/reveal`, { fields: ["/email"] }), 422);
	assert.equal(missing.errors[0].pointer, "/reason");
});

test("a NUL in a text is refused, escaped too", async () => {
	assertProblem(await at.agent.post(SEARCH, '{"text":"john\\u0000smith"}'), 400, "malformed");
	assertProblem(
		await at.agent.post(`/api/v1/customers/${EXAMPLE}/reveal`, '{"fields":["/email\\u0000"],"reason":"long enough"}'),
		400,
	);
});

test("JSON as deep as a mine is refused", async () => {
	for (const depth of [100, 10_000, 60_000]) {
		const answer = await at.agent.post(SEARCH, `{"filters":${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}`);
		assert.ok([400, 413, 422].includes(answer.status), `${depth}: ${answer.status}`);
		const list = await at.agent.post(SEARCH, `{"text":${"[".repeat(depth)}${"]".repeat(depth)}}`);
		assert.ok([400, 413, 422].includes(list.status), `${depth}: ${list.status}`);
	}
});

test("huge bodies are 413 before they are read", async () => {
	for (const size of [257 << 10, 5 << 20, 2 ** 40]) {
		const text = head("POST", SEARCH, `Content-Type: application/json\r\nX-CSRF-Token: x\r\nContent-Length: ${size}\r\n`);
		const raw = await exchange(at.portal.port, text);
		assert.deepEqual(raw.statuses(), [413], String(size));
		assert.match(raw.text, /application\/problem\+json/);
	}
	const raw = await exchange(at.portal.port, `${head("GET", "/api/v1/session", "Content-Length: 5\r\n")}hello`);
	assert.equal(raw.statuses()[0], 413, "no body where none belongs");
	const chunked = head("POST", SEARCH, "Content-Type: application/json\r\nX-CSRF-Token: x\r\nTransfer-Encoding: chunked\r\n");
	const client = await Raw.open(at.portal.port);
	await client.write(chunked);
	const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
	for (let i = 0; i < 6; i++) await client.write(chunk);
	await client.until((text) => text.includes("HTTP/1.1"));
	assert.deepEqual(client.statuses(), [413]);
	client.close();
});

test("a body that is not said to be JSON is 415", async () => {
	for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
		assertProblem(await at.agent.post(SEARCH, "{}", { headers: { "content-type": type } }), 415, "media-type");
	const fine = await at.agent.post(SEARCH, '{"text":"x"}', { headers: { "content-type": "application/json; charset=utf-8" } });
	assert.equal(fine.status, 200);
});

test("unknown parameters are refused by name, on every route", async () => {
	for (const { method, path } of OPERATIONS) {
		if (method !== "GET") continue;
		const client = path.startsWith("/api/v1/events") ? at.admin : at.compliance;
		const answer = await client.get(`${fill(path)}?surprise=1`);
		if (answer.status === 404) continue;
		const problem = assertProblem(answer, 422);
		assert.equal(problem.errors[0].parameter, "surprise", path);
	}
	const many = Array.from({ length: 40 }, (_, i) => `p${i}=1`).join("&");
	assertProblem(await at.agent.get(`/api/v1/customers/${EXAMPLE}/bets?${many}`), 422);
});

test("addresses that are no text are 400 or 404, never more", async () => {
	for (const path of [
		"/api/v1/customers/%ff",
		"/api/v1/customers/%00",
		"/api/v1/customers/%",
		"/api/v1/customers/%2e%2e%2fadmin",
		"/api/v1/customers/..",
		"/api/v1/customers/a?limit=%zz",
		"//api//v1",
		"/api/v1/customers/%E2%82",
	]) {
		const raw = await exchange(at.portal.port, head("GET", path));
		assert.ok([400, 404, 422].includes(raw.statuses()[0]), `${path}: ${raw.statuses()}`);
		assert.match(raw.text, /application\/problem\+json/);
	}
	const long = await exchange(at.portal.port, head("GET", `/${"a".repeat(100_000)}`));
	assert.ok([414, 431].includes(long.statuses()[0]), String(long.statuses()));
});

test("what could mean two things to two servers is refused, and the connection ends", async () => {
	const host = `Host: 127.0.0.1:${at.portal.port}\r\n`;
	const smuggled = "GET /api/v1/session HTTP/1.1\r\nHost: x\r\n\r\n";
	for (const [what, text] of [
		[
			"length and chunks",
			`POST ${SEARCH} HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
		],
		["two lengths", `POST ${SEARCH} HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello${smuggled}`],
		["a list of lengths", `POST ${SEARCH} HTTP/1.1\r\n${host}Content-Length: 5, 5\r\n\r\nhello${smuggled}`],
		["a signed length", `POST ${SEARCH} HTTP/1.1\r\n${host}Content-Length: +5\r\n\r\nhello${smuggled}`],
		["another coding", `POST ${SEARCH} HTTP/1.1\r\n${host}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${smuggled}`],
		["a coding in disguise", `POST ${SEARCH} HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`],
		[
			"chunked twice",
			`POST ${SEARCH} HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
		],
		["a blank before the colon", `POST ${SEARCH} HTTP/1.1\r\n${host}Content-Length : 5\r\n\r\nhello${smuggled}`],
		["a folded header", `GET /healthz HTTP/1.1\r\n${host}X-A: b\r\n c: d\r\n\r\n${smuggled}`],
		["bare line feeds", `GET /healthz HTTP/1.1\n${host}\n\n${smuggled}`],
		["a bare carriage return", `GET /healthz HTTP/1.1\r\n${host}X-A: b\rc\r\n\r\n${smuggled}`],
		["a NUL in a header", `GET /healthz HTTP/1.1\r\n${host}X-A: \0\r\n\r\n${smuggled}`],
		["no host", `GET /healthz HTTP/1.1\r\n\r\n${smuggled}`],
		["two hosts", `GET /healthz HTTP/1.1\r\n${host}${host}\r\n${smuggled}`],
		["a huge chunk size", `POST ${SEARCH} HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff0\r\n${smuggled}`],
		["a signed chunk size", `POST ${SEARCH} HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n-1\r\n${smuggled}`],
		["HTTP/0.9", `GET /healthz\r\n\r\n${smuggled}`],
		["HTTP/2.0", `GET /healthz HTTP/2.0\r\n${host}\r\n${smuggled}`],
		["another scheme", `GET ftp://x/healthz HTTP/1.1\r\n${host}\r\n${smuggled}`],
		["nonsense", `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03${smuggled}`],
	]) {
		const raw = await Raw.open(at.portal.port);
		await raw.write(text);
		await raw.all(10_000);
		const statuses = raw.statuses();
		assert.ok(
			statuses.length === 1 && [400, 413, 501, 505].includes(statuses[0]),
			`${what}: ${statuses} ${raw.text.slice(0, 200)}`,
		);
		raw.close();
	}
});

test("pipelined requests are answered each, in order", async () => {
	const paths = ["/healthz", `/api/v1/customers/${EXAMPLE}/sections/gaming`, "/api/v1/nothing", "/api/v1/session", "/healthz"];
	const raw = await exchange(
		at.portal.port,
		paths
			.map((path) => head("GET", path))
			.join("")
			.repeat(4),
		{ count: 20 },
	);
	assert.deepEqual(raw.statuses(), Array.from({ length: 4 }, () => [200, 200, 404, 200, 200]).flat());
});

test("HEAD has the head of GET and no body", async () => {
	const raw = await exchange(at.portal.port, head("HEAD", `/api/v1/customers/${EXAMPLE}`) + head("GET", "/healthz"), {
		count: 2,
	});
	assert.deepEqual(raw.statuses(), [200, 200]);
	assert.match(raw.text, /^HTTP\/1\.1 200 [\s\S]*?content-length: [1-9]\d+\r\n[\s\S]*?\r\n\r\nHTTP\/1\.1 200 /i);
});

test("a client that closes its half still gets its answer", async () => {
	const raw = await Raw.open(at.portal.port);
	await raw.write(head("GET", `/api/v1/customers/${await at.sim.fresh()}`));
	raw.socket.end();
	await raw.all(10_000);
	assert.deepEqual(raw.statuses(), [200]);
	assert.match(raw.text, /"masked":\[[^\]]*\]\}$/);
});

test("slow heads and slow bodies are given up, and nobody waits for them", async () => {
	const slow = [];
	for (let i = 0; i < 60; i++) {
		const raw = await Raw.open(at.portal.port);
		const part =
			i % 2 ? `${head("POST", SEARCH, json('{"text":"john"}'))}{"te` : `GET /healthz HTTP/1.1\r\nHost: ${"x".repeat(i)}`;
		await raw.write(part);
		slow.push(raw);
	}
	const start = performance.now();
	for (let i = 0; i < 20; i++) assert.equal((await at.agent.get(`/api/v1/customers/${EXAMPLE}`)).status, 200);
	assert.ok(performance.now() - start < 4000);
	// One drips on: the deadline is for the whole, not between bytes.
	const dripping = slow[0];
	const drip = setInterval(() => dripping.ended || dripping.write("x"), 300);
	await until("all were given up", () => slow.every((raw) => raw.ended), { ms: 45_000, every: 100 });
	clearInterval(drip);
	assert.ok(performance.now() - start < 45_000);
	for (const raw of slow) raw.close();
});

test("clients that vanish leave nothing behind", async () => {
	await at.sim.fault("gaming", "slow", { latencyMs: 300 });
	for (let i = 0; i < 40; i++) {
		const raw = await Raw.open(at.portal.port);
		await raw.write(head("GET", `/api/v1/customers/${await at.sim.fresh()}`));
		raw.socket.resetAndDestroy();
	}
	for (let i = 0; i < 20; i++) {
		const raw = await Raw.open(at.portal.port);
		await raw.write(head("GET", `/api/v1/stream?customers=${await at.sim.fresh()}`));
		if (i % 2) await raw.until((text) => text.includes("hello"));
		raw.socket.resetAndDestroy();
	}
	await at.sim.heal();
	await until("no stream is left", async () => {
		const { text } = await at.agent.get("/metrics");
		return / 0$/m.test(/^pitboss_(http_)?streams(_open)?(\{[^}]*\})? \d+$/m.exec(text)?.[0] ?? "none");
	});
	assert.equal((await at.agent.get(`/api/v1/customers/${EXAMPLE}`)).status, 200);
});

test("two thousand idle connections are nobody's trouble", { timeout: 60_000 }, async () => {
	const idle = [];
	for (let i = 0; i < 20; i++) idle.push(...(await Promise.all(Array.from({ length: 100 }, () => Raw.open(at.portal.port)))));
	const start = performance.now();
	for (let i = 0; i < 100; i++) assert.equal((await at.agent.get(`/api/v1/customers/${EXAMPLE}/sections/risk`)).status, 200);
	assert.ok(performance.now() - start < 6000, `${performance.now() - start} ms for a hundred`);
	assert.equal(idle.filter((raw) => raw.ended).length, 0, "they may stay");
	const some = idle[1234];
	await some.write(head("GET", "/healthz"));
	await some.until((text) => text.includes("200 OK"));
	for (const raw of idle) raw.close();
});

test("nothing personal was logged, whatever was asked and however it went wrong", async () => {
	const secret = "Wilhelmina Quackenbush";
	await at.agent.search({ text: secret });
	await at.agent.search({ text: "wilhelmina@secret.example" });
	await at.agent.reveal(EXAMPLE, ["/email"], `because ${secret} says so`);
	await at.agent.post(SEARCH, `{"text":"${secret}"`);
	await at.agent.get(`/api/v1/customers/${EXAMPLE}/bets?cursor=${encodeURIComponent(secret)}`);
	await at.agent.get(`/api/v1/customers/wilhelmina%40secret.example`);
	await exchange(at.portal.port, `GET /${encodeURIComponent(secret)} HTTP/1.1\r\nHost: x\r\nX-Bad: a\rb\r\n\r\n`);
	await at.portal.stranger().post("/api/v1/session", { username: "agent", password: secret });
	await at.sim.fault("all", "garbage");
	await at.agent.get(`/api/v1/customers/${await at.sim.fresh()}`);
	await at.sim.heal();
	const { log } = at.portal.program;
	assert.ok(
		at.portal.program.lines().some((line) => line.event),
		"there is a log",
	);
	for (const pattern of [
		/wilhelmina|quackenbush/i,
		/CUS-\d+/,
		/john|smith/i,
		/@[a-z]+\.(com|org|example)/i,
		/\+1-555|5550123/,
		/pitboss-demo/,
		/pitboss_session=/,
	])
		assert.doesNotMatch(log, pattern);
	for (const client of [at.agent, at.compliance]) {
		assert.ok(!log.includes(client.headers.cookie.split("=")[1]));
		assert.ok(!log.includes(client.headers["x-csrf-token"]));
	}
	const record = JSON.stringify((await at.auditor.json("/api/v1/audit?limit=200")).items);
	assert.doesNotMatch(record, /wilhelmina@|quackenbush|john@/i);
});
