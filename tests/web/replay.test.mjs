// A game session played again, round by round: opened from the sessions, played, stepped through, jumped in; while it runs; and when a part of it
// can't be had.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, PHONE, sideways, theatre } from "./harness/browser.mjs";
import { addressed, openCustomer, panel, plain, settled, textOf } from "./harness/customer.mjs";

const at = theatre();
const REPLAY = "dialog[open]";
const ROUNDS_LEAST = 12;

const body = (page) => page.locator("[data-steps]");
const action = (page, name) => page.locator(`${REPLAY} [data-action="${name}"]`);
const fact = (page, name) => page.locator(`[data-fact="${name}"]`);
const index = async (page) => Number(await body(page).getAttribute("data-index"));
const count = async (page) => Number(await body(page).getAttribute("data-steps"));
const playing = (page, is) => page.locator(`[data-steps][data-playing="${is}"]`).waitFor();
const atIndex = (page, i) => page.locator(`[data-steps][data-index="${i}"]`).waitFor();
/* "▼ -€1,062.75" is -1062.75. */
const amount = (text) => Number(plain(text).replaceAll(/[^\d.-]/g, ""));
const cents = (rows, of) => rows.reduce((sum, row) => sum + Math.round(of(row) * 100), 0) / 100;

async function pages(path) {
	const all = [];
	for (let cursor = ""; ; ) {
		const page = await at.agent.json(`${path}limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
		all.push(...page.items);
		if (!page.nextCursor) return all;
		cursor = page.nextCursor;
	}
}

/** The rounds of a session, first one first. */
async function roundsOf({ id, sid }) {
	return (await pages(`/api/v1/customers/${id}/sessions/${sid}/rounds?`)).reverse();
}

/** A VIP's session with some rounds, among those that the table shows first. */
async function vipSession() {
	for (const id of await at.sim.ids("vip")) {
		const { items } = await at.agent.json(`/api/v1/customers/${id}/sessions?limit=5`);
		const found = items.find((s) => s.bets >= ROUNDS_LEAST && s.endedAt);
		if (found) return { id, sid: found.sessionId, session: found };
	}
	throw new Error("no VIP has played lately");
}

/** A session with deposits in it. */
async function sessionWithDeposits() {
	for (const id of await at.sim.ids("chasing")) {
		const deposits = (await pages(`/api/v1/customers/${id}/transactions?type=deposit&`)).filter((d) => d.state === "Settled");
		for (const session of await pages(`/api/v1/customers/${id}/sessions?`)) {
			const inside = deposits.filter((d) => session.endedAt && d.at >= session.startedAt && d.at <= session.endedAt);
			if (inside.length > 0 && session.bets >= ROUNDS_LEAST) return { id, sid: session.sessionId, session, deposits: inside };
		}
	}
	throw new Error("nobody has paid in while playing");
}

/** Until every round has come and what fell among them. */
async function ready(page) {
	await body(page).waitFor();
	await page.locator('[data-replay-note="loading"]').waitFor({ state: "detached" });
	await page.locator(`${REPLAY} canvas`).waitFor();
}

async function openReplay(page, { id, sid }) {
	await openCustomer(page, id, `?open=replay:${sid}`);
	await ready(page);
}

test("by mouse: from the sessions to a session to its replay, which plays, pauses, steps and jumps", async () => {
	const of = await vipSession();
	const rounds = await roundsOf(of);
	const page = await (await at.visit("agent", { reducedMotion: "no-preference" })).page();
	await openCustomer(page, of.id, "/gaming");
	await settled(panel(page, "gaming-sessions"));
	await panel(page, "gaming-sessions")
		.getByRole("button", { name: new RegExp(of.sid) })
		.click();
	await action(page, "replay").click();
	await addressed(page, new RegExp(`open=replay(:|%3A)${of.sid}$`));
	await ready(page);
	assert.equal(await index(page), -1);
	assert.equal(await fact(page, "rounds").innerText(), "0");
	// Step by step the rounds are those of the gaming service.
	const first = rounds[0];
	while ((await fact(page, "rounds").innerText()) === "0") await action(page, "on").click();
	assert.equal(amount(await fact(page, "stake").innerText()), first.stake);
	assert.equal(amount(await fact(page, "won").innerText()), first.won);
	assert.equal(amount(await fact(page, "balance").innerText()), first.balance);
	// Played, it goes on by itself until it is paused.
	const before = await index(page);
	await page.getByText("60×").click();
	await action(page, "play").click();
	await page.waitForFunction((i) => Number(document.querySelector("[data-steps]").dataset.index) >= i + 3, before);
	const head = page.locator("[data-replay-head]");
	const shown = await head.evaluate((e) => e.style.transform);
	await page.waitForFunction((was) => document.querySelector("[data-replay-head]").style.transform !== was, shown);
	await action(page, "play").click();
	await playing(page, false);
	const paused = await index(page);
	await action(page, "back").click();
	assert.ok((await index(page)) <= paused);
	// At the end the totals are the session's.
	await action(page, "end").click();
	await atIndex(page, (await count(page)) - 1);
	assert.equal(Number(await fact(page, "rounds").innerText()), rounds.length);
	assert.equal(
		amount(await fact(page, "staked").innerText()),
		cents(rounds, (r) => r.stake),
	);
	assert.equal(
		amount(await fact(page, "net").innerText()),
		cents(rounds, (r) => r.won - r.stake),
	);
	// Who is at the end and plays, plays it again, to its end.
	await action(page, "play").click();
	await page.waitForFunction((n) => Number(document.querySelector("[data-steps]").dataset.index) < n - 1, await count(page));
	await action(page, "start").click();
	await action(page, "session").click();
	await addressed(page, new RegExp(`open=session(:|%3A)${of.sid}$`));
});

test("by keyboard alone: opened, played, stepped, jumped, closed", async () => {
	const of = await vipSession();
	const page = await (await at.visit()).page();
	await openCustomer(page, of.id, "/gaming");
	await settled(panel(page, "gaming-sessions"));
	await panel(page, "gaming-sessions")
		.getByRole("button", { name: new RegExp(of.sid) })
		.focus();
	await page.keyboard.press("Enter");
	await action(page, "replay").focus();
	await page.keyboard.press("Enter");
	await ready(page);
	// The keys work at once, wherever in it the focus is.
	const said = page.locator("[data-replay-said]");
	await page.keyboard.press("ArrowRight");
	await atIndex(page, 0);
	await said.filter({ hasText: /stake|Deposit|Login|Flag/i }).waitFor({ state: "attached" });
	await page.keyboard.press("PageUp");
	await atIndex(page, 10);
	await page.keyboard.press("ArrowLeft");
	await atIndex(page, 9);
	await page.keyboard.press("End");
	await atIndex(page, (await count(page)) - 1);
	await page.keyboard.press("Home");
	await atIndex(page, -1);
	await page.keyboard.press("Space");
	await playing(page, true);
	await page.waitForFunction(() => Number(document.querySelector("[data-steps]").dataset.index) >= 1);
	await page.keyboard.press("Space");
	await playing(page, false);
	// The slider says where it is; its own keys are its own, and the space bar plays.
	const slider = page.getByRole("slider", { name: "Step of the replay" });
	await slider.focus();
	await page.keyboard.press("Home");
	assert.match(await slider.getAttribute("aria-valuetext"), /^Start/);
	await page.keyboard.press("ArrowRight");
	await atIndex(page, 0);
	assert.match(plain(await slider.getAttribute("aria-valuetext")), /\d\d:\d\d:\d\d/);
	await page.keyboard.press("Space");
	await playing(page, true);
	await page.keyboard.press("Space");
	await playing(page, false);
	// A button's space bar presses the button, once.
	await action(page, "play").focus();
	await page.keyboard.press("Space");
	await playing(page, true);
	await page.keyboard.press("Space");
	await playing(page, false);
	await page.keyboard.press("Escape");
	await page.locator(REPLAY).waitFor({ state: "detached" });
});

test("deposits inside the session are marked, counted and led to; the picture and the table tell the same", async () => {
	const of = await sessionWithDeposits();
	const rounds = await roundsOf(of);
	const page = await (await at.visit()).page();
	await openReplay(page, of);
	const marks = page.locator('[data-happening="deposit"]');
	await marks.first().waitFor();
	await action(page, "end").click();
	assert.equal(
		amount(await fact(page, "deposited").innerText()),
		cents(of.deposits, (d) => d.amount),
	);
	await action(page, "start").click();
	await marks.first().click();
	await page.locator('[data-happening="deposit"][aria-current="true"]').waitFor();
	const picture = page.locator(`${REPLAY} [role="img"]`);
	assert.match(plain(await picture.getAttribute("aria-label")), new RegExp(`${rounds.length} rounds from .*Balance: lowest`));
	// A press in the picture goes to that moment.
	const box = await picture.boundingBox();
	await page.mouse.click(box.x + box.width - 30, box.y + box.height / 2);
	await page.waitForFunction(() => Number(document.querySelector("[data-steps]").dataset.index) > 3);
	await action(page, "table").click();
	const table = page.locator('[data-table="replay"]');
	await table.getByRole("button").first().click();
	await atIndex(page, 0);
	// What is not wanted in the picture can be left out.
	await action(page, "table").click();
	const key = page.locator(`${REPLAY} [data-series="balance"]`);
	await key.click();
	assert.equal(await key.getAttribute("aria-pressed"), "false");
});

test("skipping pauses, a long session ends soon", async () => {
	const of = await sessionWithDeposits();
	const page = await (await at.visit("agent", { reducedMotion: "no-preference" })).page();
	await openReplay(page, of);
	const last = (await count(page)) - 1;
	await page.getByText("Skip pauses").click();
	await page.locator("[data-replay-slider]").fill(String(last - 1));
	await action(page, "play").click();
	await atIndex(page, last);
	await playing(page, false);
});

test("a running session goes on with what is played; what was flagged in it is marked", async () => {
	const id = await at.sim.fresh();
	await at.sim.play({ customerId: id, type: "round" });
	await at.sim.play({ customerId: id, type: "flag" });
	const { items } = await at.agent.json(`/api/v1/customers/${id}/sessions?limit=1`);
	const sid = items[0].sessionId;
	const page = await (await at.visit()).page();
	await openReplay(page, { id, sid });
	await page.locator(REPLAY).getByText("Still open").waitFor();
	await page.locator('[data-happening="marker"]').filter({ hasText: "Risk flag" }).waitFor();
	await action(page, "end").click();
	const before = Number(await fact(page, "rounds").innerText());
	await action(page, "play").click();
	await at.sim.play({ customerId: id, type: "round" });
	await fact(page, "rounds")
		.filter({ hasText: new RegExp(`^${before + 1}$`) })
		.waitFor();
});

test("no session of that name, and one without a round, are told apart; so is a source that fails", async () => {
	const { id, sid } = await vipSession();
	const page = await (await at.visit("agent", { serviceWorkers: "block", tolerated: [/^console: Failed to load/] })).page();
	await openCustomer(page, id, "?open=replay:SES-nobody");
	await panel(page, "replay").locator("[data-failed]").waitFor();
	const call = (what) => `**/customers/*/${what}?*`;
	const nothing = { items: [], nextCursor: null, masked: [] };
	const meta = { source: "gaming", fetchedAt: new Date().toISOString(), ageMs: 0, state: "fresh", error: null };
	const answer = (json) => (route) => route.fulfill({ json });
	const fails = (route) => route.fulfill({ status: 500, contentType: "text/plain", body: "oops" });
	await page.route(call("sessions/*/rounds"), answer({ ...nothing, meta }));
	await openCustomer(page, id, `?open=replay:${sid}`);
	await panel(page, "replay").getByText("No rounds were played in this session.").waitFor();
	await page.unroute(call("sessions/*/rounds"));
	// The source said nothing, and nothing is known from before.
	await page.route(call("sessions/*/rounds"), answer({ ...nothing, meta: { ...meta, state: "missing", error: "timeout" } }));
	await openCustomer(page, id, `?open=replay:${sid}`);
	await panel(page, "replay").getByText("Gaming timed out").waitFor();
	await page.unroute(call("sessions/*/rounds"));
	await page.route(call("transactions"), fails);
	await page.route(call("timeline"), fails);
	await openCustomer(page, id, `?open=replay:${sid}`);
	await ready(page);
	await page.locator('[data-replay-note="deposits"]').waitFor();
	await page.locator('[data-replay-note="markers"]').waitFor();
	assert.doesNotMatch(await textOf(page.locator(REPLAY)), /oops|undefined|NaN/);
	await page.unroute(call("transactions"));
	await page.locator('[data-replay-note="deposits"]').getByRole("button").click();
	await page.locator('[data-replay-note="deposits"]').waitFor({ state: "detached" });
});

for (const [name, options] of [
	["light, on a desk", { settings: { theme: "light" } }],
	["dark, on a phone, in German", { settings: { theme: "dark", language: "de" }, viewport: PHONE }],
	["from right to left", { settings: { theme: "light", language: "en-XB" } }],
])
	test(`axe finds nothing and nothing scrolls sideways: ${name}`, async () => {
		const of = await sessionWithDeposits();
		const page = await (await at.visit("agent", options)).page();
		await openReplay(page, of);
		await page.locator("[data-happening]").first().waitFor();
		await page.locator("[data-replay-slider]").fill(String(Math.floor((await count(page)) / 2)));
		assert.deepEqual(await axe(page, REPLAY), []);
		assert.equal(await sideways(page), 0);
		const over = await page.locator("[data-replay]").evaluate((e) => e.parentElement.scrollWidth - e.parentElement.clientWidth);
		assert.equal(over, 0);
		await action(page, "table").click();
		await page.locator('[data-table="replay"]').waitFor();
		assert.deepEqual(await axe(page, REPLAY), []);
	});
