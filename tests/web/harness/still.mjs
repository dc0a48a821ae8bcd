// A page that holds still for its picture: its clock stands, and whatever was on its way has come.

/* A day after the simulator's histories end, so that "2 days ago" is the same with every run. */
export const NOW = new Date("2026-11-02T09:30:00Z");
/* A page that follows what happens has a request open for ever: then what is busy on it decides. */
const ASKING_MS = 8_000;
/* Nothing busy, and nothing asked for, for so long. */
const QUIET_MS = 500;
const PATIENCE_MS = 30_000;

/** Before the first page of @context: its clock stands at NOW, its timers run. */
export function stopClock(context) {
	return context.clock.setFixedTime(NOW);
}

/** Waits until all that is in sight is drawn: no skeleton (unless @skeletons belong there), no picture, no font and no request under way. */
export async function still(page, { skeletons = false } = {}) {
	await page.waitForLoadState("networkidle", { timeout: ASKING_MS }).catch(() => undefined);
	await page.evaluate(
		({ quiet, patience, waiting }) =>
			new Promise((resolve, reject) => {
				const inSight = (element) => {
					const box = element.getBoundingClientRect();
					return box.width > 0 && box.height > 0 && box.top < innerHeight && box.bottom > 0;
				};
				const waits = (element) => !(element instanceof HTMLImageElement) || !element.complete;
				// performance.now, since the page's Date stands.
				const begin = performance.now();
				let since = begin;
				const look = () => {
					const now = performance.now();
					const busy = [...document.querySelectorAll(waiting)].find((e) => waits(e) && inSight(e));
					if (busy || document.fonts.status !== "loaded") since = now;
					if (now - since > quiet) return resolve();
					if (now - begin > patience) return reject(new Error(`still on its way: ${busy?.outerHTML.slice(0, 200)}`));
					requestAnimationFrame(look);
				};
				look();
			}),
		{ quiet: QUIET_MS, patience: PATIENCE_MS, waiting: skeletons ? "img" : "[aria-busy='true'], img" },
	);
}

/** Ages of what was fetched differ with every run: hidden, they keep their place. What the bar says of the live connection comes when the browser is
 * idle, before or after the picture: left out. After still(), right before the picture. */
export function hideAges(page) {
	return page.evaluate(() => {
		for (const age of document.querySelectorAll("[data-freshness]")) age.style.visibility = "hidden";
		const sheet = new CSSStyleSheet();
		sheet.replaceSync("[data-live], [data-alerts] { display: none !important; }");
		document.adoptedStyleSheets.push(sheet);
	});
}
