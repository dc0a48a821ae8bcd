// Another operator altogether, with two services only. CRM: numbered persons in nested envelopes, OAuth, epoch seconds, an own address each
// for standing, checks and files. Ledger: micros, directions instead of signs, objects keyed by name, an API key, and every list paged in
// another way than the simulator's.
import http from "node:http";

export const ID = "4711";
const DAY = 86_400;
const T0 = Date.UTC(2026, 4, 1) / 1000;
const iso = (s) => new Date(s * 1000).toISOString();

export const PNG = Buffer.from(
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
	"base64",
);
export const PDF = Buffer.from(`%PDF-1.4\n${"% a page\n".repeat(200_000)}%%EOF\n`);

const person = {
	no: 4711,
	login: "anna.b",
	name: { given: "Anna", family: "Bergström" },
	mails: { now: "anna@bergstrom.example", before: ["ab@old.example"] },
	tel: "+46 70 123 45 67",
	born: "1988-02-29",
	joined: T0 - 900 * DAY,
	state: { code: 1, since: T0 - 900 * DAY },
	club: 3,
	house: { name: "Gran Casino", permit: "SE-77", law: "SE" },
	ccy: "EUR",
	zone: "Europe/Stockholm",
	sex: "F",
	home: { street: "Storgatan 1", town: "Umeå", zip: "903 26", land: "SE" },
	optins: [{ p: "casino", c: "email", yes: "Y", on: T0 - 10 * DAY }],
	portrait: 0,
};

/** 137 wagers, newest first; every tenth is void, the newest two are open. */
export const WAGERS = Array.from({ length: 137 }, (_, i) => ({
	ref: 90_000 - i,
	owner: 4711,
	round: 500 - Math.floor(i / 10),
	title: "Fjord Fortune",
	on: T0 - i * 3600,
	st: i < 2 ? "O" : i % 10 === 9 ? "X" : i % 3 ? "L" : "W",
	in: 1_500_000 + i * 10_000,
	out: i < 2 ? null : i % 10 === 9 ? 1_500_000 + i * 10_000 : i % 3 ? 0 : 4_000_000,
}));
export const MOVES = Array.from({ length: 53 }, (_, i) => ({
	id: `mv/${900 - i}`,
	who: 4711,
	what: i % 4 ? "OUT" : "IN",
	why: i % 4 ? "Stake" : "Pay-in",
	when: (T0 - i * 7200) * 1000,
	sum: `${10 + i}.5`,
	state: "done",
}));
export const PLAYS = Array.from({ length: 31 }, (_, i) => ({
	nr: 500 - i,
	start: iso(T0 - i * DAY),
	end: iso(T0 - i * DAY + 1800),
	n: 10,
}));
export const ENTRIES = Array.from({ length: 47 }, (_, i) => ({
	t: T0 - i * 5000,
	good: i % 5 ? 1 : 0,
	from: { ip: "192.0.2.7", cc: "SE" },
}));
export const CASES = Array.from({ length: 17 }, (_, i) => ({
	key: 300 - i,
	about: `Question ${i}`,
	phase: ["new", "pending", "done"][i % 3],
	prio: 1 + (i % 4),
	at: iso(T0 - i * DAY),
	closed: i % 3 === 2 ? iso(T0 - i * DAY + 3600) : "",
}));
export const LETTERS = Array.from({ length: 23 }, (_, i) => ({ nr: i, sent: T0 - i * 4000, way: "mail", re: `Letter ${i}` }));

const crm = {
	"/crm/v9/persons/4711": () => ({ ok: 1, payload: { kind: "person", person } }),
	"/crm/v9/persons/4711/standing": () => ({ ok: 1, payload: { of: 4711, passed: true, tier: "L2", next: "2027-01-31" } }),
	"/crm/v9/persons/4711/checks": () => ({
		ok: 1,
		payload: {
			of: 4711,
			address: "YES",
			funds: "NO",
			checks: [{ what: "identity", res: "+", by: "bank-id", on: T0 - 800 * DAY, ends: T0 + 800 * DAY }],
		},
	}),
	"/crm/v9/files": () => ({
		ok: 1,
		payload: {
			of: 4711,
			files: [
				{ nr: 1, sort: "passport", st: "ok", code: "SE99887766", got: T0 - 800 * DAY, mime: "image/png" },
				{ nr: 2, sort: "salary", st: "ok", code: null, got: T0 - 700 * DAY, mime: "application/pdf" },
				{ nr: 3, sort: "lease", st: "ok", code: null, got: T0 - 600 * DAY, mime: "application/pdf" },
			],
		},
	}),
	"/crm/v9/persons/4711/cases/recent": () => ({ ok: 1, payload: { of: 4711, cases: CASES.slice(0, 3) } }),
	"/crm/v9/persons/4711/entries/recent": () => ({
		ok: 1,
		payload: { of: 4711, entries: ENTRIES.slice(0, 2), gear: [{ id: 77, sort: "phone" }] },
	}),
};

const page = (list, from, size) => list.slice(from, from + size);

const lists = {
	// Numbered from zero; the end is told by a flag.
	"/crm/v9/persons/4711/cases": (q) => {
		const [p, size] = [Number(q.get("p") ?? 0), Math.min(Number(q.get("n") ?? 10), 10)];
		return { ok: 1, payload: { of: 4711, list: page(CASES, p * size, size), more: (p + 1) * size < CASES.length } };
	},
	// A cursor that is a number.
	"/crm/v9/persons/4711/entries": (q) => {
		const from = Number(q.get("after") || 0);
		const got = page(ENTRIES, from, 9);
		return { ok: 1, payload: { of: 4711, entries: got, after: from + 9 < ENTRIES.length ? String(from + 9) : "" } };
	},
	// Everything at once.
	"/crm/v9/persons/4711/letters": () => ({ ok: 1, payload: { of: 4711, letters: LETTERS } }),
	"/crm/v9/persons": (q) => ({ ok: 1, payload: { all: Number(q.get("skip") ?? 0) ? [] : [person] } }),
};

const ledger = {
	"/pots": () => ({
		acct: 4711,
		iso: "EUR",
		pots: { money: { v: 123_450_000 }, gift: { v: 5_000_000 } },
		ever: { in: 1_000_000_000, out: 250_500_000, back: 0 },
		latest: { v: 20_000_000, via: "Swish", t: (T0 - DAY) * 1000 },
		leaving: [{ id: 1234, v: 30_000_000, via: "Bank", t: (T0 - 3600) * 1000, st: 2 }],
		cards: { 55: { pan: "5555 5555 5555 4444", of: "A BERGSTROM", till: "2028-01" } },
	}),
	"/play/totals": () => ({
		acct: 4711,
		iso: "EUR",
		n: 1000,
		in: 2_000_000_000,
		out: 1_900_000_000,
		best: "Fjord Fortune",
		last: T0,
		rounds: 40,
		up: 400,
		down: 600,
	}),
	"/play/now": () => ({ acct: 4711, iso: "EUR", tables: [], open: WAGERS.slice(0, 2) }),
	"/care": () => ({
		acct: 4711,
		iso: "EUR",
		risk: 2,
		marks: [
			{ nr: 5, sort: "night_play", weight: 2, says: "Plays at night", t: T0 - 5 * DAY, group: "rg" },
			{ nr: 6, sort: "structuring", weight: 4, says: "Many small sums", t: T0 - 4 * DAY, group: "ml" },
		],
		caps: { dep: { span: "m", v: 500_000_000 }, loss: { span: "w", v: 100_000_000 } },
		bars: [{ on: "marketing", why: "Asked for it", from: T0 - 50 * DAY }],
	}),
};

/** Days as this house keeps them: in Stockholm, in no order, quiet ones left out. */
export const PLAY_DAYS = {
	"2026-04-30": { n: 3, in: 4_500_000, out: 1_000_000 },
	"2026-04-02": { n: 1, in: 1_500_000, out: 4_000_000 },
	"2026-04-17": { n: 12, in: 30_250_000, out: 0 },
};

const paged = {
	"/play/days": (q) => {
		const [since, until] = [Number(q.get("since")), Number(q.get("until"))];
		const days = Object.entries(PLAY_DAYS).filter(([date]) => {
			const midnight = Date.parse(`${date}T00:00:00+02:00`) / 1000;
			return midnight >= since && midnight < until;
		});
		return { body: { acct: 4711, iso: "EUR", clock: "Europe/Stockholm", days: Object.fromEntries(days) } };
	},
	// Offset.
	"/play/wagers": (q) => {
		const [from, size] = [Number(q.get("skip") ?? 0), Math.min(Number(q.get("take") ?? 25), 25)];
		return { body: { acct: 4711, iso: "EUR", count: WAGERS.length, wagers: page(WAGERS, from, size) } };
	},
	// Numbered from one, with the number of the next.
	"/moves": (q) => {
		const p = Number(q.get("page") ?? 1);
		return { body: { acct: 4711, iso: "EUR", moves: page(MOVES, (p - 1) * 12, 12), next: p * 12 < MOVES.length ? p + 1 : null } };
	},
	// Link header.
	"/play/rounds": (q) => {
		const from = Number(q.get("at") ?? 0);
		const more = from + 8 < PLAYS.length;
		return {
			body: page(PLAYS, from, 8),
			headers: more ? { link: `</play/rounds?acct=${q.get("acct")}&at=${from + 8}>; rel="next"` } : {},
		};
	},
};

export class Operator {
	constructor() {
		this.asked = [];
		this.tokens = 0;
		this.cutFile = false;
	}

	async start(port) {
		this.crm = await this.#serve(port, (...all) => this.#crm(...all));
		this.ledger = await this.#serve(port + 1, (...all) => this.#ledger(...all));
	}

	#serve(port, answer) {
		const server = http.createServer((request, response) => {
			const url = new URL(request.url, "http://x");
			this.asked.push(`${request.method} ${url.pathname}`);
			answer(request, response, url);
		});
		return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
	}

	#json(response, body, status = 200, headers = {}) {
		response.writeHead(status, { "content-type": "application/vnd.house+json", ...headers }).end(JSON.stringify(body));
	}

	#crm(request, response, url) {
		if (url.pathname === "/oauth/token") {
			this.tokens++;
			this.#json(response, { access_token: `tok-${this.tokens}`, token_type: "bearer", expires_in: 3600 });
			return;
		}
		if (!/^Bearer tok-[1-9]$/.test(request.headers.authorization ?? "")) {
			this.#json(response, { ok: 0 }, 401);
			return;
		}
		const content = { 1: ["image/png", PNG], 2: ["application/pdf", PDF], 3: ["application/pdf", PDF] }[
			/^\/crm\/v9\/blob\/4711\/(\d)$/.exec(url.pathname)?.[1]
		];
		if (content) {
			response.writeHead(200, { "content-type": content[0], "content-length": content[1].length });
			if (!this.cutFile) response.end(content[1]);
			else response.write(content[1].subarray(0, content[1].length >> 1), () => response.destroy());
			return;
		}
		if (url.pathname === "/crm/v9/files" && url.searchParams.get("of") !== ID)
			return void this.#json(response, { ok: 0, why: "NO_PERSON" });
		const body = crm[url.pathname]?.() ?? lists[url.pathname]?.(url.searchParams);
		// This house says 200 to everything, and in the body that there is none.
		this.#json(response, body ?? { ok: 0, why: "NO_PERSON" });
	}

	#ledger(request, response, url) {
		if (request.headers["x-house-key"] !== "sesame" || request.headers["x-tenant"] !== "red")
			return void this.#json(response, {}, 403);
		if (url.searchParams.get("acct") !== ID) return void this.#json(response, { none: true }, 404);
		if (ledger[url.pathname]) return void this.#json(response, ledger[url.pathname]());
		const answer = paged[url.pathname]?.(url.searchParams);
		if (answer) this.#json(response, answer.body, 200, answer.headers);
		else this.#json(response, { none: true }, 404);
	}

	async stop() {
		for (const server of [this.crm, this.ledger]) {
			server?.closeAllConnections();
			await new Promise((resolve) => (server ? server.close(resolve) : resolve()));
		}
	}
}
