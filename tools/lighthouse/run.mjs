// run.mjs WEB [PATH]: Lighthouse on a page (the example customer's) as somebody sees it who is signed on, for a phone and for a desk. WEB is the built
// front end. The median of LIGHTHOUSE_RUNS (3) counts. Accessibility and best practices must be whole, else the exit status is 1;
// performance also depends on what else the machine does, and is only told. Reports as pages: build/lighthouse.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import lighthouse, { desktopConfig } from "lighthouse";
import { ROOT, until } from "../../tests/api/harness/program.mjs";
import { EXAMPLE, temporary } from "../../tests/api/harness/stage.mjs";
import { launchProfile } from "../../tests/web/harness/browser.mjs";
import { scene } from "../../tests/web/harness/scene.mjs";

const CUSTOMERS = 5000;
const RUNS = Number(process.env.LIGHTHOUSE_RUNS ?? 3);
const REACH = { mobile: 0.9, desktop: 0.98 };
const MUST = ["accessibility", "best-practices"];
/* From here on Lighthouse itself shows an audit as passed. */
const PASSED = 0.9;
const CONFIGS = { mobile: undefined, desktop: desktopConfig };
const METRICS = [
	"first-contentful-paint",
	"largest-contentful-paint",
	"total-blocking-time",
	"cumulative-layout-shift",
	"speed-index",
];
const REPORTS = `${ROOT}build/lighthouse`;

const [web = `${ROOT}build/web`, path = `/customers/${EXAMPLE}`] = process.argv.slice(2);
const percent = (score) => (score === null ? "none" : String(Math.round(score * 100)));

/** A browser signed on as an agent. Lighthouse comes in by its debugging port. */
async function person(set) {
	const profile = temporary("pitboss-lighthouse-");
	const context = await launchProfile(profile, { args: ["--remote-debugging-port=0"], viewport: null });
	await context.addCookies([await set.cookie("agent")]);
	const file = join(profile, "DevToolsActivePort");
	const port = await until("the browser says its debugging port", () => Number(readFileSync(file, "utf8").split("\n")[0]));
	return { context, port };
}

async function examine(set, port, form, run) {
	const flags = { port, output: "html", logLevel: "error", disableStorageReset: true };
	const { lhr, report } = await lighthouse(`${set.origin}${path}`, flags, CONFIGS[form]);
	if (lhr.runtimeError) throw new Error(`Lighthouse: ${lhr.runtimeError.code}: ${lhr.runtimeError.message}`);
	const shown = new URL(lhr.finalDisplayedUrl).pathname;
	if (shown !== path) throw new Error(`Lighthouse was shown ${shown}`);
	writeFileSync(join(REPORTS, `${form}-${run}.html`), report);
	return lhr;
}

const scoreOf = (lhr, category) => lhr.categories[category].score;
const middle = (list, of) => [...list].sort((a, b) => of(a) - of(b))[Math.floor(list.length / 2)];

/** The audits of a category that count in it and aren't passed, with what they were found at. */
function failing(lhr, category) {
	return lhr.categories[category].auditRefs
		.filter(({ weight }) => weight > 0)
		.map(({ id }) => lhr.audits[id])
		.filter((audit) => audit.score !== null && audit.score < PASSED)
		.map((audit) => {
			const places = (audit.details?.items ?? []).map((item) => item.node?.selector ?? item.description ?? "").filter(Boolean);
			return `${audit.id}: ${audit.title}${audit.displayValue ? ` (${audit.displayValue})` : ""}${places.map((p) => `\n        ${p}`).join("")}`;
		});
}

function tell(form, results) {
	const lhr = middle(results, (r) => scoreOf(r, "performance"));
	const all = results.map((r) => percent(scoreOf(r, "performance"))).join(" ");
	console.log(`\n${form}, median of ${results.length}`);
	console.log(`  performance       ${percent(scoreOf(lhr, "performance"))}   reach ≥ ${percent(REACH[form])}   (${all})`);
	console.log(`    ${METRICS.map((id) => `${id} ${lhr.audits[id].displayValue.replaceAll("\u00a0", " ")}`).join(", ")}`);
	for (const audit of failing(lhr, "performance")) console.log(`    below ${percent(PASSED)}: ${audit}`);
	let whole = true;
	for (const category of MUST) {
		const worst = results.reduce((a, b) => (scoreOf(b, category) < scoreOf(a, category) ? b : a));
		const score = scoreOf(worst, category);
		console.log(`  ${category.padEnd(17)} ${percent(score)}   must be 100`);
		for (const audit of failing(worst, category)) console.log(`    failed: ${audit}`);
		whole &&= score === 1;
	}
	return whole;
}

mkdirSync(REPORTS, { recursive: true });
const set = await scene({ customers: CUSTOMERS, web });
const { context, port } = await person(set);
let whole = true;
for (const form of Object.keys(CONFIGS)) {
	const results = [];
	for (let run = 1; run <= RUNS; run++) results.push(await examine(set, port, form, run));
	whole = tell(form, results) && whole;
}
console.log("\nreports: build/lighthouse");
await context.close();
await set.close();
process.exit(whole ? 0 : 1);
