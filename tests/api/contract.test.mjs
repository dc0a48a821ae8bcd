// What outsiders rely on: the view as it is printed in the contract, its age and origin, its masks, and its errors.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertProblem, ROLES } from "./harness/client.mjs";
import { EXAMPLE, stage } from "./harness/stage.mjs";

const at = stage({ roles: ROLES });
const VIEWERS = ROLES.filter((role) => role !== "admin");
const PATH = `/api/v1/customers/${EXAMPLE}`;

// As printed: text, since 1250.75 must not become 1250.750000001 nor 500.00 become 500.
const PRINTED = [
	'"customerId":"CUS-123456"',
	'"username":"john_player_77"',
	'"email":"john@example.com"',
	'"phone":"+1-555-0123"',
	'"fullName":"John Smith"',
	'"dateOfBirth":"1985-06-15"',
	'"registrationDate":"2023-01-10"',
	'"accountStatus":"active"',
	'"verificationType":"intermediate"',
	'"kycStatus":"verified"',
	'"vipTier":"gold"',
	'"currency":"USD"',
	'"timeZone":"America/Toronto"',
	'"restrictions":[]',
];
const GAMING = {
	totalBets: "1547",
	totalWagered: "45230.50",
	totalWon: "42180.25",
	netPosition: "-3050.25",
	favoriteGame: '"Blackjack"',
	lastGamePlayed: '"2025-10-06T14:23:00Z"',
	averageBetSize: "29.24",
	sessionCount: "312",
};
const FINANCIAL = {
	currentBalance: "1250.75",
	totalDeposits: "15000.00",
	totalWithdrawals: "12500.00",
	activeBonus: "50.00",
	lifetimeValue: "2500.00",
	lastDeposit: '{"amount":500.00,"method":"Credit Card","date":"2025-10-05T10:30:00Z"}',
	pendingWithdrawals: "[]",
};

/** The text of an object's member, up to the object that follows its own. */
function textOf(body, member) {
	const start = body.indexOf(`"${member}":{`) + member.length + 3;
	let depth = 0;
	for (let i = start; i < body.length; i++) {
		if (body[i] === "{") depth++;
		if (body[i] === "}" && !--depth) return body.slice(start, i + 1);
	}
	assert.fail(`no object ${member}`);
}

const pick = (object, names) => Object.fromEntries(names.map((name) => [name, object[name]]));

test("the example customer is exactly as printed in the contract, to the last digit", async () => {
	const answer = await at.compliance.get(PATH);
	for (const text of PRINTED) assert.ok(answer.text.includes(text), text);
	const gaming = textOf(answer.text, "gamingStats");
	for (const [name, text] of Object.entries(GAMING)) assert.ok(gaming.includes(`"${name}":${text},`), `${name}: ${gaming}`);
	const financial = textOf(answer.text, "financial");
	for (const [name, text] of Object.entries(FINANCIAL))
		assert.ok(financial.includes(`"${name}":${text}`), `${name}: ${financial}`);
	const view = answer.json;
	assert.deepEqual(
		pick(view.compliance, [
			...["kycVerified", "proofOfAddressVerified", "sourceOfFundsVerified"],
			...["responsibleGamblingLimits", "selfExclusionStatus", "coolingOffPeriod"],
		]),
		{
			kycVerified: true,
			proofOfAddressVerified: true,
			sourceOfFundsVerified: false,
			responsibleGamblingLimits: { dailyDepositLimit: 500, weeklyLossLimit: 1000, sessionTimeLimit: 120 },
			selfExclusionStatus: null,
			coolingOffPeriod: null,
		},
	);
	assert.deepEqual(
		view.riskFlags.map((flag) => pick(flag, ["type", "severity", "description", "detectedAt"])),
		[
			{
				type: "unusual_betting_pattern",
				severity: "medium",
				description: "Sudden increase in bet size",
				detectedAt: "2025-10-06T12:00:00Z",
			},
		],
	);
	assert.deepEqual(
		view.supportHistory.map((ticket) => pick(ticket, ["ticketId", "subject", "status", "priority", "createdAt", "resolvedAt"])),
		[
			{
				ticketId: "TKT-9876",
				subject: "Withdrawal issue",
				status: "resolved",
				priority: "high",
				createdAt: "2025-10-04T09:15:00Z",
				resolvedAt: "2025-10-04T15:30:00Z",
			},
		],
	);
	assert.deepEqual(
		view.activeSessions.map((session) => pick(session, ["sessionId", "game", "startedAt", "currentBet", "sessionBalance"])),
		[{ sessionId: "SES-456789", game: "Roulette", startedAt: "2025-10-06T14:00:00Z", currentBet: 25, sessionBalance: 150 }],
	);
	assert.match(answer.text, /"currentBet":25\.00,"sessionBalance":150\.00/);
	assert.equal(view.jurisdiction, "ON");
	assert.equal(view.brand, "Maple Crown");
});

test("the arithmetic follows the definitions, for every customer", async () => {
	const cents = (number) => Math.round(number * 1000);
	for (const id of await at.sim.ids("recreational", 12)) {
		const { gamingStats: g, financial: f } = await at.agent.view(id);
		if (g.totalBets) {
			assert.equal(cents(g.netPosition), cents(g.totalWon) - cents(g.totalWagered), id);
			assert.equal(cents(g.ggr), 0 - cents(g.netPosition), id);
			assert.ok(Math.abs(g.averageBetSize - g.totalWagered / g.totalBets) <= 0.5, id);
		} else {
			assert.equal(g.averageBetSize, null);
			assert.equal(g.rtp, null);
		}
		assert.equal(cents(f.lifetimeValue), cents(f.totalDeposits) - cents(f.totalWithdrawals), id);
		assert.equal(f.reconciliation.balanced, true, id);
		for (const pocket of f.reconciliation.pockets) assert.equal(pocket.difference, 0, id);
		const ngr = f.netGamingRevenue;
		const left = ["bonusConverted", "jackpotContributions", "duty", "paymentCosts"].reduce(
			(sum, k) => sum - cents(ngr[k]),
			cents(ngr.ggr),
		);
		assert.equal(cents(ngr.ngr), left, id);
	}
});

test("money has its currency's own decimals, in the text itself", async () => {
	for (const [kind, form] of [
		["zero_decimal", /^-?\d+$/],
		["three_decimal", /^-?\d+\.\d{3}$/],
		["recreational", /^-?\d+(\.\d{2})?$/],
	])
		for (const id of await at.sim.ids(kind, 3)) {
			const { text } = await at.agent.get(`/api/v1/customers/${id}`);
			for (const name of ["totalWagered", "netPosition", "currentBalance", "totalDeposits", "lifetimeValue"]) {
				const number = new RegExp(`"${name}":(-?[0-9.]+)`).exec(text)?.[1];
				assert.match(number, form, `${kind} ${id} ${name}`);
			}
		}
});

test("every section says where it is from, when it was fetched, and how old it is", async () => {
	const { meta } = await at.agent.view(EXAMPLE);
	const sources = {
		profile: "customer",
		activity: /customer|gaming/,
		gaming: "gaming",
		financial: "wallet",
		compliance: /kyc|risk/,
		risk: "risk",
		support: "support",
		documents: "kyc",
	};
	assert.deepEqual(Object.keys(meta), Object.keys(sources));
	for (const [section, source] of Object.entries(sources)) {
		assert.match(meta[section].source, new RegExp(source), section);
		assert.equal(meta[section].state, "fresh", section);
		assert.equal(meta[section].error, null, section);
		assert.ok(Date.now() - Date.parse(meta[section].fetchedAt) < 120_000, section);
		assert.ok(meta[section].ageMs >= 0 && meta[section].ageMs < 120_000, section);
	}
	const later = (await at.agent.view(EXAMPLE)).meta;
	for (const section of Object.keys(sources)) {
		for (const [name, part] of Object.entries(meta[section].parts ?? {}))
			assert.equal(later[section].parts[name].fetchedAt, part.fetchedAt, `${section}/${name} was fetched again`);
	}
});

test("a second look asks no service anything, whoever looks", async () => {
	const id = await at.sim.fresh();
	const before = await at.sim.stats();
	await at.agent.view(id);
	const once = await at.sim.stats();
	assert.equal(once.services.gaming.total - before.services.gaming.total, 2);
	const per = (stats, service, path) => stats.services[service].paths[path] ?? 0;
	const profile = "GET /api/customers/{id}";
	assert.equal(per(once, "customer", profile) - per(before, "customer", profile), 1);
	for (const role of VIEWERS) await at[role].view(id);
	for (const section of ["profile", "gaming", "documents"]) await at.agent.json(`/api/v1/customers/${id}/sections/${section}`);
	const twice = await at.sim.stats();
	for (const service of ["gaming", "wallet", "kyc", "support", "risk"])
		assert.equal(twice.services[service].total, once.services[service].total, service);
	// The customer service is also asked for changes by the directory.
	for (const path of [profile, "GET /api/customers/{id}/access"])
		assert.equal(per(twice, "customer", path), per(once, "customer", path), path);
});

test("many who look at the same time share one fetch a part", async () => {
	const id = await at.sim.fresh();
	const before = await at.sim.stats();
	const all = await Promise.all(Array.from({ length: 40 }, () => at.agent.get(`/api/v1/customers/${id}`)));
	for (const answer of all) assert.equal(answer.status, 200);
	const now = await at.sim.stats();
	for (const [service, calls] of Object.entries({ gaming: 2, wallet: 1, kyc: 1, support: 1, risk: 1 }))
		assert.equal(now.services[service].total - before.services[service].total, calls, service);
});

const CONTACT = ["/email", "/phone", "/formerEmails"];
const PERSONAL = ["/dateOfBirth", "/address/line1", "/address/city", "/address/postcode"];
const NUMBERS = ["/documents/0/number", "/documents/1/number"];

test("what a role may not see is masked, keeps name and type, and is listed", async () => {
	for (const role of ["agent", "support", "vip", "auditor"]) {
		const answer = await at[role].get(PATH);
		const view = answer.json;
		assert.deepEqual(new Set(view.masked), new Set([...CONTACT, ...PERSONAL, ...NUMBERS]), role);
		for (const secret of ["john@example.com", "555-0123", "5550123", "1985-06-15", "12 Maple", "M5V 2T6", "johnny@"])
			assert.ok(!answer.text.includes(secret), `${role} sees ${secret}`);
		assert.equal(typeof view.email, "string");
		assert.equal(typeof view.dateOfBirth, "string");
		assert.ok(Array.isArray(view.formerEmails));
		assert.equal(view.fullName, "John Smith");
	}
	for (const role of ["compliance", "mlro"]) {
		const view = await at[role].view(EXAMPLE);
		assert.deepEqual(view.masked, [], role);
		assert.equal(view.email, "john@example.com");
	}
});

test("payment cards are first six and last four at most, for everybody", async () => {
	for (const role of VIEWERS) {
		const { text } = await at[role].get(PATH);
		assert.ok(text.includes('"cardNumber":"411111******1111"'), role);
		assert.doesNotMatch(text, /4111111111111111/);
	}
});

test("nothing about money laundering exists for those who may not know", async () => {
	let found = 0;
	for (const id of [...(await at.sim.ids("structuring", 5)), ...(await at.sim.ids("twin", 4))]) {
		const entitled = await at.compliance.view(id);
		const hidden = entitled.riskFlags.filter((flag) => flag.category === "aml");
		found += hidden.length;
		for (const role of ["agent", "support", "vip", "auditor"]) {
			const answer = await at[role].get(`/api/v1/customers/${id}`);
			assert.doesNotMatch(answer.text, /aml|launder|structur|suspicious/i, `${role} ${id}`);
			for (const flag of hidden) assert.ok(!answer.text.includes(flag.flagId), `${role} ${id}`);
			assert.deepEqual(
				answer.json.riskFlags.map((flag) => flag.flagId),
				entitled.riskFlags.filter((flag) => flag.category !== "aml").map((flag) => flag.flagId),
			);
		}
		assert.ok((await at.mlro.view(id)).riskFlags.length === entitled.riskFlags.length);
	}
	assert.ok(found > 0, "no customer of the simulator has such a flag: the test shows nothing");
});

test("a revealed value is given for a reason, for a while, on the record; the view stays masked", async () => {
	const reason = "verifies who is calling";
	const fields = ["/email", "/phone", "/dateOfBirth", "/address/line1", "/formerEmails", "/documents/0/number"];
	const asked = Date.now();
	const answer = await at.agent.reveal(EXAMPLE, fields, reason);
	assert.equal(answer.status, 200, answer.text);
	const { values, until } = answer.json;
	assert.deepEqual(Object.keys(values), fields);
	assert.equal(values["/email"], "john@example.com");
	assert.equal(values["/phone"], "+1-555-0123");
	assert.equal(values["/dateOfBirth"], "1985-06-15");
	assert.equal(values["/address/line1"], "12 Maple Street");
	assert.deepEqual(values["/formerEmails"], ["johnny@example.org"]);
	assert.ok(Math.abs(Date.parse(until) - asked - 120_000) < 10_000);
	assert.equal((await at.agent.view(EXAMPLE)).email, "j***@***.com");
	const record = (await at.auditor.json(`/api/v1/audit?kind=reveal&customer=${EXAMPLE}`)).items[0];
	assert.equal(record.who, "agent");
	assert.deepEqual(record.fields, fields);
	assert.ok(!JSON.stringify(record).includes("john@"), "the record holds no values");
	assert.equal(record.requestId ?? record.request, answer.headers["x-request-id"]);
});

test("who may reveal: those who work with customers, and nobody who only reads or administers", async () => {
	for (const role of ["agent", "support", "compliance", "vip", "mlro"])
		assert.equal((await at[role].reveal(EXAMPLE, ["/email"])).status, 200, role);
	for (const role of ["admin", "auditor"]) assertProblem(await at[role].reveal(EXAMPLE, ["/email"]), 403, "denied");
});

test("a reveal without a proper reason or of what is not masked is refused by name", async () => {
	for (const [fields, reason, pointer] of [
		[["/email"], "  no ", "/reason"],
		[["/email"], "x".repeat(501), "/reason"],
		[["/username"], "long enough", "/fields/0"],
		[["/email", "/nothing"], "long enough", "/fields/1"],
		[["/email", "/email"], "long enough", "/fields/1"],
		[["email"], "long enough", "/fields/0"],
		[[], "long enough", "/fields"],
		[["/financial/instruments/0/cardNumber"], "long enough", "/fields/0"],
		[["/riskFlags/0/description"], "long enough", "/fields/0"],
	]) {
		const problem = assertProblem(await at.agent.reveal(EXAMPLE, fields, reason), 422, "invalid");
		assert.equal(problem.errors[0].pointer, pointer, JSON.stringify(fields));
	}
	assertProblem(await at.agent.reveal("CUS-NOBODY", ["/email"]), 404, "not-found");
});

test("unknown things are 404, all with the same bytes but for the request id", async () => {
	const paths = [
		"/api/v1/customers/CUS-999999",
		"/api/v1/customers/nobody",
		`/api/v1/customers/${"x".repeat(65)}`,
		"/api/v1/customers/a%20b",
		`${PATH}/sections/nothing`,
		`${PATH}/bets/BET-123456-999999`,
		`${PATH}/transactions/TXN-1-1`,
		`${PATH}/tickets/TKT-0`,
		`${PATH}/documents/DOC-0/content?grant=x`,
		"/api/v1/customers/CUS-999999/bets",
		"/api/v1/customers/CUS-999999/timeline",
		"/api/v1/customers/CUS-999999/photo",
	];
	const bodies = new Map();
	for (const path of paths) {
		const answer = await at.compliance.get(path);
		const problem = assertProblem(answer, 404, "not-found");
		assert.equal(problem.requestId, answer.headers["x-request-id"]);
		bodies.set(answer.text.replace(problem.requestId, "…"), path);
	}
	assert.equal(bodies.size, 1, JSON.stringify([...bodies]));
});

test("an object of another customer is as unknown as one that is nowhere", async () => {
	const [other] = (await at.sim.ids("vip", 1)).filter((id) => id !== EXAMPLE);
	const { items } = await at.agent.json(`/api/v1/customers/${other}/bets?limit=1`);
	assertProblem(await at.agent.get(`${PATH}/bets/${items[0].betId}`), 404, "not-found");
	assertProblem(await at.compliance.get(`/api/v1/customers/${other}/documents/DOC-123456-0/content`), 404, "not-found");
});

test("every answer has its request id, and errors have the same one in the document", async () => {
	const ids = new Set();
	for (const path of [PATH, "/healthz", "/api/v1/nothing", "/api/v1/customers/nobody", "/api/v1/audit"]) {
		const answer = await at.agent.get(path);
		assert.match(answer.headers["x-request-id"], /^[0-9a-f-]{36}$/);
		if (answer.status >= 400) assert.equal(answer.json.requestId, answer.headers["x-request-id"]);
		ids.add(answer.headers["x-request-id"]);
	}
	assert.equal(ids.size, 5);
});

test("a section is the same as in the whole view", async () => {
	const whole = await at.agent.view(EXAMPLE);
	for (const name of Object.keys(whole.meta)) {
		const section = await at.agent.json(`${PATH}/sections/${name}`);
		for (const [key, value] of Object.entries(section)) {
			if (key === "meta") assert.deepEqual(Object.keys(value), [name]);
			else if (key === "masked") for (const pointer of value) assert.ok(whole.masked.includes(pointer));
			else assert.deepEqual(value, whole[key], `${name}: ${key}`);
		}
	}
});

test("an unchanged view is a 304 to who has it, by permission class", async () => {
	const { headers } = await at.agent.get(PATH);
	const again = await at.agent.get(PATH, { headers: { "if-none-match": headers.etag } });
	assert.equal(again.status, 304);
	assert.equal(again.raw.length, 0);
	assert.equal((await at.compliance.get(PATH, { headers: { "if-none-match": headers.etag } })).status, 200);
});

test("customers of every kind have a view that the document describes", async () => {
	const kinds =
		"vip new dormant flagged self_excluded cooling_off chasing bonus_ring account_takeover non_latin high_volume".split(" ");
	for (const kind of kinds) {
		const ids = await at.sim.ids(kind, 4);
		assert.ok(ids.length, `the simulator has no ${kind}`);
		for (const id of ids) {
			const view = await at.agent.view(id);
			if (kind === "self_excluded") {
				assert.equal(view.accountStatus, "self_excluded", id);
				assert.ok(view.compliance.selfExclusionStatus, id);
				assert.ok(view.restrictions.length, id);
			}
			if (kind === "cooling_off") assert.ok(view.compliance.coolingOffPeriod, id);
		}
	}
});

test("the portal about itself: alive, ready, measured, described", async () => {
	const stranger = at.portal.stranger();
	assert.equal((await stranger.get("/healthz")).json.status, "ok");
	const ready = (await stranger.get("/readyz")).json;
	assert.equal(ready.status, "ready");
	assert.equal(ready.directory.ready, true);
	assert.equal(ready.directory.customers >= 500, true);
	for (const source of ["customer", "gaming", "wallet", "kyc", "support", "risk"]) assert.equal(ready.sources[source], "up");
	const metrics = await stranger.get("/metrics");
	assert.match(metrics.text, /^# TYPE /m);
	assert.doesNotMatch(metrics.text, /CUS-|john/);
	const sources = (await at.agent.json("/api/v1/sources")).items ?? (await at.agent.json("/api/v1/sources")).sources;
	assert.equal(sources.length, 6);
});
