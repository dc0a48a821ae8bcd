// Tipping off is an offence: of two customers alike but for a report, a hold and links, nobody without the right may be able to tell which.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openStream } from "./harness/sse.mjs";
import { stage } from "./harness/stage.mjs";

const UNENTITLED = ["agent", "support", "vip", "auditor"];
const at = stage({ customers: 800, roles: [...UNENTITLED, "compliance", "mlro"] });
const LISTS = "bets sessions transactions bonuses logins tickets documents correspondence statements timeline".split(" ");
const SECTIONS = "profile activity gaming financial compliance risk support documents".split(" ");

/** Two and two, the one under the hold first. */
async function pairs() {
	const { pairs } = await at.sim.control("GET", "/customers?kind=twin&limit=100");
	assert.ok(pairs.length >= 3, "the simulator has no twins");
	return pairs;
}

/** What differs between any two people: ids, names, addresses, and what is measured anew with each request. */
function faceless(value, key = "") {
	if (Array.isArray(value)) return value.map((item) => faceless(item, key));
	if (value && typeof value === "object") {
		return Object.fromEntries(
			Object.entries(byTiming(value)).map(([name, item]) => [
				name.replace(/(CUS|BET|SES|TXN|BON|TKT|MSG|DOC|PIN|STM)-\d+/g, "$1-…").replace(/FLG-[0-9a-f]+|DEV-[0-9a-f]+/g, "…"),
				PERSONAL.has(name) ? typeof item : faceless(item, name),
			]),
		);
	}
	if (typeof value !== "string") return value;
	return value
		.replace(/\b(CUS|BET|SES|TXN|BON|TKT|MSG|DOC|PIN|STM)-\d+/g, "$1-…")
		.replace(/\b(FLG|DEV|PAY)-[0-9a-f]+/g, "$1-…")
		.replace(/^"?[0-9a-f]{8}-[0-9a-f-]{27}$/, "uuid");
}
const PERSONAL = new Set([
	...[
		"customerId",
		"username",
		"fullName",
		"email",
		"phone",
		"formerEmails",
		"dateOfBirth",
		"address",
		"gender",
		"holder",
		"cardNumber",
	],
	...["label", "number", "fetchedAt", "ageMs", "requestId", "nextCursor", "ip", "deviceId", "paymentReference", "contentType"],
]);

/** A section of several parts names its oldest, which of two that came in the same moment is chance. */
function byTiming(value) {
	if (!value.parts) return value;
	const { source: _, ...rest } = value;
	return rest;
}

/** Moments that are the same stand in the order of their ids. */
function steady({ items, ...rest }) {
	const text = (item) => `${item.at ?? ""} ${JSON.stringify(item)}`;
	const stable = Object.hasOwn(items?.[0] ?? {}, "at") ? [...items].sort((a, b) => text(a).localeCompare(text(b))) : items;
	return { ...rest, ...(items && { items: stable }) };
}

async function answers(client, id) {
	const base = `/api/v1/customers/${id}`;
	const all = {};
	const keep = async (name, promise) => {
		const answer = await promise;
		all[name] = { status: answer.status, body: steady(faceless(answer.json)), headers: Object.keys(answer.headers).sort() };
	};
	await keep("view", client.get(base));
	for (const section of SECTIONS) await keep(section, client.get(`${base}/sections/${section}`));
	for (const list of LISTS)
		await keep(list, client.get(list === "documents" ? `${base}/documents` : `${base}/${list}?limit=200`));
	await keep("preferences", client.get(`${base}/preferences`));
	for (const sums of ["statistics", "cashflow"])
		await keep(sums, client.get(`${base}/${sums}?from=2020-01-01T00:00:00Z&to=2029-01-01T00:00:00Z`));
	for (const type of ["deposit", "withdrawal"])
		for (const state of ["", "&state=In%20Review"])
			await keep(`${type} ${state}`, client.get(`${base}/transactions?limit=200&type=${type}${state}`));
	await keep("by id", client.post("/api/v1/customers/search", { filters: { customerIds: [id] } }));
	await keep("search", client.post("/api/v1/customers/search", { text: id }));
	await keep(
		"reveal",
		client.post(`${base}/reveal`, { fields: ["/riskFlags/0/description"], reason: "twins and what they show" }),
	);
	await keep("unknown flag", client.get(`${base}/sections/aml`));
	await keep("unknown type", client.get(`${base}/timeline?type=aml`));
	for (const risk of ["low", "medium", "high"])
		await keep(`risk ${risk}`, client.post("/api/v1/customers/search", { text: id, filters: { riskAtLeast: risk } }));
	const stream = await openStream(client, `/api/v1/stream?customers=${id}`);
	await stream.complete();
	stream.close();
	all.stream = stream
		.of("section")
		.map((e) => faceless(e.json))
		.sort((a, b) => a.section.localeCompare(b.section));
	return all;
}

async function assertAlike(client, role, [held, routine]) {
	const [a, b] = [await answers(client, held), await answers(client, routine)];
	for (const name of Object.keys(a)) assert.deepEqual(a[name], b[name], `${role}: ${name} of ${held} and ${routine}`);
}

test("the twins do differ for who may know", async () => {
	let differing = 0;
	for (const [held, routine] of await pairs()) {
		const flags = async (id) => (await at.compliance.view(id)).riskFlags.filter((flag) => flag.category === "aml").length;
		if ((await flags(held)) > 0 && (await flags(routine)) === 0) differing++;
	}
	assert.ok(differing > 0);
});

for (const role of UNENTITLED)
	test(`no answer tells a ${role} which twin is held`, async () => {
		for (const pair of (await pairs()).slice(0, 6)) await assertAlike(at[role], role, pair);
	});

test("answers for twins have the same length where they say the same", async () => {
	for (const [held, routine] of await pairs()) {
		const [a, b] = await Promise.all([held, routine].map((id) => at.agent.get(`/api/v1/customers/${id}/sections/risk`)));
		assert.equal(a.json.riskFlags.length, b.json.riskFlags.length);
		const bare = ({ text }) => text.replace(/"(fetchedAt)":"[^"]*"|"ageMs":\d+/g, "").length;
		assert.equal(bare(a), bare(b), `${held} ${routine}`);
	}
});

for (const mode of ["error", "down", "wrong_type"])
	test(`with the risk service at ${mode}, nobody can tell either`, async () => {
		const [pair] = (await pairs()).slice(-1);
		await at.sim.fault("risk", mode);
		try {
			for (const role of UNENTITLED) await assertAlike(at[role], role, pair);
		} finally {
			await at.sim.heal();
		}
	});

test("what is cached for who may know does not shine through for who may not", async () => {
	for (const [held, routine] of (await pairs()).slice(0, 3)) {
		await at.mlro.view(held);
		await at.mlro.view(routine);
		const etags = await Promise.all(
			[held, routine].map(async (id) => (await at.agent.get(`/api/v1/customers/${id}`)).headers.etag),
		);
		assert.equal(etags.every(Boolean), true);
		await assertAlike(at.agent, "agent", [held, routine]);
	}
});
