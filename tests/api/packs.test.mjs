// The rule packs as an operator meets them: listed, checked by the doctor, and a malformed one stops the start with file and line.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT, run } from "./harness/program.mjs";

let folder;
let rules;
before(() => {
	folder = mkdtempSync(join(tmpdir(), "packs-"));
	rules = join(folder, "rules");
	cpSync(join(ROOT, "rules"), rules, { recursive: true });
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Changes @file while @fn runs. */
function broken(file, was, is, fn) {
	const path = join(rules, file);
	const text = readFileSync(path, "utf8");
	assert.ok(text.includes(was), `${file} says ${was}`);
	const line = text.slice(0, text.indexOf(was)).split("\n").length;
	writeFileSync(path, text.replace(was, is));
	try {
		fn({ path, line });
	} finally {
		writeFileSync(path, text);
	}
}

test("the packs are listed with versions, dates and what nobody has checked", () => {
	const { code, out } = run(["rules", "packs"]);
	assert.equal(code, 0);
	const packs = JSON.parse(out);
	assert.deepEqual(
		packs.map((p) => p.pack),
		["default", "DE", "ES", "GB", "MT", "NL", "ON", "SE"],
	);
	for (const p of packs) {
		assert.match(p.dated, /^\d{4}-\d\d-\d\d$/);
		assert.match(p.digest, /^[0-9a-f]{16}$/);
		assert.ok(p.version > 0 && p.rules >= p.ownRules && p.unverified.length > 0);
	}
	assert.equal(new Set(packs.map((p) => p.digest)).size, packs.length);
	const gb = packs.find((p) => p.pack === "GB");
	for (const id of ["limit-naming", "game-cycle", "slot-cycle", "cool-off", "exclusion-effects"])
		assert.ok(gb.unverified.includes(`GB/${id}`), id);
	assert.ok(!gb.unverified.includes("GB/bonus-wagering"));
});

test("a pack tells every rule that holds in it, with dates and values", () => {
	const { code, out } = run(["rules", "packs", "--pack", "uk"]);
	assert.equal(code, 0);
	const gb = JSON.parse(out);
	assert.equal(gb.pack, "GB");
	assert.equal(gb.inForce.length, gb.rules);
	const checks = gb.inForce.filter((r) => r.id === "GB/vulnerability-check");
	assert.deepEqual(
		checks.map((r) => [r.effectiveFrom, r.until, r.values.above]),
		[
			["2024-08-30", "2025-02-28", "500.00 GBP"],
			["2025-02-28", null, "150.00 GBP"],
		],
	);
	assert.ok(gb.inForce.some((r) => r.id === "default/card-display" && r.values.first === 6));
	assert.ok(!gb.inForce.some((r) => r.id === "default/cool-off"), "Great Britain has its own");
	assert.equal(run(["rules", "packs", "--pack", "XX"]).code, 1);
});

test("what is malformed is told with file, line and reason, and nothing starts", () => {
	for (const [file, was, is, why] of [
		["gb.yaml", "most_times: 10", "most_times: ten", /bonus-wagering\.most_times: a whole number is expected/],
		["nl.yaml", "above: 350.00 EUR", "above: 350", /limit-contact\.above: an amount with its currency is expected/],
		["se.yaml", "wait: 72 h", "weight: 72 h", /limit-increase: unknown key "weight"/],
		["on.yaml", "kind: cool_off", "kind: cooloff", /cool-off\.kind: one of these is expected/],
		["default.yaml", "scopes: [deposit, bet, bonus, marketing]", "scopes: [withdraw]", /may always withdraw/],
	]) {
		broken(file, was, is, ({ path, line }) => {
			const place = file === "default.yaml" || file === "on.yaml" ? path : `${path}, line ${line}: `;
			const data = join(folder, "data");
			for (const args of [
				["rules", "packs", "--dir", rules],
				["serve", "--rules", rules, "--data", data, "--port", "0", "--demo"],
			]) {
				const { code, err } = run(args);
				assert.equal(code, 1, args.join(" "));
				assert.ok(err.includes(place.slice(-60)), `${err} names ${place}`);
				assert.match(err, why);
			}
			const { code, out } = run(["doctor", "--rules", rules, "--data", data]);
			assert.equal(code, 1);
			assert.match(out.replace(/\s+/g, " "), why);
		});
	}
	assert.equal(run(["rules", "packs", "--dir", rules]).code, 0);
	rmSync(join(rules, "default.yaml"));
	assert.match(run(["rules", "packs", "--dir", rules]).err, /there is no pack "default"/);
	assert.match(run(["rules", "packs", "--dir", join(folder, "nowhere")]).err, /can't be read/);
});
