// How long a customer's page takes, from the start of the navigation, beside a page of the same files that does nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { line, median, round, spread } from "./numbers.mjs";
import { drawn, WATCH } from "./watch.mjs";

const RUNS = 15;
export const BARE = "bare.html";
const REACH = { header: 150, fold: 400 };

/** The peer: a page with the entry's script (fetched and compiled, not run) and style, and one heading. Nothing is asked of the API. */
export function writeBare(web) {
	const entry = readFileSync(join(web, "index.html"), "utf8");
	const links = [...entry.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+\.(js|css))"/g)].map(([, file, kind]) =>
		kind === "js" ? `<link rel="modulepreload" href="/${file}">` : `<link rel="stylesheet" href="/${file}">`,
	);
	writeFileSync(
		join(web, BARE),
		`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bare</title>${links.join("")}</head><body><header data-identity><h1><bdi>Bare</bdi></h1></header></body></html>`,
	);
}

async function person({ browser, cookie, viewport }) {
	const context = await browser.newContext({ viewport, serviceWorkers: "block" });
	await context.addCookies([cookie]);
	await context.addInitScript(WATCH);
	return context;
}

/** One navigation in a tab of its own; about:blank first, so that no page before it is taken down on its time. */
async function visit(context, url, see) {
	const page = await context.newPage();
	await page.goto(url);
	const result = await see(page);
	await page.close();
	return result;
}

const headed = (page) => page.waitForFunction(() => window.benchWatch.header).then((handle) => handle.jsonValue());

export async function paint(stand) {
	const { origin, id, fresh } = stand;
	const url = `${origin}/customers/${id}`;
	const context = await person(stand);
	await visit(context, url, drawn);
	await visit(context, `${origin}/${BARE}`, headed);
	const warm = { header: [], fold: [], bare: [] };
	for (let i = 0; i <= RUNS; i++) {
		const { header, fold } = await visit(context, url, drawn);
		const bare = await visit(context, `${origin}/${BARE}`, headed);
		if (i === 0) continue; // warms
		warm.header.push(header);
		warm.fold.push(fold);
		warm.bare.push(bare);
	}
	await context.close();

	const cold = { header: [], fold: [] };
	for (let i = 0; i < RUNS; i++) {
		const context = await person(stand);
		const { header, fold } = await visit(context, `${origin}/customers/${fresh[i]}`, drawn);
		await context.close();
		cold.header.push(header);
		cold.fold.push(fold);
	}

	console.log("\ncustomer's page, 1440×900; from the start of the navigation");
	line(`  warm: header painted (reach ≤ ${REACH.header} ms)`, spread(warm.header));
	line(`  warm: all above the fold (reach ≤ ${REACH.fold} ms)`, spread(warm.fold));
	line("  a bare page of the same script and style", spread(warm.bare));
	line("  header ÷ bare page", String(round(median(warm.header.map((h, i) => h / warm.bare[i])), 2)));
	line("  cold caches and a customer new to the portal: header", spread(cold.header));
	line("  cold: all above the fold", spread(cold.fold));
}
