// Every kind of customer that an operator has, on one page: it opens in good conduct, the header and the strip say what holds for them, and
// nothing scrolls sideways on any screen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sideways, theatre } from "./harness/browser.mjs";
import { abilities, drawAll, openCustomer, panel, panelsIn, section, textOf } from "./harness/customer.mjs";

const at = theatre();
const WIDTHS = [320, 390, 768, 1440, 2560];
const ALL_YES = { login: "yes", deposit: "yes", bet: "yes", withdraw: "yes", bonus: "yes" };
const EXCLUDED = { login: "no", deposit: "no", bet: "no", withdraw: "yes", bonus: "no", marketing: "no" };
const COOLING = { login: "yes", deposit: "no", bet: "no", withdraw: "yes", bonus: "no", marketing: "no" };

/* What the header must say, by kind; marketing depends on consents where nothing forbids it. */
const KINDS = {
	high_volume: { badges: [/Active/, /KYC/], can: ALL_YES },
	vip: { badges: [/Active/, /Gold|Platinum/], can: ALL_YES },
	flagged: { badges: [/Active/, /Risk (Low|Medium|High|Critical)/], can: ALL_YES },
	new: { badges: [/Active/], can: ALL_YES },
	self_excluded: { badges: [/Self-excluded/, /Excluded/], can: EXCLUDED },
	cooling_off: { badges: [/Active/, /Cooling off until/], can: COOLING },
	dormant: { badges: [/Active/], can: ALL_YES },
	zero_decimal: { badges: [/KYC/] },
	three_decimal: { badges: [/KYC/] },
};

async function assertFits(page, who) {
	const before = page.viewportSize();
	for (const width of WIDTHS) {
		await page.setViewportSize({ width, height: 900 });
		// A frame for the layout and one for what is drawn by its size.
		await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
		assert.equal(await sideways(page), 0, `${who} at ${width} px`);
	}
	await page.setViewportSize(before);
}

for (const [kind, { badges, can }] of Object.entries(KINDS))
	test(`${kind}: the page opens, says what holds, and fits every screen`, async () => {
		const [id] = await at.sim.ids(kind, 1);
		assert.ok(id, `the simulator has nobody who is ${kind}`);
		const visitor = await at.visit();
		const page = await visitor.page();
		await openCustomer(page, id);
		const states = await textOf(page.locator("[data-identity] ul").first());
		for (const badge of badges) assert.match(states, badge, `${kind} ${id}`);
		const said = await abilities(page);
		assert.equal(Object.keys(said).length, 6);
		for (const [scope, answer] of Object.entries(can ?? {})) assert.equal(said[scope], answer, `${id}: ${scope}`);
		await drawAll(page);
		assert.deepEqual(await panelsIn(page, "failed", "missing"), [], `panels of ${id} without data`);
		await assertFits(page, `${kind} ${id}`);
		visitor.assertWell();
		await visitor.context.close();
	});

test("a name in another script stands whole in the heading, as it was written", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	const ids = await at.sim.ids("non_latin", 20);
	const named = [];
	for (const id of ids) {
		const { fullName } = await at.agent.view(id);
		if (/[^\p{Script=Latin}\p{P}\s]/u.test(fullName ?? "")) named.push([id, fullName]);
		if (named.length === 3) break;
	}
	assert.ok(named.length > 0, "nobody's name is in another script");
	for (const [id, fullName] of named) {
		await openCustomer(page, id);
		assert.equal(await page.locator("[data-identity] h1").innerText(), fullName);
		await assertFits(page, fullName);
	}
});

test("of 104,000 bets the page shows the latest at once, and the table holds a window of them", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	const [id] = await at.sim.ids("high_volume", 1);
	const { items } = await at.agent.json(`/api/v1/customers/${id}/bets?limit=1`);
	await openCustomer(page, id, "/gaming");
	const bets = panel(page, "gaming-bets");
	await bets.scrollIntoViewIfNeeded();
	await bets.getByRole("button", { name: `Bet ${items[0].betId}` }).waitFor();
	const rows = await bets.getByRole("row").count();
	assert.ok(rows < 400, `${rows} rows are in the document`);
});

test("an id that nobody has says so, and offers the search", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	await page.goto("/customers/CUS-999999");
	await page.locator("[data-unknown-customer]").waitFor();
	await page.getByRole("heading", { name: "No such customer" }).waitFor();
	await page
		.getByRole("link", { name: /search/i })
		.last()
		.waitFor();
	assert.equal(await section(page, "summary").count(), 0);
	await assertFits(page, "nobody");
});

test("an id that is none (marks, blanks, 300 letters) is refused on the page, not by it", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	for (const id of ["<b>x</b>", "a b", "x".repeat(300), "..%2f..%2fetc"]) {
		await page.goto(`/customers/${encodeURIComponent(id)}`);
		await page.locator("[data-unknown-customer], [data-page], [data-failed]").first().waitFor();
		assert.equal(await page.locator("main b").count(), 0, "markup in an id is text");
	}
});
