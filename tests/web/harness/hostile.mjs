// What a source might say at worst, put into the portal's own answers by the OpenAPI document: each leaf of a kind is replaced by the worst of
// that kind, and the answer stays one that the document allows (but for words that nobody has heard of).
import { OPENAPI } from "../../api/harness/openapi.mjs";

export const MARKUP = '<img src=x onerror="window.struck=1"><script>window.struck=1</script>&lt;b&gt;';
export const LONG = "Wolfeschlegelsteinhausenbergerdorff".repeat(9).slice(0, 300);
export const BIDI = "\u202Eevil\u2066 مرحبا שלום 👩‍👩‍👧‍👦🏴‍☠️ \u0000\u0007 Z̸̡͓a̶l̴g̷o̸";
/* The largest amounts that 64 bits of minor units hold, as they are written. */
export const HUGE = "92233720368547758.07";
export const HUGE_INTEGER = "9223372036854775807";
const UNHEARD = "never_heard_of_<b>this</b>";
/* Numbers with more digits than a double has are put in after the text was made. */
const RAW = /"@@(-?[\d.]+)@@"/g;

const SECTION = {
	profile: "SectionProfile",
	activity: "SectionActivity",
	gaming: "SectionGaming",
	financial: "SectionFinancial",
	compliance: "SectionCompliance",
	risk: "SectionRisk",
	support: "SectionSupport",
	documents: "SectionDocuments",
};

function resolved(schema) {
	if (!schema?.$ref) return schema ?? {};
	return resolved(
		schema.$ref
			.slice(2)
			.split("/")
			.reduce((at, name) => at[name], OPENAPI),
	);
}

const mayBeNull = (schema) =>
	(Array.isArray(schema.type) && schema.type.includes("null")) || schema.anyOf?.some((s) => s.type === "null") === true;
const isMoney = (schema) => /^Money in the currency/.test(schema.description ?? "");
const isA = (schema, type) => schema.type === type || (Array.isArray(schema.type) && schema.type.includes(type));

/* What says which customer, thing, page or source it is; and the portal's own words about the answer. */
const STRUCTURE = new Set([
	"meta",
	"masked",
	"nextCursor",
	"customerId",
	"permissions",
	"source",
	"requestId",
	"link",
	"complete",
]);

/** @return value with each leaf that @change of (schema, name) gives something for replaced by it; undefined leaves it. */
function walk(schema, value, change, name = "") {
	const s = resolved(schema);
	if (STRUCTURE.has(name) || value === undefined) return value;
	const changed = change(s, name, value);
	if (changed !== undefined) return changed;
	if (value === null) return null;
	if (s.anyOf) {
		const branch = s.anyOf.map(resolved).find((b) => b.type !== "null");
		return walk(branch, value, change, name);
	}
	if (Array.isArray(value)) return value.map((item) => walk(s.items, item, change, `${name}[]`));
	if (typeof value !== "object") return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [
			key,
			walk(s.properties?.[key] ?? (typeof s.additionalProperties === "object" ? s.additionalProperties : {}), item, change, key),
		]),
	);
}

const isText = (s, name) => isA(s, "string") && !s.enum && !s.format && !s.pattern && !/Id(\[\])?$/.test(name) && name !== "id";
const texts = (text) => (s, name, value) =>
	typeof value === "string" && isText(s, name) && name !== "timeZone" ? text : undefined;

export const CHANGES = {
	markup: texts(MARKUP),
	"300 letters": texts(LONG),
	"marks of direction, emoji": texts(BIDI),
	nulls: (s) => (mayBeNull(s) ? null : undefined),
	"unknown words": (s, _, value) => (s.enum && typeof value === "string" ? UNHEARD : undefined),
	"absurd amounts": (s, _, value) => {
		if (typeof value !== "number") return undefined;
		if (isMoney(s)) return `@@${HUGE}@@`;
		return isA(s, "integer") && s.maximum === undefined ? `@@${HUGE_INTEGER}@@` : undefined;
	},
	"dates in the future": (s) =>
		s.format === "date-time" ? "2999-12-31T23:59:59Z" : s.format === "date" ? "2999-12-31" : undefined,
	"dates before all time": (s) =>
		s.format === "date-time" ? "0001-01-01T00:00:00Z" : s.format === "date" ? "0001-01-01" : undefined,
};

function written(value) {
	return JSON.stringify(value).replaceAll(RAW, "$1");
}

function schemaOf(path) {
	const operation = Object.entries(OPENAPI.paths)
		.filter(([pattern]) => new RegExp(`^${pattern.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(path))
		.sort(([a], [b]) => a.split("{").length - b.split("{").length)[0];
	const [, name] = /\/sections\/(\w+)$/.exec(path) ?? [];
	if (name) return OPENAPI.components.schemas[SECTION[name]];
	const item = operation?.[1];
	return (item?.get ?? item?.post)?.responses?.[200]?.content?.["application/json"]?.schema;
}

/** From now on everything about customers comes to @page changed by @change. @client reads what is behind the stream. */
export async function poison(page, client, change) {
	// What a shared worker asks for goes past the page's routes: then each tab has a connection of its own.
	await page.addInitScript(() => delete window.SharedWorker);
	await page.route("**/api/v1/customers/**", async (route) => {
		const path = new URL(route.request().url()).pathname;
		if (/\/(photo|content|reveal)$/.test(path)) return route.continue();
		const answer = await route.fetch();
		if (!/json/.test(answer.headers()["content-type"] ?? "") || !answer.ok()) return route.fulfill({ response: answer });
		return route.fulfill({ response: answer, body: written(walk(schemaOf(path), await answer.json(), change)) });
	});
	await page.route("**/api/v1/stream?*", async (route) => {
		const id = new URL(route.request().url()).searchParams.get("customers");
		const events = await Promise.all(
			Object.entries(SECTION).map(async ([section, schema]) => {
				const view = await client.json(`/api/v1/customers/${id}/sections/${section}`);
				const changed = walk(OPENAPI.components.schemas[schema], view, change);
				return `event: section\ndata: {"section":"${section}","view":${written(changed)}}\n\n`;
			}),
		);
		return route.fulfill({
			status: 200,
			contentType: "text/event-stream",
			body: `${events.join("")}event: complete\ndata: {}\n\n`,
		});
	});
}
