// Who gets in, for how long, and how it ends.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { assertProblem, PASSWORD } from "./harness/client.mjs";
import { freeBlock } from "./harness/ports.mjs";
import { until } from "./harness/program.mjs";
import { openStream } from "./harness/sse.mjs";
import { configCopy, EXAMPLE, Portal, stage } from "./harness/stage.mjs";

const at = stage({ roles: ["agent", "auditor"] });
const VIEW = `/api/v1/customers/${EXAMPLE}`;
const signOn = (client, username, password) => client.post("/api/v1/session", { username, password });

test("a cookie that scripts and other sites can't use, and a token for writes", async () => {
	const client = at.portal.stranger();
	const answer = await signOn(client, "agent", PASSWORD);
	const cookie = answer.headers["set-cookie"][0];
	assert.match(cookie, /^pitboss_session=[A-Za-z0-9_-]{43};/);
	for (const attribute of [/; HttpOnly/i, /; SameSite=Strict/i, /; Path=\//i]) assert.match(cookie, attribute);
	assert.equal(answer.json.username ?? answer.json.user?.username, "agent");
	assert.equal(answer.json.role ?? answer.json.user?.role, "agent");
	assert.ok(answer.json.csrfToken.length >= 32);
	const shown = await at.agent.json("/api/v1/session");
	assert.equal(shown.csrfToken, at.agent.session.csrfToken);
	assert.notEqual(answer.json.csrfToken, shown.csrfToken);
});

test("a wrong password and an unknown name are the same 401", async () => {
	const client = at.portal.stranger({ localAddress: "127.0.0.31" });
	const known = assertProblem(await signOn(client, "support", "not the password"), 401, "not-signed-on");
	const unknown = assertProblem(await signOn(client, "nobody-here", "not the password"), 401, "not-signed-on");
	assert.equal(known.detail, unknown.detail);
	await until("it is on the record", async () => {
		const { items } = await at.auditor.json("/api/v1/audit?kind=sign_on&who=support");
		return items.some((r) => r.outcome === "failed");
	});
	assert.equal((await at.auditor.json("/api/v1/audit?who=nobody-here")).items.length, 0, "strangers are counted, not named");
});

test("too many tries are told when to come back, by name and by address, and others are not kept out", async () => {
	const attacker = at.portal.stranger({ localAddress: "127.0.0.32" });
	let limited;
	for (let i = 0; i < 12 && !limited; i++) {
		const answer = await signOn(attacker, "vip", `guess ${i}`);
		if (answer.status === 429) limited = answer;
		else assert.equal(answer.status, 401);
	}
	assertProblem(limited, 429, "too-many");
	const retry = Number(limited.headers["retry-after"]);
	assert.ok(retry >= 1 && retry <= 60, `Retry-After: ${limited.headers["retry-after"]}`);
	// The right password doesn't get through either, nor another name from there; but somebody elsewhere does.
	assert.equal((await signOn(attacker, "mlro", PASSWORD)).status, 429);
	assert.equal((await signOn(at.portal.stranger({ localAddress: "127.0.0.33" }), "mlro", PASSWORD)).status, 200);
	// Many addresses, one name.
	let byName;
	for (let i = 0; i < 12 && !byName; i++) {
		const answer = await signOn(at.portal.stranger({ localAddress: `127.0.1.${i + 1}` }), "compliance", "guess");
		if (answer.status === 429) byName = answer;
	}
	assertProblem(byName, 429, "too-many");
});

test("sign-off ends the session at once, everywhere, streams too", async () => {
	const client = await at.portal.signOn("agent");
	const streams = await Promise.all(Array.from({ length: 4 }, () => openStream(client, `/api/v1/stream?customers=${EXAMPLE}`)));
	await Promise.all(streams.map((stream) => stream.complete()));
	const start = performance.now();
	const answer = await client.delete("/api/v1/session");
	assert.equal(answer.status, 204);
	assert.match(answer.headers["set-cookie"][0], /Max-Age=0/);
	await Promise.all(streams.map((stream) => stream.when((s) => s.over, "the stream ends", 3000)));
	assert.ok(performance.now() - start < 3000);
	assertProblem(await client.get(VIEW), 401, "not-signed-on");
	assertProblem(await client.get("/api/v1/session"), 401, "not-signed-on");
	assert.equal((await at.agent.get(VIEW)).status, 200, "another session of the same person goes on");
});

test("made-up cookies and tokens are nobody", async () => {
	const real = at.agent.headers.cookie;
	for (const headers of [
		{ cookie: "pitboss_session=" },
		{ cookie: `pitboss_session=${"A".repeat(43)}` },
		{ cookie: `${real.slice(0, -1)}${real.endsWith("A") ? "B" : "A"}` },
		{ cookie: `${real}x` },
		{ authorization: "Bearer nothing" },
		{ authorization: `Bearer ${real.split("=")[1]}` },
		{ authorization: "Basic YWdlbnQ6cGl0Ym9zcy1kZW1v" },
		{ authorization: "Bearer" },
	]) {
		const client = at.portal.stranger();
		client.headers = headers;
		assertProblem(await client.get(VIEW), 401, "not-signed-on");
	}
});

test("a machine signs on with a token, needs no CSRF token, and is out when it is revoked", async () => {
	const made = at.portal.command(["token", "create", "agent", "nightly"]);
	assert.equal(made.code, 0, made.err);
	const machine = at.portal.stranger().bearer(made.out.trim());
	await until("the portal knows the token", async () => (await machine.get(VIEW)).status === 200, { ms: 5000 });
	const view = await machine.view(EXAMPLE);
	assert.equal(view.email, "j***@***.com");
	assert.equal((await machine.post("/api/v1/customers/search", { text: "john" })).status, 200);
	assertProblem(await machine.get("/api/v1/audit"), 403, "denied");
	assert.equal(at.portal.command(["token", "create", "agent", "nightly"]).code !== 0, true, "a label is given once");
	assert.equal(at.portal.command(["token", "revoke", "nightly"]).code, 0);
	await until("it is revoked", async () => (await machine.get(VIEW)).status === 401, { ms: 5000 });
});

test("a token does no more than its user and no more than machines may", async () => {
	const { out } = at.portal.command(["token", "create", "compliance", "export"]);
	const machine = at.portal.stranger().bearer(out.trim());
	await until("the portal knows the token", async () => (await machine.get("/api/v1/session")).status === 200, { ms: 5000 });
	assertProblem(await machine.get("/api/v1/audit"), 403, "denied");
	assertProblem(await machine.reveal(EXAMPLE, ["/email"]), 403, "denied");
});

test("a change of role takes effect at once for who is signed on: out, and in again with the new one", async () => {
	assert.equal(at.portal.command(["user", "add", "kim", "agent"], { input: "long-enough-1\n" }).code, 0);
	const kim = at.portal.stranger();
	await until("kim can sign on", async () => (await signOn(kim, "kim", "long-enough-1")).status === 200, { ms: 5000 });
	await kim.signOn("kim", "long-enough-1");
	assert.equal((await kim.view(EXAMPLE)).email, "j***@***.com");
	const stream = await openStream(kim, `/api/v1/stream?customers=${EXAMPLE}`);
	await stream.complete();
	assert.equal(at.portal.command(["user", "role", "kim", "admin"]).code, 0);
	await stream.when((s) => s.over, "the stream ends", 6000);
	await until("the old role is gone", async () => (await kim.get(VIEW)).status !== 200, { ms: 5000 });
	await kim.signOn("kim", "long-enough-1");
	assertProblem(await kim.get(VIEW), 403, "denied");
	assert.equal(at.portal.command(["user", "disable", "kim"]).code, 0);
	await until("kim is out", async () => (await kim.get("/api/v1/session")).status === 401, { ms: 5000 });
	assert.equal((await signOn(kim, "kim", "long-enough-1")).status, 401);
});

test("a new password ends the sessions of the old one", async () => {
	at.portal.command(["user", "add", "lee", "support"], { input: "long-enough-2\n" });
	const lee = at.portal.stranger();
	await until("lee can sign on", async () => (await signOn(lee, "lee", "long-enough-2")).status === 200, { ms: 5000 });
	await lee.signOn("lee", "long-enough-2");
	assert.equal(at.portal.command(["user", "password", "lee"], { input: "long-enough-3\n" }).code, 0);
	await until("lee is out", async () => (await lee.get("/api/v1/session")).status === 401, { ms: 5000 });
	assert.equal((await signOn(lee, "lee", "long-enough-2")).status, 401);
	assert.equal((await signOn(lee, "lee", "long-enough-3")).status, 200);
});

test("what administrators do at the terminal is on the record, without passwords", async () => {
	const { items } = await at.auditor.json("/api/v1/audit?kind=admin&limit=200");
	const text = JSON.stringify(items);
	for (const word of ["user.add", "user.role", "user.disable", "token.create", "token.revoke"])
		assert.ok(text.includes(word), word);
	assert.doesNotMatch(text, /long-enough/);
});

test("a session survives a restart of the portal", async () => {
	const portal = new Portal({ port: await freeBlock(), simPort: at.sim.port, data: join(at.folder, "data-restart") });
	await portal.start();
	const client = await portal.signOn("agent");
	await portal.program.stop();
	await portal.start();
	assert.equal((await client.get(VIEW)).status, 200);
	await portal.stop();
});

test("a session ends without use, and in any case after its time", async () => {
	const config = configCopy(join(at.folder, "short"), [
		["  idle_s: 1800\n", "  idle_s: 3\n"],
		["  absolute_s: 43200\n", "  absolute_s: 7\n"],
	]);
	const portal = new Portal({ port: await freeBlock(), simPort: at.sim.port, data: join(at.folder, "data-short"), config });
	await portal.start();
	try {
		const [idle, busy] = [await portal.signOn("agent"), await portal.signOn("support")];
		const start = Date.now();
		const stream = await openStream(idle, `/api/v1/stream?customers=${EXAMPLE}`);
		await stream.complete();
		// Asking keeps it alive past the idle end, but not past the absolute one.
		const lasted = await until(
			"the absolute end",
			async () => (await busy.get("/api/v1/session")).status === 401 && Date.now() - start,
			{
				ms: 12_000,
				every: 200,
			},
		);
		assert.ok(lasted > 5000 && lasted < 10_000, `${lasted} ms of 7 s`);
		assert.equal((await idle.get("/api/v1/session")).status, 401);
		await stream.when((s) => s.over, "the stream of an ended session ends", 5000);
	} finally {
		await portal.stop();
	}
});
