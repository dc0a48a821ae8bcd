// By chance, from the OpenAPI document: whatever is sent to whichever operation, it is answered or refused with a reason, never a 5xx.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { assertProblem } from "./harness/client.mjs";
import { OPENAPI, OPERATIONS } from "./harness/openapi.mjs";
import { EXAMPLE, stage } from "./harness/stage.mjs";

const at = stage({ roles: ["agent", "compliance"] });

const RUNS = 250;
const weird = fc.oneof(
	fc.string({ unit: "binary", size: "max", maxLength: 300 }),
	fc.string({ size: "max", maxLength: 300 }),
	fc.constantFrom(
		"",
		"0",
		"-1",
		"null",
		"../..",
		"%",
		EXAMPLE,
		"CUS-",
		"9".repeat(40),
		"2025-01-01T00:00:00Z",
		"\u202e",
		"'; --",
		"a".repeat(2000),
	),
	fc.integer().map(String),
	fc.double().map(String),
);
const encoded = weird.map((text) => encodeURIComponent(text.toWellFormed?.() ?? text.replace(/[\ud800-\udfff]/g, "?")));

/** Any JSON; sizes are bounded by hand, since the greatest of all would be gigabytes. */
const { value: anything } = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 6 },
		weird,
		fc.double({ noNaN: true, noDefaultInfinity: true }),
		fc.maxSafeInteger(),
		fc.constantFrom(null, true, false, [], {}),
		fc.array(tie("value"), { maxLength: 20, size: "max" }),
		fc.dictionary(weird, tie("value"), { maxKeys: 8, size: "max" }),
	),
}));

/** A body near the promised one: its members kept, dropped or replaced by anything. */
function bodyOf(schema) {
	const members = Object.fromEntries(
		Object.entries(schema.properties ?? {}).map(([name, property]) => [
			name,
			fc.oneof(
				anything,
				weird,
				fc.constantFrom(...(property.enum ?? ["x"])),
				fc.array(weird, { maxLength: 30, size: "max" }),
				fc.integer(),
			),
		]),
	);
	return fc.oneof(
		fc.record(members, { requiredKeys: [] }),
		fc
			.tuple(fc.record(members, { requiredKeys: [] }), fc.dictionary(weird, anything, { maxKeys: 5, size: "max" }))
			.map(([a, b]) => ({ ...a, ...b })),
		anything,
	);
}

const schemaOf = (operation) => {
	const { schema } = operation.requestBody.content["application/json"];
	return schema.$ref ? OPENAPI.components.schemas[schema.$ref.split("/").at(-1)] : schema;
};

for (const { method, path, operation } of OPERATIONS) {
	// Streams don't end, sign-off would end the others' session, and wrong sign-ons are limited: they have tests of their own.
	if (path.endsWith("/stream") || path.endsWith("/session")) continue;
	const parameters = operation.parameters ?? [];
	if (!parameters.length && !operation.requestBody) continue;
	test(`${method} ${path}: whatever is sent, it is refused with a reason or answered, never a 5xx`, async () => {
		const arbitrary = fc.record({
			path: fc.record(
				Object.fromEntries(
					parameters.filter((p) => p.in === "path").map((p) => [p.name, fc.oneof(fc.constant(EXAMPLE), encoded)]),
				),
			),
			query: fc.record(Object.fromEntries(parameters.filter((p) => p.in === "query").map((p) => [p.name, encoded])), {
				requiredKeys: [],
			}),
			body: operation.requestBody ? bodyOf(schemaOf(operation)) : fc.constant(undefined),
			client: fc.constantFrom("agent", "compliance"),
		});
		await fc.assert(
			fc.asyncProperty(arbitrary, async (sent) => {
				const filled = path.replace(/\{(\w+)\}/g, (_, name) => sent.path[name] || "-");
				const query = Object.entries(sent.query)
					.map(([name, value]) => `${name}=${value}`)
					.join("&");
				const body = sent.body === undefined ? undefined : JSON.stringify(sent.body);
				const answer = await at[sent.client].send(method, `${filled}${query && `?${query}`}`, {
					body,
					check: !/%2F|\/-?$/i.test(filled),
				});
				assert.ok(answer.status < 500, `${answer.status}: ${answer.text}`);
				if (answer.status >= 400) assertProblem(answer, answer.status);
			}),
			{ numRuns: RUNS, endOnFailure: true },
		);
	});
}
