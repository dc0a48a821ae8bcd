// The operations wall as it moves, and who else is here: two people in two browsers, and what one does is on the other's screen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, PHONE, sideways, theatre } from "./harness/browser.mjs";
import { openCustomer, panel } from "./harness/customer.mjs";

const at = theatre({ events: true });

async function openWall(role, options) {
	const page = await (await at.visit(role, options)).page();
	await page.goto("/wall");
	await panel(page, "wall-players").waitFor();
	return page;
}

const kpi = (page, name) => page.locator(`[data-kpi="${name}"] dd`).first();

test("a play at the operator is on the wall without loading it anew, and a click opens the customer", async () => {
	const page = await openWall("agent");
	await page.locator('[data-wall-state="live"]').waitFor();
	await page.evaluate(() => {
		window.notLoadedAnew = true;
	});
	const [id] = await at.sim.ids("vip", 1);
	for (let i = 0; i < 3; i++) await at.sim.play({ customerId: id, type: "bet", amount: 40 + i });
	const row = panel(page, "wall-players").locator("tr", { has: page.locator(`[data-customer="${id}"]`) });
	await row.first().waitFor();
	assert.ok(Number(await kpi(page, "players").innerText()) >= 1);
	await panel(page, "wall-stakes").locator(`[data-customer="${id}"]`).first().waitFor();
	assert.equal(await page.evaluate(() => window.notLoadedAnew), true);
	await row.first().locator("a").click();
	await page.waitForURL(new RegExp(`/customers/${id}/`));
});

test("g w goes there, f fills the screen, and whoever may not look has no way there", async () => {
	const page = await (await at.visit("agent")).page();
	await page.goto("/sources");
	await page.locator('[data-table="sources"]').waitFor();
	await page.keyboard.press("g");
	await page.keyboard.press("w");
	await page.waitForURL(/\/wall$/);
	await page.locator("[data-full-screen]").waitFor();
	await page.keyboard.press("f");
	await page.waitForFunction(() => document.fullscreenElement?.dataset.page === "wall");
	await page.locator("[data-full-screen]").click();
	await page.waitForFunction(() => document.fullscreenElement === null);
	const admin = await (await at.visit("admin")).page();
	await admin.goto("/sources");
	await admin.locator('[data-table="sources"]').waitFor();
	assert.equal(await admin.locator('nav a[href="/wall"]').count(), 0);
});

test("rows stand still while somebody points at them; what is new waits behind a pill", async () => {
	const page = await openWall("agent");
	await page.locator('[data-wall-state="live"]').waitFor();
	const [first, second] = await at.sim.ids("recreational", 2);
	await at.sim.play({ customerId: first, type: "bet", amount: 5 });
	const players = panel(page, "wall-players");
	await players.locator(`[data-customer="${first}"]`).first().waitFor();
	await players.locator(`[data-customer="${first}"]`).first().hover();
	await at.sim.play({ customerId: second, type: "bet", amount: 5 });
	await players.locator("[data-new]").waitFor();
	assert.equal(await players.locator(`[data-customer="${second}"]`).count(), 0);
	await players.locator("[data-new]").click();
	await players.locator(`[data-customer="${second}"]`).first().waitFor();
});

test("a source that is cut off is seen on the wall at once", async () => {
	const page = await openWall("agent", { tolerated: [/503/] });
	await page.locator('[data-wall-state="live"]').waitFor();
	await page.waitForFunction(() => document.querySelector('[data-kpi="sources"] dd')?.textContent === "6 of 6");
	await at.sim.fault("kyc", "down");
	const ids = await at.sim.ids("recreational", 20);
	for (const id of ids.slice(4, 18)) await page.request.get(`/api/v1/customers/${id}/sections/documents`);
	await page.waitForFunction(() => document.querySelector('[data-kpi="sources"] dd')?.textContent === "5 of 6", undefined, {
		timeout: 5_000,
	});
	await at.sim.heal();
});

for (const theme of ["light", "dark"])
	for (const [name, viewport] of Object.entries({ desk: undefined, phone: PHONE }))
		test(`axe finds nothing on the wall, and nothing is wider than the screen: ${theme}, ${name}`, async () => {
			const page = await openWall("mlro", {
				settings: { theme, language: name === "phone" ? "de" : "en" },
				...(viewport && { viewport }),
			});
			await page.locator('[data-wall-state="live"]').waitFor();
			assert.deepEqual(await axe(page), []);
			assert.equal(await sideways(page), 0);
		});

test("two people on one customer see each other, on a phone too, and one who leaves is gone", async () => {
	const id = await at.sim.fresh();
	const agent = await (await at.visit("agent")).page();
	await openCustomer(agent, id);
	await agent.locator('[data-live="live"]').waitFor();
	assert.equal(await agent.locator("[data-present]").count(), 0);
	const support = await (await at.visit("support", { viewport: PHONE })).page();
	await openCustomer(support, id);
	await agent.locator('[data-present="1"]').waitFor();
	await support.locator('[data-present="1"]').waitFor();
	await agent.locator("[data-present]").click();
	await agent.locator('[data-viewer="support"]').waitFor();
	assert.deepEqual(await axe(agent, "[data-identity]"), []);
	assert.deepEqual(await axe(support, "[data-identity]"), []);
	await support.close();
	await agent.locator("[data-present]").waitFor({ state: "detached" });
});

test("that a reporting officer looks is on nobody's screen but of those who may know", async () => {
	const id = await at.sim.fresh();
	const agent = await (await at.visit("agent")).page();
	const mlro = await (await at.visit("mlro")).page();
	const compliance = await (await at.visit("compliance")).page();
	for (const page of [agent, mlro, compliance]) {
		await openCustomer(page, id);
		await page.locator('[data-live="live"]').waitFor();
	}
	await compliance.locator('[data-present="2"]').waitFor();
	await mlro.locator('[data-present="2"]').waitFor();
	assert.equal(await agent.locator("[data-present]").count(), 0);
});
