// From what happens at the operator to the open page: the simulator plays, tells the portal, and the page shows it; also after a restart.
import assert from "node:assert/strict";
import { test } from "node:test";
import { theatre } from "./harness/browser.mjs";
import { openCustomer, panel, settled } from "./harness/customer.mjs";

const at = theatre({ events: true });

const following = (page) => page.locator('[data-live="live"]').waitFor();

/** A deposit of an amount that nothing else on the page has. */
async function deposits(page, id, amount, shown) {
	await at.sim.play({ customerId: id, type: "deposit", amount });
	await panel(page, "recent-activity").getByText(shown).first().waitFor();
}

test("a play at the operator arrives on the open page without loading it anew, and survives a restart of the portal", async () => {
	const page = await (await at.visit("agent", { tolerated: [/ERR_|502/] })).page();
	const id = (await at.sim.ids("vip", 1))[0];
	await openCustomer(page, id);
	await settled(panel(page, "recent-activity"));
	await following(page);
	await page.evaluate(() => {
		window.notLoadedAnew = true;
	});
	const balance = page.locator("[data-balance] dd");
	const before = await balance.innerText();
	await deposits(page, id, 1234.56, /1,234\.56/);
	await page.waitForFunction(([element, text]) => element.innerText !== text, [await balance.elementHandle(), before]);
	await at.portal.program.stop();
	await page.locator('[data-live="reconnecting"]').waitFor();
	await at.portal.start();
	await following(page);
	await deposits(page, id, 2345.67, /2,345\.67/);
	assert.equal(await page.evaluate(() => window.notLoadedAnew), true);
});
