// A source that is broken costs its own panels and nothing else: each in each way, slow, with data known from before, three at once.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { sideways, theatre } from "./harness/browser.mjs";
import { abilities, drawAll, openCustomer, panel, settled, states, textOf, wholePage } from "./harness/customer.mjs";

const DEADLINE_MS = 1000;
/* Short times, and a breaker that never opens: the portal's own tests are about that. */
const at = theatre({
	edits: [
		// Of one source the data get old soon.
		["wallet.password}\n    timeout_ms: 2000\n    ttl_s: 300\n", "wallet.password}\n    timeout_ms: 2000\n    ttl_s: 1\n"],
		["    breaker: {window_s: 10, min_requests: 10, failure_percent: 50, open_ms: 1000}\n", ""],
		[
			"    timeout_ms: 2000\n",
			`    timeout_ms: ${DEADLINE_MS}\n    breaker: {window_s: 10, min_requests: 10000, failure_percent: 100, open_ms: 100}\n`,
		],
	],
});
const BROKEN = [/net::ERR_/, /Failed to load resource/];

/* A panel of each source alone, and what the source is called. */
const SOURCES = {
	customer: { own: ["account", "contact", "consents"], word: /Customer service/i },
	gaming: { own: ["gaming-kpis", "open-sessions", "bets-in-play"], word: /Gaming/i },
	wallet: { own: ["balances", "pending-withdrawals", "lifetime"], word: /Wallet/i },
	kyc: { own: ["compliance.checks", "documents"], word: /KYC/i },
	support: { own: ["support"], word: /Support/i },
	risk: { own: ["risk", "compliance.limits"], word: /Risk/i },
};
const MODES = {
	down: /can't be reached/,
	hang: /timed out/,
	garbage: /unreadable/,
	truncated: /broke off/,
	wrong_type: /wrong shape/,
};

/* Data whose time is up are shown while they are renewed. */
const HAS_DATA = /^(fresh|stale)$/;

afterEach(() => at.sim.heal());

for (const [source, { own, word }] of Object.entries(SOURCES)) {
	test(`${source} broken: its own panels say who, what and since when; the others are drawn`, async () => {
		const visitor = await at.visit("agent", { tolerated: BROKEN });
		const page = await visitor.page();
		for (const [mode, reason] of Object.entries(MODES)) {
			const id = await at.sim.fresh();
			await at.sim.fault(source, mode);
			await openCustomer(page, id);
			await drawAll(page);
			const now = await states(page);
			for (const name of own) {
				// A call that fails is tried again before that is said.
				await panel(page, name).filter({ hasText: reason }).waitFor();
				const text = await textOf(panel(page, name));
				assert.match(text, word, `${source} ${mode}: ${name} names the source`);
				assert.match(text, reason, `${source} ${mode}: ${name} says what happened`);
				assert.match(text, /Since /, `${source} ${mode}: ${name} says since when`);
				await panel(page, name).getByRole("button", { name: "Try again" }).waitFor();
			}
			for (const [other, { own: theirs }] of Object.entries(SOURCES))
				if (other !== source)
					for (const name of theirs) assert.match(now[name], HAS_DATA, `${source} ${mode}: ${name} of ${other}`);
			assert.equal(await sideways(page), 0);
			await at.sim.heal();
		}
	});

	test(`${source} slow: the others don't wait for it, and nothing fails`, async () => {
		const page = await (await at.visit()).page();
		const id = await at.sim.fresh();
		await at.sim.fault(source, "slow", { latencyMs: DEADLINE_MS / 4 });
		await openCustomer(page, id);
		await wholePage(page);
	});
}

test("known data of a source that is down are shown, with their age and the reason", async () => {
	const page = await (await at.visit("agent", { tolerated: BROKEN })).page();
	const id = await at.sim.fresh();
	await openCustomer(page, id, "/finance");
	const balances = panel(page, "balances");
	await settled(balances);
	const before = await textOf(balances.locator("dd").first());
	await at.sim.fault("wallet", "down");
	// Longer than data count as fresh; then the first look finds the source down, and the next tells of it.
	await page.waitForFunction(
		async (customer) => {
			const view = await (await fetch(`/api/v1/customers/${customer}/sections/financial`)).json();
			return view.meta.financial.state === "stale" && view.meta.financial.error !== null;
		},
		id,
		{ polling: 300 },
	);
	await openCustomer(page, id, "/finance");
	await page.locator('[data-panel="balances"][data-state="stale"]').waitFor();
	assert.equal(await textOf(balances.locator("dd").first()), before);
	assert.match(await textOf(balances), /Stale, .*Wallet.*can't be reached/i);
	await page.locator('[data-section-link="finance"] [data-trouble="stale"]').first().waitFor();
	await balances.getByRole("button", { name: /Data age/ }).click();
	await page
		.getByText(/Fetched .*\d/)
		.first()
		.waitFor();
});

test("three sources down: the page is useful with what can be known, and comes back without a reload", async () => {
	const visitor = await at.visit("agent", { tolerated: BROKEN });
	const page = await visitor.page();
	const id = await at.sim.fresh();
	for (const source of ["gaming", "kyc", "risk"]) await at.sim.fault(source, "down");
	await openCustomer(page, id);
	await drawAll(page);
	const { fullName } = await at.agent.view(id);
	assert.equal(await page.locator("[data-identity] h1").innerText(), fullName);
	// What the risk service decides about is not known, and never a yes.
	const can = await abilities(page);
	for (const scope of ["deposit", "bet", "withdraw", "bonus"]) assert.notEqual(can[scope], "yes", scope);
	const now = await states(page);
	for (const name of [...SOURCES.wallet.own, ...SOURCES.support.own, ...SOURCES.customer.own])
		assert.match(now[name], HAS_DATA, name);
	for (const name of [...SOURCES.risk.own, "documents", "gaming-kpis"])
		await panel(page, name)
			.filter({ hasText: /can't be reached/ })
			.waitFor();
	assert.doesNotMatch(await textOf(panel(page, "risk")), /No (open )?flags|Nothing/i, "not known is not none");
	await at.sim.heal();
	let loads = 0;
	page.on("load", () => loads++);
	for (const name of ["risk", "documents", "gaming-kpis"]) {
		const again = panel(page, name).getByRole("button", { name: "Try again" }).first();
		// By itself it may have come back already.
		if (await again.isVisible()) await again.click({ timeout: 2000 }).catch(() => {});
		await page.locator(`[data-panel="${name}"][data-state="fresh"]`).waitFor();
	}
	assert.equal(loads, 0);
});
