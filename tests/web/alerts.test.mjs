// Own alerts where somebody looks: on the page without loading it anew, in the list of all customers', and seen when they were seen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { event, send } from "../api/harness/events.mjs";
import { until } from "../api/harness/program.mjs";
import { axe, PHONE, theatre } from "./harness/browser.mjs";
import { openCustomer, panel, settled } from "./harness/customer.mjs";

const at = theatre({ roles: ["support"] });
const following = (page) => page.locator('[data-live="live"]').waitFor();
const bell = (page) => page.locator("[data-alerts]");
const list = (page) => page.getByRole("dialog", { name: "Alerts" });

async function declined(id, count) {
	const events = Array.from({ length: count }, (_, i) =>
		event("deposit", id, {
			transactionId: `T-${id}-${i}`,
			amount: 50,
			currency: "EUR",
			state: "declined",
			declineCode: "51",
			instrumentId: "I1",
		}),
	);
	const answer = await send(at.portal.port, events);
	assert.equal(answer.status, 200, answer.text);
}

const listed = async (client, id) => (await client.json(`/api/v1/alerts?customer=${id}`)).items.length;

test("a hit of an own rule arrives on the open page: its flag, the highest alert, the list; and leads to the flag", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	const id = await at.sim.fresh();
	await openCustomer(page, id);
	await settled(panel(page, "recent-activity"));
	await following(page);
	await page.evaluate(() => {
		window.notLoadedAnew = true;
	});
	await declined(id, 5);
	await page.locator("[data-toast]").getByText("Declined deposits").waitFor();
	await bell(page).and(page.locator("[data-unread]")).waitFor();
	await page.locator("section[data-alert]").getByText("Declined deposits").waitFor();
	await bell(page).press("Enter");
	const row = list(page).locator('[data-alert="declined-deposits"]').filter({ hasText: id });
	await row.getByText("High").waitFor();
	await row.getByText("5 deposits declined for lack of funds in 24 hours; alert from 5").waitFor();
	assert.deepEqual(await axe(page, '[role="dialog"]'), []);
	await row.getByRole("link").press("Enter");
	const flag = page.locator('[data-flag="declined-deposits"][data-wanted]');
	await flag.waitFor();
	await until("the flag is in sight", () =>
		flag.evaluate((element) => {
			const { top, bottom } = element.getBoundingClientRect();
			return top >= 0 && bottom <= window.innerHeight;
		}),
	);
	assert.match(page.url(), /\/risk\?risk\.flag=[0-9a-f]{32}$/);
	assert.equal(await page.evaluate(() => window.notLoadedAnew), true);
});

test("what was seen stays so in another browser, and all of a phone's list is within reach", async () => {
	const visitor = await at.visit("support");
	const page = await visitor.page();
	const id = await at.sim.fresh();
	await declined(id, 2);
	await until("the list has it", async () => (await listed(at.support, id)) === 1);
	await page.goto("/");
	await bell(page).and(page.locator("[data-unread]")).click();
	await list(page).getByText(id).waitFor();
	await list(page).getByRole("button", { name: "Mark all as seen" }).press("Enter");
	await bell(page).and(page.locator(":not([data-unread])")).waitFor();
	assert.ok(Date.parse((await at.support.json("/api/v1/alerts?limit=1")).seenUntil) > 0);
	const phone = await (await at.visit("support", { viewport: PHONE })).page();
	const other = await at.sim.fresh();
	await declined(other, 2);
	await until("the list has it", async () => (await listed(at.support, other)) === 1);
	await phone.goto("/");
	await bell(phone).and(phone.locator('[data-unread="1"]')).click();
	const box = await list(phone).boundingBox();
	assert.ok(box.x >= 0 && box.x + box.width <= PHONE.width, JSON.stringify(box));
	await list(phone).getByText(other).waitFor();
	assert.deepEqual(await axe(phone, '[role="dialog"]'), []);
});

test("a list that cannot be had says so, and is tried again", async () => {
	const visitor = await at.visit("vip");
	const page = await visitor.page();
	let broken = true;
	await page.route("**/api/v1/alerts?*", (route) =>
		broken ? route.fulfill({ status: 503, contentType: "application/problem+json", body: "{}" }) : route.continue(),
	);
	await page.goto("/");
	await bell(page).click();
	await list(page).locator("[data-failed]").waitFor();
	broken = false;
	await list(page).getByRole("button", { name: "Try again" }).click();
	await list(page).locator("li").first().waitFor();
});
