// Who else looks at a customer: told by the stream, to each only those whom it may know of, and not even by when it is told.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "./harness/program.mjs";
import { openStream } from "./harness/sse.mjs";
import { stage } from "./harness/stage.mjs";

const at = stage({ roles: ["agent", "support", "vip", "compliance", "mlro"] });
const TOPICS = "&topics=presence";
const open = (customers, { client = at.agent, more = TOPICS } = {}) =>
	openStream(client, `/api/v1/stream?customers=${customers}${more}`);
const told = (stream) => stream.of("presence").map(({ json }) => json.viewers.map((v) => `${v.username}/${v.role}`));
/* In no order: who opens a page first need not be there first. @names sorted. */
const sees = (stream, ...names) => stream.when((s) => `${told(s).at(-1)?.toSorted()}` === `${names}`, `${names} is seen`);

test("who comes is told at once, who is alone that nobody is there, and nobody of themselves", async () => {
	const id = await at.sim.fresh();
	const first = await open(id);
	await sees(first);
	assert.deepEqual(first.of("presence")[0].json, { customerId: id, viewers: [] });
	assert.equal(first.of("presence")[0].id, undefined, "it is no part of what is told again to who comes back");
	await sleep(1_000);
	const start = performance.now();
	const second = await open(id, { client: at.support });
	await sees(first, "support/support");
	assert.ok(performance.now() - start < 900, `after ${performance.now() - start} ms`);
	await sees(second, "agent/agent");
	const [{ since }] = first.of("presence").at(-1).json.viewers;
	assert.ok(Math.abs(Date.parse(since) - Date.now()) < 5_000, since);
	second.close();
	await sees(first);
	first.close();
});

test("a person with many tabs is there once, until the last is gone; another customer's room is another", async () => {
	const [id, other] = [await at.sim.fresh(), await at.sim.fresh()];
	const watching = await open(id);
	const tabs = [await open(id, { client: at.support }), await open(id, { client: at.support })];
	const elsewhere = await open(other, { client: at.vip });
	await sees(watching, "support/support");
	for (const tab of tabs) await sees(tab, "agent/agent");
	const words = watching.of("presence").length;
	tabs[0].close();
	await sees(elsewhere);
	await sleep(1_500);
	assert.equal(watching.of("presence").length, words, "the second tab is still there");
	tabs[1].close();
	await sees(watching);
	for (const stream of [watching, elsewhere]) stream.close();
});

test("a stream that is changed takes its person along", async () => {
	const [id, other] = [await at.sim.fresh(), await at.sim.fresh()];
	const watching = await open(`${id},${other}`);
	const moving = await open(id, { client: at.support });
	await sees(watching, "support/support");
	const { streamId } = moving.events[0].json;
	const put = (body) => at.support.put(`/api/v1/stream/${streamId}`, body);
	assert.equal((await put({ customers: [other] })).status, 204);
	const last = (customer) => watching.of("presence").findLast(({ json }) => json.customerId === customer).json.viewers;
	await until("they have moved", () => last(id).length === 0 && last(other).length === 1);
	assert.equal((await put({ customers: [other], unseen: [other] })).status, 204);
	await until("a page in the background shows nobody", () => last(other).length === 0);
	await until("and is still told", () => moving.of("presence").at(-1).json.viewers.length === 1);
	assert.equal((await put({ customers: [other] })).status, 204);
	await until("they look again", () => last(other).length === 1);
	assert.equal((await put({ customers: [other], unseen: [id] })).status, 422);
	const away = await open(id, { client: at.vip, more: `${TOPICS}&unseen=${id}` });
	await sees(away, "agent/agent");
	assert.ok(last(id).every((viewer) => viewer.username !== "vip"));
	for (const stream of [watching, moving, away]) stream.close();
});

test("who signs off is gone", async () => {
	const id = await at.sim.fresh();
	const watching = await open(id);
	const someone = await at.portal.signOn("vip");
	await open(id, { client: someone });
	await sees(watching, "vip/vip");
	assert.equal((await someone.delete("/api/v1/session")).status, 204);
	await sees(watching);
	watching.close();
});

test("a stream that does not ask is told nothing, but its person is seen", async () => {
	const id = await at.sim.fresh();
	const watching = await open(id);
	const silent = await open(id, { client: at.support, more: "" });
	await silent.complete();
	await sees(watching, "support/support");
	assert.equal(silent.of("presence").length, 0);
	for (const stream of [watching, silent]) stream.close();
});

/* What an agent is told while others of its own kind come and go, its own times left out. */
async function watched(id, { by = [] } = {}) {
	const hidden = [];
	for (const client of by) hidden.push(await open(id, { client }));
	const agent = await open(id, { more: "&topics=presence,sections,alerts" });
	await agent.complete();
	for (const client of by) hidden.push(await open(id, { client }));
	const support = await open(id, { client: at.support });
	await sees(agent, "support/support");
	for (const stream of hidden.splice(0, by.length)) stream.close();
	for (const stream of hidden) await stream.when((s) => told(s).length > 0, "they are told themselves");
	support.close();
	await sees(agent);
	for (const stream of hidden) stream.close();
	await sleep(1_500);
	agent.close();
	const bytes = agent.events.filter((e) => e.event !== "section").map(({ event, data }) => `${event} ${data}`);
	return bytes.map((line) =>
		line
			.replaceAll(id, "ID")
			.replace(/"since":"[^"]*"/g, '"since":""')
			.replace(/"streamId":"[^"]*"/, '"streamId":""'),
	);
}

test("that those who may see AML look is told to nobody else, by no byte and no event", async () => {
	const alone = await watched(await at.sim.fresh());
	const twin = await watched(await at.sim.fresh(), { by: [at.mlro, at.compliance] });
	assert.deepEqual(twin, alone);
	assert.equal(alone.filter((line) => line.startsWith("presence ")).length, 3, alone.join("\n"));
});

test("those who may see AML see each other, and everybody else", async () => {
	const id = await at.sim.fresh();
	const streams = [await open(id), await open(id, { client: at.mlro }), await open(id, { client: at.compliance })];
	const [agent, mlro, compliance] = streams;
	await sees(mlro, "agent/agent", "compliance/compliance");
	await sees(compliance, "agent/agent", "mlro/mlro");
	await sees(agent);
	assert.equal(agent.of("presence").length, 1);
	for (const stream of streams) stream.close();
});

test("somebody who may not be seen delays nothing for the others", async () => {
	const id = await at.sim.fresh();
	const agent = await open(id);
	await sees(agent);
	await sleep(1_100);
	const hidden = await open(id, { client: at.mlro });
	await sees(hidden, "agent/agent");
	const start = performance.now();
	const support = await open(id, { client: at.support });
	await sees(agent, "support/support");
	assert.ok(performance.now() - start < 700, `after ${performance.now() - start} ms`);
	for (const stream of [agent, hidden, support]) stream.close();
});
