// Own alerts as things of their own: on the page, in the list, once each, for whom they are for; and there after whatever happened.
import assert from "node:assert/strict";
import { test } from "node:test";
import { event, send } from "./harness/events.mjs";
import { until } from "./harness/program.mjs";
import { openStream } from "./harness/sse.mjs";
import { stage } from "./harness/stage.mjs";

const UNENTITLED = ["agent", "support", "vip", "auditor"];
const at = stage({
	customers: 800,
	events: true,
	roles: [...UNENTITLED, "compliance", "mlro", "admin"],
	edits: [["  snapshot_s: 60\n", "  snapshot_s: 1\n"]],
});
const risk = (id, client = at.agent) => client.json(`/api/v1/customers/${id}/sections/risk`);
const list = (query = "", client = at.agent) => client.json(`/api/v1/alerts${query}`);
async function tell(...events) {
	const answer = await send(at.portal.port, events);
	assert.equal(answer.status, 200, answer.text);
	assert.equal(answer.json.accepted, events.length, answer.text);
}
const declined = (id, count, from = 0) =>
	Array.from({ length: count }, (_, i) =>
		event("deposit", id, {
			transactionId: `T-${id}-${from + i}`,
			amount: 50,
			currency: "EUR",
			state: "declined",
			declineCode: "51",
			instrumentId: "I1",
		}),
	);
/** Three deposits, each just below the threshold of due diligence. */
const structured = (id, amount = 1900) =>
	Array.from({ length: 3 }, (_, i) =>
		event("deposit", id, { transactionId: `S-${id}-${i}`, amount, currency: "EUR", state: "settled", instrumentId: "I1" }),
	);
const stored = (id, client = at.mlro, count = 1) =>
	until(`the alert of ${id} is stored`, async () => (await list(`?customer=${id}`, client)).items.length >= count);

test("a hit of an own rule is a flag of the page, at once and live, and stays one as the service answers anew", async () => {
	const id = await at.sim.fresh();
	const before = await risk(id);
	await tell(...declined(id, 3));
	const after = await risk(id);
	const flag = after.riskFlags.find((f) => f.type === "declined-deposits");
	assert.ok(flag, JSON.stringify(after.riskFlags));
	assert.deepEqual([flag.category, flag.severity], ["rg", "medium"]);
	assert.match(flag.flagId, /^[0-9a-f]{32}$/);
	assert.match(flag.description, /declined.*3.*threshold 3/);
	assert.equal(after.riskFlags.length, before.riskFlags.length + 1);
	assert.equal(after.meta.risk.state, "live");
	const whole = await at.agent.view(id);
	assert.ok(whole.riskFlags.some((f) => f.flagId === flag.flagId));
	// A limit that changed has the service asked again: its answer does not know the alert.
	await tell(event("limit.changed", id, { kind: "deposit", period: "day", amount: 10, currency: "EUR" }));
	await until("the service was asked again", async () => (await risk(id)).meta.risk.fetchedAt !== after.meta.risk.fetchedAt);
	assert.ok((await risk(id)).riskFlags.some((f) => f.flagId === flag.flagId));
	await tell(...declined(id, 2, 3));
	const risen = (await risk(id)).riskFlags.filter((f) => f.type === "declined-deposits");
	assert.deepEqual(
		risen.map((f) => [f.flagId, f.severity, f.detectedAt]),
		[[flag.flagId, "high", flag.detectedAt]],
		"the same, graver",
	);
});

test("the list has it with its evidence", async () => {
	const id = await at.sim.fresh();
	await tell(...declined(id, 5));
	await stored(id, at.agent);
	const [alert] = (await list(`?customer=${id}`)).items;
	assert.deepEqual(
		[alert.customerId, alert.rule, alert.origin, alert.class, alert.severity, alert.status, alert.flagId],
		[id, "declined-deposits", "rule", "rg", "high", "new", alert.alertId],
	);
	assert.equal(alert.evidence.alertId, alert.alertId);
	assert.equal(alert.evidence.value, 5);
	assert.ok(alert.evidence.events.length === 5 && alert.evidence.citation);
	const [opened, risen, last] = [alert.openedAt, alert.risenAt, alert.lastAt].map(Date.parse);
	assert.ok(opened <= risen && risen <= last);
	assert.ok((await risk(id)).riskFlags.some((f) => f.flagId === alert.flagId));
});

test("what the simulator plays comes about as an alert of the page", async () => {
	const id = await at.sim.fresh();
	await risk(id);
	await at.sim.play({ customerId: id, type: "cards" });
	await until("the alert is on the page", async () =>
		(await risk(id)).riskFlags.some((f) => f.type === "many-cards" && f.category === "fraud"),
	);
	await stored(id, at.agent);
	assert.ok((await list(`?customer=${id}&class=fraud`)).items.some((a) => a.rule === "many-cards"));
});

test("the stream's alert and section carry the id that the list has", async () => {
	const id = await at.sim.fresh();
	const stream = await openStream(at.agent, `/api/v1/stream?customers=${id}&topics=alerts,sections`);
	await stream.complete();
	await tell(...declined(id, 2));
	const heard = () => stream.of("change").filter((e) => e.json.type === "alert");
	await stream.when(() => heard().length, "the alert");
	await stream.when((s) => s.sections().filter((e) => e.section === "risk").length === 2, "the section");
	const { alertId } = heard()[0].json.data;
	assert.ok(
		stream
			.sections()
			.findLast((e) => e.section === "risk")
			.view.riskFlags.some((f) => f.flagId === alertId),
	);
	await stored(id, at.agent);
	assert.equal((await list(`?customer=${id}`)).items[0].alertId, alertId);
	stream.close();
});

test("pages by news and by gravity hold every alert once, in order, whatever is filtered", async () => {
	const ids = [];
	for (let i = 0; i < 12; i++) {
		const id = await at.sim.fresh();
		ids.push(id);
		await tell(
			event("fraud.alert", id, {
				flagId: `P-${i}`,
				flagType: "bonus_abuse",
				severity: ["low", "medium", "high", "critical"][i % 4],
				class: ["rg", "fraud", "aml"][i % 3],
				description: "A word of theirs.",
			}),
		);
	}
	await until(
		"all are stored",
		async () => (await list("?limit=200", at.mlro)).items.filter((a) => ids.includes(a.customerId)).length === 12,
	);
	const grades = ["low", "medium", "high", "critical"];
	const byNews = (a, b) => Date.parse(b.heardAt) - Date.parse(a.heardAt) || b.alertId.localeCompare(a.alertId);
	const byGravity = (a, b) => grades.indexOf(b.severity) - grades.indexOf(a.severity) || byNews(a, b);
	for (const client of [at.mlro, at.agent])
		for (const [order, compare] of [
			["newest", byNews],
			["priority", byGravity],
		])
			for (const filter of ["", "&class=fraud", "&class=aml", "&severityAtLeast=high", `&customer=${ids[3]}`]) {
				const whole = (await list(`?order=${order}&limit=200${filter}`, client)).items;
				assert.deepEqual(whole, [...whole].sort(compare));
				const paged = [];
				let cursor = "";
				do {
					const page = await list(`?order=${order}&limit=3${filter}${cursor}`, client);
					assert.ok(page.items.length <= 3);
					paged.push(...page.items);
					cursor = page.nextCursor && `&cursor=${page.nextCursor}`;
				} while (cursor);
				assert.deepEqual(paged, whole);
				if (client === at.agent) assert.ok(whole.every((a) => a.class !== "aml"));
				if (filter === "&severityAtLeast=high") assert.ok(whole.every((a) => ["high", "critical"].includes(a.severity)));
			}
	const [theirs] = (await list(`?customer=${ids[1]}`)).items;
	assert.deepEqual([theirs.origin, theirs.rule, theirs.description], ["source", "bonus_abuse", "A word of theirs."]);
	assert.equal((await list(`?customer=${ids[2]}`)).items.length, 0, "class aml is none for an agent");
	assert.equal((await list(`?customer=${ids[2]}`, at.mlro)).items.length, 1);
});

test("what is asked wrongly is refused by name, and a cursor opens only where it was given", async () => {
	for (const [query, name] of [
		["status=all", "status"],
		["class=x", "class"],
		["severityAtLeast=none", "severityAtLeast"],
		["order=old", "order"],
		["customer=..", "customer"],
		["limit=0", "limit"],
		["cursor=AAAA", "cursor"],
	]) {
		const answer = await at.agent.get(`/api/v1/alerts?${query}`);
		assert.equal(answer.status, 422, query);
		assert.equal(answer.json.errors[0].parameter, name);
	}
	const { nextCursor } = await list("?limit=1", at.mlro);
	assert.ok(nextCursor);
	for (const [client, query] of [
		[at.agent, "?limit=1"],
		[at.mlro, "?limit=1&order=priority"],
	])
		assert.equal((await client.get(`/api/v1/alerts${query}&cursor=${nextCursor}`)).status, 422);
	assert.equal((await at.admin.get("/api/v1/alerts")).status, 403);
});

test("each person's mark is their own, and never goes back or ahead", async () => {
	const see = (client, seen) => client.put("/api/v1/alerts/seen", { until: seen });
	assert.equal((await list("?limit=1", at.vip)).seenUntil, null);
	const first = await see(at.vip, "2026-01-01T00:00:00Z");
	assert.deepEqual([first.status, first.json], [200, { seenUntil: "2026-01-01T00:00:00Z" }]);
	assert.equal((await list("?limit=1", at.vip)).seenUntil, "2026-01-01T00:00:00Z");
	assert.equal((await see(at.vip, "2025-01-01T00:00:00Z")).json.seenUntil, "2026-01-01T00:00:00Z");
	const ahead = (await see(at.vip, "2099-01-01T00:00:00Z")).json.seenUntil;
	assert.ok(Math.abs(Date.parse(ahead) - Date.now()) < 60_000, ahead);
	assert.equal((await list("?limit=1", at.support)).seenUntil, null);
	assert.equal((await see(at.vip, "yesterday")).status, 422);
	assert.equal((await at.vip.put("/api/v1/alerts/seen", { until: "2026-01-01T00:00:00Z", more: 1 })).status, 422);
});

test("a look at the list is on the record, with whose alerts it showed", async () => {
	const id = await at.sim.fresh();
	await tell(...declined(id, 2));
	await stored(id, at.support);
	const records = await at.compliance.json("/api/v1/audit?who=support&kind=look&limit=20");
	const look = records.items.find((r) => r.list === "alerts" && r.customers.includes(id));
	assert.ok(look, JSON.stringify(records.items[0]));
	assert.equal(look.count, look.customers.length);
});

test("structuring is seen by who may know; of twins nobody else can tell which it was", async () => {
	const { pairs } = await at.sim.control("GET", "/customers?kind=twin&limit=100");
	const [id, twin] = pairs[0];
	const streams = {};
	for (const role of [...UNENTITLED, "mlro"]) {
		streams[role] = await openStream(at[role], `/api/v1/stream?customers=${id},${twin}&topics=alerts,sections,timeline`);
		await streams[role].complete();
	}
	const ATTRIBUTES = ["etag", "content-length"];
	const look = async (client, one) => {
		const base = `/api/v1/customers/${one}`;
		const section = await client.get(`${base}/sections/risk`);
		const view = await client.get(base);
		const alerts = await client.get(`/api/v1/alerts?customer=${one}`);
		return { section, view, alerts, tags: ATTRIBUTES.map((name) => section.headers[name]) };
	};
	const tagOf = async (role) => (await at[role].get(`/api/v1/customers/${id}/sections/risk`)).headers.etag;
	const before = {};
	for (const role of UNENTITLED) before[role] = await tagOf(role);
	// The same money for both, in amounts that say something for one of them alone.
	await tell(...structured(id), ...structured(twin, 19));
	await stored(id);
	for (const client of [at.mlro, at.compliance]) {
		const flags = (await risk(id, client)).riskFlags.filter((f) => f.type === "structuring" && f.category === "aml");
		assert.equal(flags.filter((f) => /^[0-9a-f]{32}$/.test(f.flagId)).length, 1);
		assert.ok(!(await risk(twin, client)).riskFlags.some((f) => /^[0-9a-f]{32}$/.test(f.flagId)));
		assert.equal((await list(`?customer=${id}&class=aml`, client)).items.length, 1);
	}
	await streams.mlro.when((s) => s.of("change").some((e) => e.json.type === "alert"), "the alert");
	for (const role of UNENTITLED) {
		assert.equal(await tagOf(role), before[role], `${role}: the section has not changed`);
		const [a, b] = [await look(at[role], id), await look(at[role], twin)];
		for (const name of ["section", "view"]) {
			assert.doesNotMatch(a[name].text, /structuring|threshold/, role);
			assert.equal(a[name].json.riskFlags.length, b[name].json.riskFlags.length);
			assert.equal(a[name].json.meta.risk.state, b[name].json.meta.risk.state, `${role}: ${name}`);
			assert.equal(a[name].json.riskLevel, b[name].json.riskLevel);
		}
		assert.deepEqual(a.alerts.json, { ...b.alerts.json });
		assert.deepEqual(a.alerts.json.items, []);
		assert.equal(a.alerts.text, b.alerts.text);
		const heard = streams[role].of("change").map((e) => e.json.type);
		assert.ok(!heard.includes("alert"), role);
		assert.ok(
			!streams[role]
				.sections()
				.slice(16)
				.some((s) => s.section === "risk"),
			`${role}: no section of risk`,
		);
	}
	for (const stream of Object.values(streams)) stream.close();
});

test("killed between the hit and the row: the alert is there after the start, once", async () => {
	const id = await at.sim.fresh();
	for (let round = 0; round < 5; round++) {
		const sent = tell(...declined(id, 2, round * 2)).catch(() => {});
		await sent;
		await at.portal.program.kill();
		await at.portal.start({ directory: false });
		await stored(id, at.agent);
		assert.equal((await list(`?customer=${id}`)).items.length, 1);
	}
	const [alert] = (await list(`?customer=${id}`)).items;
	assert.equal(alert.severity, "high");
	assert.ok((await risk(id)).riskFlags.some((f) => f.flagId === alert.flagId && f.severity === "high"));
});
