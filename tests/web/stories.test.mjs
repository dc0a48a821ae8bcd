// What people come for, done as they do it: by mouse, by keyboard alone, on a phone by touch.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, theatre } from "./harness/browser.mjs";
import {
	addressed,
	drawAll,
	identified,
	openCustomer,
	panel,
	section,
	settled,
	signOn,
	typeInPalette,
} from "./harness/customer.mjs";

const at = theatre();
const EXAMPLE = "CUS-123456";
const REASON = "TKT-1 the customer asked on the phone";
/* More presses of Tab than any way to a thing within sight takes. */
const TABS_MAX = 120;

/** Somebody with a withdrawal under way that has a reason, and a passport that was scanned: {id, view, withdrawal, passport}. */
let known;
async function somebody() {
	if (known) return known;
	for (const id of [...(await at.sim.ids("twin")), ...(await at.sim.ids("vip")), ...(await at.sim.ids("recreational"))]) {
		const view = await at.agent.view(id);
		const withdrawal = view.financial.pendingWithdrawals.find((w) => w.publicReason);
		const passport = view.documents?.find((d) => d.kind === "passport" && d.uploadedAt);
		if (withdrawal && passport) {
			known = { id, view, withdrawal, passport };
			return known;
		}
	}
	throw new Error("the simulator has nobody with a pending withdrawal and a passport");
}

const drawn = (page) => page.locator("[data-viewer][data-drawn]").waitFor();
const inPlainText = (text) => text.replaceAll(/[^\d]/g, "");

async function assertBalance(place, view) {
	const shown = await place.first().innerText();
	assert.ok(inPlainText(shown).includes(inPlainText(view.financial.currentBalance.toFixed(2).replace(/\.00$/, ""))), `${shown}`);
}

async function assertWithdrawal(page, { withdrawal }) {
	const item = page.locator(`[data-withdrawal="${withdrawal.transactionId}"]`);
	await item.waitFor();
	assert.match((await item.innerText()).replaceAll(/\s+/g, " "), new RegExp(`${withdrawal.state.replaceAll(/[_ ]/g, ".")}`, "i"));
	assert.ok((await item.locator("[data-public-reason]").innerText()).includes(withdrawal.publicReason));
}

/** Presses Tab until @place has the focus, as somebody without a mouse does. */
async function tabTo(page, place) {
	await place.waitFor();
	for (let i = 0; i < TABS_MAX; i++) {
		if (await place.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press("Tab");
	}
	assert.fail(`${place} is not reached by ${TABS_MAX} presses of Tab`);
}

test("by mouse: sign on, find the customer, read the balance, the withdrawal and its reason, and open the passport", async () => {
	const who = await somebody();
	const page = await (await at.visit(null)).page();
	await page.goto("/");
	await signOn(page, "agent");
	await page.getByRole("heading", { name: "Find a customer" }).waitFor();
	await page.getByRole("combobox").click();
	await page.getByRole("combobox").pressSequentially(who.view.username);
	await page.getByRole("option").filter({ hasText: who.id }).click();
	await identified(page);
	await addressed(page, new RegExp(`/customers/${who.id}`));
	await assertBalance(page.locator('[data-identity] dt:text-is("Balance") + dd'), who.view);
	await page.locator("[data-rail-sections]").getByRole("link", { name: "Financial summary" }).click();
	await assertWithdrawal(page, who);
	await page.locator("[data-rail-sections]").getByRole("link", { name: "Documents" }).click();
	await page.locator(`[data-document="${who.passport.documentId}"]`).getByRole("button").first().click();
	const beside = page.getByRole("dialog");
	await beside.getByRole("button", { name: "Reveal the document" }).click();
	await page.getByLabel("Reason").fill(REASON);
	await page.getByRole("button", { name: "Reveal", exact: true }).click();
	await drawn(page);
	await beside.getByRole("button", { name: "Zoom in" }).click();
	await beside.getByRole("button", { name: "Rotate" }).click();
	await drawn(page);
	await page.getByRole("button", { name: "Close" }).click();
	await page.locator("[data-viewer]").waitFor({ state: "detached" });
});

test("by keyboard alone: the same", async () => {
	const who = await somebody();
	const page = await (await at.visit()).page();
	await page.goto("/");
	const box = page.getByRole("combobox");
	await tabTo(page, box);
	await page.keyboard.type(who.id);
	await page.keyboard.press("Enter");
	await identified(page);
	await assertBalance(page.locator('[data-identity] dt:text-is("Balance") + dd'), who.view);
	await page.keyboard.press("5");
	await addressed(page, /\/finance$/);
	await assertWithdrawal(page, who);
	await page.keyboard.press("9");
	await addressed(page, /\/documents$/);
	await tabTo(page, page.locator(`[data-document="${who.passport.documentId}"]`).getByRole("button").first());
	await page.keyboard.press("Enter");
	await tabTo(page, page.getByRole("button", { name: "Reveal the document" }));
	await page.keyboard.press("Enter");
	await page.getByLabel("Reason").waitFor();
	await tabTo(page, page.getByLabel("Reason"));
	await page.keyboard.type(REASON);
	await page.keyboard.press("Enter");
	await drawn(page);
	const zoom = page.getByRole("status", { name: "Zoom", exact: true });
	const before = await zoom.innerText();
	await page.keyboard.press("+");
	await page.waitForFunction(([element, text]) => element.innerText !== text, [await zoom.elementHandle(), before]);
	await page.keyboard.press("Escape");
	await page.locator("[data-viewer]").waitFor({ state: "detached" });
	await addressed(page, /\/documents$/);
});

test("on a phone by touch: the same", async () => {
	const who = await somebody();
	const page = await (await at.visit("agent", { viewport: PHONE })).page();
	await page.goto("/");
	await page.locator("[data-bottom-bar]").getByRole("button", { name: "Search" }).tap();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("combobox").fill(who.view.email.includes("*") ? who.view.username : who.view.email);
	await dialog.getByRole("option").filter({ hasText: who.id }).tap();
	await identified(page);
	await assertBalance(page.locator('[data-kpi="balance"]'), who.view);
	await page.locator("[data-section-tabs]").getByRole("link", { name: "Finance" }).tap();
	await assertWithdrawal(page, who);
	await page.locator("[data-bottom-bar]").getByRole("button", { name: "Sections" }).tap();
	await page.getByRole("dialog").getByRole("link", { name: "Documents" }).tap();
	await page.getByRole("dialog").waitFor({ state: "detached" });
	await page.locator(`[data-document="${who.passport.documentId}"]`).getByRole("button").first().tap();
	await page.getByRole("button", { name: "Reveal the document" }).tap();
	await page.getByLabel("Reason").fill(REASON);
	await page.getByRole("button", { name: "Reveal", exact: true }).tap();
	await drawn(page);
	await page.getByRole("button", { name: "Close" }).last().tap();
	await page.locator("[data-viewer]").waitFor({ state: "detached" });
});

test("an id, an email and a user name, typed in full, open the customer at once", async () => {
	const page = await (await at.visit()).page();
	await page.goto("/");
	for (const text of [EXAMPLE, "john@example.com", "john_player_77"]) {
		await page.goto("/");
		await page.getByRole("combobox").waitFor();
		await typeInPalette(page, text);
		await page.keyboard.press("Enter");
		await addressed(page, new RegExp(`/customers/${EXAMPLE}`));
		await identified(page);
	}
});

test("whom one opened last stands on the start page and in the palette, and what was typed in no address", async () => {
	const page = await (await at.visit()).page();
	await openCustomer(page, EXAMPLE);
	await page.goto("/");
	await page.locator(`[data-recent="${EXAMPLE}"]`).waitFor();
	await page.keyboard.press("Control+k");
	await page.getByRole("dialog").getByRole("option").filter({ hasText: "John Smith" }).waitFor();
	await typeInPalette(page, "smith");
	await page.getByRole("option", { name: /All results/ }).click();
	await addressed(page, /\/search/);
	await page.locator("[data-total]").waitFor();
	assert.doesNotMatch(page.url(), /smith/i);
});

test("results: filters stand in the address, survive a reload and go with Back", async () => {
	const page = await (await at.visit()).page();
	await page.goto("/search");
	await page.locator("[data-total]").waitFor();
	await page.getByRole("button", { name: "VIP tier", exact: true }).first().click();
	await page.getByRole("checkbox", { name: "Gold" }).check();
	await addressed(page, /gold/);
	await page.keyboard.press("Escape");
	await page.getByLabel("Risk at least").selectOption("low");
	await addressed(page, /low/);
	const address = page.url();
	await page.reload();
	await page.locator("[data-total]").waitFor();
	assert.equal(page.url(), address);
	assert.equal(await page.getByRole("list", { name: "Filters that are on" }).getByRole("listitem").count(), 3);
	await page.getByRole("list", { name: "Filters that are on" }).getByRole("button", { name: /Risk/ }).click();
	await page.waitForFunction(() => !location.search.includes("low"));
	const row = page.getByRole("row").nth(1).getByRole("button").first();
	await row.click();
	await addressed(page, /\/customers\//);
	await identified(page);
	await page.goBack();
	await addressed(page, /\/search.*gold/);
	await page.getByRole("list", { name: "Filters that are on" }).waitFor();
});

test("from a point of the chart to its bets, from a bet to its panel; Back closes it", async () => {
	const page = await (await at.visit()).page();
	await openCustomer(page, EXAMPLE);
	const chart = panel(page, "play-chart");
	await settled(chart);
	await chart.locator("[data-chart-cursor]").focus();
	await page.keyboard.press("End");
	await page.keyboard.press("Enter");
	await addressed(page, /\/gaming.*bets\.from=2025-10-06&bets\.to=2025-10-06/);
	const bet = page.getByRole("button", { name: "Bet BET-123456-1546" });
	await bet.click();
	await addressed(page, /open=bet%3ABET-123456-1546/);
	const beside = page.getByRole("dialog");
	await beside.locator('[data-bet="BET-123456-1546"]').getByText("Roulette").first().waitFor();
	await page.goBack();
	await beside.waitFor({ state: "detached" });
	await addressed(page, /bets\.from=2025-10-06/);
	await page.goForward();
	await page.locator('[data-bet="BET-123456-1546"]').waitFor();
	await page.keyboard.press("Escape");
	await page.locator("[data-bet]").waitFor({ state: "detached" });
});

test("a transaction tells its life from the request on, with what may be told", async () => {
	const { id, withdrawal } = await somebody();
	const page = await (await at.visit()).page();
	await openCustomer(page, id, "/finance");
	await page.locator(`[data-withdrawal="${withdrawal.transactionId}"]`).getByRole("button").click();
	const life = page.locator(`[data-transaction="${withdrawal.transactionId}"]`);
	await life.getByText("Requested").first().waitFor();
	assert.ok((await life.innerText()).includes(withdrawal.publicReason));
});

test("a ticket opens as a conversation, oldest first", async () => {
	const page = await (await at.visit()).page();
	await openCustomer(page, EXAMPLE, "/support");
	await page.locator('[data-ticket="TKT-9876"]').getByRole("button").click();
	const ticket = page.locator('[data-ticket-panel="TKT-9876"]');
	await ticket.waitFor();
	const { messages } = await at.agent.json(`/api/v1/customers/${EXAMPLE}/tickets/TKT-9876`);
	assert.ok(messages.length > 1);
	const text = await ticket.innerText();
	const places = messages.map((m) => text.indexOf(m.text.slice(0, 30)));
	assert.ok(places[0] >= 0, "the first message is there");
	assert.deepEqual(
		places,
		[...places].sort((a, b) => a - b),
	);
});

test("a reveal needs a reason, counts down, and the value is masked again", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	await page.clock.install();
	await openCustomer(page, EXAMPLE, "/overview");
	const email = section(page, "overview").getByRole("button", { name: "Reveal: Email" });
	await email.click();
	const dialog = page.getByRole("dialog");
	const reveal = dialog.getByRole("button", { name: "Reveal", exact: true });
	assert.equal(await reveal.isDisabled(), true, "without a reason");
	await dialog.getByLabel("Reason").fill("x");
	assert.equal(await reveal.isDisabled(), true, "with one letter");
	await dialog.getByLabel("Reason").fill(REASON);
	await reveal.click();
	await page.getByText("john@example.com").waitFor();
	await section(page, "overview")
		.getByTitle(/Masked again in \d+ seconds/)
		.waitFor();
	await page.clock.fastForward("02:30");
	await page.getByText("john@example.com").waitFor({ state: "detached" });
	await email.waitFor();
	const { items } = await (await at.portal.signOn("auditor")).json(`/api/v1/audit?customer=${EXAMPLE}&kind=reveal&limit=5`);
	// The reason itself is kept apart, where it can be erased; the record holds its mark.
	assert.equal(items[0].who, "agent");
	assert.deepEqual(items[0].fields, ["/email"]);
	assert.match(items[0].reason.hash, /^[0-9a-f]{64}$/);
});

test("the timeline is filtered by source, in the address, and says when nothing fits", async () => {
	const page = await (await at.visit()).page();
	await openCustomer(page, EXAMPLE, "/timeline");
	const timeline = panel(page, "timeline");
	await timeline.locator("[data-feed] article").first().waitFor();
	await timeline.getByRole("button", { name: "Support", exact: true }).click();
	await addressed(page, /tl\.source=support/);
	await page.waitForFunction(() => {
		const types = [...document.querySelectorAll("[data-feed] article")].map((a) => a.dataset.type);
		return types.length > 0 && types.every((type) => /ticket|message|chat/.test(type));
	});
	await timeline.locator("[data-feed] article button").first().click();
	await page.locator("[data-ticket-panel]").waitFor();
	await page.goBack();
	await page.locator("[data-ticket-panel]").waitFor({ state: "detached" });
	await addressed(page, /tl\.source=support/);
	await page.goto(`/customers/${EXAMPLE}/timeline?tl.from=2019-01-01&tl.to=2019-01-02&tl.range=own`);
	await timeline.getByRole("button", { name: "Clear the filter" }).waitFor();
});

test("every section has an address, which leads to it and puts the focus there", async () => {
	const page = await (await at.visit()).page();
	for (const name of "overview activity gaming finance compliance risk support documents timeline".split(" ")) {
		await openCustomer(page, EXAMPLE, `/${name}`);
		await settled(section(page, name));
		await page.waitForFunction((n) => {
			const place = document.querySelector(`[data-section="${n}"]`);
			const { top, bottom } = place.getBoundingClientRect();
			return top < innerHeight && bottom > 0 && document.activeElement === place;
		}, name);
	}
});

test("whatever the address says is open is open", async () => {
	const page = await (await at.visit()).page();
	const { items } = await at.agent.json(`/api/v1/customers/${EXAMPLE}/transactions?limit=1`);
	const { documents } = await at.agent.view(EXAMPLE);
	const things = {
		"bet:BET-123456-1546": '[data-bet="BET-123456-1546"]',
		[`transaction:${items[0].transactionId}`]: `[data-transaction="${items[0].transactionId}"]`,
		"ticket:TKT-9876": '[data-ticket-panel="TKT-9876"]',
		"session:SES-456789": "role=dialog >> text=SES-456789",
		[`document:${documents[0].documentId}`]: "[data-look], [data-viewer]",
	};
	for (const [open, selector] of Object.entries(things)) {
		await page.goto(`/customers/${EXAMPLE}?open=${encodeURIComponent(open)}`);
		await page.locator(selector).first().waitFor();
	}
	for (const open of ["bet:BET-0-0", "ticket:x", "transaction:%3Cb%3E", "document:DOC-0-0", "nothing:1", "bet:"]) {
		await page.goto(`/customers/${EXAMPLE}?open=${open}`);
		await identified(page);
		await settled(section(page, "summary"));
	}
});

test("two tabs, each with its customer, back and forward in each", async () => {
	const visitor = await at.visit();
	const [one, two] = [await visitor.page(), await visitor.page()];
	const [other] = await at.sim.ids("vip", 1);
	await openCustomer(one, EXAMPLE);
	await openCustomer(two, other);
	await one.keyboard.press("7");
	await addressed(one, /\/risk$/);
	await two.locator('[data-rail-sections] [data-section-link="compliance"]').click();
	await addressed(two, /\/compliance$/);
	await one.goBack();
	await addressed(one, new RegExp(`/customers/${EXAMPLE}$`));
	await one.goForward();
	await addressed(one, /\/risk$/);
	assert.match(two.url(), new RegExp(`${other}/compliance$`));
	assert.equal(await one.locator("[data-identity] h1").innerText(), "John Smith");
	await drawAll(one);
	await two.goBack();
	await addressed(two, new RegExp(`/customers/${other}$`));
});
