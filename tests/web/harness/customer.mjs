// A customer's page as a person goes through it: opened, read to its end, its parts found by their hooks.
import assert from "node:assert/strict";
import { PATIENCE_MS } from "./browser.mjs";

export const SECTIONS = "summary overview activity gaming finance compliance risk support documents timeline".split(" ");
export const SCOPES = "login deposit bet withdraw bonus marketing".split(" ");

/** The panel of that name. */
export function panel(page, name) {
	return page.locator(`[data-panel="${name}"]`);
}

export function section(page, name) {
	return page.locator(`[data-section="${name}"]`);
}

/** Nothing within @place is loading (any more), and something is there. */
export async function settled(place, { timeout = PATIENCE_MS } = {}) {
	await place.waitFor({ state: "attached", timeout });
	const handle = await place.elementHandle();
	await place.page().waitForFunction(
		(element) => {
			const shown = element.textContent?.trim() !== "";
			return shown && !element.querySelector('[aria-busy="true"]');
		},
		handle,
		{ timeout },
	);
}

/** Opens a customer's page and waits until the header says who it is. @rest: what follows the id in the address. */
export async function openCustomer(page, id, rest = "") {
	await page.goto(`/customers/${id}${rest}`);
	await identified(page);
}

export async function identified(page) {
	const name = page.locator("[data-identity] h1");
	await name.waitFor();
	await settled(page.locator("[data-identity]"));
}

/** Goes through the whole page, so that every section is drawn. */
export async function drawAll(page) {
	for (const name of SECTIONS) {
		const part = section(page, name);
		await part.evaluate((element) => element.scrollIntoView({ block: "start" }));
		await settled(part);
	}
}

/** Goes through the whole page: every panel has its data. */
export async function wholePage(page) {
	await drawAll(page);
	// What a section only adds to itself comes a moment later.
	await page.locator('[data-panel]:is([data-state="missing"], [data-state="failed"])').first().waitFor({ state: "detached" });
}

/** The states by the names of panels. */
export async function states(page) {
	const all = page.locator("[data-panel]");
	return Object.fromEntries(await all.evaluateAll((panels) => panels.map((p) => [p.dataset.panel, p.dataset.state])));
}

/** {login: "yes", …}: the strip "can they". */
export async function abilities(page) {
	const strip = page.locator("[data-can-they] [data-scope]");
	const pairs = await strip.evaluateAll((all) => all.map((one) => [one.dataset.scope, one.dataset.answer]));
	return Object.fromEntries(pairs);
}

/** Names of panels that are in @state ("failed", "missing", "stale"…). */
export function panelsIn(page, ...states) {
	return page
		.locator("[data-panel]")
		.evaluateAll((all, wanted) => all.filter((p) => wanted.includes(p.dataset.state)).map((p) => p.dataset.panel), states);
}

/** The text of @place as it is read, without invisible marks of direction; what is under each other is told apart by blanks. */
export async function textOf(place) {
	return plain(await place.innerText());
}

export function plain(text) {
	return text.replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "").replaceAll(/\s+/g, " ");
}

/** Opens the palette with its key and types. */
export async function typeInPalette(page, text) {
	await page.keyboard.press("Control+k");
	const box = page.getByRole("dialog").getByRole("combobox");
	await box.waitFor();
	await box.fill(text);
	return box;
}

/** Waits until the address fits @pattern: a change of it within the page is no navigation that a browser tells of. */
export async function addressed(page, pattern) {
	await page.waitForFunction(([source, flags]) => new RegExp(source, flags).test(location.href), [pattern.source, pattern.flags]);
}

export async function signOn(page, username, password = "pitboss-demo") {
	await page.getByLabel(/^(Username|Benutzername)$/).fill(username);
	await page.locator('input[name="password"]').fill(password);
	await page.locator('[data-form="sign-on"] button[type="submit"]').click();
}

/** Axe's and other findings as one readable failure. */
export function assertNone(findings, where) {
	assert.deepEqual(findings, [], where);
}
