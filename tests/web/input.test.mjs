// The worst that sources can say, in every field of every section and list: it is text on the page, and nothing more.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sideways, theatre } from "./harness/browser.mjs";
import { drawAll, openCustomer, panel, panelsIn, plain, section, settled, textOf } from "./harness/customer.mjs";
import { CHANGES, HUGE, HUGE_INTEGER, LONG, MARKUP, poison } from "./harness/hostile.mjs";

const at = theatre();
const EXAMPLE = "CUS-123456";
const WIDTHS = [320, 390, 1440];

/** Somebody whose lists and sections all have something in them. */
let rich;
async function richest() {
	if (rich) return rich;
	let best = -1;
	for (const id of [...(await at.sim.ids("twin")), ...(await at.sim.ids("vip", 10)), ...(await at.sim.ids("flagged", 10))]) {
		const { financial, riskFlags, supportHistory, documents, compliance } = await at.agent.view(id);
		const lists = [
			financial.pendingWithdrawals,
			financial.bonuses,
			financial.instruments,
			riskFlags,
			supportHistory,
			documents,
			compliance.limits,
		];
		const score = lists.filter((list) => list?.length > 0).length;
		if (score > best) [best, rich] = [score, id];
	}
	return rich;
}

async function hostilePage(change) {
	const visitor = await at.visit("agent", { serviceWorkers: "block" });
	const page = await visitor.page();
	page.on("dialog", (dialog) => visitor.wrong.push(`a dialog: ${dialog.message()}`));
	await poison(page, at.agent, change);
	return { visitor, page };
}

for (const [name, change] of Object.entries(CHANGES))
	test(`${name}, everywhere: shown as text, each panel drawn, nothing sideways, nothing in the console`, async () => {
		const { visitor, page } = await hostilePage(change);
		await openCustomer(page, await richest());
		await drawAll(page);
		for (const width of WIDTHS) {
			await page.setViewportSize({ width, height: 900 });
			await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
			assert.equal(await sideways(page), 0, `at ${width} px`);
		}
		assert.deepEqual(await panelsIn(page, "failed"), []);
		assert.equal(await page.locator("[data-panel]", { hasText: "This panel could not be drawn" }).count(), 0, "broken panels");
		const main = plain(await page.locator("main").innerText());
		assert.doesNotMatch(main, /\bnull\b|undefined|NaN|\[object|Invalid Date|Infinity/);
		assert.equal(await page.evaluate(() => "struck" in window), false, "a script ran");
		visitor.assertWell();
		await visitor.context.close();
	});

test("markup stands on the page letter by letter", async () => {
	const { page } = await hostilePage(CHANGES.markup);
	await openCustomer(page, await richest());
	assert.equal(await page.locator("[data-identity] h1").innerText(), MARKUP);
	assert.equal(await page.locator('img[src="x"]').count(), 0);
});

test("a name of 300 letters is there in full, for those who point at it", async () => {
	const { page } = await hostilePage(CHANGES["300 letters"]);
	await openCustomer(page, await richest());
	assert.equal(await page.locator("[data-identity] h1").getAttribute("title"), LONG);
});

test("the largest amounts are written to the last digit", async () => {
	const { page } = await hostilePage(CHANGES["absurd amounts"]);
	await openCustomer(page, EXAMPLE, "/finance");
	const balances = panel(page, "balances");
	await settled(balances);
	assert.ok((await textOf(balances)).replaceAll(",", "").includes(HUGE), await textOf(balances));
	await settled(section(page, "gaming"));
	assert.ok((await textOf(panel(page, "gaming-kpis"))).replaceAll(",", "").includes(HUGE_INTEGER));
});

for (const [name, change] of Object.entries(CHANGES))
	test(`${name}: what opens beside the page holds, too`, async () => {
		const { visitor, page } = await hostilePage(change);
		const id = await richest();
		const first = async (list, key) => (await at.agent.json(`/api/v1/customers/${id}/${list}?limit=1`)).items[0]?.[key];
		const things = [
			["bet", await first("bets", "betId")],
			["session", await first("sessions", "sessionId")],
			["transaction", await first("transactions", "transactionId")],
			["ticket", await first("tickets", "ticketId")],
			["document", (await at.agent.view(id)).documents[0]?.documentId],
		].filter(([, thing]) => thing);
		for (const [kind, thing] of things) {
			await page.goto(`/customers/${id}?open=${kind}:${thing}`);
			const beside = page.getByRole("dialog");
			await beside.waitFor();
			await settled(beside);
			assert.doesNotMatch(
				plain(await beside.innerText()),
				/\bnull\b|undefined|NaN|\[object|Invalid Date|could not be drawn/,
				kind,
			);
			assert.equal(await sideways(page), 0, kind);
		}
		visitor.assertWell();
		await visitor.context.close();
	});

test("hits of the search: in the palette and on the results page, as text", async () => {
	for (const name of ["markup", "300 letters", "marks of direction, emoji", "nulls", "unknown words"]) {
		const { visitor, page } = await hostilePage(CHANGES[name]);
		await page.goto("/");
		await page.getByRole("combobox").fill("a");
		await page.locator('[data-option="hit"]').first().waitFor();
		await page.goto("/search");
		await page.locator("[data-total]").waitFor();
		assert.equal(await sideways(page), 0, name);
		assert.doesNotMatch(plain(await page.locator("main").innerText()), /\bnull\b|undefined|NaN|Invalid Date/, name);
		visitor.assertWell();
		await visitor.context.close();
	}
});

/* A document's bytes, and what the page must say about them. */
const PNG = Buffer.from("89504e470d0a1a0a", "hex");
const FILES = {
	"a page of markup that says it is a picture": [
		"image/png",
		Buffer.from("<html><script>window.struck=1</script>"),
		"mismatch|not-shown",
	],
	"a program that says it is a PDF": ["application/pdf", Buffer.from("7f454c4602010100", "hex"), "mismatch|not-shown"],
	"a PDF that says it is a picture": ["image/png", Buffer.from("%PDF-1.7\n%%EOF\n"), "mismatch"],
	"a picture that breaks off": ["image/png", PNG, "truncated|damaged"],
	"a PDF of garbage": ["application/pdf", Buffer.from(`%PDF-1.7\n${"x".repeat(5000)}\n%%EOF\n`), "damaged|no-pages|truncated"],
	"nothing at all": ["image/png", Buffer.alloc(0), "empty"],
	"a drawing with a script in it": [
		"image/svg+xml",
		Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="window.struck=1"/>'),
		"not-shown|mismatch",
	],
};

for (const [name, [contentType, body, faults]] of Object.entries(FILES))
	test(`a document that is ${name} is not opened, and the page says why`, async () => {
		const visitor = await at.visit("compliance", { serviceWorkers: "block" });
		const page = await visitor.page();
		const passport = (await at.agent.view(EXAMPLE)).documents.find((d) => d.uploadedAt);
		await page.route("**/content*", (route) => route.fulfill({ status: 200, contentType, body }));
		await page.goto(`/customers/${EXAMPLE}?open=document:${passport.documentId}`);
		const fault = page.locator("[data-fault]");
		await fault.waitFor();
		assert.match(await fault.getAttribute("data-fault"), new RegExp(`^(${faults})$`));
		assert.equal(await page.evaluate(() => "struck" in window), false);
		await visitor.context.close();
	});

test("nonsense in the address (filters, ranges, sorts, what is open) harms nothing", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	const nonsense = [
		"?bets.from=yesterday&bets.to=%00&bets.game=%3Cscript%3E",
		"?tl.from=9999-99-99&tl.to=0000-00-00&tl.source=aml,%3Cb%3E&tl.type=__proto__",
		"?tx.kind=constructor&tx.state=%F0%9F%92%A3&open=__proto__:toString",
		`?gaming.range=${"9".repeat(400)}&open=bet:${"x".repeat(400)}`,
	];
	for (const rest of nonsense) {
		await openCustomer(page, EXAMPLE, rest);
		await drawAll(page);
		assert.equal(await sideways(page), 0, rest);
		assert.equal(await page.locator("[data-panel]", { hasText: "could not be drawn" }).count(), 0, rest);
	}
	await page.goto("/search?status=nobody&sort=-constructor&cols=%3Cb%3E&country=ZZZ&registeredFrom=x&riskAtLeast=extreme");
	await page.locator("[data-total], [data-failed]").first().waitFor();
});
