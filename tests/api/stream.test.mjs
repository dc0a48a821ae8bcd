// GET /stream: each section as its source answers, one change at a time, and a clear end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertProblem } from "./harness/client.mjs";
import { event, send } from "./harness/events.mjs";
import { checkSchema } from "./harness/openapi.mjs";
import { until } from "./harness/program.mjs";
import { openStream } from "./harness/sse.mjs";
import { EXAMPLE, stage } from "./harness/stage.mjs";

const at = stage({ roles: ["agent", "compliance", "support", "auditor", "vip"] });
const NAMES = ["profile", "activity", "gaming", "financial", "compliance", "risk", "support", "documents"];
const open = (customers, { client = at.agent, more = "", headers } = {}) =>
	openStream(client, `/api/v1/stream?customers=${customers}${more}`, headers);

test("the stream says hello, then every section once, then that it is complete", async () => {
	const id = await at.sim.fresh();
	const stream = await open(id);
	await stream.complete();
	assert.equal(stream.headers["content-type"], "text/event-stream");
	assert.equal(stream.headers["cache-control"], "no-store");
	const [hello] = stream.events;
	assert.equal(hello.event, "hello");
	assert.match(hello.json.streamId, /^[0-9a-f]{4}-[0-9a-f]{31}$/);
	assert.ok(hello.json.heartbeatMs > 0);
	assert.deepEqual(new Set(stream.sections().map((s) => s.section)), new Set(NAMES));
	assert.equal(stream.events.at(-1).event, "complete");
	assert.equal(stream.events.at(-1).json.customerId, id);
	assert.match(hello.id, /^[0-9a-f]+-\d+$/, "where to resume from is told at once");
	stream.close();
});

test("a section on the stream is the section of the API, masks and all", async () => {
	for (const role of ["agent", "compliance"]) {
		const stream = await open(EXAMPLE, { client: at[role] });
		await stream.complete();
		for (const { section, view } of stream.sections()) {
			const asked = await at[role].json(`/api/v1/customers/${EXAMPLE}/sections/${section}`);
			checkSchema(`Section${section[0].toUpperCase()}${section.slice(1)}`, view);
			for (const key of Object.keys(asked))
				if (key !== "meta") assert.deepEqual(view[key], asked[key], `${role} ${section} ${key}`);
		}
		const profile = stream.sections().find((s) => s.section === "profile").view;
		assert.equal(profile.email, role === "agent" ? "j***@***.com" : "john@example.com");
		stream.close();
	}
});

test("sections come as their sources answer; nobody waits for the slowest", async () => {
	const id = await at.sim.fresh();
	await at.sim.fault("support", "slow", { latencyMs: 900 });
	await at.sim.fault("gaming", "slow", { latencyMs: 400 });
	const start = performance.now();
	const stream = await open(id);
	await stream.complete();
	await at.sim.heal();
	const when = Object.fromEntries(stream.of("section").map((e) => [e.json.section, e.at - start]));
	for (const name of ["profile", "compliance", "risk", "documents"])
		assert.ok(when[name] < 390, `${name} after ${when[name]} ms`);
	assert.ok(when.gaming >= 395 && when.gaming < 890, `gaming after ${when.gaming} ms`);
	assert.ok(when.support >= 895, `support after ${when.support} ms`);
	assert.equal(stream.sections().at(-1).section, "support");
	stream.close();
});

test("a dead source's section comes too, with its error, at its deadline at the latest", async () => {
	const id = await at.sim.fresh();
	await at.sim.fault("wallet", "hang");
	const start = performance.now();
	const stream = await open(id);
	await stream.complete();
	const took = performance.now() - start;
	await at.sim.heal();
	assert.ok(took > 1900 && took < 2900, `${took} ms of 2000`);
	const { view } = stream.sections().find((s) => s.section === "financial");
	assert.equal(view.financial, null);
	assert.equal(view.meta.financial.error, "timeout");
	stream.close();
});

test("several customers share a stream; unknown ones are told, the others go on", async () => {
	const [a, b] = [await at.sim.fresh(), await at.sim.fresh()];
	const stream = await open(`${a},CUS-000000,${b}`);
	await stream.complete(2);
	const [problem] = (await stream.when((s) => s.of("problem").length, "a problem")).of("problem");
	assert.deepEqual([problem.json.status, problem.json.customerId], [404, "CUS-000000"]);
	for (const id of [a, b]) assert.equal(stream.of("complete").filter((e) => e.json.customerId === id).length, 1);
	const profiles = stream
		.sections()
		.filter((s) => s.section === "profile")
		.map((s) => s.view.customerId);
	assert.deepEqual(profiles.sort(), [a, b].sort());
	assert.ok(!stream.sections().some((s) => s.view.customerId === "CUS-000000"));
	stream.close();
});

test("whoever resumes gets everything; one whose last event is not of this portal is told to start anew", async () => {
	const first = await open(EXAMPLE);
	await first.complete();
	const last = first.events[0].id;
	first.close();
	for (const [id, second] of [
		[last, "section"],
		["cafecafecafe-7", "reset"],
		[`${last}x`, "reset"],
	])
		for (const stream of [
			await open(EXAMPLE, { headers: { "last-event-id": id } }),
			await open(EXAMPLE, { more: `&lastEventId=${encodeURIComponent(id)}` }),
		]) {
			await stream.complete();
			assert.deepEqual(
				stream.events.slice(0, 2).map((e) => e.event),
				["hello", second],
				id,
			);
			assert.equal(stream.sections().length, NAMES.length);
			stream.close();
		}
});

test("PUT changes whom a stream carries, for its owner only", async () => {
	const [a, b] = [await at.sim.fresh(), await at.sim.fresh()];
	const stream = await open(a);
	await stream.complete();
	const { streamId } = stream.events[0].json;
	const path = `/api/v1/stream/${streamId}`;
	assertProblem(await at.compliance.put(path, { customers: [b] }), 404);
	assertProblem(await at.agent.put(`/api/v1/stream/${"0".repeat(4)}-${"0".repeat(31)}`, { customers: [b] }), 404);
	assert.equal((await at.agent.put(path, { customers: [a, b] })).status, 204);
	await stream.complete(2);
	assert.equal(stream.sections(a).filter((s) => s.section === "profile").length, 1, "who was there is not sent again");
	assert.equal(stream.sections(b).filter((s) => s.section === "profile").length, 1);
	assert.equal((await at.agent.put(path, { customers: [] })).status, 204);
	assert.equal((await at.agent.put(path, { customers: [a], topics: ["sections", "bets"] })).status, 204);
	await stream.complete(3);
	assert.equal(assertProblem(await at.agent.put(path, { customers: "x" }), 422).errors[0].pointer, "/customers");
	assert.equal(
		assertProblem(await at.agent.put(path, { customers: [a], topics: ["nothing"] }), 422).errors[0].pointer,
		"/topics",
	);
	stream.close();
});

test("who asks for sections later has them as they are then", async () => {
	const customer = await at.sim.fresh();
	const stream = await open(customer, { more: "&topics=bets" });
	await stream.complete();
	assert.equal(stream.sections().length, 0);
	const { financial } = await at.agent.json(`/api/v1/customers/${customer}/sections/financial`);
	const bet = { betId: "R1", sessionId: "S", game: "G", stake: 7.25, payout: 0, currency: financial.currency };
	const later = new Date(Date.now() + 60_000).toISOString();
	assert.equal((await send(at.portal.port, event("round.played", customer, bet, { time: later }))).status, 200);
	await stream.when((s) => s.of("change").length === 1, "the bet");
	assert.equal(stream.sections().length, 0, "nobody asked for them");
	const { streamId } = stream.events[0].json;
	const put = { customers: [customer], topics: ["sections", "bets"] };
	assert.equal((await at.agent.put(`/api/v1/stream/${streamId}`, put)).status, 204);
	await stream.when((s) => s.sections(customer).length >= NAMES.length, "all sections");
	const { view } = stream.sections(customer).findLast(({ section }) => section === "activity");
	assert.equal(view.activeSessions.find(({ sessionId }) => sessionId === "S").currentBet, 7.25);
	stream.close();
});

test("what can't be carried is refused by name", async () => {
	const many = Array.from({ length: 21 }, (_, i) => `CUS-${i}`).join();
	for (const [query, parameter] of [
		["", "customers"],
		["?customers=", "customers"],
		["?customers=a%20b", "customers"],
		[`?customers=${many}`, "customers"],
		[`?customers=${EXAMPLE}&topics=nothing`, "topics"],
		[`?customers=${EXAMPLE}&since=5`, "since"],
	]) {
		const stream = await openStream(at.agent, `/api/v1/stream${query}`);
		stream.json = JSON.parse(stream.text);
		assert.equal(assertProblem(stream, 422).errors[0].parameter, parameter, query);
	}
});

test("a person has so many streams and no more; leaving makes room", async () => {
	const streams = await Promise.all(Array.from({ length: 16 }, () => open(EXAMPLE, { client: at.vip })));
	await Promise.all(streams.map((stream) => stream.complete()));
	const refused = await open(EXAMPLE, { client: at.vip });
	refused.json = JSON.parse(refused.text);
	assertProblem(refused, 429, "too-many");
	assert.ok(Number(refused.headers["retry-after"]) >= 1);
	const other = await open(EXAMPLE, { client: at.support });
	await other.complete();
	other.close();
	streams.pop().close();
	const next = await until("there is room again", async () => {
		const stream = await open(EXAMPLE, { client: at.vip });
		return stream.status === 200 && stream;
	});
	await next.complete();
	for (const stream of [...streams, next]) stream.close();
});

test("a stream is on the record when opened, changed and closed, with what was shown", async () => {
	const id = await at.sim.fresh();
	const stream = await open(id, { client: at.support });
	await stream.complete();
	const { streamId } = stream.events[0].json;
	await at.support.put(`/api/v1/stream/${streamId}`, { customers: [id] });
	stream.close();
	const [close] = await until("the closing record", async () => {
		const { items } = await at.auditor.json("/api/v1/audit?kind=stream_close&who=support");
		const mine = items.filter((r) => r.stream === streamId);
		return mine.length && mine;
	});
	assert.equal(close.end, "client");
	assert.equal(close.sections, NAMES.length);
	assert.ok(Object.keys(close.shown[id]).length >= 8, JSON.stringify(close.shown));
	const opened = (await at.auditor.json("/api/v1/audit?kind=stream_open&who=support")).items;
	assert.ok(opened.some((r) => r.customers.includes(id)));
	assert.ok((await at.auditor.json("/api/v1/audit?kind=stream_change&who=support")).items.some((r) => r.stream === streamId));
});

test("an orderly stop ends streams properly", async () => {
	const stream = await open(EXAMPLE);
	await stream.complete();
	const port = at.portal;
	await port.program.stop();
	await stream.when((s) => s.over, "the stream ends");
	await port.start();
	assert.equal((await at.agent.get(`/api/v1/customers/${EXAMPLE}`)).status, 200);
});
