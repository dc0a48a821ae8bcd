// Writes src/api/asyncapi.json, the description of the events that operators send, from the same rows as the program
// (src/live/event_types.h and the limits of src/live/event.h). A unit test holds it against the tables made of them.
//   node tools/asyncapi.mjs [--check]
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const read = (path) => readFileSync(join(root, path), "utf8");
const readC = (path) => read(path).replace(/\/\*[\s\S]*?\*\//g, "");

// --- the rows ---

const rows = readC("src/live/event_types.h");
const header = readC("src/live/event.h");

/** The lines of a list macro, without its head: [[argument, ...], ...]. */
function list(name) {
	const found = rows.match(new RegExp(`#define ${name}\\(X(?:, s)?\\) \\\\\\n((?:.*\\\\\\n)*.*)`));
	if (!found) throw new Error(`event_types.h has no ${name}`);
	return [...found[1].matchAll(/X\(([^)]*)\)/g)].map(([, args]) => args.split(",").map((a) => a.trim().replace(/^"|"$/g, "")));
}

/** Numbers such as (8u << 10) and (366 * 24 * 60). */
function number(text) {
	const plain = text.replace(/INT64_C\((\d+)\)/, "$1").replace(/(\d)u\b/g, "$1");
	if (!/^[\d\s()*<+]+$/.test(plain)) throw new Error(`not a number: ${text}`);
	const value = plain.replace(/[()]/g, "").trim();
	const shift = value.match(/^(\d+) << (\d+)$/);
	if (shift) return Number(shift[1]) * 2 ** Number(shift[2]);
	return value.split("*").reduce((product, factor) => product * Number(factor), 1);
}

const limits = Object.fromEntries(
	[...header.matchAll(/#define (EVENT_\w+)[ \t]+(\(?\d[^\n"]*|INT64_C\(\d+\))/g)].map(([, name, text]) => [
		name,
		number(text.trim()),
	]),
);
const limit = (text) => (/^\d+$/.test(text) ? Number(text) : limits[text]);
const words = Object.fromEntries(list("EVENT_ENUMS").map(([name, , of]) => [name, list(of).map(([, word]) => word)]));
const bodies = Object.fromEntries(list("EVENT_BODIES").map(([name, of]) => [name, list(of)]));
const types = list("EVENT_TYPES").map(([id, name, body, currency]) => ({ id, name, currency, fields: bodies[body] }));

// --- schemas ---

const text = (extra) => ({ type: "string", ...extra });
const time = text({ format: "date-time" });
const amount = (negative) => ({
	description: `In the currency beside it, with no more decimals than it has; exact, as a number or as decimal text.`,
	anyOf: [
		{ type: "number", ...(!negative && { minimum: 0 }) },
		{ type: "string", pattern: negative ? "^-?[0-9]+(\\.[0-9]+)?$" : "^[0-9]+(\\.[0-9]+)?$", maxLength: 64 },
	],
});

const kinds = {
	ID: (n) => text({ minLength: 1, maxLength: n }),
	TEXT: (n, required) => text({ ...(required && { minLength: 1 }), maxLength: n }),
	PROSE: (n, required) =>
		text({ ...(required && { minLength: 1 }), maxLength: n, description: "Card numbers in it are not kept." }),
	MONEY: () => amount(false),
	BALANCE: () => amount(true),
	BOOL: () => ({ type: "boolean" }),
	DECIMAL: (n) => ({ type: "number", minimum: -n, maximum: n }),
	COUNT: (n) => ({ type: "integer", minimum: 0, maximum: n }),
	TIME: () => time,
	COUNTRY: () => text({ pattern: "^[A-Z]{2}$" }),
	IP: () => text({ anyOf: [{ format: "ipv4" }, { format: "ipv6" }] }),
	CARD: () => text({ maxLength: 64, description: "Only the first six and the last four digits are kept." }),
};

/** What may be left out may be null. */
function optional(schema) {
	if (!schema.type) return { ...schema, anyOf: [...schema.anyOf, { type: "null" }] };
	const out = { ...schema, type: [schema.type, "null"] };
	if (out.enum) out.enum = [...out.enum, null];
	if (out.anyOf) out.anyOf = [...out.anyOf, { type: "null" }];
	return out;
}

function field([, , , kind, presence, of]) {
	const schema = kind === "ENUM" ? text({ enum: words[of] }) : kinds[kind](limit(of), presence === "REQUIRED");
	return presence === "REQUIRED" ? schema : optional(schema);
}

function data(type) {
	const properties = Object.fromEntries(type.fields.map((f) => [f[2], field(f)]));
	const required = type.fields.filter((f) => f[4] === "REQUIRED").map((f) => f[2]);
	const currency = text({ pattern: "^[A-Z]{3}$", description: "ISO 4217." });
	if (type.currency !== "NONE") properties.currency = type.currency === "REQUIRED" ? currency : optional(currency);
	if (type.currency === "REQUIRED") required.push("currency");
	return { type: "object", required, properties, description: "Other members are kept in the journal, and no more." };
}

const pascal = (name) => name.replace(/(^|\.)(\w)/g, (_, __, c) => c.toUpperCase());
const ref = (where, name) => ({ $ref: `#/components/${where}/${name}` });
const word = (n, description) => text({ minLength: 1, maxLength: n, description });

const schemas = {
	Envelope: {
		type: "object",
		description: "CloudEvents 1.0. Extension attributes (texts, numbers, truth values) are kept.",
		required: ["specversion", "id", "source", "type", "subject", "time", "data"],
		properties: {
			specversion: { const: "1.0" },
			id: word(limits.EVENT_ENVELOPE_MAX, "The same again for the same event: a repeat changes nothing."),
			source: word(limits.EVENT_ENVELOPE_MAX, "The one that belongs to the sender's token."),
			type: word(limits.EVENT_ENVELOPE_MAX, "What happened."),
			subject: text({ pattern: `^[A-Za-z0-9_.:-]{1,${limits.EVENT_CUSTOMER_MAX}}$`, description: "The customer's id." }),
			time: { ...time, description: "When it happened; late is fine, more than five minutes ahead is not." },
			datacontenttype: optional(text({ pattern: "^application/json *(;.*)?$" })),
			dataschema: optional(text({})),
		},
		propertyNames: { pattern: `^(data|[a-z0-9]{1,${limits.EVENT_EXTENSION_NAME}})$` },
	},
	...Object.fromEntries(
		types.flatMap((t) => [
			[`${pascal(t.name)}Data`, data(t)],
			[
				pascal(t.name),
				{
					allOf: [
						ref("schemas", "Envelope"),
						{ properties: { type: { const: `pitboss.${t.name}` }, data: ref("schemas", `${pascal(t.name)}Data`) } },
					],
				},
			],
		]),
	),
	Batch: {
		type: "array",
		maxItems: limits.EVENT_BATCH_MAX,
		items: { anyOf: types.map((t) => ref("schemas", pascal(t.name))) },
	},
};

// --- the document ---

const messages = Object.fromEntries(
	types.map((t) => [
		t.name,
		{
			name: `pitboss.${t.name}`,
			title: t.name,
			contentType: "application/cloudevents+json",
			payload: ref("schemas", pascal(t.name)),
		},
	]),
);
messages.batch = {
	name: "batch",
	title: "Several events",
	summary: `At most ${limits.EVENT_BATCH_MAX}, each of at most ${limits.EVENT_JSON_MAX / 1024} KiB, of any types.`,
	contentType: "application/cloudevents-batch+json",
	payload: ref("schemas", "Batch"),
};

const document = {
	asyncapi: "3.0.0",
	info: {
		title: "Pitboss: events in",
		version: read("CMakeLists.txt").match(/project\(pitboss VERSION (\S+)/)[1],
		description:
			"What an operator's systems tell the portal as it happens. An event is acknowledged when it is durable; send it again, unchanged, until it is. A repeated (source, id) changes nothing. An event whose envelope is sound and whose content is not is set aside with its reason, and acknowledged.",
	},
	defaultContentType: "application/cloudevents+json",
	servers: {
		portal: {
			host: "{host}",
			protocol: "http",
			pathname: "/api/v1",
			variables: { host: { default: "127.0.0.1:8360", description: "Where the portal listens." } },
			security: [{ $ref: "#/components/securitySchemes/token" }],
		},
	},
	channels: {
		events: {
			address: "/events",
			messages: Object.fromEntries(Object.keys(messages).map((name) => [name, ref("messages", name)])),
		},
	},
	operations: {
		takeEvents: {
			action: "receive",
			channel: { $ref: "#/channels/events" },
			bindings: { http: { method: "POST", bindingVersion: "0.3.0" } },
		},
	},
	components: {
		messages,
		schemas,
		securitySchemes: { token: { type: "http", scheme: "bearer", description: "A sender's token." } },
	},
};

const path = join(root, "src/api/asyncapi.json");
const out = `${JSON.stringify(document, null, 2)}\n`;
if (process.argv.includes("--check")) {
	if (readFileSync(path, "utf8") !== out) {
		console.error("src/api/asyncapi.json is not what tools/asyncapi.mjs writes: run it");
		process.exit(1);
	}
} else {
	writeFileSync(path, out);
}
