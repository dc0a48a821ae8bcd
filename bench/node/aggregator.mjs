// The portal's main job as a good Node engineer would write it: Fastify in front, undici pools behind, an LRU cache of parts that are
// serialised once a role, sessions in memory, and a hash-chained record in SQLite (WAL, synchronous FULL) with group commit:
// no answer leaves before its record is durable. One process; the bench counts its CPU over all threads.
//
// Usage: node aggregator.mjs PORT SIM_PORT DATABASE

import { createHash, randomUUID } from "node:crypto";
import Database from "better-sqlite3";
import Fastify from "fastify";
import { LRUCache } from "lru-cache";
import { Pool } from "undici";
import { parts, sections } from "./sections.mjs";

const [port, simPort, file] = process.argv.slice(2);
const TTL_MS = 300_000;
const basic = `Basic ${Buffer.from("sim-wallet:sim-wallet-password").toString("base64")}`;
const services = {
	customer: [1, { authorization: "Bearer sim-customer-token" }],
	gaming: [2, { "x-api-key": "sim-gaming-key" }],
	wallet: [3, { authorization: basic }],
	kyc: [4, { authorization: "Bearer sim-kyc-token" }],
	support: [5, { "x-desk-token": "sim-desk-token" }],
	risk: [6, { "x-risk-key": "sim-risk-key" }],
};
const pools = Object.fromEntries(
	Object.entries(services).map(([name, [offset, headers]]) => [
		name,
		{ headers, pool: new Pool(`http://127.0.0.1:${Number(simPort) + offset}`, { connections: 64, pipelining: 1 }) },
	]),
);

// --- the record: chained, committed in groups ---

const db = new Database(file);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec("CREATE TABLE IF NOT EXISTS record (seq INTEGER PRIMARY KEY, line TEXT NOT NULL, hash TEXT NOT NULL)");
const insert = db.prepare("INSERT INTO record (line, hash) VALUES (?, ?)");
let head = db.prepare("SELECT hash FROM record ORDER BY seq DESC LIMIT 1").pluck().get() ?? "";
const writeAll = db.transaction((batch) => {
	for (const entry of batch) {
		head = createHash("sha256")
			.update(head + entry.line)
			.digest("hex");
		insert.run(entry.line, head);
	}
});
let waiting = [];
const commit = () => {
	const batch = waiting;
	waiting = [];
	try {
		writeAll(batch);
		for (const entry of batch) entry.resolve();
	} catch (error) {
		for (const entry of batch) entry.reject(error);
	}
};
const record = (line) =>
	new Promise((resolve, reject) => {
		if (waiting.push({ line, resolve, reject }) === 1) setImmediate(commit);
	});

// --- parts: fetched once however many ask, kept, serialised once a role ---

const cache = new LRUCache({ maxSize: 64 << 20, sizeCalculation: (part) => part.bytes, ttl: TTL_MS });
const flights = new Map();

const inside = (object) => JSON.stringify(object).slice(1, -1);

async function fetchPart(id, name) {
	const part = parts[name];
	const { pool, headers } = pools[part.service];
	const answer = await pool.request({ path: part.path(id), method: "GET", headers, headersTimeout: 2000, bodyTimeout: 2000 });
	if (answer.statusCode !== 200) {
		await answer.body.dump();
		throw Object.assign(new Error("http_error"), { status: answer.statusCode });
	}
	const mapped = part.map(id, await answer.body.json());
	const [hidden, masked] = part.mask ? part.mask(mapped) : [mapped, []];
	const status = { accountStatus: mapped.accountStatus, excluded: !!mapped.limits?.selfExclusionStatus };
	const serialise = (p) => {
		const { kyc, limits, restrictions, accountStatus, ...top } = p;
		return { top: inside(top), compliance: inside(kyc ?? limits ?? {}), restrictions: JSON.stringify(restrictions ?? []) };
	};
	const full = serialise(mapped);
	const agent = part.mask ? serialise(hidden) : full;
	const version = createHash("sha256").update(agent.top).digest("hex").slice(0, 32);
	const size = full.top.length + agent.top.length + full.compliance.length + agent.compliance.length + 512;
	return { full, agent, masked, status, version, fetched: Date.now(), fetchedAt: new Date().toISOString(), bytes: size };
}

function getPart(id, name) {
	const key = `${id} ${name}`;
	const known = cache.get(key);
	if (known) return known;
	let flight = flights.get(key);
	if (!flight) {
		flight = fetchPart(id, name)
			.then((part) => {
				cache.set(key, part);
				return part;
			})
			.catch((error) => ({ error: error.status === 404 ? "not_found" : "unreachable", status: error.status }))
			.finally(() => flights.delete(key));
		flights.set(key, flight);
	}
	return flight;
}

// --- the view ---

const names = Object.keys(parts);
const sectionNames = Object.keys(sections);

function provenance(name, part, now) {
	const source = parts[name].service;
	if (part.error) return `"source":"${source}","fetchedAt":null,"ageMs":null,"state":"missing","error":"${part.error}"`;
	return `"source":"${source}","fetchedAt":"${part.fetchedAt}","ageMs":${now - part.fetched},"state":"fresh","error":null`;
}

function assemble(known, sees) {
	const now = Date.now();
	const top = [];
	const masked = [];
	const text = (part) => (sees ? part.full : part.agent);
	for (const name of names) {
		const part = known[name];
		if (part.error) continue;
		if (text(part).top) top.push(text(part).top);
		if (!sees) masked.push(...part.masked);
	}
	const { profile, kyc, risk } = known;
	const status = risk.status?.excluded ? "self_excluded" : (profile.status?.accountStatus ?? null);
	const compliance = [kyc, risk].filter((p) => !p.error).map((p) => text(p).compliance);
	const meta = sectionNames.map((section) => {
		const read = sections[section];
		const own = provenance(read[0], known[read[0]], now);
		if (read.length === 1) return `"${section}":{${own}}`;
		return `"${section}":{${own},"parts":{${read.map((p) => `"${p}":{${provenance(p, known[p], now)}}`).join()}}}`;
	});
	return `{${top.join()},"accountStatus":${JSON.stringify(status)},"restrictions":${risk.error ? "null" : text(risk).restrictions},"compliance":{${compliance.join()}},"meta":{${meta.join()}},"masked":${JSON.stringify(masked)}}`;
}

// --- sessions and routes ---

const sessions = new Map([
	["bench-agent-session", { username: "agent", role: "agent", id: randomUUID(), ends: Date.now() + 12 * 3600_000 }],
	[
		"bench-compliance-session",
		{ username: "compliance", role: "compliance", id: randomUUID(), ends: Date.now() + 12 * 3600_000 },
	],
]);
const may = { agent: new Set(["view"]), compliance: new Set(["view"]) };

const app = Fastify({ logger: false, genReqId: () => randomUUID() });
const cookieOf = (header) => /(?:^|; )pitboss_session=([^;]+)/.exec(header ?? "")?.[1];

app.addHook("onRequest", async (request, reply) => {
	const session = sessions.get(cookieOf(request.headers.cookie));
	if (!session || session.ends < Date.now()) return reply.code(401).send({ type: "/problems/unauthenticated", status: 401 });
	if (!may[session.role].has("view")) return reply.code(403).send({ type: "/problems/denied", status: 403 });
	request.session = session;
	reply.headers({
		"content-security-policy": "default-src 'none'; frame-ancestors 'none'",
		"x-content-type-options": "nosniff",
		"referrer-policy": "no-referrer",
		"cache-control": "no-store",
		"x-request-id": request.id,
	});
});

app.get("/api/v1/customers/:id", async (request, reply) => {
	const { id } = request.params;
	const looked = names.map((name) => getPart(id, name));
	const all = looked.some((l) => l instanceof Promise) ? await Promise.all(looked) : looked;
	const known = Object.fromEntries(names.map((name, i) => [name, all[i]]));
	if (known.profile.status === 404) return reply.code(404).send({ type: "/problems/not-found", status: 404 });
	const body = assemble(known, request.session.role === "compliance");
	await record(
		JSON.stringify({
			at: new Date().toISOString(),
			kind: "look",
			who: request.session.username,
			role: request.session.role,
			session: request.session.id,
			request: request.id,
			route: "/api/v1/customers/{id}",
			status: 200,
			customer: id,
			parts: Object.fromEntries(names.map((name) => [name, known[name].version ?? null])),
		}),
	);
	return reply.type("application/json").send(body);
});

await app.listen({ port: Number(port), host: "127.0.0.1", backlog: 1024 });
process.stdout.write("ready\n");
