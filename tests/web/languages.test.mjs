// Each language through and through: words, numbers, dates, direction.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ROOT } from "../api/harness/program.mjs";
import { PHONE, sideways, theatre } from "./harness/browser.mjs";
import { drawAll, openCustomer, panel, plain, section, settled, textOf } from "./harness/customer.mjs";

const at = theatre();
const EXAMPLE = "CUS-123456";
const GERMAN = { settings: { language: "de" }, locale: "de-DE" };
const MIRRORED = { settings: { language: "en-XB" } };

/** {key: text} of all namespaces of a language. */
function wordsOf(language) {
	const folder = `${ROOT}web/src/i18n/${language}/`;
	const flat = {};
	const put = (path, value) => {
		if (typeof value === "string") flat[path] = value;
		else for (const [key, item] of Object.entries(value)) put(`${path}.${key}`, item);
	};
	for (const file of readdirSync(folder))
		if (file.endsWith(".json")) put(file.replace(".json", ""), JSON.parse(readFileSync(folder + file, "utf8")));
	return flat;
}

/* English texts that German doesn't have as they stand: whoever meets one on a German page met a word that was not translated. */
function englishOnly() {
	const [en, de] = [wordsOf("en"), wordsOf("de")];
	const german = new Set(Object.values(de));
	return new Set(
		Object.entries(en)
			.filter(([key, text]) => de[key] !== text && !german.has(text) && !text.includes("{{") && /[a-z]{3}/i.test(text))
			.map(([, text]) => text),
	);
}

/** All that is written or said on the page: texts, and the attributes that are read out. */
function everyText(page) {
	return page.evaluate(() => {
		const texts = new Set();
		// What a source says is data, in whatever language it says it; it always stands in an element of its own.
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (walker.nextNode()) {
			const { parentElement, data } = walker.currentNode;
			if (!parentElement.closest("bdi, script, style, code, kbd") && data.trim()) texts.add(data.trim());
		}
		for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
			for (const name of ["aria-label", "title", "placeholder", "alt"]) {
				const text = element.getAttribute(name)?.trim();
				if (text && !element.closest("bdi") && !element.querySelector(":scope > bdi")) texts.add(text);
			}
		return [...texts, document.title];
	});
}

async function assertGerman(page, where) {
	const english = englishOnly();
	const left = (await everyText(page)).filter((text) => english.has(plain(text)));
	assert.deepEqual(left, [], `English on ${where}`);
	// Words that only English has, wherever they stand.
	const telling = (await everyText(page)).filter((text) =>
		/\b(the|and|with|until|since|of the|not known|ago)\b/.test(plain(text)),
	);
	assert.deepEqual(telling, [], `English on ${where}`);
}

test("both languages have the same keys, and the same gaps in each text", () => {
	const [en, de] = [wordsOf("en"), wordsOf("de")];
	assert.deepEqual(Object.keys(de).sort(), Object.keys(en).sort());
	const gaps = (text) => [...text.matchAll(/\{\{(\w+)/g)].map((m) => m[1]).sort();
	for (const [key, text] of Object.entries(en)) {
		const [a, b] = [new Set(gaps(text)), new Set(gaps(de[key]))];
		// "one" may leave the number out in either.
		if (!/_(one|zero)$/.test(key)) assert.deepEqual([...b].sort(), [...a].sort(), key);
	}
});

test("German: no English is left on any page", async () => {
	const visitor = await at.visit("agent", GERMAN);
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE);
	await drawAll(page);
	await assertGerman(page, "the customer's page");
	const { items } = await at.agent.json(`/api/v1/customers/${EXAMPLE}/transactions?limit=1`);
	for (const open of ["bet:BET-123456-1546", "session:SES-456789", `transaction:${items[0].transactionId}`, "ticket:TKT-9876"]) {
		await page.goto(`/customers/${EXAMPLE}?open=${open}`);
		await settled(page.getByRole("dialog"));
		await assertGerman(page, open);
	}
	for (const [path, hook] of [
		["/", '[data-page="home"]'],
		["/search", "[data-total]"],
		["/sources", '[data-table="sources"]'],
		["/settings", "#settings-look"],
		["/nowhere", '[data-page="404"]'],
		["/audit", '[data-page="403"]'],
		["/customers/CUS-999999", "[data-unknown-customer]"],
	]) {
		await page.goto(path);
		await page.locator(hook).first().waitFor();
		await assertGerman(page, path);
	}
	await page.keyboard.press("?");
	await page.getByRole("dialog").waitFor();
	await assertGerman(page, "the help about keys");
});

test("German: sign-on, too", async () => {
	const page = await (await at.visit(null, GERMAN)).page();
	await page.goto("/");
	await page.locator('[data-form="sign-on"]').waitFor();
	await assertGerman(page, "sign-on");
});

test("German: numbers, money and dates by German rules", async () => {
	const page = await (await at.visit("agent", GERMAN)).page();
	await openCustomer(page, EXAMPLE, "/gaming");
	assert.equal(await page.getAttribute("html", "lang"), "de");
	assert.match(await textOf(page.locator('[data-kpi="balance"]')), /1\.250,75\s\$/);
	const kpis = panel(page, "gaming-kpis");
	await settled(kpis);
	const text = await textOf(kpis);
	assert.match(text, /1\.547/);
	assert.match(text, /45\.230,50/);
	assert.match(text, /93,3\s%/);
	await page.locator('[data-section-link="overview"]').first().click();
	assert.match(await textOf(panel(page, "account")), /10\. ?(Jan|01)/);
});

test("the language is changed while the page is open, without a reload", async () => {
	const page = await (await at.visit("agent")).page();
	await page.goto("/settings");
	let loads = 0;
	page.on("load", () => loads++);
	await page.getByText("Deutsch").click();
	await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
	await page.waitForFunction(() => document.documentElement.lang === "de");
	await page.getByText("English", { exact: true }).click();
	await page.getByRole("heading", { name: "Settings" }).waitFor();
	assert.equal(loads, 0);
});

for (const [name, viewport] of Object.entries({ "a desk": { width: 1440, height: 900 }, "a phone": PHONE }))
	test(`from right to left on ${name}: everything is mirrored, nothing sideways`, async () => {
		const page = await (await at.visit("agent", { ...MIRRORED, viewport })).page();
		await openCustomer(page, EXAMPLE);
		assert.equal(await page.getAttribute("html", "dir"), "rtl");
		await drawAll(page);
		assert.equal(await sideways(page), 0);
		const beyond = await page.evaluate(() => document.scrollingElement.scrollLeft);
		assert.equal(beyond, 0);
		const name = await page.locator("[data-identity] h1").boundingBox();
		assert.ok(name.x + name.width > viewport.width / 2, "the name stands at the right");
		if (viewport.width > 767) {
			const rail = await page.locator("[data-rail-sections]").boundingBox();
			assert.ok(rail.x > viewport.width / 2, "the rail stands at the right");
		}
		// Data keep their own direction.
		assert.equal(await page.locator("[data-identity] h1").innerText(), "John Smith");
		await page.goto(`/customers/${EXAMPLE}?open=ticket:TKT-9876`);
		await page.locator("[data-ticket-panel]").waitFor();
		assert.equal(await sideways(page), 0);
	});

test("from right to left: start, results, settings and sign-on fit, too", async () => {
	const page = await (await at.visit("agent", { ...MIRRORED, viewport: PHONE })).page();
	for (const [path, hook] of [
		["/", '[data-page="home"]'],
		["/search", "[data-total]"],
		["/sources", '[data-table="sources"]'],
		["/settings", "#settings-look"],
	]) {
		await page.goto(path);
		await page.locator(hook).first().waitFor();
		assert.equal(await sideways(page), 0, path);
	}
	await openCustomer(page, EXAMPLE, "/timeline");
	await settled(section(page, "timeline"));
	assert.equal(await sideways(page), 0, "timeline");
});
