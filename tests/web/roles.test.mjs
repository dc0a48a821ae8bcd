// What each role sees on the screen, and what leaves no trace there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { theatre } from "./harness/browser.mjs";
import { drawAll, openCustomer, panel, section, settled, textOf } from "./harness/customer.mjs";

const at = theatre({ customers: 800, roles: ["agent", "compliance"] });
const EXAMPLE = "CUS-123456";
/* By hand: what the portal's own table says is no proof of the page. */
const SEES = {
	agent: { search: true, masked: true, reveals: true, sources: true, audit: false, documents: false },
	support: { search: true, masked: true, reveals: true, sources: true, audit: false, documents: false },
	vip: { search: true, masked: true, reveals: true, sources: true, audit: false, documents: false },
	compliance: { search: true, reveals: true, sources: true, audit: true, documents: true },
	mlro: { search: true, reveals: true, sources: true, audit: false, documents: true },
	auditor: { search: true, masked: true, reveals: false, sources: false, audit: true, documents: false },
	admin: { search: false, sources: true, audit: true },
};

async function assertPlaces(page, { search, sources, audit }) {
	const rail = page.getByRole("navigation", { name: "Pages" }).first();
	const shown = (name) => rail.getByRole("link", { name, exact: true }).count();
	assert.equal(await shown("Search"), Number(search), "Search");
	assert.equal(await shown("Sources"), Number(sources), "Sources");
	assert.equal(await shown("Record"), Number(audit), "Record");
	assert.equal(await shown("Settings"), 1, "Settings");
}

for (const [role, sees] of Object.entries(SEES))
	test(`${role}: finds its pages, and what is not for it says so`, async () => {
		const page = await (await at.visit(role)).page();
		await page.goto("/");
		await page.locator('[data-page="home"]').waitFor();
		await assertPlaces(page, sees);
		for (const [path, may, hook] of [
			["/search", sees.search, '[data-page="search"]'],
			["/sources", sees.sources, '[data-table="sources"]'],
			["/audit", sees.audit, '[data-list="audit"]'],
			["/settings", true, "#settings-look"],
		]) {
			await page.goto(path);
			await page.locator(may ? hook : '[data-page="403"]').waitFor();
		}
	});

test("admin: no customer is found or shown, by address or by key", async () => {
	const visitor = await at.visit("admin");
	const page = await visitor.page();
	const asked = [];
	page.on("request", (r) => /\/api\/v1\/(customers|stream)/.test(r.url()) && asked.push(r.url()));
	for (const path of [`/customers/${EXAMPLE}`, `/customers/${EXAMPLE}/risk?open=bet:BET-123456-1`, "/customers/CUS-999999"]) {
		await page.goto(path);
		await page.locator('[data-page="403"]').waitFor();
	}
	await page.goto("/");
	await page.locator('[data-page="home"]').waitFor();
	assert.equal(await page.locator("[data-search]").count(), 0);
	await page.keyboard.press("Control+k");
	assert.equal(await page.getByRole("dialog").count(), 0);
	assert.deepEqual(asked, [], "nothing of customers is asked for");
});

for (const [role, { masked, reveals, documents }] of Object.entries(SEES).filter(([, sees]) => sees.search))
	test(`${role}: ${masked ? "personal data are masked" : "personal data are plain"}, ${reveals ? "with" : "without"} reveal, documents ${documents ? "at once" : "not at once"}`, async () => {
		const page = await (await at.visit(role)).page();
		await openCustomer(page, EXAMPLE, "/overview");
		await settled(section(page, "overview"));
		const html = await page.content();
		for (const plain of ["john@example.com", "+1-555-0123", "12 Maple Street"])
			assert.equal(html.includes(plain), !masked, `${plain} in the document`);
		const buttons = await page.getByRole("button", { name: /^Reveal: / }).count();
		if (masked) assert.equal(buttons > 0, reveals, `${buttons} buttons to reveal`);
		const view = await at.compliance.view(EXAMPLE);
		const passport = view.documents.find((d) => d.uploadedAt);
		await page.goto(`/customers/${EXAMPLE}/documents?open=document:${passport.documentId}`);
		if (documents) await page.locator("[data-viewer][data-drawn]").waitFor();
		else {
			await page.locator("[data-look]").waitFor();
			assert.equal(await page.getByRole("button", { name: "Reveal the document" }).count(), Number(reveals));
		}
	});

/* What differs between any two people, and what is measured anew each time. */
function faceless(text, view) {
	const names = [view.fullName, view.username, view.email, view.phone, view.customerId]
		.filter(Boolean)
		.sort((a, b) => b.length - a.length);
	let bare = text;
	for (const name of names) bare = bare.replaceAll(name, "…");
	return bare
		.replaceAll(/\b(CUS|BET|SES|TXN|BON|TKT|MSG|DOC|PIN|STM)-\d+/g, "$1-…")
		.replaceAll(/\b(FLG|DEV|PAY)-[0-9a-f]+/g, "$1-…")
		.replaceAll(/\b\d+ (ms|secs?|mins?)( ago)?\b/g, "…")
		.replaceAll(/\b\d\d:\d\d(:\d\d)?\b/g, "…");
}

/* Panels about the person alone: twins have different names, addresses and cards. */
const PERSONAL = new Set(["contact", "instruments"]);

async function panelTexts(page, view) {
	const texts = {};
	for (const one of await page.locator("[data-panel]").all()) {
		const name = await one.getAttribute("data-panel");
		if (PERSONAL.has(name)) continue;
		texts[name] = faceless(await textOf(one), view).split(" ");
	}
	return texts;
}

for (const role of ["agent", "support", "vip", "auditor"])
	test(`${role}: nothing on the screen, nor in anything that reaches it, tells the held twin from the other`, async () => {
		const { pairs } = await at.sim.control("GET", "/customers?kind=twin&limit=100");
		let pair;
		for (const [held, routine] of pairs) {
			const flags = async (id) => (await at.compliance.view(id)).riskFlags.filter((f) => f.category === "aml").length;
			if ((await flags(held)) > 0 && (await flags(routine)) === 0) {
				pair = [held, routine];
				break;
			}
		}
		assert.ok(pair, "no pair of twins differs for who may know");
		const visitor = await at.visit(role);
		const page = await visitor.page();
		const heard = [];
		const reading = [];
		page.on("response", (r) => {
			if (r.url().includes("/api/"))
				reading.push(
					r
						.text()
						.then((t) => heard.push([r.url(), t]))
						.catch(() => {}),
				);
		});
		const shown = [];
		for (const id of pair) {
			await openCustomer(page, id);
			await drawAll(page);
			const view = await at.agent.view(id);
			shown.push({
				badges: faceless(await textOf(page.locator("[data-identity] ul").first()), view),
				strip: await page.locator("[data-can-they]").innerText(),
				...(await panelTexts(page, view)),
			});
			assert.doesNotMatch(await page.content(), /\baml\b|money.launder|suspicious activity/i);
		}
		assert.deepEqual(Object.keys(shown[0]), Object.keys(shown[1]), "the same panels");
		for (const name of Object.keys(shown[0])) assert.deepEqual(shown[0][name], shown[1][name], name);
		await Promise.all(reading);
		for (const [url, text] of heard) assert.doesNotMatch(text, /"aml"|\baml\b/i, url);
	});

test("compliance and mlro see the flag that others must not know of", async () => {
	const { pairs } = await at.sim.control("GET", "/customers?kind=twin&limit=100");
	const [held] = pairs.find(Boolean);
	for (const role of ["compliance", "mlro"]) {
		const page = await (await at.visit(role)).page();
		await openCustomer(page, held, "/risk");
		await settled(section(page, "risk"));
		assert.match(await textOf(panel(page, "risk")), /AML|money laundering/i, role);
	}
});
