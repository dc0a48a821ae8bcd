// Web Push: what a person's browsers are told of alerts, opened and judged as a browser and its push service would.
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { assertProblem } from "./harness/client.mjs";
import { event, send } from "./harness/events.mjs";
import { until } from "./harness/program.mjs";
import { PushService } from "./harness/push.mjs";
import { EXAMPLE, stage } from "./harness/stage.mjs";

const BURST = 5;
const service = await new PushService().start();
after(() => service.stop());

const at = stage({
	customers: 60,
	roles: ["agent", "support", "vip", "compliance", "mlro", "admin", "auditor"],
	edits: [
		["loopback: false", "loopback: true"],
		['subject: ""', 'subject: "mailto:push@operator.example"'],
		["  every_s: 10\n  loopback", "  every_s: 1\n  loopback"],
	],
});

const PATIENT = { chosen: true, severityAtLeast: "low", timeZone: "Etc/UTC", criticalPasses: true };
const wishes = (more = {}) => {
	const { chosen: _, ...usual } = PATIENT;
	return { ...usual, quietHours: null, ...more };
};

async function subscribe(client, label) {
	const browser = service.browser(label);
	const answer = await client.post("/api/v1/push/subscriptions", browser.body);
	assert.equal(answer.status, 201, answer.text);
	browser.id = answer.json.subscriptionId;
	return browser;
}

const wish = async (client, more) => assert.equal((await client.put("/api/v1/push/settings", wishes(more))).status, 204);

let flags = 0;
/** A service's alert; its type is a word of its own, so that it is found again. */
async function alert({ customer = EXAMPLE, severity = "high", alertClass = "fraud", flagId = `push-${++flags}` } = {}) {
	const flagType = `type-${flagId}`;
	const answer = await send(at.portal.port, event("fraud.alert", customer, { flagId, flagType, severity, class: alertClass }));
	assert.equal(answer.status, 200, answer.text);
	return flagType;
}

const about = (rule) => (m) => m.rule === rule;

/** Nobody has browsers, or was told anything of late. */
beforeEach(async () => {
	service.check();
	for (const role of ["agent", "support", "vip", "compliance", "mlro", "auditor"]) {
		const { subscriptions } = await at[role].json("/api/v1/push");
		for (const { subscriptionId } of subscriptions)
			assert.equal((await at[role].delete(`/api/v1/push/subscriptions/${subscriptionId}`)).status, 204);
	}
});

/** So long that everybody may be told of a whole burst again. */
const refill = () => new Promise((resolve) => setTimeout(resolve, BURST * 1000 + 200));

test("an alert reaches the browser of a person whom the page does not reach: sealed, signed, and without personal data", async () => {
	await wish(at.agent);
	const browser = await subscribe(at.agent, "laptop");
	const { publicKey } = await at.agent.json("/api/v1/push");
	const rule = await alert({ severity: "critical" });
	const [m] = await browser.when("the message came", about(rule));
	assert.deepEqual(Object.keys(m).slice(0, 8), ["v", "kind", "alert", "severity", "rule", "customer", "path", "at"]);
	assert.deepEqual(
		[m.v, m.kind, m.severity, m.customer, m.path],
		[1, "alert", "critical", EXAMPLE, `/customers/${EXAMPLE}/risk`],
	);
	assert.match(m.alert, /^[0-9a-f]{32}$/);
	assert.equal(m.urgency, "high");
	assert.ok(m.ttl > 3000 && m.ttl <= 3600);
	assert.equal(m.vapid.sub, "mailto:push@operator.example");
	assert.equal(m.vapid.key, publicKey, "the key that browsers subscribe with");
	service.check();
});

test("every message is as long as any other", async () => {
	await wish(at.agent);
	const browser = await subscribe(at.agent);
	await alert({ flagId: "a" });
	await alert({ flagId: `a-much-longer-one-${"x".repeat(30)}` });
	assert.equal((await at.agent.post("/api/v1/push/test")).status, 200);
	const messages = await browser.when("all came", undefined, { count: 3 });
	assert.equal(new Set(messages.map((m) => m.bytes)).size, 1);
});

test("each message is on the record before it leaves, and the record does not say about whom it is", async () => {
	await refill();
	await wish(at.agent);
	const browser = await subscribe(at.agent);
	const [m] = await browser.when("the message came", about(await alert()));
	const { items } = await at.auditor.json("/api/v1/audit?kind=push&limit=50");
	const record = items.find((item) => item.topic === m.topic);
	assert.ok(record, "it is there");
	assert.deepEqual([record.who, record.subscription, record.customer], ["agent", browser.id, undefined]);
	assert.ok(!JSON.stringify(items).includes(EXAMPLE));
});

test("an alert that becomes graver replaces what the service still holds of it", async () => {
	await refill();
	await wish(at.agent);
	const browser = await subscribe(at.agent);
	const rule = await alert({ severity: "medium", flagId: "rising" });
	await alert({ severity: "critical", flagId: "rising" });
	const [first, second] = await browser.when("both came", about(rule), { count: 2 });
	assert.deepEqual([first.severity, second.severity], ["medium", "critical"]);
	assert.deepEqual([first.urgency, second.urgency], ["normal", "high"]);
	assert.equal(first.topic, second.topic);
	assert.equal(first.alert, second.alert);
});

test("of money laundering only those are told who may know, and nobody can count the others' messages", async () => {
	await refill();
	const browsers = {};
	for (const role of ["agent", "support", "vip", "auditor", "compliance", "mlro"]) {
		await wish(at[role]);
		browsers[role] = await subscribe(at[role]);
	}
	const metrics = async () => (await at.agent.get("/metrics", { check: false })).text.match(/pitboss_push.*/g).join("\n");
	const before = await metrics();
	const hidden = await alert({ alertClass: "aml", severity: "critical" });
	for (const role of ["compliance", "mlro"]) await browsers[role].when(`${role} is told`, about(hidden));
	assert.equal(await metrics(), before, "figures say nothing");
	const open = await alert({ alertClass: "rg", severity: "critical" });
	for (const role of Object.keys(browsers)) await browsers[role].when(`${role} is told`, about(open));
	for (const role of ["agent", "support", "vip", "auditor"])
		assert.deepEqual(
			browsers[role].messages.map((m) => m.rule),
			[open],
			role,
		);
});

test("who lost the right meanwhile is not told, and who is disabled neither", async () => {
	await refill();
	assert.equal(at.portal.command(["user", "add", "passing", "mlro"], { input: "pitboss-demo\n" }).code, 0);
	const passing = await until("the person can sign on", async () => {
		const client = at.portal.stranger();
		return client.signOn("passing", "pitboss-demo");
	});
	await wish(passing);
	const browser = await subscribe(passing);
	// The service is busy; when it takes the message at last, the person is another.
	let busy = true;
	browser.answer = () => (busy ? { status: 503 } : { status: 201 });
	await alert({ alertClass: "aml", severity: "critical" });
	await until("a first try failed", () => browser.requests > 0);
	assert.equal(at.portal.command(["user", "role", "passing", "agent"]).code, 0);
	busy = false;
	const open = await alert({ alertClass: "fraud", severity: "critical" });
	await browser.when("an open one comes", about(open));
	await until("the hidden one was given up", () => browser.requests >= 2);
	await new Promise((resolve) => setTimeout(resolve, 4000)); // past the second try, which must not come
	assert.deepEqual(
		browser.messages.map((m) => m.rule),
		[open],
	);
	assert.equal(at.portal.command(["user", "disable", "passing"]).code, 0);
	const mine = await subscribe(at.mlro);
	await wish(at.mlro);
	const last = await alert({ severity: "critical" });
	await mine.when("others are told", about(last));
	assert.ok(!browser.messages.some(about(last)));
});

test("in quiet hours, by the person's own clock, only what is critical comes, and only where that is wished", async () => {
	await refill();
	const browser = await subscribe(at.agent);
	const other = await subscribe(at.support);
	await wish(at.support);
	const hour = (ms) =>
		new Date(Date.now() + ms).toLocaleTimeString("en-GB", { timeZone: "Asia/Kathmandu", hour: "2-digit", minute: "2-digit" });
	const quietHours = { from: hour(-30 * 60_000), to: hour(30 * 60_000) };
	await wish(at.agent, { quietHours, timeZone: "Asia/Kathmandu" });
	const quiet = await alert({ severity: "high" });
	const loud = await alert({ severity: "critical" });
	await browser.when("what is critical comes", about(loud));
	await other.when("others are told", about(quiet));
	await wish(at.agent, { quietHours, timeZone: "Asia/Kathmandu", criticalPasses: false });
	const held = await alert({ severity: "critical" });
	await other.when("others are told", about(held));
	// The same hours on another clock are another time.
	await wish(at.agent, { quietHours, timeZone: "Etc/UTC", criticalPasses: false });
	const heard = await alert({ severity: "high" });
	await browser.when("not quiet there", about(heard));
	assert.deepEqual(
		browser.messages.map((m) => m.rule),
		[loud, heard],
	);
});

test("what is slighter than wished does not come", async () => {
	await refill();
	const browser = await subscribe(at.agent);
	await wish(at.agent, { severityAtLeast: "high" });
	const other = await subscribe(at.support);
	await wish(at.support);
	const slight = await alert({ severity: "medium" });
	const grave = await alert({ severity: "high" });
	await other.when("others are told", about(slight));
	await browser.when("what is grave comes", about(grave));
	assert.equal(browser.messages.length, 1);
});

test("a storm is a few messages and one that counts the rest", async () => {
	await refill();
	await wish(at.agent);
	const browser = await subscribe(at.agent);
	const storm = Array.from({ length: 400 }, (_, i) =>
		event("fraud.alert", EXAMPLE, { flagId: `storm-${i}`, flagType: `storm-${i}`, severity: "high", class: "fraud" }),
	);
	assert.equal((await send(at.portal.port, storm)).status, 200);
	const told = () => browser.messages.reduce((sum, m) => sum + (m.kind === "more" ? m.count : 1), 0);
	await until("all are told of", () => told() >= 400);
	assert.equal(told(), 400, "each once");
	assert.ok(browser.messages.filter((m) => m.kind === "alert").length >= BURST);
	assert.ok(browser.messages.length <= 3 * BURST, `${browser.messages.length} messages`);
});

test("in a storm what is critical still comes by itself", async () => {
	await refill();
	await wish(at.agent);
	const browser = await subscribe(at.agent);
	const of = (i, severity) =>
		event("fraud.alert", EXAMPLE, { flagId: `mixed-${i}`, flagType: `mixed-${i}`, severity, class: "fraud" });
	const storm = [...Array.from({ length: 300 }, (_, i) => of(i, "low")), of("grave", "critical")];
	assert.equal((await send(at.portal.port, storm)).status, 200);
	await browser.when("the critical one comes", about("mixed-grave"));
});

test("a subscription that the service knows no more is forgotten; one that it refuses is not tried again", async () => {
	await refill();
	await wish(at.agent);
	const [gone, refused, fine] = [await subscribe(at.agent), await subscribe(at.agent), await subscribe(at.agent)];
	gone.answer = () => ({ status: 410 });
	refused.answer = () => ({ status: 413 });
	await fine.when("the third is told", about(await alert()));
	await until("it is forgotten", async () => (await at.agent.json("/api/v1/push")).subscriptions.length === 2);
	await fine.when("the third is told again", about(await alert()));
	assert.equal(gone.requests, 1);
	assert.equal(refused.requests, 2, "once an alert");
});

test("a service that is busy is asked again when it says, and not before", async () => {
	await refill();
	await wish(at.agent);
	const browser = await subscribe(at.agent);
	const asked = [];
	browser.answer = () => {
		asked.push(Date.now());
		return asked.length === 1 ? { status: 429, headers: { "retry-after": "4" } } : { status: 201 };
	};
	await browser.when("it came in the end", about(await alert()));
	assert.equal(asked.length, 2);
	assert.ok(asked[1] - asked[0] >= 3900, `after ${asked[1] - asked[0]} ms`);
});

test("a person sees the own browsers, can take them back, and nobody else can", async () => {
	await wish(at.agent, { quietHours: { from: "22:00", to: "07:30" }, timeZone: "Europe/Malta" });
	const browser = await subscribe(at.agent, "Firefox on Linux");
	const mine = await at.agent.json("/api/v1/push");
	assert.deepEqual(
		mine.subscriptions.map((s) => [s.subscriptionId, s.label, s.endpointHash]),
		[[browser.id, "Firefox on Linux", browser.hash]],
	);
	assert.deepEqual(mine.settings, { ...PATIENT, timeZone: "Europe/Malta", quietHours: { from: "22:00", to: "07:30" } });
	assert.ok(!JSON.stringify(mine).includes(browser.body.endpoint), "the address itself is not given out");
	assertProblem(await at.support.delete(`/api/v1/push/subscriptions/${browser.id}`), 404, "not-found");
	assert.equal((await at.agent.delete(`/api/v1/push/subscriptions/${browser.id}`)).status, 204);
	assertProblem(await at.agent.delete(`/api/v1/push/subscriptions/${browser.id}`), 404, "not-found");
	assert.deepEqual((await at.vip.json("/api/v1/push")).settings.chosen, true);
});

test("a browser tells one person only: the last who subscribed on it", async () => {
	await refill();
	await wish(at.agent);
	await wish(at.support);
	const browser = await subscribe(at.agent);
	const again = await at.agent.post("/api/v1/push/subscriptions", browser.body);
	assert.equal(again.json.subscriptionId, browser.id, "the same once more is the same");
	assert.equal((await at.support.post("/api/v1/push/subscriptions", browser.body)).status, 201);
	assert.deepEqual((await at.agent.json("/api/v1/push")).subscriptions, []);
	const rule = await alert();
	await browser.when("it came", about(rule));
	await at.support.post("/api/v1/push/test");
	await browser.when("and the test", (m) => m.kind === "test");
	assert.equal(browser.messages.filter(about(rule)).length, 1);
});

test("ten browsers a person", async () => {
	for (let i = 0; i < 10; i++) await subscribe(at.vip);
	assertProblem(await at.vip.post("/api/v1/push/subscriptions", service.browser().body), 409, "too-many-subscriptions");
});

test("only push services that are named are ever asked", async () => {
	const { keys } = service.browser().body;
	const body = (endpoint) => ({ endpoint, keys, label: "x" });
	const good = [
		"https://fcm.googleapis.com/fcm/send/abc",
		"https://FCM.googleapis.com:443/fcm/send/abc",
		"https://updates.push.services.mozilla.com/wpush/v2/abc",
		"https://web.push.apple.com/QK",
		"https://db5p.notify.windows.com/w/?token=abc",
	];
	const bad = [
		"http://fcm.googleapis.com/fcm/send/abc",
		"https://fcm.googleapis.com:8443/fcm/send/abc",
		"https://fcm.googleapis.com.evil.example/fcm",
		"https://evilfcm.googleapis.com/fcm",
		"https://push.services.mozilla.com/x",
		"https://evilpush.services.mozilla.com/x",
		"https://user@fcm.googleapis.com/fcm",
		"https://fcm.googleapis.com@evil.example/fcm",
		"https://evil.example#@fcm.googleapis.com/fcm",
		"https://evil.example\\@fcm.googleapis.com/fcm",
		"https://127.0.0.1/push",
		"https://[::1]/push",
		"https://localhost/push",
		"https://169.254.169.254/latest/meta-data",
		"http://169.254.169.254/latest/meta-data",
		"http://127.0.0.1.nip.example/x",
		"http://2130706433/x",
		"ftp://fcm.googleapis.com/x",
		"//fcm.googleapis.com/x",
		"https://fcm.googleapis.com",
		"x",
	];
	for (const endpoint of good) {
		const answer = await at.vip.post("/api/v1/push/subscriptions", body(endpoint));
		assert.equal(answer.status, 201, endpoint);
		assert.equal((await at.vip.delete(`/api/v1/push/subscriptions/${answer.json.subscriptionId}`)).status, 204);
	}
	for (const endpoint of bad) assertProblem(await at.vip.post("/api/v1/push/subscriptions", body(endpoint)), 422);
});

test("keys that are none, and wishes that make no sense, are refused by name", async () => {
	const { body } = service.browser();
	const bad = [
		{ ...body, keys: { ...body.keys, p256dh: "AAAA" } },
		{ ...body, keys: { ...body.keys, p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString("base64url") } },
		{ ...body, keys: { ...body.keys, auth: "AAAA" } },
		{ ...body, keys: { ...body.keys, auth: `${body.keys.auth}=` } },
	];
	for (const given of bad) {
		const problem = assertProblem(await at.agent.post("/api/v1/push/subscriptions", given), 422);
		assert.equal(problem.errors?.[0]?.pointer ?? problem.errors?.[0]?.field ?? "/keys", "/keys");
	}
	for (const more of [
		{ severityAtLeast: "none" },
		{ timeZone: "Mars/Olympus" },
		{ timeZone: "GMT+5" },
		{ quietHours: { from: "24:00", to: "07:00" } },
		{ quietHours: { from: "22:00", to: "7:00" } },
		{ quietHours: { from: "22:00" } },
	])
		assertProblem(await at.agent.put("/api/v1/push/settings", wishes(more)), 422);
});

test("a trial says what became of it at each browser, and cannot be asked for without end", async () => {
	await refill();
	const [fine, gone, busy] = [await subscribe(at.compliance), await subscribe(at.compliance), await subscribe(at.compliance)];
	gone.answer = () => ({ status: 404 });
	busy.answer = () => ({ status: 500 });
	// Quiet hours do not hold it back: the person asked.
	await wish(at.compliance, { quietHours: { from: "00:00", to: "00:00" }, criticalPasses: false });
	const { results } = (await at.compliance.post("/api/v1/push/test")).json;
	assert.deepEqual(Object.fromEntries(results.map((r) => [r.subscriptionId, [r.outcome, r.status]])), {
		[fine.id]: ["sent", 201],
		[gone.id]: ["gone", 404],
		[busy.id]: ["unreachable", 500],
	});
	assert.equal((await fine.when("it came", (m) => m.kind === "test")).length, 1);
	const statuses = [];
	for (let i = 0; i < BURST + 1; i++) statuses.push((await at.compliance.post("/api/v1/push/test")).status);
	assert.ok(statuses.includes(429), statuses.join());
});

test("who may not see customers has no pushes", async () => {
	for (const answer of [await at.admin.get("/api/v1/push"), await at.admin.post("/api/v1/push/test")]) assertProblem(answer, 403);
	assert.equal((await at.portal.stranger().get("/api/v1/push")).status, 401);
});

test("subscriptions, wishes and the key outlive a restart", async () => {
	await wish(at.agent);
	const browser = await subscribe(at.agent);
	const before = await at.agent.json("/api/v1/push");
	await at.portal.program.stop();
	await at.portal.start();
	at.agent = await at.portal.signOn("agent");
	assert.deepEqual(await at.agent.json("/api/v1/push"), before);
	await browser.when("it comes after the restart", about(await alert()));
	service.check();
});
