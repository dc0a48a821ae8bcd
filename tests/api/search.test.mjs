// Finding somebody: by what, in which order, by whom; and what a mask must not give away.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { assertProblem } from "./harness/client.mjs";
import { freeBlock } from "./harness/ports.mjs";
import { until } from "./harness/program.mjs";
import { configCopy, EXAMPLE, Portal, stage } from "./harness/stage.mjs";

/** Everybody there is, as compliance sees them. */
let everybody = [];
const at = stage({
	roles: ["agent", "compliance", "auditor"],
	ready: async ({ compliance }) => {
		everybody = await all(compliance, { text: "", sort: "id" });
	},
});

async function all(client, query) {
	const items = [];
	let cursor;
	do {
		const page = await client.search({ ...query, limit: 200, ...(cursor && { cursor }) });
		items.push(...page.items);
		cursor = page.nextCursor;
	} while (cursor);
	return items;
}

const ids = (page) => page.items.map((hit) => hit.customerId);
const finds = async (client, text, id, filters) =>
	ids(await client.search({ text, limit: 50, ...(filters && { filters }) })).includes(id);

test("without a text everybody is listed, once", async () => {
	const { customers } = await at.sim.control("GET", "/customers?limit=2000");
	assert.deepEqual(
		everybody.map((hit) => hit.customerId),
		[...customers].sort(),
	);
});

test("by id, user name, words of the name in any order, and their beginnings", async () => {
	const words = ["CUS-123456", "cus-123456", "john_player_77", "JOHN_PLAY", "john smith", "Smith John", "smi joh", "SMITH"];
	for (const text of words) assert.ok(await finds(at.agent, text, EXAMPLE), text);
	assert.equal(ids(await at.agent.search({ text: EXAMPLE }))[0], EXAMPLE);
	assert.equal(ids(await at.agent.search({ text: "john_player_77" }))[0], EXAMPLE);
	assert.deepEqual(ids(await at.agent.search({ text: "zzzzqqqxxx" })), []);
});

test("inside of words, where the beginnings are not enough", async () => {
	assert.ok(await finds(at.agent, "player_77", EXAMPLE));
});

test("who sees contact data finds by their beginnings; who doesn't only by the whole", async () => {
	const parts = ["john@", "john@exam", "example.com", "+1-555", "5550", "johnny@", "johnny@example.o"];
	const wholes = ["john@example.com", "JOHN@Example.com", "+1-555-0123", "+15550123", "johnny@example.org"];
	for (const text of wholes) {
		assert.ok(await finds(at.agent, text, EXAMPLE), `agent: ${text}`);
		assert.ok(await finds(at.compliance, text, EXAMPLE), `compliance: ${text}`);
	}
	for (const text of parts) {
		const page = await at.agent.search({ text, limit: 200 });
		for (const hit of page.items)
			assert.doesNotMatch(hit.matched?.field ?? "", /email|phone/i, `agent finds ${hit.customerId} by "${text}"`);
		if (!text.startsWith("john")) assert.ok(!ids(page).includes(EXAMPLE), `agent: ${text}`);
	}
	assert.ok(await finds(at.compliance, "john@exam", EXAMPLE));
	assert.ok(await finds(at.compliance, "johnny@", EXAMPLE));
});

test("a mask cannot be lifted letter by letter, for anybody", async () => {
	// Whoever's address begins so: an agent must not learn it from who is found.
	for (const { email, customerId, username, fullName } of everybody.filter((hit) => hit.email).slice(0, 40)) {
		const beginning = email.slice(0, email.indexOf("@") + 2);
		if ([username, fullName].some((text) => text?.toLowerCase().includes(beginning.split("@")[0].toLowerCase()))) continue;
		assert.ok(!(await finds(at.agent, beginning, customerId)), `${beginning} gives ${customerId} away`);
		assert.ok(await finds(at.agent, email, customerId), email);
	}
});

test("hits are masked for who may not see, and say so", async () => {
	const page = await at.agent.search({ text: "john@example.com" });
	const index = ids(page).indexOf(EXAMPLE);
	assert.equal(page.items[index].email, "j***@***.com");
	assert.ok(page.masked.includes(`/items/${index}/email`) && page.masked.includes(`/items/${index}/phone`));
	const open = await at.compliance.search({ text: "john@example.com" });
	assert.equal(open.items[0].email, "john@example.com");
	assert.deepEqual(open.masked, []);
});

test("accents and scripts don't matter", async () => {
	const accented = everybody.filter((hit) => hit.fullName && /[\u00c0-\u024f]/.test(hit.fullName)).slice(0, 25);
	assert.ok(accented.length > 3, "the simulator has no accented names");
	for (const { customerId, fullName } of accented) {
		const plain = fullName
			.normalize("NFD")
			.replace(/[\u0300-\u036f]/g, "")
			.replace(/[ßøØłŁđĐðÞþæÆœŒıİ]/g, "");
		if (plain.length !== fullName.length) continue;
		const found = await all(at.agent, { text: plain });
		assert.ok(
			found.some((hit) => hit.customerId === customerId),
			`${plain} for ${fullName}`,
		);
	}
	const foreign = everybody.filter((hit) => hit.fullName && /[\u0370-\u1cff\u3040-\uffdc]/.test(hit.fullName)).slice(0, 25);
	assert.ok(foreign.length > 3, "the simulator has no names in other scripts");
	for (const { customerId, fullName } of foreign) {
		const found = await all(at.agent, { text: fullName });
		assert.ok(
			found.some((hit) => hit.customerId === customerId),
			fullName,
		);
	}
	const cyrillic = everybody.find((hit) => /^[\u0400-\u04ff ]+$/.test(hit.fullName ?? ""));
	if (cyrillic) assert.ok(await finds(at.agent, cyrillic.fullName.toUpperCase(), cyrillic.customerId));
});

const FILTERS = {
	vipTier: ["gold", (hit) => hit.vipTier === "gold"],
	accountStatus: [["suspended", "closed"], (hit) => ["suspended", "closed"].includes(hit.accountStatus)],
	kycStatus: ["pending", (hit) => hit.kycStatus === "pending"],
	registeredFrom: ["2024-01-01", (hit) => hit.registrationDate >= "2024-01-01"],
	registeredTo: ["2023-12-31", (hit) => hit.registrationDate <= "2023-12-31"],
	riskAtLeast: ["medium", (hit) => ["medium", "high", "critical"].includes(hit.riskLevel)],
};

test("each filter gives exactly those that fit, and filters add up", async () => {
	for (const [name, [value, fits]] of Object.entries(FILTERS)) {
		const found = await all(at.agent, { text: "", sort: "id", filters: { [name]: value } });
		const expected = everybody.filter(fits).map((hit) => hit.customerId);
		assert.ok(expected.length > 0, `nobody fits ${name}`);
		assert.deepEqual(
			found.map((hit) => hit.customerId),
			expected,
			name,
		);
	}
	const { country, brand } = everybody[10];
	const tag = everybody.find((hit) => hit.tags.length).tags[0];
	for (const [filters, fits] of [
		[{ country }, (hit) => hit.country === country],
		[{ brand }, (hit) => hit.brand === brand],
		[{ tag }, (hit) => hit.tags.includes(tag)],
		[{ country, vipTier: "bronze" }, (hit) => hit.country === country && hit.vipTier === "bronze"],
	]) {
		const found = await all(at.agent, { text: "", sort: "id", filters });
		assert.deepEqual(
			found.map((hit) => hit.customerId),
			everybody.filter(fits).map((hit) => hit.customerId),
			JSON.stringify(filters),
		);
	}
});

test("sorts go both ways and are the same over pages of any size", async () => {
	for (const [sort, key] of Object.entries({ id: "customerId", registered: "registrationDate", username: "username" })) {
		for (const direction of ["", "-"]) {
			const found = await all(at.agent, { text: "", sort: direction + sort });
			assert.equal(found.length, everybody.length);
			const values = found.map((hit) => hit[key]).filter((value) => value !== null);
			// User names are folded before they are put in order.
			const inOrder = values.map((v) => (key === "username" ? v.toLowerCase() : v));
			for (let i = 1; i < inOrder.length; i++)
				assert.ok(direction ? inOrder[i - 1] >= inOrder[i] : inOrder[i - 1] <= inOrder[i], `${direction}${sort} at ${i}`);
			const pages = [];
			let cursor;
			do {
				const page = await at.agent.search({ text: "", sort: direction + sort, limit: 37, ...(cursor && { cursor }) });
				pages.push(...ids(page));
				cursor = page.nextCursor;
			} while (cursor && pages.length < 120);
			assert.deepEqual(
				pages,
				found.slice(0, pages.length).map((hit) => hit.customerId),
				`${direction}${sort}`,
			);
		}
	}
});

test("a cursor belongs to its search", async () => {
	const query = { text: "", sort: "id", limit: 5 };
	const { nextCursor } = await at.agent.search(query);
	for (const other of [
		{ ...query, text: "john" },
		{ ...query, sort: "-id" },
	])
		assertProblem(await at.agent.post("/api/v1/customers/search", { ...other, cursor: nextCursor }), 422, "unknown-cursor");
	assertProblem(await at.compliance.post("/api/v1/customers/search", { ...query, cursor: nextCursor }), 422, "unknown-cursor");
	assertProblem(await at.agent.post("/api/v1/customers/search", { ...query, cursor: "x" }), 422, "unknown-cursor");
});

test("what is asked wrongly is refused by name", async () => {
	for (const [body, pointer] of [
		[{ text: "x", filter: {} }, "/filter"],
		[{ text: 5 }, "/text"],
		[{ text: "x", limit: 0 }, "/limit"],
		[{ text: "x", limit: 201 }, "/limit"],
		[{ text: "x", sort: "email" }, "/sort"],
		[{ text: "x", sort: "-relevance" }, "/sort"],
		[{ text: "x", filters: { email: "a" } }, "/filters/email"],
		[{ text: "x", filters: { vipTier: "tin" } }, "/filters/vipTier"],
		[{ text: "x", filters: { vipTier: [] } }, "/filters/vipTier"],
		[{ text: "x", filters: { registeredFrom: "1.1.2020" } }, "/filters/registeredFrom"],
		[{ text: "x", filters: [] }, "/filters"],
		[{ text: "x", filters: { riskAtLeast: "some" } }, "/filters/riskAtLeast"],
	]) {
		const problem = assertProblem(await at.agent.post("/api/v1/customers/search", body), 422);
		assert.equal(problem.errors[0].pointer, pointer, JSON.stringify(body));
	}
});

test("a search is on the record: who, how many, whom, but not the words", async () => {
	const text = "john smith";
	const answer = await at.agent.post("/api/v1/customers/search", { text, filters: { vipTier: "gold" } });
	const record = (await at.auditor.json("/api/v1/audit?kind=search&who=agent&limit=1")).items[0];
	assert.equal(record.request ?? record.requestId, answer.headers["x-request-id"]);
	assert.deepEqual(record.filters, ["vipTier"]);
	assert.deepEqual(record.customers, ids(answer.json));
	assert.ok(!JSON.stringify(record).includes("smith"));
	assert.match(record.text.hash, /^[0-9a-f]{64}$/);
});

test("someone who changes is found under the new state within seconds", async () => {
	const id = everybody.find((hit) => hit.accountStatus === "active" && hit.customerId !== EXAMPLE).customerId;
	const before = (await at.agent.json("/readyz")).directory;
	await at.sim.play({ customerId: id, type: "flag" });
	assert.ok(await finds(at.agent, id, id));
	assert.equal((await at.agent.json("/readyz")).directory.customers, before.customers);
});

test("until the directory is ready, and without it, the customer service searches", async () => {
	// Slow enough that the snapshot of all customers can't be there yet.
	await at.sim.fault("customer", "slow", { latencyMs: 300 });
	const config = configCopy(join(at.folder, "early"), [["    timeout_ms: 2000\n", "    timeout_ms: 5000\n"]]);
	const portal = new Portal({ port: await freeBlock(), simPort: at.sim.port, data: join(at.folder, "data-early"), config });
	await portal.start({ directory: false });
	try {
		const agent = await portal.signOn("agent");
		const early = await agent.search({ text: "john_player_77" });
		assert.equal(early.from, "customer_service");
		assert.equal(early.complete, false);
		assert.ok(ids(early).includes(EXAMPLE));
		assert.equal(early.items.find((hit) => hit.customerId === EXAMPLE).email, "j***@***.com");
		const leaky = await agent.search({ text: "john@exam" });
		assert.ok(!ids(leaky).includes(EXAMPLE), "a masked field was matched in part");
		assert.ok(ids(await agent.search({ text: "john@example.com" })).includes(EXAMPLE));
		await at.sim.heal();
		await until("the directory is ready", async () => (await agent.get("/readyz")).json.directory.ready);
		const later = await agent.search({ text: "john_player_77" });
		assert.equal(later.from, "directory");
		assert.deepEqual(ids(later)[0], EXAMPLE);
	} finally {
		await at.sim.heal();
		await portal.stop();
	}
});

test("with the customer service dead the directory still finds", async () => {
	await at.sim.fault("customer", "down");
	try {
		assert.ok(await finds(at.agent, "john_player_77", EXAMPLE));
	} finally {
		await at.sim.heal();
	}
});

test("customers that are named come in the order they were named, and nobody else", async () => {
	const named = [everybody[40], everybody[3], everybody.find((hit) => hit.customerId === EXAMPLE), everybody[200]].map(
		(hit) => hit.customerId,
	);
	const customerIds = [named[0], "CUS-999999", ...named.slice(1), "cus-123456"];
	for (const client of [at.agent, at.compliance]) {
		const page = await client.search({ filters: { customerIds } });
		assert.deepEqual(ids(page), named);
		assert.deepEqual(
			[page.nextCursor, page.from, page.complete, page.total, page.totalExact],
			[null, "directory", true, 4, true],
		);
		assert.ok(page.items.every((hit) => hit.matched === null));
	}
	const open = await at.compliance.search({ filters: { customerIds } });
	assert.deepEqual(
		open.items,
		named.map((id) => ({ ...everybody.find((hit) => hit.customerId === id), matched: null })),
	);
	const masked = await at.agent.search({ filters: { customerIds: [EXAMPLE] } });
	assert.equal(masked.items[0].email, "j***@***.com");
	assert.deepEqual(masked.masked, ["/items/0/email", "/items/0/phone"]);
	assert.deepEqual(ids(await at.agent.search({ text: "", filters: { customerIds: ["CUS-999999"] } })), []);
	const twenty = everybody.slice(0, 20).map((hit) => hit.customerId);
	assert.deepEqual(ids(await at.agent.search({ filters: { customerIds: twenty }, limit: 3 })), twenty);
	const [record] = (await at.auditor.json("/api/v1/audit?kind=search&limit=1")).items;
	assert.deepEqual([record.filters, record.customers], [["customerIds"], twenty]);
});

test("who names customers names them alone, and at most twenty", async () => {
	const search = (body) => at.agent.post("/api/v1/customers/search", body);
	const customerIds = [EXAMPLE];
	for (const body of [
		{ text: "john", filters: { customerIds } },
		{ filters: { customerIds, vipTier: "gold" } },
		{ filters: { vipTier: "gold", customerIds } },
		{ filters: { customerIds }, sort: "name" },
		{ filters: { customerIds: [] } },
		{ filters: { customerIds: [EXAMPLE, EXAMPLE] } },
		{ filters: { customerIds: [".."] } },
		{ filters: { customerIds: ["CUS 1"] } },
		{ filters: { customerIds: [12] } },
		{ filters: { customerIds: {} } },
		{ filters: { customerIds: Array.from({ length: 21 }, (_, i) => `CUS-${100000 + i}`) } },
	])
		assert.equal(
			assertProblem(await search(body), 422).errors[0].pointer,
			"/filters/customerIds",
			JSON.stringify(body).slice(0, 90),
		);
	const { nextCursor: cursor } = await at.agent.search({ text: "", limit: 1 });
	assertProblem(await search({ filters: { customerIds }, cursor }), 422);
});
