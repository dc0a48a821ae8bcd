// What happens, on an open page, without loading it anew: one connection for all tabs, kept up, held on demand, ended with the session.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { until } from "../api/harness/program.mjs";
import { axe, PHONE, sideways, theatre } from "./harness/browser.mjs";
import { identified, openCustomer, panel, settled } from "./harness/customer.mjs";
import { streamProxy } from "./harness/streamProxy.mjs";

let proxy;
const at = theatre({
	ready: async (at) => {
		proxy = await streamProxy(at.portal.port);
		at.origin = proxy.origin;
	},
});
after(() => proxy?.close());
const EXAMPLE = "CUS-123456";

const mark = (page) => page.locator("[data-live]");
const balance = (page) => page.locator("[data-balance] dd");

/** The page follows what happens: the mark says so, and the proxy knows the stream. */
async function following(page, state = "live") {
	await page.locator(`[data-live="${state}"]`).waitFor();
}

/** The customer's money as the portal tells it, with another balance. */
async function money(visitor, amount, id = EXAMPLE) {
	const view = await (await visitor.context.request.get(`/api/v1/customers/${id}/sections/financial`)).json();
	view.financial.currentBalance = amount;
	return { section: "financial", view };
}

/** The colour of an element's words, or of a custom property. */
function colour(element, property) {
	const probe = document.createElement("i");
	if (property) probe.style.color = `var(${property})`;
	element.append(probe);
	const { color } = getComputedStyle(probe);
	probe.remove();
	return color;
}

const change = (type, data = {}, id = EXAMPLE) => ({ type, customerId: id, at: new Date().toISOString(), data });

test("a balance moves on the open page as its section comes", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE);
	await following(page);
	await page.evaluate(() => {
		window.notLoadedAnew = true;
	});
	proxy.say("section", await money(visitor, 4321.5));
	await balance(page).getByText("4,321.50").waitFor();
	assert.equal(await page.evaluate(() => window.notLoadedAnew), true);
});

test("what is on the screen neither scrolls nor loses the focus when sections come", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE, "/finance");
	await settled(panel(page, "transactions"));
	await following(page);
	const button = panel(page, "transactions").getByRole("button").first();
	await button.focus();
	const before = await page.evaluate(() => window.scrollY);
	proxy.say("section", await money(visitor, 77.25));
	await balance(page).getByText("77.25").waitFor();
	assert.equal(await page.evaluate(() => window.scrollY), before);
	assert.ok(await button.evaluate((element) => element === document.activeElement));
});

test("two tabs share one connection, each with its own customer; the last one that goes ends it", async () => {
	const visitor = await at.visit();
	const before = proxy.opened.length;
	const [a, b] = [await visitor.page(), await visitor.page()];
	await openCustomer(a, EXAMPLE);
	await following(a);
	const other = (await at.sim.ids("vip", 1))[0];
	await openCustomer(b, other);
	await following(b);
	await until("the stream carries both", () =>
		proxy.changes.some((c) => c.customers.includes(EXAMPLE) && c.customers.includes(other)),
	);
	assert.equal(proxy.opened.length, before + 1);
	proxy.say("section", await money(visitor, 1111.11));
	await balance(a).getByText("1,111.11").waitFor();
	assert.doesNotMatch(await balance(b).textContent(), /1,111\.11/);
	await a.close();
	await until("the stream carries one", () => proxy.changes.at(-1).customers.join() === other);
});

test("held: nothing moves, what came is counted, and let in at once; by key and by press", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE);
	await following(page);
	await page.keyboard.press("p");
	await following(page, "paused");
	const before = await balance(page).textContent();
	proxy.say("section", await money(visitor, 888.88));
	for (let i = 0; i < 12; i++) proxy.say("change", change("pitboss.round.played", { betId: `B-${i}` }));
	await mark(page).getByText("12 new").waitFor();
	assert.equal(await balance(page).textContent(), before);
	assert.deepEqual(await axe(page, "header"), []);
	await mark(page).click();
	await balance(page).getByText("888.88").waitFor();
	await following(page);
});

test("a break is said, and the page comes back by itself where it left off", async () => {
	const visitor = await at.visit("agent", { tolerated: [/ERR_/] });
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE);
	await following(page);
	proxy.say("change", change("alert", { rule: "structuring", severity: "low" }), "one-41");
	await page.locator('[data-alerts="1"]').waitFor();
	proxy.refuse = true;
	proxy.breakOff();
	await following(page, "reconnecting");
	const aged = page.locator('[data-freshness][data-state="lost"]').first();
	await aged.waitFor();
	for (const amber of [aged, mark(page)])
		assert.equal(await amber.evaluate(colour), await page.locator("body").evaluate(colour, "--warn"));
	proxy.refuse = false;
	await following(page);
	assert.equal(proxy.opened.at(-1).lastEventId, "one-41");
	await page.locator('[data-freshness][data-state="lost"]').first().waitFor({ state: "detached" });
	proxy.say("section", await money(visitor, 654.32));
	await balance(page).getByText("654.32").waitFor();
});

test("the portal starts anew: the page stays and follows again", async () => {
	const visitor = await at.visit("agent", { tolerated: [/ERR_|502/] });
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE);
	await following(page);
	await at.portal.program.stop();
	await following(page, "reconnecting");
	await at.portal.start();
	await following(page);
	proxy.say("section", await money(visitor, 246.8));
	await balance(page).getByText("246.80").waitFor();
	await identified(page);
});

test("a critical alert is seen wherever somebody looks, once, and stays in the list; what is low only in the list", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE);
	await following(page);
	const alert = (rule, severity) => proxy.say("change", change("alert", { rule, severity }));
	alert("stake-escalation", "high");
	alert("stake-escalation", "critical");
	alert("many-cards", "low");
	const toast = page.locator("[data-toast]");
	await toast.getByText("Stakes escalating").waitFor();
	await toast.getByText("Critical").waitFor();
	await page.locator('[data-alerts="2"]').waitFor();
	assert.equal(await toast.count(), 1);
	assert.equal(await toast.getByRole("alert").count(), 1);
	assert.deepEqual(await axe(page, "[data-toasts]"), []);
	await toast.getByRole("button", { name: "Dismiss" }).press("Enter");
	await toast.waitFor({ state: "detached" });
	await page.locator("[data-alerts]").click();
	await page.getByRole("dialog", { name: "Alerts" }).getByText("Many cards in 24 hours").waitFor();
	await page.getByRole("button", { name: "Mark all as seen" }).click();
	await page.locator("[data-alerts]:not([data-unread])").waitFor();
	assert.deepEqual(await axe(page, '[role="dialog"]'), []);
});

test("what happens makes the newest things be asked for, not more often than every two seconds", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	const asked = [];
	page.on("request", (request) => /\/timeline\?limit=9\b/.test(request.url()) && asked.push(Date.now()));
	await openCustomer(page, EXAMPLE);
	await settled(panel(page, "recent-activity"));
	await following(page);
	const before = asked.length;
	for (let i = 0; i < 30; i++) proxy.say("change", change("pitboss.round.played"));
	await until("it was asked", () => asked.length === before + 2);
	assert.ok(asked.at(-1) - asked.at(-2) >= 1_900, `${asked.at(-1) - asked.at(-2)} ms apart`);
});

/** Answers of the newest things with some more at their top, as if they had just happened. */
async function happening(page) {
	let more = [];
	await page.route(/\/timeline\?limit=/, async (route) => {
		const answer = await route.fetch();
		const body = await answer.json();
		body.items.unshift(...more);
		await route.fulfill({ response: answer, json: body });
	});
	return (count) => {
		more = Array.from({ length: count }, (_, i) => ({
			...{ type: "login", id: `new-${i}`, at: new Date(Date.now() - i * 1000).toISOString(), source: "customer", list: "logins" },
			...{ title: "Login from Atlantis", state: "success", amount: null, currency: null, link: null },
		}));
		proxy.say("change", change("pitboss.login.succeeded"));
	};
}

test("recent activity stands still under the pointer, with a pill, and follows when the pointer goes", async () => {
	const page = await (await at.visit()).page();
	const happens = await happening(page);
	await openCustomer(page, EXAMPLE);
	const rows = panel(page, "recent-activity").getByRole("listitem");
	await rows.first().waitFor();
	await following(page);
	await rows.nth(2).hover();
	const before = await rows.nth(2).innerText();
	happens(3);
	const pill = panel(page, "recent-activity").locator('[data-new="3"]');
	await pill.getByText("3 new").waitFor();
	assert.equal(await rows.nth(2).innerText(), before);
	await pill.click();
	await rows.first().getByText("Atlantis").waitFor();
	await pill.waitFor({ state: "detached" });
});

test("the timeline lets new things in at its top; further down and in hand it says how many there are", async () => {
	const page = await (await at.visit()).page();
	const happens = await happening(page);
	await openCustomer(page, EXAMPLE, "/timeline");
	const feed = page.locator("[data-feed]");
	await feed.locator("article").first().waitFor();
	await following(page);
	happens(1);
	await feed.locator("article").first().getByText("Atlantis").waitFor();
	await feed.evaluate((element) => element.scrollTo(0, 400));
	await page.waitForFunction((element) => element.scrollTop >= 400, await feed.elementHandle());
	happens(4);
	const pill = panel(page, "timeline").locator("[data-new]");
	await pill.getByText("4 new").waitFor();
	assert.ok((await feed.evaluate((element) => element.scrollTop)) >= 400);
	await pill.click();
	await page.waitForFunction((element) => element.scrollTop === 0, await feed.elementHandle());
	await feed.locator("article").nth(3).getByText("Atlantis").waitFor();
});

test("the stream ends with the session, and the page goes to signing on", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE);
	await following(page);
	const open = proxy.streams.size;
	assert.ok(open > 0);
	const { csrfToken } = await (await visitor.context.request.get("/api/v1/session")).json();
	const answer = await visitor.context.request.delete("/api/v1/session", {
		headers: { "x-csrf-token": csrfToken, origin: at.origin },
	});
	assert.equal(answer.status(), 204);
	await page.locator('[data-form="sign-on"]').waitFor();
	await until("its stream is gone", () => proxy.streams.size < open);
});

test("without shared workers the tab has a connection of its own; nobody looks, nothing is asked", async () => {
	const visitor = await at.visit();
	await visitor.context.addInitScript(() => {
		delete window.SharedWorker;
	});
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE);
	await following(page);
	proxy.say("section", await money(visitor, 135.79));
	await balance(page).getByText("135.79").waitFor();
});

test("on a phone the bar keeps its width with the mark in it", async () => {
	const page = await (await at.visit("agent", { viewport: { ...PHONE, width: 320 } })).page();
	await openCustomer(page, EXAMPLE);
	await following(page);
	assert.equal(await sideways(page), 0);
	assert.deepEqual(await axe(page, "header"), []);
});
