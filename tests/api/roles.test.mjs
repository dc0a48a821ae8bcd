// Every operation × every role, from a table written by hand: what the portal's own table says is no proof of itself. Every answer is
// judged by the OpenAPI document on the way (harness/client.mjs).
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertProblem, ROLES } from "./harness/client.mjs";
import { tokenOf } from "./harness/events.mjs";
import { OPENAPI, OPERATIONS, seen } from "./harness/openapi.mjs";
import { openStream } from "./harness/sse.mjs";
import { EXAMPLE, stage } from "./harness/stage.mjs";

const at = stage({ roles: ROLES });

// Who may do what. "-": nobody signed on.
const ALL = "agent support compliance vip mlro admin auditor";
const MAY = {
	public: `- ${ALL}`,
	signed_on: ALL,
	customer_search: "agent support compliance vip mlro auditor",
	customer_view: "agent support compliance vip mlro auditor",
	reveal: "agent support compliance vip mlro",
	sources_view: "agent support compliance vip mlro admin",
	wall_view: "agent support compliance vip mlro auditor",
	audit_view: "compliance admin auditor",
	events_send: "", // no person's: senders have tokens of their own
	events_view: "admin",
	alerts_view: "agent support compliance vip mlro auditor",
};
// Not in the table of actions: the portal refuses document contents without a grant to all but these.
const DOCUMENTS_FREELY = ["compliance", "mlro"];

const BODIES = {
	"POST /api/v1/session": { username: "agent", password: "pitboss-demo" },
	"POST /api/v1/customers/search": { text: "john" },
	"POST /api/v1/customers/{id}/reveal": { fields: ["/email"], reason: "a table of roles" },
	"PUT /api/v1/alerts/seen": { until: "2026-01-01T00:00:00Z" },
	"PUT /api/v1/stream/{sid}": { customers: [EXAMPLE] },
	"PUT /api/v1/push/settings": { severityAtLeast: "high", timeZone: "Europe/Malta", criticalPasses: true },
	"POST /api/v1/push/subscriptions": {
		endpoint: "https://fcm.googleapis.com/fcm/send/a-table-of-roles",
		// The browser's half of RFC 8291, appendix A.
		keys: {
			p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
			auth: "BTBZMqHH6r4Tts7J_aSIgg",
		},
		label: "a table of roles",
	},
};
const QUERY = { "GET /api/v1/stream": `?customers=${EXAMPLE}` };
const ids = {};

async function objects() {
	if (ids.id) return ids;
	const base = `/api/v1/customers/${EXAMPLE}`;
	const first = async (list, name) => (await at.compliance.json(`${base}/${list}?limit=1`)).items[0][name];
	Object.assign(ids, {
		id: EXAMPLE,
		name: "profile",
		bid: await first("bets", "betId"),
		sid: await first("sessions", "sessionId"),
		did: (await at.compliance.json(`${base}/documents`)).items[0].documentId,
		transaction: await first("transactions", "transactionId"),
		ticket: await first("tickets", "ticketId"),
	});
	return ids;
}

async function targetOf({ method, path }) {
	const known = await objects();
	const filled = path.replace(/\{(\w+)\}/g, (_, name) => {
		if (name === "tid") return path.includes("/transactions/") ? known.transaction : known.ticket;
		return known[name];
	});
	return filled + (QUERY[`${method} ${path}`] ?? "");
}

/** Streams are left as soon as they have begun. */
async function call(client, operation) {
	const target = await targetOf(operation);
	const key = `${operation.method} ${operation.path}`;
	if (key === "GET /api/v1/stream") {
		const stream = await openStream(client, target);
		stream.close();
		return {
			status: stream.status,
			text: stream.text ?? "",
			headers: stream.headers,
			json: stream.text ? JSON.parse(stream.text) : undefined,
		};
	}
	return client.send(operation.method, target, { body: BODIES[key] });
}

test("the table knows every action, and the document has no operation without one", () => {
	const actions = new Set(OPERATIONS.map((o) => o.action));
	assert.deepEqual([...actions].sort(), Object.keys(MAY).sort());
});

test("the document that is served is the one that is judged by", async () => {
	const served = await at.portal.stranger().get("/api/v1/openapi.json");
	assert.deepEqual(served.json, OPENAPI);
});

for (const operation of OPERATIONS) {
	const { method, path, action } = operation;
	const may = MAY[action]?.split(" ") ?? [];
	if (action === "events_send") {
		test(`${method} ${path}: ${action} is for senders, whom no session makes`, async () => {
			for (const role of ROLES) assertProblem(await at[role].post(path, []), 401, "not-signed-on");
			const sender = at.portal.stranger().bearer(tokenOf("gaming"));
			assert.equal((await sender.post(path, [])).status, 200);
		});
		continue;
	}
	test(`${method} ${path}: ${action} is for ${may.join(", ")}`, async () => {
		for (const role of ROLES) {
			// Not with the session that the other tests need.
			const client = method === "DELETE" && path.endsWith("/session") ? await at.portal.signOn(role) : at[role];
			const answer = await call(client, operation);
			const content = path.endsWith("/content") && may.includes(role) && !DOCUMENTS_FREELY.includes(role);
			if (!may.includes(role)) assertProblem(answer, 403, "denied");
			else if (content) assertProblem(answer, 403);
			else if (path.endsWith("/{sid}")) assertProblem(answer, 404);
			else assert.ok(answer.status < 300, `${role}: ${answer.status} ${answer.text.slice(0, 300)}`);
		}
		const nobody = await call(at.portal.stranger(), operation);
		if (may.includes("-")) assert.ok(nobody.status < 300, nobody.text.slice(0, 200));
		else {
			assertProblem(nobody, 401, "not-signed-on");
			assert.match(nobody.headers["www-authenticate"], /^Bearer/);
		}
	});
}

test("without the token of the session no write is done", async () => {
	for (const operation of OPERATIONS) {
		if (operation.method === "GET" || ["public", "events_send"].includes(operation.action)) continue;
		const target = await targetOf(operation);
		const body = BODIES[`${operation.method} ${operation.path}`];
		for (const token of ["", "wrong", at.support.session.csrfToken]) {
			const answer = await at.agent.send(operation.method, target, { body, headers: { "x-csrf-token": token } });
			assertProblem(answer, 403, "csrf");
		}
	}
	assert.equal((await at.agent.get("/api/v1/session")).status, 200, "still signed on");
});

test("a page of another site writes nothing, not even a sign-on", async () => {
	const foreign = { origin: "https://elsewhere.example" };
	assertProblem(await at.agent.post("/api/v1/customers/search", { text: "x" }, { headers: foreign }), 403, "foreign-origin");
	const signOn = { username: "agent", password: "pitboss-demo" };
	assertProblem(await at.portal.stranger().post("/api/v1/session", signOn, { headers: foreign }), 403, "foreign-origin");
	const own = { origin: `http://127.0.0.1:${at.portal.port}` };
	assert.equal((await at.agent.post("/api/v1/customers/search", { text: "x" }, { headers: own })).status, 200);
});

test("what a role never has is on the record", async () => {
	const answer = await at.admin.get(`/api/v1/customers/${EXAMPLE}`);
	assertProblem(answer, 403, "denied");
	const { items } = await at.auditor.json("/api/v1/audit?kind=denied&who=admin&limit=1");
	assert.equal(items[0].request ?? items[0].requestId, answer.headers["x-request-id"]);
	assert.equal(items[0].status, 403);
});

test("a wrong method is told which are right; a wrong address is unknown", async () => {
	const answer = await at.agent.delete(`/api/v1/customers/${EXAMPLE}`, { check: false });
	assertProblem(answer, 405, "method-not-allowed");
	assert.match(answer.headers.allow, /GET/);
	assertProblem(await at.agent.get("/api/v2/customers", { check: false }), 404, "not-found");
});

test("every operation was answered with success at least once", () => {
	const never = OPERATIONS.filter(
		({ method, path }) => ![...(seen.get(`${method} ${path}`) ?? [])].some((status) => status < 300),
	);
	// A stream is judged by its own test, and changing one needs one; so does forgetting a subscription.
	const elsewhere = ["GET /api/v1/stream", "PUT /api/v1/stream/{sid}", "DELETE /api/v1/push/subscriptions/{sid}"];
	assert.deepEqual(
		never.map((o) => `${o.method} ${o.path}`).filter((key) => !elsewhere.includes(key)),
		[],
	);
});
