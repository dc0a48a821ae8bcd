// How much script and style the browser must have before the customer's page stands.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { kb, line } from "./numbers.mjs";
import { drawn, WATCH } from "./watch.mjs";

const REACH = { js: 190 * 1024, css: 25 * 1024 };
/* How many are named. */
const LARGEST = 10;
/* The chart's: uPlot by its class names, and the chunks that draw with it. */
const CHART = { text: /u-legend|u-wrap/, name: /\/(PlayChart|Chart\w*|statistics)-[^/]*$/ };

const told = (files) => files.map((f) => `${f.name.replace(/^.*\//, "")} ${kb(f.bytes)}`).join(", ");
const gzipBytes = (file) =>
	existsSync(`${file}.gz`) ? statSync(`${file}.gz`).size : gzipSync(readFileSync(file), { level: 9 }).length;

/** Scripts and styles that the page asked for, in order, with the moment (ms since the navigation). */
function asked(page, web, origin) {
	return page
		.evaluate(() => performance.getEntriesByType("resource").map((e) => ({ url: e.name, at: e.startTime })))
		.then((all) =>
			all
				.filter(({ url }) => url.startsWith(origin) && /\.(m?js|css)$/.test(url))
				.map(({ url, at }) => {
					const name = url.slice(origin.length);
					const file = join(web, name);
					return {
						name,
						at,
						kind: name.endsWith(".css") ? "css" : "js",
						bytes: gzipBytes(file),
						chart: CHART.name.test(name) || CHART.text.test(readFileSync(file, "utf8")),
					};
				}),
		);
}

export async function bytes({ browser, origin, cookie, web, id, viewport }) {
	const context = await browser.newContext({ viewport, serviceWorkers: "block" });
	await context.addCookies([cookie]);
	await context.addInitScript(WATCH);
	const page = await context.newPage();
	await page.goto(`${origin}/customers/${id}`);
	const { header, fold } = await drawn(page);
	const files = await asked(page, web, origin);
	await context.close();
	const sum = (until, kind) => files.filter((f) => f.kind === kind && f.at <= until && !f.chart).reduce((n, f) => n + f.bytes, 0);
	console.log("\nfirst script and style of the customer's page, gzip, empty caches");
	for (const [kind, what] of [
		["js", "script"],
		["css", "style"],
	]) {
		line(
			`  first ${what}: asked for until the header is painted (reach ≤ ${REACH[kind] / 1024} KB before charts)`,
			kb(sum(header, kind)),
		);
		line(`  ${what} until all above the fold is, with what idles in meanwhile`, kb(sum(fold, kind)));
	}
	const largest = files.filter((f) => f.at <= fold && !f.chart).sort((a, b) => b.bytes - a.bytes);
	line("  the largest", told(largest.slice(0, LARGEST)));
	const charts = files.filter((f) => f.chart);
	line("  left out: the chart's", told(charts) || "none was asked for");
	const later = files.filter((f) => f.at > fold && !f.chart);
	line("  and what came afterwards", told(later) || "nothing");
}
