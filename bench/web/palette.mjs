// From what is typed in the palette to hits on the screen, the pause for more keys taken off.
import { line, median, p95, round } from "./numbers.mjs";

const RUNS = 15;
const REACH_MS = 100;
/* DEBOUNCE_MS of web/src/api/search.ts. */
const DEBOUNCE_MS = 150;

/** Runs in the page: the moment of the input event, and of the first frame with an answer to it. */
function stopwatch() {
	const input = document.querySelector("dialog [data-search-input]");
	window.benchHits = new Promise((resolve) => {
		input.addEventListener(
			"input",
			(event) => {
				const look = () => {
					const list = document.querySelector("dialog [data-search-box] [role=listbox]");
					const there = list.querySelector("[data-option=hit]") && !("overtaken" in list.dataset);
					if (!there) return requestAnimationFrame(look);
					const { port1, port2 } = new MessageChannel();
					port1.onmessage = () => resolve(performance.now() - event.timeStamp);
					port2.postMessage(null);
				};
				requestAnimationFrame(look);
			},
			{ once: true },
		);
	});
}

/** The first letters of names that there are, each another. */
async function texts(client, ids) {
	const found = new Set();
	for (const id of ids) {
		const name = (await client.view(id)).fullName ?? "";
		const last = /(\p{Script=Latin}{5,})\s*$/u.exec(name)?.[1];
		if (last) found.add(last.slice(0, 4).toLowerCase());
		if (found.size > RUNS) break;
	}
	return [...found];
}

export async function palette({ browser, origin, cookie, client, ids, viewport, customers }) {
	const context = await browser.newContext({ viewport, serviceWorkers: "block" });
	await context.addCookies([cookie]);
	const page = await context.newPage();
	await page.goto(`${origin}/`);
	await page.locator("#main").waitFor();
	await page.keyboard.press("Control+k");
	const input = page.locator("dialog [data-search-input]");
	await input.waitFor();
	const took = [];
	for (const [i, text] of (await texts(client, ids)).entries()) {
		await input.fill("");
		await page.locator("dialog [data-option=hit]").first().waitFor({ state: "detached" });
		await page.evaluate(stopwatch);
		await page.keyboard.insertText(text);
		const ms = await page.evaluate(() => window.benchHits);
		if (i > 0) took.push(ms - DEBOUNCE_MS); // the first warms
	}
	await context.close();
	console.log(`\npalette, ${customers.toLocaleString("en")} customers, first four letters of a name, each new`);
	line(
		`  key to hits after the ${DEBOUNCE_MS} ms pause (reach ≤ ${REACH_MS} ms)`,
		`${round(median(took))} ms   p95 ${round(p95(took))} ms   worst ${round(Math.max(...took))} ms   (${took.length} runs)`,
	);
}
