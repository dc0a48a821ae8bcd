// What is broken costs its own panels and nothing else: each source in each way, three at once, the portal itself, and every call of the page.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { sideways, theatre } from "./harness/browser.mjs";
import { abilities, drawAll, identified, openCustomer, panel, panelsIn, settled, textOf } from "./harness/customer.mjs";

const DEADLINE_MS = 1000;
/* Short times, and a breaker that never opens: the portal's own tests are about that. */
const at = theatre({
	edits: [
		// Of one source the data get old soon.
		["wallet.password}\n    timeout_ms: 2000\n    ttl_s: 300\n", "wallet.password}\n    timeout_ms: 2000\n    ttl_s: 1\n"],
		["    breaker: {window_s: 10, min_requests: 10, failure_percent: 50, open_ms: 1000}\n", ""],
		[
			"    timeout_ms: 2000\n",
			`    timeout_ms: ${DEADLINE_MS}\n    breaker: {window_s: 10, min_requests: 10000, failure_percent: 100, open_ms: 100}\n`,
		],
	],
});
const EXAMPLE = "CUS-123456";
const BROKEN = [/net::ERR_/, /Failed to load resource/];

/* A panel of each source alone, and what the source is called. */
const SOURCES = {
	customer: { own: ["account", "contact", "consents"], word: /Customer service/i },
	gaming: { own: ["gaming-kpis", "open-sessions", "bets-in-play"], word: /Gaming/i },
	wallet: { own: ["balances", "pending-withdrawals", "lifetime"], word: /Wallet/i },
	kyc: { own: ["compliance.checks", "documents"], word: /KYC/i },
	support: { own: ["support"], word: /Support/i },
	risk: { own: ["risk", "compliance.limits"], word: /Risk/i },
};
const MODES = {
	down: /can't be reached/,
	hang: /timed out/,
	garbage: /unreadable/,
	truncated: /broke off/,
	wrong_type: /wrong shape/,
};

/* Data whose time is up are shown while they are renewed. */
const HAS_DATA = /^(fresh|stale)$/;

afterEach(() => at.sim.heal());

/** The states by the names of panels, once none of them loads. */
async function states(page) {
	return Object.fromEntries(
		await page.locator("[data-panel]").evaluateAll((all) => all.map((p) => [p.dataset.panel, p.dataset.state])),
	);
}

for (const [source, { own, word }] of Object.entries(SOURCES)) {
	test(`${source} broken: its own panels say who, what and since when; the others are drawn`, async () => {
		const visitor = await at.visit("agent", { tolerated: BROKEN });
		const page = await visitor.page();
		for (const [mode, reason] of Object.entries(MODES)) {
			const id = await at.sim.fresh();
			await at.sim.fault(source, mode);
			await openCustomer(page, id);
			await drawAll(page);
			const now = await states(page);
			for (const name of own) {
				// A call that fails is tried again before that is said.
				await panel(page, name).filter({ hasText: reason }).waitFor();
				const text = await textOf(panel(page, name));
				assert.match(text, word, `${source} ${mode}: ${name} names the source`);
				assert.match(text, reason, `${source} ${mode}: ${name} says what happened`);
				assert.match(text, /Since /, `${source} ${mode}: ${name} says since when`);
				await panel(page, name).getByRole("button", { name: "Try again" }).waitFor();
			}
			for (const [other, { own: theirs }] of Object.entries(SOURCES))
				if (other !== source)
					for (const name of theirs) assert.match(now[name], HAS_DATA, `${source} ${mode}: ${name} of ${other}`);
			assert.equal(await sideways(page), 0);
			await at.sim.heal();
		}
	});

	test(`${source} slow: the others don't wait for it, and nothing fails`, async () => {
		const page = await (await at.visit()).page();
		const id = await at.sim.fresh();
		await at.sim.fault(source, "slow", { latencyMs: DEADLINE_MS / 4 });
		await openCustomer(page, id);
		await drawAll(page);
		// What a section only adds to itself comes a moment later.
		await page.locator('[data-panel]:is([data-state="missing"], [data-state="failed"])').first().waitFor({ state: "detached" });
		assert.deepEqual(await panelsIn(page, "failed", "missing"), []);
	});
}

test("known data of a source that is down are shown, with their age and the reason", async () => {
	const page = await (await at.visit("agent", { tolerated: BROKEN })).page();
	const id = await at.sim.fresh();
	await openCustomer(page, id, "/finance");
	const balances = panel(page, "balances");
	await settled(balances);
	const before = await textOf(balances.locator("dd").first());
	await at.sim.fault("wallet", "down");
	// Longer than data count as fresh; then the first look finds the source down, and the next tells of it.
	await page.waitForFunction(
		async (customer) => {
			const view = await (await fetch(`/api/v1/customers/${customer}/sections/financial`)).json();
			return view.meta.financial.state === "stale" && view.meta.financial.error !== null;
		},
		id,
		{ polling: 300 },
	);
	await openCustomer(page, id, "/finance");
	await page.locator('[data-panel="balances"][data-state="stale"]').waitFor();
	assert.equal(await textOf(balances.locator("dd").first()), before);
	assert.match(await textOf(balances), /Stale, .*Wallet.*can't be reached/i);
	await page.locator('[data-section-link="finance"] [data-trouble="stale"]').first().waitFor();
	await balances.getByRole("button", { name: /Data age/ }).click();
	await page
		.getByText(/Fetched .*\d/)
		.first()
		.waitFor();
});

test("three sources down: the page is useful with what can be known, and comes back without a reload", async () => {
	const visitor = await at.visit("agent", { tolerated: BROKEN });
	const page = await visitor.page();
	const id = await at.sim.fresh();
	for (const source of ["gaming", "kyc", "risk"]) await at.sim.fault(source, "down");
	await openCustomer(page, id);
	await drawAll(page);
	const { fullName } = await at.agent.view(id);
	assert.equal(await page.locator("[data-identity] h1").innerText(), fullName);
	// What the risk service decides about is not known, and never a yes.
	const can = await abilities(page);
	for (const scope of ["deposit", "bet", "withdraw", "bonus"]) assert.notEqual(can[scope], "yes", scope);
	const now = await states(page);
	for (const name of [...SOURCES.wallet.own, ...SOURCES.support.own, ...SOURCES.customer.own])
		assert.match(now[name], HAS_DATA, name);
	for (const name of [...SOURCES.risk.own, "documents", "gaming-kpis"])
		await panel(page, name)
			.filter({ hasText: /can't be reached/ })
			.waitFor();
	assert.doesNotMatch(await textOf(panel(page, "risk")), /No (open )?flags|Nothing/i, "not known is not none");
	await at.sim.heal();
	let loads = 0;
	page.on("load", () => loads++);
	for (const name of ["risk", "documents", "gaming-kpis"]) {
		const again = panel(page, name).getByRole("button", { name: "Try again" }).first();
		// By itself it may have come back already.
		if (await again.isVisible()) await again.click({ timeout: 2000 }).catch(() => {});
		await page.locator(`[data-panel="${name}"][data-state="fresh"]`).waitFor();
	}
	assert.equal(loads, 0);
});

test("the portal is gone while the page is open: what is shown stays, what is asked says so, and it comes back", async () => {
	const visitor = await at.visit("agent", { tolerated: [...BROKEN, /status of 50\d/] });
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE);
	await drawAll(page);
	const name = await page.locator("[data-identity] h1").innerText();
	await at.portal.program.kill();
	try {
		await panel(page, "gaming-bets").getByRole("button", { name: "Bet BET-123456-1546" }).click();
		await page
			.getByRole("dialog")
			.getByText(/The portal can't be reached/)
			.waitFor();
		assert.equal(await page.locator("[data-identity] h1").innerText(), name, "nothing is lost");
		assert.match(await textOf(page.locator('[data-kpi="balance"]')), /1,250\.75/);
	} finally {
		await at.portal.start();
	}
	await page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
	await page.locator('[data-bet="BET-123456-1546"]').getByText("Roulette").first().waitFor();
});

test("a page that is opened while the portal does not answer opens by itself once it does", async () => {
	const visitor = await at.visit("agent", { tolerated: BROKEN, serviceWorkers: "block" });
	const page = await visitor.page();
	let gone = true;
	await page.route("**/api/**", (route) => (gone ? route.abort("connectionrefused") : route.continue()));
	await page.goto(`/customers/${EXAMPLE}`);
	await page.getByRole("heading", { name: "The portal can't be reached" }).waitFor();
	gone = false;
	await identified(page);
});

test("without a network the page says so, keeps what it shows, and goes on when it is back", async () => {
	const visitor = await at.visit("agent", { tolerated: BROKEN });
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE);
	await visitor.context.setOffline(true);
	await page.locator('[data-banner="offline"]').waitFor();
	assert.equal(await page.locator("[data-identity] h1").innerText(), "John Smith");
	await visitor.context.setOffline(false);
	await page.locator('[data-banner="offline"]').waitFor({ state: "detached" });
});

/* Every call that the customer's page makes besides the stream of sections, and the panel that stands on it. */
const CALLS = {
	"**/statistics?*": "gaming-play",
	"**/cashflow?*": "cashflow",
	"**/bets?*": "gaming-bets",
	"**/customers/*/sessions?*": "gaming-sessions",
	"**/transactions?limit=100*": "transactions",
	"**/statements?*": "statements",
	"**/timeline?*": "timeline",
	"**/preferences*": "preferences",
};
/* Ways in which an answer is none. */
const ANSWERS = {
	500: (route) => route.fulfill({ status: 500, contentType: "text/plain", body: "oops <b>" }),
	problem: (route) =>
		route.fulfill({
			status: 500,
			contentType: "application/problem+json",
			body: JSON.stringify({ type: "/problems/internal", title: "Internal", status: 500, requestId: "r" }),
		}),
	garbage: (route) => route.fulfill({ status: 200, contentType: "application/json", body: '{"items": [' }),
	html: (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<h1>A proxy's page</h1>" }),
	nothing: (route) => route.fulfill({ status: 200, contentType: "application/json", body: "" }),
	"wrong shape": (route) => route.fulfill({ status: 200, contentType: "application/json", body: '"a word"' }),
	reset: (route) => route.abort("connectionreset"),
};

for (const [way, answer] of Object.entries(ANSWERS))
	test(`an answer that is ${way}: of each call, only the panel that stands on it says so`, async () => {
		const visitor = await at.visit("agent", {
			tolerated: [...BROKEN, /panel .* TypeError/, /^console: panel /],
			serviceWorkers: "block",
		});
		const page = await visitor.page();
		for (const [call] of Object.entries(CALLS)) await page.route(call, answer);
		await openCustomer(page, EXAMPLE);
		await drawAll(page);
		for (const name of Object.values(CALLS)) {
			await panel(page, name).locator("[data-failed], [role=alert]").first().waitFor();
			assert.doesNotMatch(await textOf(panel(page, name)), /oops|A proxy's page|undefined|NaN|\[object/, name);
		}
		const now = await states(page);
		for (const { own } of Object.values(SOURCES)) for (const name of own) assert.match(now[name], HAS_DATA, `${way}: ${name}`);
		await page.unrouteAll();
		await panel(page, "preferences").getByRole("button", { name: "Try again" }).click();
		await page.locator('[data-panel="preferences"][data-state="fresh"]').waitFor();
	});

for (const [way, answer] of Object.entries(ANSWERS))
	test(`the stream of sections is ${way}: the page asks for each section by itself`, async () => {
		const visitor = await at.visit("agent", { tolerated: BROKEN, serviceWorkers: "block" });
		const page = await visitor.page();
		await page.route("**/api/v1/stream?*", answer);
		await page.goto(`/customers/${EXAMPLE}`);
		await page.locator("[data-search]").waitFor();
		await page.locator("[data-identity] h1", { hasText: "John Smith" }).waitFor();
		await drawAll(page);
		// What a section only adds to itself comes a moment later.
		await page.locator('[data-panel]:is([data-state="missing"], [data-state="failed"])').first().waitFor({ state: "detached" });
		assert.deepEqual(await panelsIn(page, "failed", "missing"), []);
	});

test("a stream that breaks off in the middle: what came is shown, the rest is asked for again", async () => {
	const visitor = await at.visit("agent", { tolerated: BROKEN, serviceWorkers: "block" });
	const page = await visitor.page();
	let first = true;
	await page.route("**/api/v1/stream?*", async (route) => {
		if (!first) return route.continue();
		first = false;
		const view = await at.agent.json(`/api/v1/customers/${EXAMPLE}/sections/profile`);
		const whole = `event: section\ndata: ${JSON.stringify({ section: "profile", view })}\n\n`;
		return route.fulfill({
			status: 200,
			contentType: "text/event-stream",
			body: `${whole}event: section\ndata: {"section":"ris`,
		});
	});
	await openCustomer(page, EXAMPLE);
	assert.equal(await page.locator("[data-identity] h1").innerText(), "John Smith");
	await page.locator('[data-kpi="risk"]').getByText("Medium").waitFor();
	await drawAll(page);
	assert.deepEqual(await panelsIn(page, "failed", "missing"), []);
});

for (const call of ["**/api/v1/sources", "**/api/v1/customers/*/photo"])
	test(`without ${call.split("/").pop()} nothing else is missing`, async () => {
		const visitor = await at.visit("agent", { tolerated: BROKEN, serviceWorkers: "block" });
		const page = await visitor.page();
		await page.route(call, (route) => route.fulfill({ status: 500, contentType: "text/plain", body: "no" }));
		await openCustomer(page, EXAMPLE);
		await drawAll(page);
		// What a section only adds to itself comes a moment later.
		await page.locator('[data-panel]:is([data-state="missing"], [data-state="failed"])').first().waitFor({ state: "detached" });
		assert.deepEqual(await panelsIn(page, "failed", "missing"), []);
	});
