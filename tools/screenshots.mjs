// screenshots.mjs WEB [NAME...]: the pictures of the README (or those named), into docs/images, from a portal over a simulated operator whose
// histories are the same every time. The page's clock stands, and the portal is started anew for every picture, so that what it
// shows was fetched just then: a second run changes little. pngquant makes the pictures small; without it they may turn out too large.
import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { ROOT } from "../tests/api/harness/program.mjs";
import { EXAMPLE } from "../tests/api/harness/stage.mjs";
import { DESK, launch, PHONE } from "../tests/web/harness/browser.mjs";
import { scene } from "../tests/web/harness/scene.mjs";
import { still, stopClock } from "../tests/web/harness/still.mjs";

const CUSTOMERS = 5000;
const PHONE_SCALE = 2;
const IMAGES = `${ROOT}docs/images`;
const BYTES_MAX = 300 * 1024;
/* Colours, and how much may be lost (0 to 100): a screen of text and flat fields loses nothing that can be seen. */
const QUANTISE = ["--force", "--strip", "--speed", "1", "--quality", "80-100", "--ext", ".png", "256"];

const [web = `${ROOT}build/web`, ...names] = process.argv.slice(2);
const customer = `/customers/${EXAMPLE}`;
const both = (name, more) => ["light", "dark"].map((theme) => ({ name: `${name}-${theme}`, theme, ...more }));

/* What is done on the page before the picture is taken: @act gets the page and who stands on the stage. */
const PICTURES = [
	...both("customer-desk", { path: customer }),
	...both("customer-phone", { path: customer, viewport: PHONE }),
	{ name: "palette", path: customer, act: typeIntoPalette },
	{ name: "search", path: "/search", act: typeIntoSearch },
	{ name: "bet", path: `${customer}/gaming`, act: openBet },
	{ name: "document", role: "compliance", path: `${customer}/documents`, act: openDocument },
	{ name: "sources-down", path: customer, down: ["wallet", "kyc", "support"] },
];

async function typeIntoPalette(page) {
	await page.keyboard.press("Control+k");
	await page.locator("dialog [data-search-input]").fill("smi");
	await page.locator("dialog [data-option=hit]").first().waitFor();
}

async function typeIntoSearch(page) {
	const text = "mar";
	const answer = page.waitForResponse((r) => r.url().endsWith("/customers/search") && r.request().postDataJSON().text === text);
	await page.locator("[data-page=search] search input").fill(text);
	await answer;
}

async function openBet(page) {
	await page.locator("[data-table=bets] [data-row]").first().click();
	await page.locator("[data-bet]").first().waitFor();
}

async function openDocument(page) {
	await page.locator("[data-document] button, button[data-document]").first().click();
	await page.locator("[data-viewer][data-drawn]").first().waitFor();
}

async function take(set, browser, { role = "agent", viewport = DESK, theme = "light", path, act, down = [] }) {
	await set.portal.stop();
	for (const service of down) await set.sim.fault(service, "error");
	await set.portal.start();
	const phone = viewport === PHONE;
	const context = await browser.newContext({
		...{ viewport, locale: "en-GB", timezoneId: "UTC", reducedMotion: "reduce", serviceWorkers: "block" },
		...(phone && { isMobile: true, hasTouch: true, deviceScaleFactor: PHONE_SCALE }),
	});
	await context.addCookies([await set.cookie(role)]);
	await context.addInitScript((kept) => localStorage.setItem("pitboss.settings", JSON.stringify(kept)), {
		theme,
		language: "en",
	});
	await stopClock(context);
	const page = await context.newPage();
	await page.goto(`${set.origin}${path}`);
	await still(page);
	if (act) {
		await act(page, set);
		await still(page);
	}
	const png = await page.screenshot({ animations: "disabled", caret: "hide" });
	await context.close();
	await set.sim.heal();
	return png;
}

/** Writes a picture whose colours are counted, where the program for that is installed. @return its size. */
function keep(name, png) {
	const [half, file] = [`${IMAGES}/${name}.new.png`, `${IMAGES}/${name}.png`];
	writeFileSync(half, png);
	const made = spawnSync("pngquant", [...QUANTISE, half], { stdio: ["ignore", "ignore", "inherit"] });
	// 99: it would lose too much; the picture then stays as it is.
	if (made.status !== 0 && made.status !== 99 && made.error?.code !== "ENOENT")
		throw new Error(`pngquant ended with ${made.status}`);
	renameSync(half, file);
	return statSync(file).size;
}

mkdirSync(IMAGES, { recursive: true });
const set = await scene({ customers: CUSTOMERS, web });
const browser = await launch();
let large = 0;
for (const picture of PICTURES.filter(({ name }) => names.length === 0 || names.includes(name))) {
	const bytes = keep(picture.name, await take(set, browser, picture));
	console.log(
		`docs/images/${picture.name}.png  ${Math.round(bytes / 1024)} KB${bytes > BYTES_MAX ? ": larger than 300 KB" : ""}`,
	);
	if (bytes > BYTES_MAX) large++;
}
await browser.close();
await set.close();
process.exit(large ? 1 : 0);
