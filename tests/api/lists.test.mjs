// Lists by cursor: everything once, in order, nothing twice, sums as in the statistics; filters; the timeline across sources; contents.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertProblem, ROLES } from "./harness/client.mjs";
import { EXAMPLE, stage } from "./harness/stage.mjs";

const at = stage({ roles: ROLES.filter((role) => role !== "admin") });
const LIMIT = 200;

/** All pages of a list; @each sees every page. */
async function walk(client, path, { limit = LIMIT, query = "", max = Infinity } = {}) {
	const items = [];
	const cursors = new Set();
	let cursor = "";
	do {
		const page = await client.json(`${path}?limit=${limit}${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
		assert.ok(page.items.length <= limit, "more than asked for");
		items.push(...page.items);
		cursor = page.nextCursor;
		if (cursor) {
			assert.ok(!cursors.has(cursor), "a cursor came twice");
			cursors.add(cursor);
			assert.ok(page.items.length > 0 || cursors.size < 3, "empty pages without an end");
		}
	} while (cursor && items.length < max);
	return items;
}

function assertOrdered(items, at, direction = -1) {
	for (let i = 1; i < items.length; i++) {
		const [a, b] = [Date.parse(at(items[i - 1])), Date.parse(at(items[i]))];
		assert.ok(direction < 0 ? a >= b : a <= b, `${i}: ${at(items[i - 1])} before ${at(items[i])}`);
	}
}

const unique = (items, name) => assert.equal(new Set(items.map((item) => item[name])).size, items.length, `${name} comes twice`);
const minor = (number, exponent = 2) => BigInt(Math.round(number * 10 ** exponent));

test("all bets of a customer with 100,000 come once each, in order, and add up to the statistics", {
	timeout: 120_000,
}, async () => {
	const [id] = await at.sim.ids("high_volume", 1);
	const { gamingStats, currency } = await at.agent.view(id);
	assert.ok(gamingStats.totalBets > 90_000, `${id} has only ${gamingStats.totalBets}`);
	const bets = await walk(at.agent, `/api/v1/customers/${id}/bets`);
	assert.ok(bets.length >= 100_000, `${bets.length}`);
	unique(bets, "betId");
	assertOrdered(bets, (bet) => bet.placedAt);
	const settled = bets.filter((bet) => !["open", "void"].includes(bet.state));
	assert.ok(bets.every((bet) => bet.currency === currency && bet.customerId === id));
	const exponent = { JPY: 0, KRW: 0, CLP: 0, ISK: 0, KWD: 3, BHD: 3, JOD: 3, TND: 3 }[currency] ?? 2;
	const sum = (list, name) => list.reduce((total, bet) => total + minor(bet[name] ?? 0, exponent), 0n);
	assert.equal(settled.length, gamingStats.totalBets);
	assert.equal(sum(settled, "stake"), minor(gamingStats.totalWagered, exponent));
	assert.equal(sum(settled, "won"), minor(gamingStats.totalWon, exponent));
	assert.equal(bets.filter((bet) => bet.state === "open").length, gamingStats.openBets);
	assert.equal(bets.filter((bet) => bet.state === "void").length, gamingStats.voidBets);
});

const LISTS = {
	bets: { key: "betId", at: (x) => x.placedAt, ranged: true },
	sessions: { key: "sessionId", at: (x) => x.startedAt, ranged: true },
	transactions: { key: "transactionId", at: (x) => x.at, ranged: true },
	logins: { at: (x) => x.at, ranged: true },
	tickets: { key: "ticketId", at: (x) => x.createdAt, ranged: true },
	correspondence: { key: "messageId", at: (x) => x.at, ranged: true },
	bonuses: { key: "bonusId" },
	statements: { key: "statementId", at: (x) => `${x.from}T00:00:00Z` },
};

for (const [list, { key, at: time, ranged }] of Object.entries(LISTS)) {
	test(`${list}: the same whatever the size of a page`, async () => {
		const path = `/api/v1/customers/${EXAMPLE}/${list}`;
		const whole = await walk(at.agent, path);
		assert.ok(whole.length > 0, "the example customer has none");
		if (key) unique(whole, key);
		if (time) assertOrdered(whole, time);
		const few = whole.slice(0, 60);
		for (const limit of [1, 7, 50]) {
			const some = await walk(at.agent, path, { limit, max: limit === 1 ? 5 : few.length });
			assert.deepEqual(some.slice(0, few.length), few.slice(0, some.length), `limit ${limit}`);
		}
		assert.equal((await at.agent.json(path)).items.length, Math.min(50, whole.length));
	});
	if (!ranged) continue;
	test(`${list}: from and to are half-open, and pages go on within them`, async () => {
		const path = `/api/v1/customers/${EXAMPLE}/${list}`;
		const whole = await walk(at.agent, path);
		const from = time(whole[Math.floor((whole.length * 3) / 4)]);
		const later = time(whole[Math.floor(whole.length / 4)]);
		const to = later === from ? new Date(Date.parse(later) + 1000).toISOString() : later;
		const inside = whole.filter((x) => Date.parse(time(x)) >= Date.parse(from) && Date.parse(time(x)) < Date.parse(to));
		const query = `&from=${from}&to=${to}`;
		for (const limit of [3, 200]) {
			const got = await walk(at.agent, path, { limit, query, max: limit === 3 ? 12 : Infinity });
			assert.deepEqual(got, limit === 3 ? inside.slice(0, got.length) : inside, `limit ${limit}`);
			if (limit === 3) assert.ok(got.length >= Math.min(12, inside.length));
		}
		assert.deepEqual(await walk(at.agent, path, { query: "&from=2040-01-01T00:00:00Z" }), []);
	});
}

test("all transactions of a customer add up to the balances", async () => {
	for (const id of [EXAMPLE, ...(await at.sim.ids("vip", 2))]) {
		const { financial } = await at.agent.view(id);
		const pockets = {};
		for (const t of await walk(at.agent, `/api/v1/customers/${id}/transactions`))
			pockets[t.pocket] = (pockets[t.pocket] ?? 0n) + minor(t.amount, 3);
		for (const { pocket, balance } of financial.reconciliation.pockets)
			assert.equal(pockets[pocket] ?? 0n, minor(balance, 3), `${id} ${pocket}`);
	}
});

test("statements follow on from each other", async () => {
	const months = (await walk(at.agent, `/api/v1/customers/${EXAMPLE}/statements`)).reverse();
	let closing;
	for (const m of months) {
		if (closing !== undefined) assert.equal(m.opening, closing, m.statementId);
		const computed =
			minor(m.opening) + minor(m.deposits) - minor(m.withdrawals) - minor(m.staked) + minor(m.won) + minor(m.other);
		assert.equal(computed, minor(m.closing), m.statementId);
		closing = m.closing;
	}
});

test("a session's rounds, a bet, a transaction with its lifecycle, a ticket with its messages, preferences", async () => {
	const base = `/api/v1/customers/${EXAMPLE}`;
	const session = (await at.agent.json(`${base}/sessions?limit=5`)).items.find((s) => s.bets > 2);
	const rounds = await walk(at.agent, `${base}/sessions/${session.sessionId}/rounds`, { limit: 2 });
	assert.equal(rounds.length, session.bets);
	unique(rounds, "roundId");
	assert.equal(
		rounds.reduce((sum, r) => sum + minor(r.stake), 0n),
		minor(session.wagered),
	);
	const bet = await at.agent.json(`${base}/bets/${rounds[0].roundId}`);
	assert.equal((bet.bet ?? bet).stake, rounds[0].stake);
	const [deposit] = (await at.agent.json(`${base}/transactions?limit=200`)).items.filter((t) => t.kind === "deposit");
	const detail = await at.agent.json(`${base}/transactions/${deposit.transactionId}`);
	assert.ok((detail.transaction ?? detail).lifecycle.length > 0);
	const ticket = await at.agent.json(`${base}/tickets/TKT-9876`);
	assert.equal((ticket.ticket ?? ticket).messages.length, 4);
	assert.ok((await at.agent.json(`${base}/preferences`)) !== null);
});

test("a cursor is only good where it comes from, unchanged, and for who got it", async () => {
	const base = `/api/v1/customers/${EXAMPLE}`;
	const { nextCursor } = await at.agent.json(`${base}/bets?limit=5`);
	const [other] = await at.sim.ids("vip", 1);
	const middle = Math.floor(nextCursor.length / 2);
	const altered = `${nextCursor.slice(0, middle)}${nextCursor[middle] === "A" ? "B" : "A"}${nextCursor.slice(middle + 1)}`;
	for (const [what, client, path, cursor] of [
		["altered", at.agent, `${base}/bets`, altered],
		["cut", at.agent, `${base}/bets`, nextCursor.slice(0, -3)],
		["made up", at.agent, `${base}/bets`, "bm90aGluZw"],
		["another list's", at.agent, `${base}/sessions`, nextCursor],
		["another customer's", at.agent, `/api/v1/customers/${other}/bets`, nextCursor],
		["of another class of people", at.compliance, `${base}/bets`, nextCursor],
	]) {
		const problem = assertProblem(
			await client.get(`${path}?limit=5&cursor=${encodeURIComponent(cursor)}`),
			422,
			"unknown-cursor",
		);
		assert.equal(problem.errors[0].parameter, "cursor", what);
	}
	assert.equal((await at.agent.get(`${base}/bets?limit=5&cursor=${encodeURIComponent(nextCursor)}`)).status, 200);
});

test("limits and ranges that make no sense are refused by name", async () => {
	const base = `/api/v1/customers/${EXAMPLE}/bets`;
	for (const [query, parameter] of [
		["limit=0", "limit"],
		["limit=201", "limit"],
		["limit=-1", "limit"],
		["limit=ten", "limit"],
		["limit=", "limit"],
		["from=yesterday", "from"],
		["to=2025-13-01T00:00:00Z", "to"],
		["page=2", "page"],
		["limit=5&limit=6", "limit"],
	])
		assert.equal(assertProblem(await at.agent.get(`${base}?${query}`), 422).errors[0].parameter, parameter, query);
	assertProblem(await at.agent.get(`${base}?from=2025-06-01T00:00:00Z&to=2025-05-01T00:00:00Z`), 422);
});

const TIMELINE = `/api/v1/customers/${EXAMPLE}/timeline`;

test("the timeline holds what all sources know, newest first, whatever the size of a page", async () => {
	const whole = await walk(at.agent, TIMELINE, { max: 600 });
	assertOrdered(whole, (item) => item.at);
	const types = new Set(whole.map((item) => item.type));
	const sources = new Set(whole.map((item) => item.source));
	assert.ok(types.size >= 4, [...types].join());
	assert.ok(sources.size >= 4, [...sources].join());
	const by5 = await walk(at.agent, TIMELINE, { limit: 5, max: 100 });
	assert.deepEqual(by5, whole.slice(0, by5.length));
});

test("the timeline filters by type, source and time", async () => {
	const whole = await walk(at.agent, TIMELINE);
	for (const type of new Set(whole.map((item) => item.type))) {
		const some = await walk(at.agent, TIMELINE, { query: `&type=${type}`, limit: 50, max: 50 });
		assert.ok(some.length > 0, type);
		assert.ok(
			some.every((item) => item.type === type),
			type,
		);
		assert.deepEqual(some, whole.filter((item) => item.type === type).slice(0, some.length), type);
	}
	for (const source of new Set(whole.map((item) => item.source))) {
		const some = await walk(at.agent, TIMELINE, { query: `&source=${source}`, limit: 50, max: 50 });
		assert.ok(some.length > 0 && some.every((item) => item.source === source), source);
	}
	const [from, to] = [whole[150].at, whole[50].at];
	const inside = await walk(at.agent, TIMELINE, { query: `&from=${from}&to=${to}`, limit: 40 });
	assert.deepEqual(
		inside,
		whole.filter((item) => item.at >= from && item.at < to),
	);
	const [a, b] = [...new Set(whole.map((item) => item.type))];
	const two = await walk(at.agent, TIMELINE, { query: `&type=${a},${b}`, max: 200 });
	assert.ok(two.every((item) => [a, b].includes(item.type)));
	assert.equal(assertProblem(await at.agent.get(`${TIMELINE}?type=nothing`), 422).errors[0].parameter, "type");
	assert.equal(assertProblem(await at.agent.get(`${TIMELINE}?source=nothing`), 422).errors[0].parameter, "source");
});

test("a dead source is missing from the timeline, and is named", async () => {
	await at.sim.fault("wallet", "down");
	try {
		const page = await at.agent.json(`${TIMELINE}?limit=100`);
		assert.ok(page.items.length > 0);
		assert.ok(page.items.every((item) => item.source !== "wallet"));
		const { wallet, support } = Object.fromEntries(
			Array.isArray(page.meta.sources) ? page.meta.sources.map((s) => [s.source, s]) : Object.entries(page.meta.sources),
		);
		assert.equal(wallet.error, "unreachable", JSON.stringify(page.meta));
		assert.equal(support.error ?? null, null);
	} finally {
		await at.sim.heal();
	}
});

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

test("documents are shown as what they are: to compliance at once, to an agent with a grant of their own", async () => {
	const base = `/api/v1/customers/${EXAMPLE}/documents`;
	const { items } = await at.agent.json(base);
	for (const [type, magic] of [
		["image/png", PNG],
		["application/pdf", Buffer.from("%PDF-")],
	]) {
		const { documentId } = items.find((d) => d.contentType === type);
		const path = `${base}/${documentId}/content`;
		const direct = await at.compliance.get(path);
		assert.equal(direct.status, 200);
		assert.equal(direct.headers["content-type"], type);
		assert.deepEqual(direct.raw.subarray(0, magic.length), magic);
		assert.ok(direct.raw.length > 1000);
		assert.match(direct.headers["content-security-policy"], /sandbox/);
		assert.match(direct.headers["content-disposition"], /^inline; filename="[A-Za-z0-9.-]+"$/);
		for (const role of ["agent", "support", "vip"]) {
			assertProblem(await at[role].get(path), 403);
			const field = `/documents/${documentId}/content`;
			const grant = (await at[role].reveal(EXAMPLE, [field])).json.values[field];
			const granted = await at[role].get(`${path}?grant=${grant}`);
			assert.equal(granted.status, 200, granted.text.slice(0, 200));
			assert.deepEqual(granted.raw, direct.raw);
			const other = role === "agent" ? at.support : at.agent;
			assertProblem(await other.get(`${path}?grant=${grant}`), 403);
			assertProblem(await at[role].get(`${path}?grant=${grant.slice(0, -2)}AA`), 403);
			const another = items.find((d) => d.contentType && d.documentId !== documentId).documentId;
			assertProblem(await at[role].get(`${base}/${another}/content?grant=${grant}`), 403);
		}
	}
	const requested = items.find((d) => d.status === "requested").documentId;
	assertProblem(await at.compliance.get(`${base}/${requested}/content`), 404, "not-found");
});

test("a look at a document is on the record with its id", async () => {
	const { items } = await at.auditor.json(`/api/v1/audit?kind=document&customer=${EXAMPLE}&limit=200`);
	assert.ok(items.some((r) => r.who === "agent" && r.status === 200 && /^DOC-123456-/.test(r.document)));
	assert.ok(!JSON.stringify(items).includes("grant"));
});

test("the photo is an image; who has none has none", async () => {
	const photo = await at.agent.get(`/api/v1/customers/${EXAMPLE}/photo`);
	assert.equal(photo.headers["content-type"], "image/png");
	assert.deepEqual(photo.raw.subarray(0, PNG.length), PNG);
	for (const id of await at.sim.ids("new", 20)) {
		const { hasPhoto } = await at.agent.view(id);
		const answer = await at.agent.get(`/api/v1/customers/${id}/photo`);
		assert.equal(answer.status, hasPhoto ? 200 : 404, id);
	}
});

test("twenty documents at once, and clients that leave halfway, disturb nobody", async () => {
	const base = `/api/v1/customers/${EXAMPLE}/documents`;
	const { documentId } = (await at.compliance.json(base)).items.find((d) => d.contentType === "application/pdf");
	const path = `${base}/${documentId}/content`;
	const whole = (await at.compliance.get(path)).raw;
	const all = await Promise.all(
		Array.from({ length: 20 }, (_, i) =>
			i % 3 ? at.compliance.get(path) : at.compliance.get(path, { timeout: 15 }).catch(() => null),
		),
	);
	for (const answer of all) if (answer) assert.deepEqual(answer.raw, whole);
});
