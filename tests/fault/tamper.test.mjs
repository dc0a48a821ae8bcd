// Whoever can write the record's files can still not change it unseen: each way of tampering is found by the command of the terminal.
import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { run } from "../api/harness/program.mjs";
import { EXAMPLE, stage, temporary } from "../api/harness/stage.mjs";
import { segments } from "./record.mjs";

const at = stage({ roles: ["agent"], edits: [["  segment_mb: 64\n", "  segment_mb: 1\n"]] });
let original;
let kept;

/** A record of some segments, stopped in an orderly way, and its heads kept elsewhere. */
async function make() {
	if (original) return;
	for (let i = 0; i < 45; i++) await Promise.all(Array.from({ length: 64 }, () => at.agent.get(`/api/v1/customers/${EXAMPLE}`)));
	await at.portal.program.stop();
	original = at.portal.data;
	kept = join(temporary(), "heads.jsonl");
	cpSync(join(original, "audit/serve/heads.jsonl"), kept);
	await at.portal.start();
}

const verify = (data, ...more) => run(["audit", "verify", "--data", data, ...more]);

/** A copy, tampered with by @change(files, folder), judged. */
async function judged(change, ...more) {
	await make();
	const folder = temporary();
	// Only the record: the running portal's other files change meanwhile.
	cpSync(join(original, "audit"), join(folder, "audit"), { recursive: true });
	cpSync(join(original, "keys"), join(folder, "keys"), { recursive: true });
	change(segments(folder), join(folder, "audit/serve"));
	return verify(folder, ...more);
}

function rewrite({ file, bytes }, edit) {
	const edited = edit(bytes);
	assert.ok(!edited.equals(bytes), "nothing was changed");
	writeFileSync(file, edited);
}

const linesOf = (bytes) => bytes.toString("latin1").split(/(?<=\n)/);
const fromLines = (lines) => Buffer.from(lines.join(""), "latin1");
const flip = (bytes, offset) => {
	const copy = Buffer.from(bytes);
	copy[offset] ^= 1;
	return copy;
};

test("untouched, it is intact, to its own heads and to those kept elsewhere", async () => {
	await make();
	assert.ok(segments(original).length >= 2, "the record has one segment only");
	assert.equal((await judged(() => {})).code, 0);
	const whole = verify(original);
	assert.equal(whole.code, 0, whole.out);
	assert.match(whole.out, /intact, \d+ records/);
	const dir = run(["audit", "verify", "--dir", join(original, "audit/serve"), "--heads", kept]);
	assert.equal(dir.code, 0, dir.out + dir.err);
});

for (const [what, where] of Object.entries({
	"the number": /"seq":\d/,
	"the time": /"at":"2/,
	"the link": /"prev":"[0-9a-f]/,
	"the kind": /"kind":"l/,
	who: /"who":"a/,
	"the customer": /"customer":"C/,
	"a version": /"parts":\{"[a-z]+":"./,
	"the hash": /"hash":"[0-9a-f]/,
	"the structure": /\}(?=\n)/,
	"the end of a line": /\n/,
}))
	test(`altered: one bit of ${what} of a record in the middle`, async () => {
		const answer = await judged(([first]) =>
			rewrite(first, (bytes) => {
				const lines = linesOf(bytes);
				const at = Math.floor(lines.length / 2) + lines.slice(Math.floor(lines.length / 2)).findIndex((line) => where.test(line));
				const found = where.exec(lines[at]);
				const offset = lines.slice(0, at).join("").length + found.index + found[0].length - 1;
				return flip(bytes, offset);
			}),
		);
		assert.notEqual(answer.code, 0, answer.out);
		assert.match(answer.out, /BROKEN at record \d+/);
	});

test("altered: bytes at random anywhere", async () => {
	for (let i = 0; i < 25; i++) {
		let place;
		const answer = await judged((all) => {
			const segment = all[i % all.length];
			place = Math.floor(Math.random() * segment.bytes.length);
			rewrite(segment, (bytes) => flip(bytes, place));
		});
		assert.notEqual(answer.code, 0, `segment ${i}, byte ${place}: ${answer.out}`);
	}
});

const removed = (index) => (bytes) => {
	const lines = linesOf(bytes);
	lines.splice(index(lines.length), 1);
	return fromLines(lines);
};

test("removed: a record at the beginning, in the middle, at the end of a file; a whole file", async () => {
	for (const index of [() => 0, (n) => n >> 1, (n) => n - 1]) {
		const answer = await judged(([first]) => rewrite(first, removed(index)));
		assert.notEqual(answer.code, 0, answer.out);
		assert.match(answer.out, /BROKEN/);
	}
	assert.notEqual((await judged(([first]) => rmSync(first.file))).code, 0);
	if (segments(original).length > 2) assert.notEqual((await judged((files) => rmSync(files[1].file))).code, 0);
});

test("reordered: two records, two files; a record twice", async () => {
	const swap = (lines, a, b) => {
		[lines[a], lines[b]] = [lines[b], lines[a]];
		return lines;
	};
	for (const change of [
		([first]) => rewrite(first, (bytes) => fromLines(swap(linesOf(bytes), 10, 11))),
		([first]) => rewrite(first, (bytes) => fromLines(swap(linesOf(bytes), 3, 300))),
		([first]) =>
			rewrite(first, (bytes) => {
				const lines = linesOf(bytes);
				return fromLines([...lines.slice(0, 20), lines[19], ...lines.slice(20)]);
			}),
		([first, second]) => {
			renameSync(first.file, `${first.file}.x`);
			renameSync(second.file, first.file);
			renameSync(`${first.file}.x`, second.file);
		},
	]) {
		const answer = await judged(change);
		assert.notEqual(answer.code, 0, answer.out);
		assert.match(answer.out, /BROKEN/);
	}
});

test("cut off at the end: found against kept heads, even when the portal's own heads are cut, too", async () => {
	const cut = (files, folder) => {
		const last = files.at(-1);
		rewrite(last, (bytes) => fromLines(linesOf(bytes).slice(0, -5)));
		writeFileSync(join(folder, "heads.jsonl"), "");
	};
	await make();
	const folder = temporary();
	cpSync(join(original, "audit"), join(folder, "audit"), { recursive: true });
	// As it was when it had stopped: what the restarted portal wrote since is not in the kept heads.
	const lastKept = JSON.parse(readFileSync(kept, "utf8").trim().split("\n").at(-1)).seq;
	for (const segment of segments(folder)) {
		const lines = linesOf(segment.bytes).filter((line) => line.trim() && JSON.parse(line).seq <= lastKept);
		if (lines.length) writeFileSync(segment.file, fromLines(lines));
		else rmSync(segment.file);
	}
	const chain = join(folder, "audit/serve");
	writeFileSync(join(chain, "heads.jsonl"), readFileSync(kept));
	assert.equal(run(["audit", "verify", "--dir", chain, "--heads", kept]).code, 0);
	cut(segments(folder), chain);
	const found = run(["audit", "verify", "--dir", chain, "--heads", kept]);
	assert.notEqual(found.code, 0, found.out);
	assert.match(found.out, /truncated|kept head/i);
	// The files that are left fit together, which is why heads are kept elsewhere.
	assert.equal(readdirSync(chain).includes("public.pem"), true);
});

test("heads that are forged or signed by somebody else are found", async () => {
	await make();
	const forged = join(temporary(), "heads.jsonl");
	const lines = readFileSync(kept, "utf8").trim().split("\n");
	const head = JSON.parse(lines.at(-1));
	const other = `${head.sig[0] === "A" ? "B" : "A"}${head.sig.slice(1)}`;
	writeFileSync(forged, `${lines.at(-1).replace(head.sig, other)}\n`);
	assert.notEqual((await judged(() => {}, "--heads", forged)).code, 0);
	const lower = lines.at(-1).replace(`"seq":${head.seq}`, `"seq":${head.seq - 1}`);
	writeFileSync(forged, `${lower}\n`);
	assert.notEqual((await judged(() => {}, "--heads", forged)).code, 0);
});
