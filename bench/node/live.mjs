// The live path in Node, as an engineer would write it first: events are parsed, every field is checked, (source, id) is unique, a
// request is a transaction of SQLite (WAL, synchronous FULL), and after the commit each event goes to the streams of its customer.
// No rules, no live state, no sign-on, no record of who watched: it does less than the portal.
// node live.mjs PORT DATABASE

import { createServer } from "node:http";
import Database from "better-sqlite3";

const [port, file] = process.argv.slice(2);
const BODY_MAX = 4 << 20;
const SOURCE = "urn:simulated-operator:gaming";
const TOKEN = "Bearer sim-gaming-events-token";

const id = (v) => typeof v === "string" && v.length > 0 && v.length <= 128;
const text = (v) => typeof v === "string" && v.length > 0 && v.length <= 256;
const prose = (v) => typeof v === "string" && v.length > 0 && v.length <= 8192;
const balance = (v) => (typeof v === "number" ? Number.isFinite(v) : typeof v === "string" && /^-?\d{1,15}(\.\d{1,8})?$/.test(v));
const money = (v) => balance(v) && !String(v).startsWith("-");
const bool = (v) => typeof v === "boolean";
const currency = (v) => typeof v === "string" && /^[A-Z]{3}$/.test(v);
const time = (v) => typeof v === "string" && /^\d{4}-\d\d-\d\dT/.test(v) && !Number.isNaN(Date.parse(v));
const within = (limit) => (v) => typeof v === "number" && Math.abs(v) <= limit;
const among = (...words) => {
	const set = new Set(words);
	return (v) => set.has(v);
};

const game = { gameId: id, deviceId: id, balance, freeBet: bool };
const login = { ip: text, country: text, city: text, latitude: within(90), longitude: within(180), deviceId: id, device: text };
/** [what must be there, what may be]. */
const TYPES = {
	"session.started": [{ sessionId: id, game: text, currency }, game],
	"session.ended": [{ sessionId: id }, { balance, currency }],
	"round.played": [{ betId: id, sessionId: id, game: text, stake: money, payout: money, currency }, game],
	"bet.placed": [
		{ betId: id, game: text, stake: money, currency },
		{ ...game, sessionId: id, potentialReturn: money },
	],
	"bet.settled": [
		{
			betId: id,
			outcome: among("won", "lost", "void", "half_won", "half_lost", "cashed_out", "resettled"),
			payout: money,
			currency,
		},
		{ stake: money, balance },
	],
	"balance.changed": [
		{ cash: balance, currency },
		{ bonus: balance, reserved: balance, openStakes: balance, withdrawable: balance, reason: text },
	],
	deposit: [
		{ transactionId: id, amount: money, currency, state: among("pending", "settled", "declined", "refunded", "chargeback") },
		{ method: text, instrumentId: id, card: text, cardCountry: text, declineCode: text, deviceId: id, balance, sessionId: id },
	],
	"withdrawal.requested": [
		{ transactionId: id, amount: money, currency },
		{ method: text, instrumentId: id, deviceId: id, balance },
	],
	"withdrawal.decided": [
		{
			transactionId: id,
			state: among("in_review", "approved", "sent", "paid", "rejected", "cancelled", "failed", "returned"),
		},
		{ amount: money, currency, balance },
	],
	"login.succeeded": [{}, login],
	"login.failed": [{}, login],
	"limit.changed": [{ kind: text }, { period: text, amount: money, currency, minutes: within(1e6), setBy: text }],
	"exclusion.changed": [
		{ kind: among("self_exclusion", "cool_off"), state: among("started", "ended") },
		{ since: time, until: time },
	],
	"kyc.decided": [{ status: text }, { documentId: id, check: text }],
	"ticket.changed": [
		{ ticketId: id, status: text },
		{ subject: prose, priority: text },
	],
	"chat.message": [{ ticketId: id, messageId: id, from: among("customer", "agent", "system"), text: prose }, {}],
	"fraud.alert": [
		{ flagId: id, flagType: text, severity: among("low", "medium", "high", "critical") },
		{ description: prose, class: among("fraud", "rg", "aml") },
	],
};

/** Why an event is refused; undefined: it isn't. */
function fault(event) {
	if (event?.specversion !== "1.0" || !id(event.id) || event.source !== SOURCE || typeof event.type !== "string")
		return "envelope";
	const rules = event.type.startsWith("pitboss.") && TYPES[event.type.slice(8)];
	if (!rules) return "type";
	if (!id(event.subject) || !time(event.time) || Date.parse(event.time) > Date.now() + 300_000) return "subject or time";
	const { data } = event;
	if (typeof data !== "object" || data === null) return "data";
	for (const key in rules[0]) if (!rules[0][key](data[key])) return key;
	for (const key in rules[1]) if (data[key] !== undefined && !rules[1][key](data[key])) return key;
}

const db = new Database(file);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
	customer TEXT NOT NULL, at TEXT NOT NULL, received INTEGER NOT NULL, data TEXT NOT NULL, UNIQUE (source, id)) STRICT`);
const insert = db.prepare(
	"INSERT OR IGNORE INTO event (source, id, type, customer, at, received, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
);
/** The events that are new. */
const keep = db.transaction((events) => {
	const now = Date.now();
	return events.filter((e) => {
		e.text = JSON.stringify(e.data);
		return insert.run(e.source, e.id, e.type, e.subject, e.time, now, e.text).changes === 1;
	});
});

const streams = new Map(); // customer → set of responses
let number = 0;
function tell(event) {
	const set = streams.get(event.subject);
	if (!set) return;
	const chunk = `event: change\nid: ${++number}\ndata: {"type":"${event.type}","customerId":"${event.subject}","at":"${event.time}","data":${event.text}}\n\n`;
	for (const response of set) response.write(chunk);
}

function answer(response, status, body) {
	const out = Buffer.from(JSON.stringify(body));
	response.writeHead(status, { "content-type": "application/json", "content-length": out.length }).end(out);
}

function take(request, response, body) {
	if (request.headers.authorization !== TOKEN) return answer(response, 401, {});
	let events;
	try {
		events = JSON.parse(body);
	} catch {
		return answer(response, 400, {});
	}
	if (!Array.isArray(events)) events = [events];
	for (const event of events) {
		const why = fault(event);
		if (why) return answer(response, 422, { why });
	}
	const kept = keep(events);
	for (const event of kept) tell(event);
	answer(response, 200, { accepted: kept.length, repeated: events.length - kept.length });
}

function open(response, customer) {
	response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
	response.write("event: hello\ndata: {}\n\n");
	const set = streams.get(customer) ?? new Set();
	streams.set(customer, set.add(response));
	response.on("close", () => set.delete(response));
}

const server = createServer((request, response) => {
	const url = new URL(request.url, "http://127.0.0.1");
	if (url.pathname === "/stream") return open(response, url.searchParams.get("customer"));
	if (request.method !== "POST" || url.pathname !== "/events") return answer(response, 404, {});
	const chunks = [];
	let size = 0;
	request.on("data", (chunk) => {
		size += chunk.length;
		if (size <= BODY_MAX) chunks.push(chunk);
	});
	request.on("end", () =>
		size > BODY_MAX ? answer(response, 413, {}) : take(request, response, Buffer.concat(chunks).toString()),
	);
});
server.listen({ port: Number(port), host: "127.0.0.1", backlog: 4096 });
