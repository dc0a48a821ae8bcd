// A page that lives, under somebody who works on it: what happens moves its charts, figures and lists, and nothing else. No layout shift, no focus
// lost, no scrolling, no chart drawn from nothing; nobody is spoken to all the time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, PHONE, theatre } from "./harness/browser.mjs";
import { openCustomer, panel, section, settled } from "./harness/customer.mjs";

const at = theatre({ events: true });
/* How long a part of the page is watched while things happen. */
const ROUNDS = 8;
const PAUSE_MS = 450;
const LATELY_MS = 60 * 86_400_000;
/* The page is drawn when nothing of it has grown for so long. */
const QUIET_MS = 600;

const following = (page) => page.locator('[data-live="live"]').waitFor();

/* Each is played with once. */
let players;

/** Somebody who has money, and has played lately: of others the chart shows when they did. */
async function player() {
	const since = new Date(Date.now() - LATELY_MS).toISOString();
	players ??= (async () => {
		const ids = [];
		for (const id of await at.sim.ids("vip", 60)) {
			const { gamingStats, accountStatus } = await at.agent.json(`/api/v1/customers/${id}`);
			if (accountStatus === "active" && gamingStats?.lastGamePlayed > since) ids.push(id);
		}
		return ids;
	})();
	const id = (await players).pop();
	assert.ok(id, "nobody is left who has played lately");
	await at.sim.play({ customerId: id, type: "deposit", amount: 5000 });
	return id;
}

/** Some of everything that happens to somebody who plays, spread over a few seconds. */
async function play(id, rounds = ROUNDS) {
	const others = ["deposit", "login", "session_end", "session_start", "bet", "login_failed", "deposit", "chat_message"];
	for (let i = 0; i < rounds; i++) {
		await at.sim.play({ customerId: id, type: "burst", count: 3, amount: 10 });
		/* What can't happen just now (no session is open) doesn't. */
		await at.sim.play({ customerId: id, type: others[i % others.length] }).catch(() => undefined);
		await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
	}
}

/** From now on what moves without anybody having moved it is noted, and charts and the focus are known again. */
function watch(page) {
	return page.evaluate(() => {
		const path = (node) => {
			const element = node instanceof Element ? node : node?.parentElement;
			if (!element) return "something that is gone";
			const within = element.closest("[data-panel], [data-section], header");
			const place = within?.dataset.panel ?? within?.dataset.section ?? within?.tagName;
			return `${element.tagName.toLowerCase()}.${element.className} in ${place}`;
		};
		const seen = { shifts: [], spoken: [], scrolls: 0 };
		window.seen?.stop();
		/* A number that has one digit more begins further left and ends where it ended (but for the edge of its last letter); that is no shift. */
		const grows = ({ previousRect: a, currentRect: b }) =>
			Math.abs(a.right - b.right) < 2 && Math.abs(a.top - b.top) < 1 && Math.abs(a.height - b.height) < 1;
		/* A mark on a scale stands where its value is. */
		const elementOf = ({ node }) => (node instanceof Element ? node : node?.parentElement);
		const marks = (s) => elementOf(s)?.closest("[data-rtp]");
		/* Rows of a list that nobody works in make room for what is new. */
		const makesRoom = (s) => {
			const list = elementOf(s)?.closest("tbody > tr, ol > li")?.closest("table, ol");
			return list && !list.matches(":hover, :focus-within");
		};
		const told = (s) => `${path(s.node)} ${JSON.stringify(s.previousRect)} → ${JSON.stringify(s.currentRect)}`;
		const observer = new PerformanceObserver((list) => {
			for (const entry of list.getEntries()) {
				const sources = entry.sources.filter((s) => !grows(s) && !marks(s) && !makesRoom(s));
				if (!entry.hadRecentInput && sources.length > 0)
					seen.shifts.push(`${entry.value.toFixed(5)}: ${sources.map(told).join("; ")}`);
			}
		});
		observer.observe({ type: "layout-shift" });
		const ears = [...document.querySelectorAll('[role="status"], [role="alert"], [aria-live]')].map((element) => {
			const ear = new MutationObserver(() =>
				seen.spoken.push(`${element.getAttribute("role") ?? element.ariaLive}: ${element.textContent}`),
			);
			ear.observe(element, { childList: true, characterData: true, subtree: true });
			return ear;
		});
		seen.stop = () => {
			observer.disconnect();
			for (const ear of ears) ear.disconnect();
		};
		seen.canvases = [...document.querySelectorAll("canvas")];
		seen.focus = document.activeElement;
		seen.top = seen.focus.getBoundingClientRect().top;
		window.seen = seen;
	});
}

function found(page) {
	return page.evaluate(() => {
		const { shifts, spoken, canvases, focus, top } = window.seen;
		return {
			shifts,
			spoken,
			charts: canvases.length,
			remade: canvases.filter((canvas) => !canvas.isConnected).length,
			focusKept: document.activeElement === focus && focus !== document.body,
			scrolled: Math.round(focus.getBoundingClientRect().top - top),
		};
	});
}

/** Nothing moved but what was told to. */
async function assertStill(page, charts) {
	const { shifts, spoken, ...rest } = await found(page);
	assert.deepEqual(shifts, [], "what moved");
	assert.equal(rest.remade, 0, "charts drawn from nothing");
	assert.ok(rest.charts >= charts, `${rest.charts} charts, not ${charts}`);
	assert.ok(rest.focusKept, "the focus is where it was");
	assert.ok(Math.abs(rest.scrolled) <= 1, `what has the focus has moved by ${rest.scrolled} px`);
	/* Once in ten seconds, and politely. */
	assert.ok(spoken.length <= 2 && spoken.every((s) => s.startsWith("status")), spoken.join("\n"));
}

const summaryOf = (page, name) => panel(page, name).locator('[role="img"]').getAttribute("aria-label");

/** What the chart in the panel says of itself becomes another. */
async function moved(page, name, before) {
	const chart = await panel(page, name).locator('[role="img"]').elementHandle();
	await page.waitForFunction(([element, text]) => element.getAttribute("aria-label") !== text, [chart, before]);
}

/** That place at the top, all of it and what is around it drawn. */
async function goTo(page, place) {
	await place.evaluate((element) => element.scrollIntoView({ block: "start" }));
	await settled(place);
	await page.evaluate(
		(quiet) =>
			new Promise((resolve) => {
				let height = 0;
				let since = performance.now();
				const look = () => {
					const now = document.documentElement.scrollHeight;
					if (now !== height || document.querySelector('[aria-busy="true"]')) since = performance.now();
					height = now;
					if (performance.now() - since > quiet) resolve();
					else requestAnimationFrame(look);
				};
				look();
			}),
		QUIET_MS,
	);
}

for (const [form, viewport] of [
	["desk", DESK],
	["phone", PHONE],
]) {
	test(`${form}: play moves the chart and the figures above the fold, and nothing else`, async () => {
		const page = await (await at.visit("agent", { viewport })).page();
		const id = await player();
		await openCustomer(page, id);
		await settled(panel(page, "play-chart"));
		await settled(panel(page, "recent-activity"));
		await settled(panel(page, "recent-money"));
		await following(page);
		await page.locator("header [data-live]").focus();
		await goTo(page, form === "desk" ? section(page, "summary") : panel(page, "play-chart"));
		const balance = await page.locator("[data-balance] dd").innerText();
		await panel(page, "play-chart").locator("canvas").waitFor();
		const chart = await summaryOf(page, "play-chart");
		await watch(page);
		await play(id);
		await moved(page, "play-chart", chart);
		assert.notEqual(await page.locator("[data-balance] dd").innerText(), balance);
		await assertStill(page, 1);
	});

	for (const [name, charts, chart, focus] of [
		["activity", 0, null, '[data-panel="recent-logins"] button'],
		["gaming", 1, "gaming-play", '[data-panel="gaming-play"] [data-chart-table]'],
		["finance", 1, "cashflow", '[data-panel="cashflow"] [data-chart-table]'],
		["timeline", 0, null, '[data-panel="timeline"] button'],
	])
		test(`${form}: ${name} stands still while it follows`, async () => {
			const page = await (await at.visit("agent", { viewport })).page();
			const id = await player();
			await openCustomer(page, id);
			await following(page);
			await goTo(page, section(page, name));
			const place = chart ? panel(page, chart) : section(page, name);
			await goTo(page, place);
			await page.locator(focus).first().focus();
			await goTo(page, place);
			const before = chart && (await summaryOf(page, chart));
			await watch(page);
			await play(id);
			if (chart) await moved(page, chart, before);
			await assertStill(page, charts);
		});
}

test("the bets under the pointer stay and say how many are new; they come in at a press, and by themselves when the pointer goes", async () => {
	const page = await (await at.visit()).page();
	const id = await player();
	await openCustomer(page, id);
	await following(page);
	await goTo(page, section(page, "gaming"));
	await goTo(page, panel(page, "gaming-bets"));
	const rows = panel(page, "gaming-bets").locator("tbody tr[aria-rowindex]");
	const bet = (nth) => rows.nth(nth).innerText();
	await rows.nth(3).hover();
	const before = await bet(3);
	await at.sim.play({ customerId: id, type: "burst", count: 4, amount: 10 });
	const pill = panel(page, "gaming-bets").locator("[data-new]");
	await panel(page, "gaming-bets").locator('[data-new="4"]').waitFor();
	assert.equal(await bet(3), before);
	await pill.click();
	await pill.waitFor({ state: "detached" });
	assert.equal(await bet(7), before);
	await page.mouse.move(5, 5);
	await page.locator("header [data-live]").focus();
	await at.sim.play({ customerId: id, type: "burst", count: 2, amount: 10 });
	await page.waitForFunction(
		([table, text]) => table.querySelectorAll("tbody tr[aria-rowindex]")[9]?.innerText === text,
		[await panel(page, "gaming-bets").elementHandle(), before],
	);
});

test("held, a chart stays as it is and nothing is asked for it; let go, it moves", async () => {
	const page = await (await at.visit()).page();
	const id = await player();
	await openCustomer(page, id);
	await following(page);
	await panel(page, "play-chart").locator("canvas").waitFor();
	const before = await summaryOf(page, "play-chart");
	await page.locator("header [data-live]").click();
	await page.locator('[data-live="paused"]').waitFor();
	let asked = 0;
	page.on("request", (request) => /\/statistics\?/.test(request.url()) && asked++);
	await at.sim.play({ customerId: id, type: "burst", count: 5, amount: 10 });
	await page.locator("header [data-waiting]").waitFor();
	assert.equal(asked, 0);
	assert.equal(await summaryOf(page, "play-chart"), before);
	await page.locator("header [data-live]").click();
	await moved(page, "play-chart", before);
	assert.ok(asked > 0);
});
