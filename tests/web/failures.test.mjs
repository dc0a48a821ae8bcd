// A call that fails costs the panel that stands on it and nothing else: the portal gone, no network, every call in every way.
import assert from "node:assert/strict";
import { test } from "node:test";
import { theatre } from "./harness/browser.mjs";
import { drawAll, identified, openCustomer, panel, states, textOf, wholePage } from "./harness/customer.mjs";

const at = theatre();
const EXAMPLE = "CUS-123456";
const BROKEN = [/net::ERR_/, /Failed to load resource/];
/* Panels of each source that stand on the stream of sections alone. */
const OWN = [
	...[
		"account",
		"contact",
		"consents",
		"gaming-kpis",
		"open-sessions",
		"bets-in-play",
		"balances",
		"pending-withdrawals",
		"lifetime",
	],
	...["compliance.checks", "documents", "support", "risk", "compliance.limits"],
];
const HAS_DATA = /^(fresh|stale)$/;

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

test("what says how live the page is does not come: the page stands, and says that it is not live", async () => {
	const visitor = await at.visit("agent", { tolerated: BROKEN, serviceWorkers: "block" });
	const page = await visitor.page();
	await page.route("**/assets/{LiveBar,Present}-*", (route) => route.abort("connectionrefused"));
	await openCustomer(page, EXAMPLE);
	await page.getByRole("button", { name: "Not live: reload" }).waitFor();
	assert.equal(await page.locator("[data-identity] h1").innerText(), "John Smith");
	await page.unroute("**/assets/{LiveBar,Present}-*");
	await page.getByRole("button", { name: "Not live: reload" }).click();
	await page.locator('[data-live="live"]').waitFor();
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
		for (const name of OWN) assert.match(now[name], HAS_DATA, `${way}: ${name}`);
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
		await wholePage(page);
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
	await wholePage(page);
});

for (const call of ["**/api/v1/sources", "**/api/v1/customers/*/photo"])
	test(`without ${call.split("/").pop()} nothing else is missing`, async () => {
		const visitor = await at.visit("agent", { tolerated: BROKEN, serviceWorkers: "block" });
		const page = await visitor.page();
		await page.route(call, (route) => route.fulfill({ status: 500, contentType: "text/plain", body: "no" }));
		await openCustomer(page, EXAMPLE);
		await wholePage(page);
	});
