// pitboss rules: what the command reads, refuses and prints. It needs no portal.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PITBOSS as PROGRAM } from "./harness/program.mjs";

const START = Date.UTC(2025, 11, 1, 12) / 1000;
const HEAD = "customer,at,stake,payout,currency";

let folder;
before(() => {
	folder = mkdtempSync(join(tmpdir(), "rules-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function replay(text, ...options) {
	const file = join(folder, "bets.csv");
	writeFileSync(file, text);
	const { status, stdout, stderr } = spawnSync(PROGRAM, ["rules", "replay", "--csv", file, ...options], {
		encoding: "utf8",
		maxBuffer: 1 << 28,
	});
	return { status, stderr, answer: status === 0 ? JSON.parse(stdout) : null, stdout };
}

const rule = (answer, id) => answer.rules.find((row) => row.rule === id);

/** A generator of its own, so that the same seed is the same history everywhere (mulberry32). */
function random(seed) {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let z = Math.imul(state ^ (state >>> 15), 1 | state);
		z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
		return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
	};
}

/** A public casino as its data sets are: a sample of bets over 40 days, few of most customers, stakes of all sizes. */
function casino(seed, customers, plant) {
	const next = random(seed);
	const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
	const rows = [];
	const bursts = new Map();
	for (let c = 0; c < customers; c++) {
		const count = Math.min(600, Math.floor(3 * (1 - next()) ** -0.9));
		const base = 2 ** Math.max(0, 4.5 + 3 * normal());
		const spread = 0.5 + 2 * next();
		const stakes = Array.from({ length: count }, () => Math.max(1, Math.round(base * 2 ** (spread * normal()))));
		const times = Array.from({ length: count }, () => START + Math.floor(next() * 40 * 86400)).sort((a, b) => a - b);
		for (const [i, stake] of stakes.entries()) rows.push([`player ${c}`, times[i], stake, next() < 0.5 ? 0 : stake * 2]);
		if (!plant || count < 20 || next() < 0.5) continue;
		const usual = [...stakes].sort((a, b) => a - b)[count >> 1];
		const level = usual * 8 * (50 / 8) ** next();
		let at = times[15 + Math.floor(next() * (count - 15))] + 1;
		const from = at;
		for (let i = 10 + Math.floor(next() * 21); i > 0; i--) {
			at += 5 + Math.floor(next() * 25);
			rows.push([`player ${c}`, at, Math.round(level * (0.9 + next() / 5)), 0]);
		}
		bursts.set(`player ${c}`, { from, to: at });
	}
	rows.sort(() => next() - 0.5);
	return { bursts, bets: rows.length, text: [HEAD, ...rows.map((row) => `${row.join(",")},BTC`)].join("\n") };
}

test("of a casino's bets far less than one in a hundred alert", () => {
	const { text, bets } = casino(1, 4000, false);
	const { answer } = replay(text);
	assert.equal(answer.rows, bets);
	assert.ok(bets > 20000);
	assert.ok(rule(answer, "stake-escalation").perThousandBets < 3, JSON.stringify(rule(answer, "stake-escalation")));
	assert.ok(rule(answer, "loss-velocity").perThousandBets < 5, JSON.stringify(rule(answer, "loss-velocity")));
});

test("bursts planted into it are found, with their evidence", () => {
	const { text, bursts } = casino(2, 4000, true);
	const { answer } = replay(text, "--all");
	const found = new Set();
	for (const alert of answer.alerts) {
		const burst = bursts.get(alert.customer);
		const [opened, last] = [alert.openedAt, alert.lastAt].map((at) => Date.parse(at) / 1000);
		if (alert.rule !== "stake-escalation" || !burst || opened > burst.to || last < burst.from) continue;
		found.add(alert.customer);
		assert.ok(alert.events.length >= 5);
		assert.ok(alert.value >= alert.threshold);
		assert.ok(alert.numbers.some(({ name, value }) => name === "usualStake" && value > 0));
	}
	assert.ok(bursts.size >= 100);
	assert.ok(found.size >= 0.95 * bursts.size, `${found.size} of ${bursts.size}`);
});

test("what is counted adds up, and the evidence points at lines of the file", () => {
	const rows = [];
	for (let i = 0; i < 60; i++) rows.push(`ann,${START + i * 60},2.00,0,EUR`);
	for (let i = 0; i < 12; i++) rows.push(`ann,${START + 3600 + i * 10},60,0,EUR`);
	for (let i = 0; i < 60; i++) rows.push(`bob,${START + i * 60},2.00,0,EUR`);
	const { answer } = replay([HEAD, ...rows, ""].join("\r\n"));
	const { alerts, customers, bySeverity, perThousandBets } = rule(answer, "stake-escalation");
	assert.deepEqual([alerts, customers, bySeverity.high, perThousandBets], [1, 1, 1, 7.576]);
	assert.deepEqual([answer.rows, answer.customers, answer.from], [132, 2, "2025-12-01T12:00:00Z"]);
	assert.deepEqual(answer.byCustomer, [{ customer: "ann", bets: 72, alerts: 1, byRule: { "stake-escalation": 1 } }]);
	const [alert] = answer.alerts;
	assert.equal(alert.events[0], 62);
	assert.equal(alert.class, "rg");
	assert.equal(alert.numbers.find(({ name }) => name === "lastStake").unit, "money");
	assert.ok(answer.notRun.includes("structuring"));
});

test("how many alerts are shown can be chosen; they are counted all the same", () => {
	const rows = Array.from({ length: 50 }, (_, i) => `c${i},${START + i},100000,0,EUR`);
	const text = [HEAD, ...rows].join("\n");
	for (const [options, shown, customers] of [
		[[], 20, 20],
		[["--alerts", "3"], 3, 20],
		[["--alerts=0", "--by-customer"], 0, 50],
		[["--all"], 50, 20],
	]) {
		const { answer } = replay(text, ...options);
		assert.equal(answer.alerts.length, shown);
		assert.equal(answer.byCustomer.length, customers);
		assert.equal(answer.customersWithAlerts, 50);
		assert.equal(rule(answer, "loss-velocity").bySeverity.critical, 50);
	}
});

test("currencies that ISO 4217 has not keep their decimals, and say that they have no floor", () => {
	const rows = ["a,1764590400,0.00000012,0.00000024,XBT", "a,1764590401,1e-05,,chips", "a,1764590402,0.30000000000000004,0,EUR"];
	const { answer } = replay([HEAD, ...rows].join("\n"));
	assert.deepEqual(answer.currencies, [
		{ code: "XBT", iso4217: false, rows: 1, decimals: 8, rounded: 0, stakeFloor: null },
		{ code: "chips", iso4217: false, rows: 1, decimals: 5, rounded: 0, stakeFloor: null },
		{ code: "EUR", iso4217: true, rows: 1, decimals: 2, rounded: 1, stakeFloor: 1 },
	]);
	assert.equal(answer.rowsWithoutPayout, 1);
});

test("thresholds can be tried out", () => {
	const rows = Array.from({ length: 40 }, (_, i) => `a,${START + i * 30},${i < 25 ? 10 : 30},0,EUR`);
	const text = [HEAD, ...rows].join("\n");
	assert.equal(rule(replay(text).answer, "stake-escalation").alerts, 0);
	const set = "stake-escalation.min_ratio=2,stake-escalation.low=2,stake-escalation.version=9";
	const loose = rule(replay(text, "--set", set).answer, "stake-escalation");
	assert.deepEqual([loose.alerts, loose.version], [1, 9]);
	assert.match(replay(text, "--set", "stake-escalation.nonsense=2").stderr, /has no nonsense/);
	assert.match(replay(text, "--set", "nonsense").stderr, /rule\.threshold=number/);
});

test("what is not understood is refused with file, line and column, and nothing is printed", () => {
	for (const [rows, why] of [
		["a,1764590400,1;5,0,EUR", /bets\.csv:2:14: stake: not a number/],
		["a,1764590400,1,0,EUR\na,1764590400,NaN,0,EUR", /bets\.csv:3:14: stake: not a number/],
		["a,soon,1,0,EUR", /bets\.csv:2:3: at: not a time/],
		["a,1764590400,1,0", /bets\.csv:2:16: 4 fields, the header has 5/],
		['a,1764590400,1,0,"EUR', /bets\.csv:2:18: a quote that is opened here is never closed/],
	]) {
		const { status, stdout, stderr } = replay(`${HEAD}\n${rows}\n`);
		assert.equal(status, 1);
		assert.equal(stdout, "");
		assert.match(stderr, why);
	}
	for (const [bytes, why] of [
		[Buffer.from(`${HEAD}\nJörg,1764590400,1,0,EUR\n`, "latin1"), /:2:2: a byte that is not UTF-8/],
		[Buffer.from(`\uFEFF${HEAD}\n`, "utf16le"), /:1:1: UTF-16/],
		[Buffer.from("stake\n1\n"), /:1:1: customer: the header has no such column/],
		[Buffer.from(""), /the file is empty/],
	]) {
		const { status, stderr } = replay(bytes);
		assert.equal(status, 1);
		assert.match(stderr, why);
	}
});

test("the rules list themselves; wrong calls are told", () => {
	const run = (...options) => spawnSync(PROGRAM, ["rules", ...options], { encoding: "utf8" });
	const rules = JSON.parse(run("list").stdout);
	assert.deepEqual(
		rules.map(({ rule: id, class: kind }) => `${id} ${kind}`),
		[
			"stake-escalation rg",
			"loss-velocity rg",
			"deposits-in-session rg",
			"declined-deposits rg",
			"many-cards fraud",
			"new-device-withdrawal fraud",
			"impossible-travel fraud",
			"structuring aml",
			"excluded-active rg",
		],
	);
	for (const row of rules) assert.ok(row.citation && row.text && row.version > 0 && Object.keys(row.severities).length);
	assert.equal(run().status, 2);
	assert.equal(run("replay").status, 2);
	assert.equal(run("replay", "--csv", "x", "--alerts", "many").status, 2);
	assert.equal(run("replay", "--csv", join(folder, "nowhere")).status, 1);
});

test("a history can be piped in", () => {
	const { status, stdout } = spawnSync(PROGRAM, ["rules", "replay", "--csv", "-"], {
		input: `${HEAD}\na,1764590400,1,0,EUR\n`,
		encoding: "utf8",
	});
	assert.equal(status, 0);
	assert.equal(JSON.parse(stdout).rows, 1);
});
