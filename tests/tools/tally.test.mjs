import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../tally/", import.meta.url));

function tally(kind, status, output) {
	return execFileSync("awk", ["-v", `status=${status}`, "-f", `${folder}${kind}.awk`], {
		input: output,
		encoding: "utf8",
	}).trim();
}

test("TAP lines are added up, over several groups", () => {
	assert.equal(tally("tap", 0, "1..2\nok 1 - a\nok 2 - b\n1..1\nok 1 - c\n"), "3 0 0");
	assert.equal(tally("tap", 1, "1..2\nok 1 - a\nnot ok 2 - b\n# why\n"), "1 1 0");
	assert.equal(tally("tap", 0, "1..2\nok 1 - a\nok 2 # SKIP no network\n"), "1 0 1");
});

test("a crash counts every test that gave no line as failed", () => {
	assert.equal(tally("tap", 139, "1..5\nok 1 - a\nok 2 - b\n"), "2 3 0");
});

test("a leak after the last test is a failure", () => {
	assert.equal(tally("tap", 23, "1..1\nok 1 - a\n"), "1 1 0");
});

test("no test at all is a failure", () => {
	assert.equal(tally("tap", 0, ""), "0 1 0");
	assert.equal(tally("tap", 127, "no such file\n"), "0 1 0");
	assert.equal(tally("node", 0, ""), "0 1 0");
});

test("node's summary is taken, cancelled tests as failed", () => {
	const summary = "ok 1 - x\n# tests 9\n# suites 1\n# pass 5\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 1\n";
	assert.equal(tally("node", 1, summary), "5 2 2");
	assert.equal(tally("node", 1, "# pass 3\n# fail 0\n"), "3 1 0");
});
