import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { checkTree, readTable } from "../../tools/lint-layers.mjs";

const TABLE = `
| folder | holds | may use |
| --- | --- | --- |
| \`src/base\` | memory | – |
| \`src/net\` | loops | – |
| \`src/store\` | databases | net |
| \`src/api\` | routes | all above |
| \`src/app\` | main | all |
| \`sim\` | the operator | \`src/base\`, \`src/net\` |
`;

/** A tree of files in a folder of its own, checked. */
function check(files, table = TABLE) {
	const root = mkdtempSync(join(tmpdir(), "layers-"));
	try {
		for (const [path, text] of Object.entries({ "ARCHITECTURE.md": table, "sim/x.c": "", "src/base/x.c": "", ...files })) {
			mkdirSync(dirname(join(root, path)), { recursive: true });
			writeFileSync(join(root, path), text);
		}
		return checkTree(root);
	} finally {
		rmSync(root, { recursive: true });
	}
}

test("the table's words become sets of layers", () => {
	const rows = Object.fromEntries(readTable(TABLE).map((row) => [row.name, [...row.may].sort()]));
	assert.deepEqual(rows.base, ["base"]);
	assert.deepEqual(rows.store, ["base", "net", "store"]);
	assert.deepEqual(rows.api, ["api", "base", "net", "store"]);
	assert.deepEqual(rows.app, ["api", "app", "base", "net", "store"]);
	assert.deepEqual(rows.sim, ["base", "net", "sim"]);
});

test("allowed includes pass", () => {
	assert.deepEqual(
		check({ "src/store/a.c": '#include "store/a.h"\n#include "net/loop.h"\n#include "base/err.h"\n#include <stdio.h>\n' }),
		[],
	);
});

test("an include that the table does not allow is named with its line", () => {
	assert.deepEqual(check({ "src/net/a.c": '#include "base/err.h"\n#include "store/db.h"\n' }), [
		"src/net/a.c:2: net may not use store",
	]);
	assert.deepEqual(check({ "sim/a.h": '#include "store/db.h"\n' }), ["sim/a.h:1: sim may not use store"]);
	assert.deepEqual(check({ "src/app/main/main.c": '#include "sim/rng.h"\n' }), ["src/app/main/main.c:1: app may not use sim"]);
});

test("what is used is not handed on", () => {
	const table = TABLE.replace("| `src/api` | routes | all above |", "| `src/api` | routes | store |");
	assert.deepEqual(check({ "src/api/a.c": '#include "net/loop.h"\n' }, table), ["src/api/a.c:1: api may not use net"]);
});

test("folders without a row, rows without sense and no table at all fail", () => {
	assert.deepEqual(check({ "src/misc/a.c": "" }), ["src/misc: ARCHITECTURE.md's table has no row for it"]);
	assert.throws(() => check({}, TABLE.replace("| net |", "| nett |")), /nett/);
	assert.deepEqual(check({}, "no table"), ["ARCHITECTURE.md has no table of who may use whom"]);
});

test("an include without a folder, or of an unknown one, is named", () => {
	assert.deepEqual(check({ "src/net/a.c": '#include "loop.h"\n#include "web/x.h"\n' }), [
		'src/net/a.c:1: write "loop.h" with its folder',
		'src/net/a.c:2: "web" is no folder of the table',
	]);
});
