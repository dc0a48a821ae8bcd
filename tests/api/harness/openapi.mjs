// The OpenAPI document as a judge: each answer must be one that the document promises for its route and status.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { ROOT } from "./program.mjs";

export const OPENAPI = JSON.parse(readFileSync(`${ROOT}src/api/openapi.json`, "utf8"));

const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
addFormats(ajv);
ajv.addSchema(OPENAPI, "openapi.json");

/** Every operation: {method, path, action, operation, pattern}. */
export const OPERATIONS = Object.entries(OPENAPI.paths).flatMap(([path, item]) =>
	Object.entries(item).map(([method, operation]) => ({
		method: method.toUpperCase(),
		path,
		action: operation["x-action"],
		operation,
		pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`),
	})),
);

export function operationOf(method, target) {
	const path = target.split("?")[0];
	const fits = OPERATIONS.filter((o) => o.method === (method === "HEAD" ? "GET" : method) && o.pattern.test(path));
	// A fixed segment goes before a parameter.
	return fits.sort((a, b) => a.path.split("{").length - b.path.split("{").length)[0];
}

const pointerPart = (text) => encodeURIComponent(text.replaceAll("~", "~0").replaceAll("/", "~1"));
const validators = new Map();

function validatorAt(pointer) {
	if (!validators.has(pointer)) validators.set(pointer, ajv.compile({ $ref: `openapi.json#${pointer}` }));
	return validators.get(pointer);
}

/** Validates @value against a named schema of the document. */
export function checkSchema(name, value) {
	const validate = validatorAt(`/components/schemas/${pointerPart(name)}`);
	assert.ok(validate(value), `not a ${name}: ${ajv.errorsText(validate.errors)}`);
}

/** Throws when the document does not promise this answer. Coverage is noted for whoever wants to know what was seen. */
export const seen = new Map();

export function checkAnswer(method, target, answer) {
	const known = operationOf(method, target);
	const where = `${method} ${target.split("?")[0]} ${answer.status}`;
	if (!known) {
		assert.ok([400, 404, 405].includes(answer.status), where);
		checkSchema("Problem", answer.json);
		return;
	}
	const key = `${known.method} ${known.path}`;
	if (!seen.has(key)) seen.set(key, new Set());
	seen.get(key).add(answer.status);
	const parsed = answer.headers["x-request-id"] !== undefined;
	// What the parser refuses never became a request of the API's.
	if (!parsed && [408, 414, 431, 501, 505].includes(answer.status)) {
		checkSchema("Problem", answer.json);
		return;
	}
	const promised = known.operation.responses[answer.status];
	assert.ok(promised, `${where} is not promised: ${answer.text.slice(0, 300)}`);
	if (parsed) assert.match(answer.headers["x-content-type-options"] ?? "", /^nosniff$/, `${where}: security headers`);
	if (!promised.content || method === "HEAD") {
		assert.equal(answer.raw.length, 0, `${where}: no body`);
		return;
	}
	const type = (answer.headers["content-type"] ?? "").split(";")[0];
	const media = promised.content[type];
	assert.ok(media, `${where}: type ${type} is not promised`);
	if (!/json$/.test(type) || !media.schema) return;
	const pointer = [
		"paths",
		known.path,
		known.method.toLowerCase(),
		"responses",
		String(answer.status),
		"content",
		type,
		"schema",
	];
	const validate = validatorAt(`/${pointer.map(pointerPart).join("/")}`);
	assert.ok(validate(answer.json), `${where}: ${ajv.errorsText(validate.errors)}`);
}
