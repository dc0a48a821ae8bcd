// Sums over a span of time: play by day, hour and game, cash flow by day. They must be what the lists add up to on the customer's own
// clock, and what the view says of a whole life; and what stands behind a bar is found in the lists.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { assertProblem, ROLES } from "./harness/client.mjs";
import { FAULTS } from "./harness/faults.mjs";
import { EXAMPLE, stage } from "./harness/stage.mjs";

const at = stage({ roles: ROLES });
afterEach(() => at.sim.heal());

const LIFE = "from=2017-01-01T00:00:00Z";
const DAY_MS = 86_400_000;
const SPAN_MAX_DAYS = 3660;
const path = (id, what, query = LIFE) => `/api/v1/customers/${id}/${what}?${query}`;

// No currency has more than three decimals.
const thousandths = (number) => BigInt(Math.round(number * 1000));
const sum = (rows, name) => rows.reduce((total, row) => total + thousandths(row[name]), 0n);

async function walk(id, list, query = "") {
	const items = [];
	let cursor = "";
	do {
		const page = await at.agent.json(`/api/v1/customers/${id}/${list}?limit=200${query}${cursor}`);
		items.push(...page.items);
		cursor = page.nextCursor && `&cursor=${encodeURIComponent(page.nextCursor)}`;
	} while (cursor);
	return items;
}

/** The wall clock of a zone, by the platform's own copy of the time zones. */
function clockOf(timeZone) {
	const format = new Intl.DateTimeFormat("en-CA", {
		timeZone,
		hourCycle: "h23",
		...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit" },
	});
	return (moment) => {
		const part = Object.fromEntries(format.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]));
		const date = `${part.year}-${part.month}-${part.day}`;
		return { date, hour: Number(part.hour), weekday: new Date(`${date}T00:00:00Z`).getUTCDay() || 7 };
	};
}

/** Rows as they should be: {key: {bets, wagered, won}}. */
function tally(bets, keyOf) {
	const rows = {};
	for (const bet of bets) {
		rows[keyOf(bet)] ??= { bets: 0n, wagered: 0n, won: 0n };
		const row = rows[keyOf(bet)];
		row.bets += 1000n;
		row.wagered += thousandths(bet.stake);
		row.won += thousandths(bet.won);
	}
	return rows;
}

const asTally = (rows, keyOf) =>
	Object.fromEntries(
		rows.map((row) => [
			keyOf(row),
			{ bets: thousandths(row.bets), wagered: thousandths(row.wagered), won: thousandths(row.won) },
		]),
	);

async function kinds() {
	const ids = [EXAMPLE];
	for (const kind of [
		"high_volume",
		"vip",
		"chasing",
		"flagged",
		"structuring",
		"self_excluded",
		"zero_decimal",
		"three_decimal",
	])
		ids.push(...(await at.sim.ids(kind, 2)));
	return ids;
}

test("a whole life's days, hours and games add up to the lifetime figures, for all kinds of customers", async () => {
	for (const id of await kinds()) {
		const { gamingStats: stats, currency, timeZone } = await at.agent.view(id);
		const answer = await at.agent.json(path(id, "statistics"));
		assert.deepEqual([answer.currency, answer.timeZone], [currency, timeZone], id);
		for (const rows of [answer.days, answer.hours, answer.games]) {
			assert.equal(sum(rows, "bets"), thousandths(stats.totalBets), id);
			assert.equal(sum(rows, "wagered"), thousandths(stats.totalWagered), id);
			assert.equal(sum(rows, "won"), thousandths(stats.totalWon), id);
		}
		assert.equal(sum(answer.days, "netPosition"), thousandths(stats.netPosition), id);
		assert.equal(sum(answer.games, "netPosition"), thousandths(stats.netPosition), id);
		assert.ok(answer.days.every((day) => day.bets > 0) && answer.hours.every((hour) => hour.bets > 0), "rows without play");
	}
});

test("a whole life's cash flow adds up to the lifetime totals, chargebacks and refunds left out", async () => {
	let undone = 0;
	for (const id of await kinds()) {
		const { financial } = await at.agent.view(id);
		const { days, currency } = await at.agent.json(path(id, "cashflow"));
		assert.equal(currency, financial.currency);
		assert.equal(sum(days, "deposits"), thousandths(financial.totalDeposits), id);
		assert.equal(sum(days, "withdrawals"), thousandths(financial.totalWithdrawals), id);
		assert.equal(sum(days, "net"), thousandths(financial.lifetimeValue), id);
		assert.equal(sum(days, "bonuses"), thousandths(financial.netGamingRevenue.bonusConverted), id);
		undone += financial.depositsRefunded + financial.depositsChargedBack;
	}
	assert.ok(undone > 0, "nobody had a deposit undone");
});

test("days and hours are those of the customer's own clock, daylight saving included", async () => {
	let summers = 0;
	for (const id of [EXAMPLE, ...(await at.sim.ids("chasing", 2)), ...(await at.sim.ids("vip", 1))]) {
		const answer = await at.agent.json(path(id, "statistics"));
		const clock = clockOf(answer.timeZone);
		const bets = (await walk(id, "bets")).filter((bet) => !["open", "void"].includes(bet.state));
		assert.deepEqual(
			asTally(answer.days, (day) => day.date),
			tally(bets, (bet) => clock(bet.placedAt).date),
			id,
		);
		const cell = ({ weekday, hour }) => `${weekday} ${hour}`;
		assert.deepEqual(
			asTally(answer.hours, cell),
			tally(bets, (bet) => cell(clock(bet.placedAt))),
			id,
		);
		assert.deepEqual(
			asTally(answer.games, (game) => game.gameId),
			tally(bets, (bet) => bet.gameId),
			id,
		);
		const offsets = new Set(bets.map((bet) => (24 + clock(bet.placedAt).hour - new Date(bet.placedAt).getUTCHours()) % 24));
		summers += offsets.size > 1 ? 1 : 0;
	}
	assert.ok(summers > 0, "nobody played both in summer and in winter");
});

test("cash flow days are those of the transactions on the customer's own clock", async () => {
	for (const id of [EXAMPLE, ...(await at.sim.ids("vip", 2))]) {
		const { days, timeZone } = await at.agent.json(path(id, "cashflow"));
		const clock = clockOf(timeZone);
		const expected = {};
		const add = (t, name, amount) => {
			const { date } = clock(t.at);
			expected[date] ??= { deposits: 0n, withdrawals: 0n, bonuses: 0n };
			expected[date][name] += amount;
		};
		for (const t of await walk(id, "transactions", "&type=deposit,withdrawal,bonus_converted")) {
			const amount = thousandths(t.amount);
			if (t.kind === "deposit" && ["Settled", "Chargeback Won"].includes(t.state)) add(t, "deposits", amount);
			else if (t.kind === "withdrawal" && t.state === "Paid") add(t, "withdrawals", -amount);
			else if (t.kind === "bonus_converted" && t.pocket === "cash") add(t, "bonuses", amount);
		}
		assert.deepEqual(
			Object.fromEntries(
				days.map(({ date, deposits, withdrawals, bonuses }) => [
					date,
					{ deposits: thousandths(deposits), withdrawals: thousandths(withdrawals), bonuses: thousandths(bonuses) },
				]),
			),
			expected,
			id,
		);
	}
});

test("rows come in order, once each, with exact money", async () => {
	for (const [kind, form] of [
		["zero_decimal", /^-?\d+$/],
		["three_decimal", /^-?\d+\.\d{3}$/],
		["chasing", /^-?\d+\.\d{2}$/],
	]) {
		const [id] = await at.sim.ids(kind, 1);
		const statistics = await at.agent.get(path(id, "statistics"));
		const { days, hours, games } = statistics.json;
		for (let i = 1; i < days.length; i++) assert.ok(days[i - 1].date < days[i].date, days[i].date);
		const cell = ({ weekday, hour }) => weekday * 24 + hour;
		for (let i = 1; i < hours.length; i++) assert.ok(cell(hours[i - 1]) < cell(hours[i]));
		for (let i = 1; i < games.length; i++) assert.ok(games[i - 1].bets >= games[i].bets);
		assert.ok(hours.every(({ weekday, hour }) => weekday >= 1 && weekday <= 7 && hour >= 0 && hour <= 23));
		const flow = await at.agent.get(path(id, "cashflow"));
		for (const { text } of [statistics, flow])
			for (const [, money] of text.matchAll(/"(?:wagered|won|netPosition|deposits|withdrawals|bonuses|net)":([^,}]*)/g))
				assert.match(money, form, kind);
		const { date, wagered, won, netPosition } = days[0];
		assert.equal(thousandths(netPosition), thousandths(won) - thousandths(wagered), date);
	}
});

test("a game's return and its band are those of the view; sports has a margin, not a return", async () => {
	const seen = { chance: 0, sports: 0 };
	for (const id of [EXAMPLE, ...(await at.sim.ids("vip", 3))]) {
		const { games } = await at.agent.json(path(id, "statistics"));
		const { gamingStats } = await at.agent.view(id);
		for (const game of games) {
			const { bets, wagered, won, theoreticalRtp, volatility, rtp } = gamingStats.games.find((g) => g.gameId === game.gameId);
			assert.deepEqual(
				[game.bets, game.wagered, game.won, game.theoreticalRtp, game.volatility],
				[bets, wagered, won, theoreticalRtp, volatility],
			);
			if (game.category === "sports") {
				seen.sports++;
				assert.deepEqual([game.rtp, game.rtpBand], [null, null]);
				continue;
			}
			seen.chance++;
			assert.equal(game.rtp, rtp);
			// One game, stakes taken as equal: 1.96 standard deviations of the mean return.
			const half = (1.959964 * volatility) / Math.sqrt(bets);
			assert.equal(game.rtpBand.level, 0.95);
			assert.ok(Math.abs(game.rtpBand.high - (won / wagered + half)) < 0.0002, `${id} ${game.gameId}`);
			assert.ok(Math.abs(game.rtpBand.low - Math.max(0, won / wagered - half)) < 0.0002, `${id} ${game.gameId}`);
		}
	}
	assert.ok(seen.chance > 3 && seen.sports > 0, JSON.stringify(seen));
});

test("from and to are half-open: what lies side by side adds up to the whole, at any moment of a day", async () => {
	for (const what of ["statistics", "cashflow"]) {
		const whole = await at.agent.json(path(EXAMPLE, what, "from=2023-01-01T00:00:00Z&to=2026-01-01T00:00:00Z"));
		const cut = "2025-06-01T17:23:45Z";
		const before = await at.agent.json(path(EXAMPLE, what, `from=2023-01-01T00:00:00Z&to=${cut}`));
		const after = await at.agent.json(path(EXAMPLE, what, `from=${cut}&to=2026-01-01T00:00:00Z`));
		assert.deepEqual([before.from, before.to, after.from], ["2023-01-01T00:00:00Z", cut, cut]);
		const columns = what === "statistics" ? ["bets", "wagered", "won"] : ["deposits", "withdrawals", "bonuses"];
		for (const name of columns)
			assert.equal(sum(before.days, name) + sum(after.days, name), sum(whole.days, name), `${what} ${name}`);
		assert.ok(sum(before.days, columns[1]) > 0n && sum(after.days, columns[1]) > 0n, "one side is empty");
		const { placedAt } = (await at.agent.json(`/api/v1/customers/${EXAMPLE}/bets?limit=1`)).items[0];
		const next = new Date(Date.parse(placedAt) + 1).toISOString();
		const moment = await at.agent.json(path(EXAMPLE, "statistics", `from=${placedAt}&to=${next}`));
		assert.equal(sum(moment.days, "bets"), 1000n);
		const behind = await at.agent.json(path(EXAMPLE, "statistics", `from=${next}`));
		assert.deepEqual([behind.days, behind.hours, behind.games], [[], [], []]);
	}
});

test("without a span it is the last 90 days; who has done nothing has no rows", async () => {
	const before = Date.now();
	for (const what of ["statistics", "cashflow"]) {
		const answer = await at.agent.json(`/api/v1/customers/${EXAMPLE}/${what}`);
		assert.ok(Date.parse(answer.to) >= before - 1000 && Date.parse(answer.to) <= Date.now() + 1000, answer.to);
		assert.equal(Date.parse(answer.to) - Date.parse(answer.from), 90 * DAY_MS);
		assert.deepEqual(answer.days, []);
		const until = await at.agent.json(path(EXAMPLE, what, "to=2025-10-07T00:00:00Z"));
		assert.equal(until.from, "2025-07-09T00:00:00Z");
		assert.ok(until.days.length > 0);
	}
	for (const id of await at.sim.ids("new", 10)) {
		const { gamingStats } = await at.agent.view(id);
		if (gamingStats.totalBets === 0) assert.deepEqual((await at.agent.json(path(id, "statistics"))).days, [], id);
	}
});

test("spans that make no sense are refused by name", async () => {
	const long = new Date(Date.parse("2026-01-01T00:00:00Z") - SPAN_MAX_DAYS * DAY_MS);
	for (const what of ["statistics", "cashflow"]) {
		for (const [query, parameter] of [
			["from=yesterday", "from"],
			["from=2025-01-01", "from"],
			["to=2025-13-01T00:00:00Z", "to"],
			["from=2025-06-01T00:00:00Z&to=2025-05-01T00:00:00Z", "to"],
			["from=2025-06-01T00:00:00Z&to=2025-06-01T00:00:00Z", "to"],
			["from=2090-01-01T00:00:00Z", "from"],
			[`from=${new Date(long - 1).toISOString()}&to=2026-01-01T00:00:00Z`, "from"],
			["limit=5", "limit"],
			["timeZone=UTC", "timeZone"],
		])
			assert.equal(assertProblem(await at.agent.get(path(EXAMPLE, what, query)), 422).errors[0].parameter, parameter, query);
		assert.equal((await at.agent.get(path(EXAMPLE, what, `from=${long.toISOString()}&to=2026-01-01T00:00:00Z`))).status, 200);
	}
});

test("everybody who sees the customer sees them, nothing is masked, and each look is on the record", async () => {
	const [id] = await at.sim.ids("vip", 1);
	for (const role of ROLES)
		for (const what of ["statistics", "cashflow"]) {
			const answer = await at[role].get(path(id, what));
			if (role === "admin") {
				assertProblem(answer, 403, "denied");
				continue;
			}
			assert.equal(answer.status, 200, `${role} ${what}`);
			assert.deepEqual(answer.json.masked, []);
			assert.deepEqual([answer.json.meta.state, answer.json.meta.error], ["fresh", null]);
			assert.equal(answer.json.meta.source, what === "statistics" ? "gaming" : "wallet");
		}
	const { items } = await at.auditor.json(`/api/v1/audit?customer=${id}&limit=200`);
	for (const what of ["statistics", "cashflow"]) {
		const record = items.find((r) => r.who === "agent" && r.detail === what);
		assert.equal(record?.kind, "look", what);
		assert.equal(record.from, "2017-01-01T00:00:00Z");
		assert.match(record.version, /^[0-9a-f]{16}$/);
	}
	assertProblem(await at.agent.get(path("CUS-999999", "statistics")), 404, "not-found");
	assertProblem(await at.agent.get(path("CUS-999999", "cashflow")), 404, "not-found");
});

for (const [source, what] of [
	["gaming", "statistics"],
	["wallet", "cashflow"],
])
	for (const [mode, error] of Object.entries(FAULTS))
		test(`${what} with the ${source} service at ${mode}: a 503 that says so, never an empty chart`, async () => {
			await at.agent.view(EXAMPLE);
			await at.sim.fault(source, mode);
			const problem = assertProblem(await at.agent.get(path(EXAMPLE, what)), 503, "source-down");
			assert.deepEqual([problem.source, problem.error], [source, error]);
		});

test("with the customer service dead before anybody asked, the days are those of UTC, and say so", async () => {
	const id = await at.sim.fresh();
	await at.sim.fault("customer", "down");
	for (const what of ["statistics", "cashflow"]) assert.equal((await at.agent.json(path(id, what))).timeZone, "UTC");
});

test("the bets behind a game's bar are that game's, all of them, page by page", async () => {
	const { games } = await at.agent.json(path(EXAMPLE, "statistics"));
	const all = await walk(EXAMPLE, "bets");
	for (const { gameId } of games.slice(0, 3)) {
		const expected = all.filter((bet) => bet.gameId === gameId);
		assert.deepEqual(await walk(EXAMPLE, "bets", `&gameId=${gameId}`), expected, gameId);
		const [from, to] = [expected.at(-3).placedAt, expected[3].placedAt];
		assert.deepEqual(
			await walk(EXAMPLE, "bets", `&gameId=${gameId}&from=${from}&to=${to}`),
			expected.filter((bet) => bet.placedAt >= from && bet.placedAt < to),
		);
	}
	assert.deepEqual(await walk(EXAMPLE, "bets", "&gameId=G-NOTHING"), []);
	const { nextCursor } = await at.agent.json(path(EXAMPLE, "bets", `limit=2&gameId=${games[0].gameId}`));
	for (const query of ["limit=2", `limit=2&gameId=${games[1].gameId}`])
		assertProblem(
			await at.agent.get(path(EXAMPLE, "bets", `${query}&cursor=${encodeURIComponent(nextCursor)}`)),
			422,
			"unknown-cursor",
		);
	for (const query of ["gameId=", `gameId=${"x".repeat(129)}`])
		assert.equal(assertProblem(await at.agent.get(path(EXAMPLE, "bets", query)), 422).errors[0].parameter, "gameId");
});

test("transactions of some types, in one state", async () => {
	const [vip] = await at.sim.ids("vip", 1);
	for (const id of [EXAMPLE, vip]) {
		const all = await walk(id, "transactions");
		const types = [...new Set(all.map((t) => t.kind))];
		for (const some of [["deposit"], ["withdrawal"], ["deposit", "withdrawal", "bonus_converted"], types]) {
			const expected = all.filter((t) => some.includes(t.kind));
			assert.deepEqual(await walk(id, "transactions", `&type=${some.join()}`), expected, `${id} ${some}`);
		}
		for (const state of new Set(all.map((t) => t.state))) {
			const query = `&type=deposit,withdrawal&state=${encodeURIComponent(state)}`;
			const expected = all.filter((t) => t.state === state && ["deposit", "withdrawal"].includes(t.kind));
			assert.deepEqual(await walk(id, "transactions", query), expected, `${id} ${state}`);
		}
	}
	assert.deepEqual(await walk(EXAMPLE, "transactions", "&state=Unheard"), []);
	for (const [query, parameter] of [
		["type=bet", "type"],
		["type=", "type"],
		["type=deposit,", "type"],
		["state=", "state"],
		["kind=deposit", "kind"],
	])
		assert.equal(
			assertProblem(await at.agent.get(path(EXAMPLE, "transactions", query)), 422).errors[0].parameter,
			parameter,
			query,
		);
	const { nextCursor } = await at.agent.json(path(EXAMPLE, "transactions", "limit=2&type=deposit"));
	assertProblem(
		await at.agent.get(path(EXAMPLE, "transactions", `limit=2&type=withdrawal&cursor=${encodeURIComponent(nextCursor)}`)),
		422,
		"unknown-cursor",
	);
});

test("the doctor asks for both, and says which is at fault", async () => {
	const doctor = () => at.portal.command(["doctor", "--config", "config/pitboss.yaml", "--sim-port", String(at.sim.port)]).out;
	const well = doctor();
	assert.match(well, /gaming +statistics at http:\S+ answers in shape/);
	assert.match(well, /wallet +cashflow at http:\S+ answers in shape/);
	await at.sim.fault("wallet", "garbage");
	const ill = doctor();
	assert.match(ill, /gaming +statistics at http:\S+ answers in shape/);
	assert.match(ill, /wallet +cashflow at http:\S+: malformed/);
});
