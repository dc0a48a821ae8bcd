// A house that speaks quite otherwise is connected by configuration alone: the view, field by field, its lists to the end, its files.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertProblem } from "../harness/client.mjs";
import { freeBlock } from "../harness/ports.mjs";
import { Portal, temporary } from "../harness/stage.mjs";
import { CASES, ENTRIES, ID, LETTERS, MOVES, Operator, PDF, PLAY_DAYS, PLAYS, PNG, WAGERS } from "./operator.mjs";

const operator = new Operator();
let portal;
let agent;
let compliance;

before(async () => {
	const folder = temporary();
	const port = await freeBlock();
	await operator.start(port + 1);
	const yaml = readFileSync(new URL("./pitboss.yaml", import.meta.url), "utf8");
	const config = join(folder, "pitboss.yaml");
	writeFileSync(
		config,
		yaml.replaceAll("CRM_URL", `http://127.0.0.1:${port + 1}`).replaceAll("LEDGER_URL", `http://127.0.0.1:${port + 2}`),
	);
	writeFileSync(join(folder, "crm.secret"), "open");
	writeFileSync(join(folder, "ledger.key"), "sesame\n");
	portal = new Portal({ port, data: join(folder, "data"), config });
	await portal.start();
	[agent, compliance] = [await portal.signOn("agent"), await portal.signOn("compliance")];
});
after(async () => {
	await portal?.stop().finally(() => operator.stop());
});

const BASE = `/api/v1/customers/${ID}`;

test("the view has every field where it belongs", async () => {
	const answer = await compliance.get(BASE);
	const { meta, masked, ...view } = answer.json;
	for (const [section, about] of Object.entries(meta)) assert.deepEqual([about.state, about.error], ["fresh", null], section);
	assert.deepEqual(masked, []);
	const expected = {
		customerId: "4711",
		username: "anna.b",
		fullName: "Anna Bergström",
		email: "anna@bergstrom.example",
		formerEmails: ["ab@old.example"],
		phone: "+46 70 123 45 67",
		dateOfBirth: "1988-02-29",
		registrationDate: "2023-11-13",
		accountStatus: "active",
		statusSince: "2023-11-13T00:00:00Z",
		vipTier: "gold",
		brand: "Gran Casino",
		licence: "SE-77",
		jurisdiction: "SE",
		currency: "EUR",
		timeZone: "Europe/Stockholm",
		gender: "F",
		country: "SE",
		language: null,
		hasPhoto: false,
		address: { line1: "Storgatan 1", line2: null, city: "Umeå", region: null, postcode: "903 26", country: "SE" },
		consents: [{ product: "casino", channel: "email", granted: true, at: "2026-04-21T00:00:00Z" }],
		kycStatus: "verified",
		verificationType: "intermediate",
		riskLevel: "medium",
		activeSessions: [],
	};
	for (const [name, value] of Object.entries(expected)) assert.deepEqual(view[name], value, name);
	const some = (object, wanted) => {
		for (const [name, value] of Object.entries(wanted)) assert.deepEqual(object[name], value, name);
	};
	some(view.gamingStats, {
		totalBets: 1000,
		totalWagered: 2000,
		totalWon: 1900,
		netPosition: -100,
		favoriteGame: "Fjord Fortune",
		lastGamePlayed: "2026-05-01T00:00:00Z",
		averageBetSize: 2,
		sessionCount: 40,
		winLossRatio: 0.6667,
		// Which games were played is not known here, so neither is what they owe.
		rtp: null,
	});
	some(view.financial, {
		currentBalance: 123.45,
		activeBonus: 5,
		totalDeposits: 1000,
		totalWithdrawals: 250.5,
		lifetimeValue: 749.5,
		lastDeposit: { amount: 20, method: "Swish", date: "2026-04-30T00:00:00Z" },
		bonuses: [],
	});
	some(view.financial.pendingWithdrawals[0], {
		transactionId: "1234",
		amount: 30,
		method: "Bank",
		requestedAt: "2026-04-30T23:00:00Z",
		state: "in_review",
	});
	some(view.financial.instruments[0], {
		instrumentId: "55",
		kind: "credit_card",
		cardNumber: "555555******4444",
		holder: "A BERGSTROM",
		expires: "2028-01",
	});
	assert.match(answer.text, /"currentBalance":123\.45,"totalDeposits":1000\.00,"totalWithdrawals":250\.50/);
	some(view.compliance, {
		kycVerified: true,
		proofOfAddressVerified: true,
		sourceOfFundsVerified: false,
		nextReviewAt: "2027-01-31T00:00:00Z",
		screening: [],
		selfExclusionStatus: null,
		coolingOffPeriod: null,
	});
	some(view.compliance.checks[0], { kind: "identity", status: "passed", provider: "bank-id", checkedAt: "2024-02-21T00:00:00Z" });
	assert.deepEqual(
		view.compliance.limits.map(({ kind, period, amount }) => ({ kind, period, amount })),
		[
			{ kind: "deposit", period: "month", amount: 500 },
			{ kind: "loss", period: "week", amount: 100 },
		],
	);
	assert.equal(view.compliance.responsibleGamblingLimits.weeklyLossLimit, 100);
	assert.deepEqual(
		view.riskFlags.map(({ flagId, type, severity, category }) => [flagId, type, severity, category]),
		[
			["5", "night_play", "medium", "rg"],
			["6", "structuring", "critical", "aml"],
		],
	);
	some(view.restrictions[0], { scope: "marketing", publicReason: "Asked for it", until: null });
	assert.deepEqual(
		view.supportHistory.map(({ ticketId, status, priority, resolvedAt }) => [ticketId, status, priority, resolvedAt]),
		[
			["300", "open", "low", null],
			["299", "waiting_for_customer", "normal", null],
			["298", "resolved", "high", "2026-04-29T01:00:00Z"],
		],
	);
	assert.deepEqual(
		view.documents.map(({ documentId, kind, status, number }) => [documentId, kind, status, number]),
		[
			["1", "passport", "accepted", "SE99887766"],
			["2", "salary", "accepted", null],
			["3", "lease", "accepted", null],
		],
	);
	assert.deepEqual(
		view.recentLogins.map(({ outcome, ip }) => [outcome, ip]),
		[
			["failed", "192.0.2.7"],
			["success", "192.0.2.7"],
		],
	);
	assert.equal(view.devices[0].deviceId, "77");
	assert.deepEqual(
		view.betsInPlay.map(({ betId, stake }) => [betId, stake]),
		[
			["90000", 1.5],
			["89999", 1.51],
		],
	);
	assert.equal(meta.financial.source, "ledger");
	assert.equal(meta.documents.source, "crm");
});

test("an agent sees it masked, and nothing of money laundering", async () => {
	const answer = await agent.get(BASE);
	assert.equal(answer.json.email, "a***@***.example");
	assert.doesNotMatch(answer.text, /structuring|aml|SE99887766|Storgatan/);
	assert.equal(answer.json.riskFlags.length, 1);
});

async function walk(list, limit) {
	const items = [];
	let cursor = "";
	do {
		const page = await agent.json(`${BASE}/${list}?limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
		assert.ok(page.items.length <= limit);
		items.push(...page.items);
		cursor = page.nextCursor;
		assert.ok(items.length <= 1000, "no end");
	} while (cursor);
	return items;
}

const LISTS = {
	bets: [WAGERS, (x) => x.betId, (x) => String(x.ref)],
	transactions: [MOVES, (x) => `${x.transactionId} ${x.amount}`, (x) => `${x.id} ${x.what === "OUT" ? -x.sum : Number(x.sum)}`],
	sessions: [PLAYS, (x) => x.sessionId, (x) => String(x.nr)],
	logins: [ENTRIES, (x) => Date.parse(x.at) / 1000, (x) => x.t],
	tickets: [CASES, (x) => x.ticketId, (x) => String(x.key)],
	correspondence: [LETTERS, (x) => x.messageId, (x) => String(x.nr)],
};

for (const [list, [theirs, key, theirKey]] of Object.entries(LISTS))
	test(`${list}: to the end, once each, whatever their pages and ours`, async () => {
		for (const limit of [1, 7, 10, 25, 60, 200]) {
			if (limit === 1 && theirs.length > 60) continue;
			assert.deepEqual((await walk(list, limit)).map(key), theirs.map(theirKey), `limit ${limit}`);
		}
	});

test("money in micros is exact, with the decimals of the list's currency", async () => {
	const { text } = await agent.get(`${BASE}/bets?limit=5`);
	assert.match(text, /"stake":1\.50,/);
	assert.match(text, /"stake":1\.54/);
});

test("sums by day come in order, in its own zone; what it doesn't tell is null", async () => {
	const answer = await agent.get(`${BASE}/statistics?from=2026-04-02T22:00:00Z&to=2026-05-01T00:00:00Z`);
	const { days, hours, games, timeZone, currency, meta } = answer.json;
	assert.deepEqual([timeZone, currency, hours, games, meta.source], ["Europe/Stockholm", "EUR", null, null, "ledger"]);
	assert.deepEqual(
		days.map((day) => day.date),
		["2026-04-17", "2026-04-30"],
	);
	assert.match(answer.text, /"bets":12,"wagered":30\.25,"won":0\.00,"netPosition":-30\.25/);
	assert.equal((await agent.json(`${BASE}/statistics?from=2026-01-01T00:00:00Z`)).days.length, Object.keys(PLAY_DAYS).length);
});

test("transactions of a type are picked out where the service can't", async () => {
	const expected = MOVES.filter((move) => move.why === "Pay-in").map((move) => move.id);
	const items = [];
	let cursor = "";
	do {
		const page = await agent.json(`${BASE}/transactions?limit=5&type=deposit&state=done${cursor}`);
		items.push(...page.items);
		cursor = page.nextCursor && `&cursor=${encodeURIComponent(page.nextCursor)}`;
	} while (cursor);
	assert.deepEqual(
		items.map((item) => item.transactionId),
		expected,
	);
	assert.deepEqual((await agent.json(`${BASE}/transactions?type=deposit&state=undone`)).items, []);
});

test("the timeline merges what this house has", async () => {
	const page = await agent.json(`${BASE}/timeline?limit=100`);
	const moments = page.items.map((item) => Date.parse(item.at));
	assert.deepEqual(
		moments,
		[...moments].sort((a, b) => b - a),
	);
	assert.deepEqual(new Set(page.items.map((item) => item.source)), new Set(["crm", "ledger"]));
});

test("its files are streamed as what they are, and one that breaks off is cut", async () => {
	const image = await compliance.get(`${BASE}/documents/1/content`);
	assert.deepEqual(image.raw, PNG);
	const paper = await compliance.get(`${BASE}/documents/2/content`);
	assert.equal(paper.raw.length, PDF.length);
	assert.ok(paper.raw.equals(PDF));
	operator.cutFile = true;
	await assert.rejects(compliance.get(`${BASE}/documents/3/content`), /aborted|socket hang up|ECONNRESET/);
	operator.cutFile = false;
	assert.ok((await compliance.get(`${BASE}/documents/3/content`)).raw.equals(PDF));
});

test("people are found, folded, in the index that is filled from its own list", async () => {
	for (const text of ["bergstrom", "Anna", "anna.b", "4711", "anna@bergstrom.example", "+46701234567"]) {
		const page = await agent.search({ text });
		assert.equal(page.from, "directory");
		assert.deepEqual(
			page.items.map((hit) => hit.customerId),
			[ID],
			text,
		);
	}
});

test("who it says it does not know is a 404", async () => {
	assertProblem(await agent.get("/api/v1/customers/4712"), 404, "not-found");
});

test("what nobody brings is missing, not empty; one token was enough", async () => {
	// Not a failure: it has no such thing, and asking again won't help.
	for (const list of ["statements", "cashflow", "bets?gameId=G-1"]) {
		const problem = assertProblem(await agent.get(`${BASE}/${list}`), 501, "not-offered");
		assert.equal(problem.error, "not_configured", list);
	}
	assert.equal(operator.tokens <= 2, true, `${operator.tokens} tokens`);
	const before = operator.asked.length;
	await agent.json(BASE);
	await agent.json(BASE);
	assert.deepEqual(
		operator.asked.slice(before).filter((path) => !path.endsWith("/persons")),
		[],
	);
});
