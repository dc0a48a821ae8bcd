// WCAG 2.2 AA: what axe finds, and what it can't: the way by keyboard, focus, news for screen readers, zoom, motion, sizes of targets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, PHONE, sideways, theatre } from "./harness/browser.mjs";
import { addressed, drawAll, openCustomer, panel, SECTIONS, section, settled, signOn } from "./harness/customer.mjs";

const at = theatre();
const EXAMPLE = "CUS-123456";
const TARGET_MIN = 24;
const TOUCH_MIN = 44;
/* Stops of Tab on the customer's page: more would be a trap. */
const STOPS_MAX = 600;

/* What is open beside the page: the rest was looked at before, and is out of reach meanwhile. */
const DIALOG = "dialog[open], [role=dialog]";

async function assertClean(page, where, within) {
	assert.deepEqual(await axe(page, within), [], where);
}

/** The states of the page that axe looks at, each opened from the one before. */
async function lookAround(page, id, passport) {
	await page.goto("/");
	await page.locator('[data-page="home"]').waitFor();
	await assertClean(page, "start");
	await page.goto("/search");
	await page.locator("[data-total]").waitFor();
	await assertClean(page, "results");
	await openCustomer(page, id);
	await drawAll(page);
	await assertClean(page, "customer");
	await page.keyboard.press("Control+k");
	await page.getByRole("dialog").getByRole("combobox").fill("smi");
	await page.locator('[data-option="hit"]').first().waitFor();
	await assertClean(page, "palette", DIALOG);
	await page.keyboard.press("Escape");
	await page.keyboard.press("?");
	await page.getByRole("dialog").waitFor();
	await assertClean(page, "keys", DIALOG);
	await page.keyboard.press("Escape");
	await page.getByRole("dialog").waitFor({ state: "detached" });
	await section(page, "overview").locator("button:has(svg.lucide-eye)").first().click();
	await page.getByRole("dialog").locator("input").waitFor();
	await assertClean(page, "reveal", DIALOG);
	await page.keyboard.press("Escape");
	await page.getByRole("dialog").waitFor({ state: "detached" });
	await panel(page, "gaming-play").locator("figure button").last().click();
	await panel(page, "gaming-play").getByRole("table").waitFor();
	await assertClean(page, "chart as a table", '[data-panel="gaming-play"]');
	for (const open of ["bet:BET-123456-1546", "session:SES-456789", "ticket:TKT-9876", `document:${passport}`]) {
		await page.goto(`/customers/${id}?open=${open}`);
		await settled(page.getByRole("dialog"));
		await assertClean(page, open, DIALOG);
	}
	await page.goto("/settings");
	await page.locator("#settings-look").waitFor();
	await assertClean(page, "settings");
	await page.goto("/sources");
	await page.locator('[data-table="sources"]').waitFor();
	await assertClean(page, "sources");
	await page.goto("/gallery");
	await page.locator('[data-page="gallery"]').waitFor();
	await assertClean(page, "gallery");
}

for (const theme of ["light", "dark"])
	test(`axe finds nothing, whatever is open: ${theme}`, async () => {
		// The gallery shows a piece that breaks, on purpose.
		const tolerated = [/on purpose/, /^console: panel /];
		const page = await (await at.visit("agent", { settings: { theme }, tolerated })).page();
		const passport = (await at.agent.view(EXAMPLE)).documents.find((d) => d.uploadedAt).documentId;
		await lookAround(page, EXAMPLE, passport);
	});

/* Of another language the words and the direction differ; the pieces are the same. */
for (const [language, theme] of [
	["de", "light"],
	["en-XB", "dark"],
])
	test(`axe finds nothing on the customer's page in ${language}`, async () => {
		const page = await (await at.visit("agent", { settings: { theme, language } })).page();
		await openCustomer(page, EXAMPLE);
		await drawAll(page);
		await assertClean(page, "customer");
	});

for (const theme of ["light", "dark"])
	test(`axe finds nothing on sign-on, on a phone and in the document viewer: ${theme}`, async () => {
		const stranger = await (await at.visit(null, { settings: { theme } })).page();
		await stranger.goto("/");
		await stranger.locator('[data-form="sign-on"]').waitFor();
		await assertClean(stranger, "sign-on");
		await signOn(stranger, "agent", "wrong");
		await stranger.getByRole("alert").waitFor();
		await assertClean(stranger, "sign-on, refused");
		const phone = await (await at.visit("agent", { settings: { theme }, viewport: PHONE })).page();
		await openCustomer(phone, EXAMPLE);
		await drawAll(phone);
		await assertClean(phone, "customer on a phone");
		await phone.locator("[data-bottom-bar] button").last().tap();
		await phone.getByRole("dialog").waitFor();
		await assertClean(phone, "the sheet on a phone", DIALOG);
		const passport = (await at.agent.view(EXAMPLE)).documents.find((d) => d.uploadedAt).documentId;
		const officer = await (await at.visit("compliance", { settings: { theme } })).page();
		await officer.goto(`/customers/${EXAMPLE}?open=document:${passport}`);
		await officer.locator("[data-viewer][data-drawn]").waitFor();
		await assertClean(officer, "document viewer", DIALOG);
		await officer.goto("/audit");
		await officer.locator('[data-list="audit"]').waitFor();
		await assertClean(officer, "record");
	});

/** What has the focus: whether it is in sight, can be seen to have it, and in which section it stands. */
function focused(page) {
	return page.evaluate(() => {
		const e = document.activeElement;
		if (!e || e === document.body) return null;
		const rect = e.getBoundingClientRect();
		const style = getComputedStyle(e);
		const near = e.closest("label, [class*=choice]")?.querySelector("span");
		const outlined = (s) => s.outlineStyle !== "none" && Number.parseFloat(s.outlineWidth) > 0;
		const seen =
			outlined(style) ||
			outlined(getComputedStyle(e, "::after")) ||
			style.boxShadow !== "none" ||
			(e.parentElement &&
				(outlined(getComputedStyle(e.parentElement)) || getComputedStyle(e.parentElement).boxShadow !== "none")) ||
			(near && outlined(getComputedStyle(near)));
		return {
			name: `${e.tagName} ${e.getAttribute("aria-label") ?? e.textContent?.slice(0, 40)}`,
			section:
				e.closest("[data-section]")?.dataset.section ??
				(e.closest("[data-identity]") ? "identity" : e.closest("header, nav") ? "frame" : null),
			inSight: rect.bottom > 0 && rect.top < innerHeight && rect.right > 0 && rect.left < innerWidth,
			seen: Boolean(seen),
		};
	});
}

test("Tab goes through the whole page in order, always in sight and always to be seen", async () => {
	const page = await (await at.visit()).page();
	await openCustomer(page, EXAMPLE);
	await drawAll(page);
	await page.evaluate(() => {
		scrollTo(0, 0);
		document.activeElement?.blur();
	});
	const met = [];
	const invisible = [];
	for (let i = 0; i < STOPS_MAX; i++) {
		await page.keyboard.press("Tab");
		const now = await focused(page);
		if (!now) break;
		if (now.section && met.at(-1) !== now.section) met.push(now.section);
		if (!now.inSight || !now.seen) invisible.push(now);
	}
	assert.deepEqual(invisible, [], "stops that can't be seen");
	const order = met.filter((name) => SECTIONS.includes(name));
	const all = [...new Set(order)];
	assert.deepEqual(order, all, "each section is met once");
	assert.deepEqual(
		all,
		SECTIONS.filter((name) => all.includes(name)),
		"in the page's order",
	);
	for (const name of ["summary", "overview", "activity", "gaming", "finance", "support", "documents", "timeline"])
		assert.ok(all.includes(name), `${name} is reached`);
});

test("the first stop leads past the frame to the content", async () => {
	const page = await (await at.visit()).page();
	await openCustomer(page, EXAMPLE);
	await page.evaluate(() => document.activeElement?.blur());
	await page.keyboard.press("Tab");
	assert.match((await focused(page)).name, /Skip to the content/);
	await page.keyboard.press("Enter");
	assert.equal(await page.evaluate(() => document.activeElement.id), "main");
});

test("what opens takes the focus, keeps it, and gives it back on Escape", async () => {
	const page = await (await at.visit()).page();
	await openCustomer(page, EXAMPLE, "/support");
	const ticket = page.locator('[data-ticket="TKT-9876"]').getByRole("button");
	await ticket.focus();
	await page.keyboard.press("Enter");
	await page.locator("[data-ticket-panel]").waitFor();
	for (let i = 0; i < 12; i++) {
		// Behind the last stop comes the browser's own bar, then the first one again: never what lies behind.
		const within = await page.evaluate(
			() => document.activeElement === document.body || document.activeElement.closest("dialog") !== null,
		);
		assert.equal(within, true, `stop ${i}`);
		await page.keyboard.press("Tab");
	}
	await page.keyboard.press("Escape");
	await page.locator("[data-ticket-panel]").waitFor({ state: "detached" });
	await page.waitForFunction(() => document.activeElement.closest('[data-ticket="TKT-9876"]') !== null);
	await page.keyboard.press("Control+k");
	await page.getByRole("dialog").getByRole("combobox").waitFor();
	assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "combobox");
	await page.keyboard.press("Escape");
	await page.getByRole("dialog").waitFor({ state: "detached" });
});

test("another page puts the focus on its start, names itself and is announced", async () => {
	const page = await (await at.visit()).page();
	await page.goto("/settings");
	await page.locator("#settings-look").waitFor();
	const news = page.locator('[role="status"]').filter({ hasText: "Sources · Pitboss" });
	await page.getByRole("navigation", { name: "Pages" }).first().getByRole("link", { name: "Sources" }).click();
	await addressed(page, /\/sources$/);
	await news.waitFor({ state: "attached" });
	await page.waitForFunction(() => document.title === "Sources · Pitboss" && document.activeElement.id === "main");
	await openCustomer(page, EXAMPLE);
	await page.waitForFunction((id) => document.title.includes(id), EXAMPLE);
});

test("what was found, revealed and copied is told to screen readers", async () => {
	const visitor = await at.visit("agent", { permissions: ["clipboard-write", "clipboard-read"] });
	const page = await visitor.page();
	await page.goto("/");
	const told = (text) => page.locator('[role="status"], [aria-live="polite"]').filter({ hasText: text }).first();
	await page.getByRole("combobox").fill("john_player_77");
	await told(/1 customer/).waitFor({ state: "attached" });
	await openCustomer(page, EXAMPLE);
	await page
		.locator("[data-identity]")
		.getByRole("button", { name: `Copy the Customer id ${EXAMPLE}` })
		.click();
	await told(/copied/).waitFor({ state: "attached" });
	await section(page, "overview").getByRole("button", { name: "Reveal: Phone" }).click();
	await page.getByLabel("Reason").fill("TKT-2 asked by phone");
	await page.getByRole("button", { name: "Reveal", exact: true }).click();
	await told(/Phone revealed/).waitFor({ state: "attached" });
});

test("charts speak: a name that sums up, a cursor with a value, a table with the same numbers", async () => {
	const page = await (await at.visit()).page();
	await openCustomer(page, EXAMPLE, "/gaming");
	const play = panel(page, "gaming-play");
	await settled(play);
	assert.match(
		await play.getByRole("img").first().getAttribute("aria-label"),
		/Stake, win and net by day.*lowest.*highest.*last/,
	);
	const cursor = play.getByRole("slider");
	await cursor.focus();
	await page.keyboard.press("End");
	assert.match(await cursor.getAttribute("aria-valuetext"), /6 Oct 2025.*US\$300\.00/);
	await play.getByRole("button", { name: "View as table" }).click();
	await play.getByRole("table").getByText("US$300.00").first().waitFor();
});

test("at 200 % zoom (720 × 450) everything is there and nothing scrolls sideways", async () => {
	const page = await (await at.visit("agent", { viewport: { width: 720, height: 450 } })).page();
	await openCustomer(page, EXAMPLE);
	await drawAll(page);
	assert.equal(await sideways(page), 0);
	// The sticky header leaves room to read.
	const header = await page.locator("[data-identity]").boundingBox();
	assert.ok(header.height < 225, `the header takes ${header.height} of 450 px`);
	for (const path of ["/", "/search", "/sources", "/settings"]) {
		await page.goto(path);
		await page.locator("main h1").waitFor({ state: "attached" });
		assert.equal(await sideways(page), 0, path);
	}
});

test("who wants less motion gets none", async () => {
	const page = await (await at.visit()).page();
	await openCustomer(page, EXAMPLE);
	await drawAll(page);
	await page.keyboard.press("Control+k");
	await page.getByRole("dialog").waitFor();
	const moving = await page.evaluate(() =>
		document
			.getAnimations()
			.filter((a) => a.playState === "running" && Number(a.effect.getComputedTiming().duration) > 10)
			.map((a) => a.effect.target?.className),
	);
	assert.deepEqual(moving, []);
});

/** Targets smaller than @min in either direction, but for links in running text and what has room around it (WCAG 2.5.8). */
function tooSmall(page, min, within) {
	return page.evaluate(
		([size, selector]) => {
			const all = [...document.querySelectorAll(selector)].filter((e) => {
				const style = getComputedStyle(e);
				const { width, height } = e.getBoundingClientRect();
				return width > 1 && height > 1 && style.visibility === "visible" && !e.closest(".sr-only, [aria-hidden=true]");
			});
			const boxes = all.map((e) => e.getBoundingClientRect());
			const middle = (b) => [b.x + b.width / 2, b.y + b.height / 2];
			const spaced = (i) => {
				const [x, y] = middle(boxes[i]);
				return boxes.every((b, j) => {
					if (i === j || all[i].contains(all[j]) || all[j].contains(all[i])) return true;
					const dx = Math.max(b.left - x, 0, x - b.right);
					const dy = Math.max(b.top - y, 0, y - b.bottom);
					return Math.hypot(dx, dy) >= size / 2;
				});
			};
			return all
				.filter((_, i) => (boxes[i].width < size - 0.5 || boxes[i].height < size - 0.5) && !(size === 24 && spaced(i)))
				.map(
					(e) =>
						`${e.tagName} "${(e.getAttribute("aria-label") ?? e.textContent).slice(0, 40)}" ${Math.round(e.getBoundingClientRect().width)}×${Math.round(e.getBoundingClientRect().height)}`,
				);
		},
		[min, within],
	);
}

test("every target is at least 24 px, or has that much room", async () => {
	const page = await (await at.visit()).page();
	await openCustomer(page, EXAMPLE);
	await drawAll(page);
	assert.deepEqual(
		await tooSmall(page, TARGET_MIN, "a[href], button, input:not([type=radio]), select, [role=option], [role=slider]"),
		[],
	);
});

test("on a phone what a thumb does most is at least 44 px", async () => {
	const page = await (await at.visit("agent", { viewport: PHONE })).page();
	await openCustomer(page, EXAMPLE);
	await drawAll(page);
	assert.deepEqual(
		await tooSmall(
			page,
			TOUCH_MIN,
			"[data-bottom-bar] a, [data-bottom-bar] button, [data-section-tabs] a, [data-identity] button",
		),
		[],
	);
	await page.locator("[data-bottom-bar] button").last().tap();
	await page.getByRole("dialog").waitFor();
	assert.deepEqual(await tooSmall(page, TOUCH_MIN, "dialog nav a"), []);
});
