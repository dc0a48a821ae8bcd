import assert from "node:assert/strict";
import { test } from "node:test";
import { checkFile, readTable } from "../../tools/lint-web.mjs";

const table = readTable(`
| folder | holds | may use |
| --- | --- | --- |
| \`web/src/api\` | the client | – |
| \`web/src/ui\` | pieces | api |
| \`web/src/i18n\` | words | ui |
| \`web/src/features\` | features | api, ui, i18n |
| \`web/src/app\` | routes | all |
`);

const said = (path, text) => checkFile(path, text, table);

test("what the table allows passes, by alias, by path, and for later", () => {
	assert.deepEqual(
		said("features/search/Page.tsx", 'import { Panel } from "@/ui/Panel";\nimport { api } from "../../api/client";'),
		[],
	);
	assert.deepEqual(
		said("features/customer/risk/Risk.tsx", 'import { useSection } from "@/api/sections";\nimport x from "../header/Header";'),
		[],
	);
	assert.deepEqual(
		said("app/App.tsx", 'import { startLanguage } from "@/i18n";\nconst p = import("@/features/search/Palette");'),
		[],
	);
	assert.deepEqual(said("ui/Panel.tsx", 'import { useState } from "react";\nimport css from "./Panel.module.css";'), []);
});

test("a feature that uses another is said, with its line", () => {
	assert.deepEqual(said("features/search/Page.tsx", '\nimport { Risk } from "@/features/customer/risk/Risk";'), [
		"web/src/features/search/Page.tsx:2: features/search may not use features/customer",
	]);
	assert.deepEqual(said("features/search/Page.tsx", 'const x = import("../customer/risk/Risk");'), [
		"web/src/features/search/Page.tsx:1: features/search may not use features/customer",
	]);
});

test("nothing below may use what is above", () => {
	assert.equal(said("api/client.ts", 'import { Panel } from "@/ui/Panel";').length, 1);
	assert.equal(said("ui/Panel.tsx", 'import "../app/App";').length, 1);
	assert.equal(said("i18n/index.ts", 'import type { X } from "@/features/search/x";').length, 1);
});

test("a folder without a row, and a row without sense, are said", () => {
	assert.match(said("hooks/x.ts", 'import "@/ui/Panel";')[0], /no row for hooks/);
	assert.throws(() => readTable("| `web/src/ui` | pieces | gone |"), /"gone", which has no row/);
});
