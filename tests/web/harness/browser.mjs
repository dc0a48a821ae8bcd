// One Chromium for a test file, and people in it: each a browser context of its own, signed on over the API. What a page may never do is
// watched for all the time: break the content policy, throw, ask anybody but the portal.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { after } from "node:test";
import { PASSWORD } from "../../api/harness/client.mjs";
import { ROOT } from "../../api/harness/program.mjs";
import { stage } from "../../api/harness/stage.mjs";

const require = createRequire(`${ROOT}web/package.json`);
export const { chromium } = require("playwright-core");
export const { AxeBuilder } = require("@axe-core/playwright");

const CHROMIUM = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
	(file) => file && existsSync(file),
);
const ARGS = [
	...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
	...["--disable-component-update", "--disable-sync", "--font-render-hinting=none", "--force-color-profile=srgb"],
];
export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
/* How long a page may take for anything; a machine that others keep busy needs more. */
export const PATIENCE_MS = Number(process.env.PITBOSS_PATIENCE_MS ?? 15_000);

export function launch(options = {}) {
	assert.ok(CHROMIUM, "no Chromium: tools/install-packages.sh test, or name one in CHROMIUM");
	return chromium.launch({ executablePath: CHROMIUM, args: ARGS, ...options });
}

/** A browser whose one context is the profile in @folder, for tools that come in by the debugging port: @args say which. */
export function launchProfile(folder, { args = [], ...options } = {}) {
	assert.ok(CHROMIUM, "no Chromium: tools/install-packages.sh test, or name one in CHROMIUM");
	return chromium.launchPersistentContext(folder, { executablePath: CHROMIUM, args: [...ARGS, ...args], ...options });
}

/* Messages that are no fault of the page: the browser's own word about an answer with a bad status. */
const EXPECTED = [/Failed to load resource: the server responded with a status of (401|403|404|409|422|429|500|502|503)/];

/** A page and what it did wrong so far. */
function watched(page, origin, wrong) {
	page.on("pageerror", (error) => wrong.push(`thrown: ${error.stack ?? error}`));
	page.on("console", (message) => {
		const text = message.text();
		if (message.type() === "error" && !EXPECTED.some((e) => e.test(text))) wrong.push(`console: ${text}`);
	});
	page.on("request", (request) => {
		const url = request.url();
		if (!url.startsWith(origin) && !/^(data|blob|about):/.test(url)) wrong.push(`asked a stranger: ${url}`);
	});
	page.setDefaultTimeout(PATIENCE_MS);
	return page;
}

/** Somebody at a screen. */
export class Visitor {
	constructor(context, origin, tolerated) {
		Object.assign(this, { context, origin, tolerated });
		this.wrong = [];
	}

	async page() {
		return watched(await this.context.newPage(), this.origin, this.wrong);
	}

	/** Nothing was wrong, but for what @tolerated (patterns) says. */
	assertWell() {
		const wrong = this.wrong.filter((w) => !this.tolerated.some((t) => t.test(w)));
		assert.deepEqual(wrong, [], "what the page did wrong");
	}
}

/** stage() with a browser. @return {sim, portal, browser, origin, visit(role, options)}; every visitor is held to good conduct at the end. */
export function theatre({ portal: options = {}, ready, ...more } = {}) {
	const visitors = [];
	let browser;
	// Registered first, so that the browser is gone before the portal is.
	after(() => browser?.close());
	const judge = () => {
		for (const visitor of visitors) visitor.assertWell();
	};
	// Not a hook of its own: hooks of a file run beside each other, and on a busy machine the browser was there before the portal.
	const raise = async (at) => {
		browser = at.browser = await launch();
		at.origin = `http://127.0.0.1:${at.portal.port}`;
		/** A new person's screen; role null: not signed on. Options are Playwright's for a context, and settings of the page. */
		at.visit = async (role = "agent", { viewport = DESK, settings = {}, tolerated = [], ...context } = {}) => {
			const phone = viewport.width < 768;
			const c = await at.browser.newContext({
				...{ viewport, baseURL: at.origin, locale: "en-GB", timezoneId: "UTC", reducedMotion: "reduce" },
				...(phone && { isMobile: true, hasTouch: true, deviceScaleFactor: 2 }),
				...context,
			});
			await c.addInitScript((kept) => {
				if (!localStorage.getItem("pitboss.settings")) localStorage.setItem("pitboss.settings", JSON.stringify(kept));
			}, settings);
			if (role !== null) {
				const answer = await c.request.post("/api/v1/session", { data: { username: role, password: PASSWORD } });
				assert.equal(answer.status(), 200, `signing on as ${role}`);
			}
			const visitor = new Visitor(c, at.origin, tolerated);
			visitors.push(visitor);
			return visitor;
		};
		await ready?.(at);
	};
	return stage({ ...more, judge, ready: raise, portal: { web: process.env.PITBOSS_WEB ?? `${ROOT}build/web`, ...options } });
}

/** What axe finds against WCAG 2.2 A and AA, in short; with @within (a selector) in that part of the page alone. */
export async function axe(page, within) {
	const builder = new AxeBuilder({ page });
	const { violations } = await (within ? builder.include(within) : builder)
		.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
		.analyze();
	return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`);
}

/** How many pixels wider than the screen the page is. */
export function sideways(page) {
	return page.evaluate(() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
}
