// Key pages look as they did: each is compared with its picture in screens/, taken from a page whose clock stands, with ages hidden.
// UPDATE_SCREENS=1 takes the pictures anew; look at them before they are committed.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { ROOT } from "../api/harness/program.mjs";
import { EXAMPLE } from "../api/harness/stage.mjs";
import { DESK, PHONE, theatre } from "./harness/browser.mjs";
import { hideAges, still, stopClock } from "./harness/still.mjs";

const require = createRequire(`${ROOT}web/package.json`);
const { PNG } = require("pngjs");

const UPDATE = process.env.UPDATE_SCREENS === "1";
const BASELINES = `${ROOT}tests/web/screens`;
const ACTUAL = `${ROOT}build/test-logs/screens`;
/* How far a pixel's colour may be off (0 to 1, in YIQ): another Chromium draws the same letter's edge a little lighter or darker. */
const COLOUR_TOLERANCE = 0.2;
/* The share of pixels that may be off by more: edges of letters that another version of the font library puts a fraction of a pixel
 * elsewhere. One badge of the header that is missing or has another colour is more. */
const SHARE_TOLERANCE = 0.002;
const DIRECT_SCALE = 1;
/* Which Chromium took the pictures: another one lays out letters otherwise, and its differences say nothing of ours. */
const TAKEN_BY = `${BASELINES}/chromium.txt`;

const at = theatre({ customers: 500 });
const PAGES = {
	"sign-on": { path: "/sign-on", role: null },
	/* The state of loading is on show there, and a piece that breaks when it is drawn, in the log. */
	gallery: { path: "/gallery", role: null, skeletons: true, tolerated: [/^console: /] },
	customer: { path: `/customers/${EXAMPLE}` },
};
const SCREENS = [
	{ page: "sign-on", viewport: DESK, theme: "light" },
	{ page: "sign-on", viewport: PHONE, theme: "dark" },
	{ page: "gallery", viewport: DESK, theme: "light" },
	{ page: "gallery", viewport: DESK, theme: "dark" },
	...["light", "dark"].flatMap((theme) => [DESK, PHONE].map((viewport) => ({ page: "customer", viewport, theme }))),
];

async function picture({ page: name, viewport, theme }) {
	const { path, role = "agent", skeletons, tolerated } = PAGES[name];
	const visitor = await at.visit(role, {
		viewport,
		settings: { theme, language: "en" },
		tolerated,
		deviceScaleFactor: DIRECT_SCALE,
	});
	await stopClock(visitor.context);
	const page = await visitor.page();
	await page.goto(path);
	await still(page, { skeletons });
	await hideAges(page);
	const png = await page.screenshot({ animations: "disabled", caret: "hide", scale: "css" });
	await visitor.context.close();
	return png;
}

/* An ES module of the front end's packages, which no require() of Node 20 takes. */
const loaded = () => import(require.resolve("pixelmatch"));

/** @return the share of pixels that differ, and a picture of where. */
async function difference(expected, actual) {
	const { width, height } = expected;
	if (width !== actual.width || height !== actual.height) return { share: 1, diff: actual };
	const { default: pixelmatch } = await loaded();
	const diff = new PNG({ width, height });
	const count = pixelmatch(expected.data, actual.data, diff.data, width, height, { threshold: COLOUR_TOLERANCE });
	return { share: count / (width * height), diff };
}

async function compare(name, png) {
	const file = `${BASELINES}/${name}.png`;
	if (UPDATE) {
		mkdirSync(BASELINES, { recursive: true });
		writeFileSync(file, png);
		return;
	}
	assert.ok(existsSync(file), `${name} has no picture to compare with: UPDATE_SCREENS=1 takes it`);
	const { share, diff } = await difference(PNG.sync.read(readFileSync(file)), PNG.sync.read(png));
	const [actualFile, diffFile] = [`${ACTUAL}/${name}.actual.png`, `${ACTUAL}/${name}.diff.png`];
	for (const old of [actualFile, diffFile]) rmSync(old, { force: true });
	if (share <= SHARE_TOLERANCE) return;
	mkdirSync(ACTUAL, { recursive: true });
	writeFileSync(actualFile, png);
	writeFileSync(diffFile, PNG.sync.write(diff));
	assert.fail(
		`${name}: ${(share * 100).toFixed(2)} % of the pixels differ; see ${name}.actual.png and ${name}.diff.png in build/test-logs/screens`,
	);
}

for (const screen of SCREENS) {
	const name = `${screen.page}-${screen.viewport === DESK ? "desk" : "phone"}-${screen.theme}`;
	test(`${name} looks as it did`, async (t) => {
		const major = at.browser.version().split(".")[0];
		const before = existsSync(TAKEN_BY) ? readFileSync(TAKEN_BY, "utf8").trim() : null;
		if (!UPDATE && before !== major) return t.skip(`the pictures were taken by Chromium ${before}, this is ${major}`);
		await compare(name, await picture(screen));
		if (UPDATE) writeFileSync(TAKEN_BY, `${major}\n`);
	});
}

test("a page that looks otherwise is told apart", async () => {
	const [before, after] = [0, 1].map(() => new PNG({ width: 400, height: 400, fill: true }));
	before.data.fill(255);
	after.data.fill(255);
	assert.equal((await difference(before, after)).share, 0);
	// A badge's worth of another colour.
	for (let y = 100; y < 120; y++) for (let x = 100; x < 160; x++) after.data.set([122, 11, 46, 255], (y * 400 + x) * 4);
	assert.ok((await difference(before, after)).share > SHARE_TOLERANCE);
	assert.equal((await difference(before, new PNG({ width: 400, height: 401 }))).share, 1);
});
