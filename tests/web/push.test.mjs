// Notifications: the settings, what the service worker makes of a push, where a click leads, and a page in the background that tells itself.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { event, send } from "../api/harness/events.mjs";
import { until } from "../api/harness/program.mjs";
import { PushService } from "../api/harness/push.mjs";
import { axe, PHONE, sideways, theatre } from "./harness/browser.mjs";
import { openCustomer } from "./harness/customer.mjs";

const EXAMPLE = "CUS-123456";
const service = await new PushService().start();
after(() => service.stop());
const at = theatre({
	edits: [
		["loopback: false", "loopback: true"],
		["  every_s: 10\n  loopback", "  every_s: 1\n  loopback"],
	],
});
const GRANTED = { permissions: ["notifications"] };

const settingsOf = async (page) => {
	await page.goto("/settings");
	const section = page.locator('[data-settings="push"]');
	await section.locator("[data-here]").waitFor();
	return section;
};
const here = (section, state) => section.locator(`[data-here="${state}"]`).waitFor();

/** Chromium without its maker's push service can't subscribe: here it is given a subscription of ours, as a browser would make it. */
function subscribable(context, browser) {
	return context.addInitScript(({ endpoint, keys }) => {
		const KEY = "test.subscribed";
		const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
		const made = (applicationServerKey) => ({
			endpoint,
			options: { userVisibleOnly: true, applicationServerKey },
			toJSON: () => ({ endpoint, expirationTime: null, keys }),
			unsubscribe: async () => {
				localStorage.removeItem(KEY);
				return true;
			},
		});
		PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
			if (!userVisibleOnly) throw new DOMException("no", "NotAllowedError");
			localStorage.setItem(KEY, btoa(String.fromCharCode(...applicationServerKey)));
			return made(applicationServerKey.buffer);
		};
		PushManager.prototype.getSubscription = async () => {
			const key = localStorage.getItem(KEY);
			return key === null ? null : made(bytes(key).buffer);
		};
	}, browser.body);
}

/** What the page's worker is told, as if it came from the push service. */
async function deliver(page, said) {
	const cdp = await page.context().newCDPSession(page);
	const registered = new Promise((resolve) =>
		cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => registrations[0] && resolve(registrations[0])),
	);
	await cdp.send("ServiceWorker.enable");
	const { registrationId } = await registered;
	const data = typeof said === "string" ? said : JSON.stringify(said);
	await cdp.send("ServiceWorker.deliverPushMessage", { origin: at.origin, registrationId, data });
	await cdp.detach();
}

const shown = (page) =>
	page.evaluate(async () =>
		(await (await navigator.serviceWorker.ready).getNotifications()).map(
			({ title, body, tag, lang, requireInteraction, data }) => ({
				...{ title, body, tag, lang, requireInteraction, data },
			}),
		),
	);
const cleared = (page) =>
	page.evaluate(async () => {
		for (const notification of await (await navigator.serviceWorker.ready).getNotifications()) notification.close();
	});

const ALERT = {
	...{ v: 1, kind: "alert", alert: "0123456789abcdef0123456789abcdef", severity: "critical", rule: "stake-escalation" },
	...{ customer: EXAMPLE, path: `/customers/${EXAMPLE}/risk`, at: 1_763_860_000_000 },
};

test("a device is turned on, tested, and off again; the portal's message is shown in the person's words", async () => {
	const browser = service.browser();
	const visitor = await at.visit("agent", { ...GRANTED, settings: { language: "de" } });
	await subscribable(visitor.context, browser);
	const page = await visitor.page();
	const section = await settingsOf(page);
	await here(section, "off");
	assert.deepEqual(await axe(page), []);
	await section.getByRole("group", { name: "Auf diesem Gerät" }).getByText("Ein", { exact: true }).click();
	await here(section, "pushed");
	const { subscriptions } = await (await visitor.context.request.get("/api/v1/push")).json();
	assert.deepEqual(
		subscriptions.map((s) => s.endpointHash),
		[browser.hash],
	);
	assert.match(subscriptions[0].label, /Chrome · Linux/);
	await section.getByRole("button", { name: "Test senden" }).click();
	await section.locator('[data-outcome="sent"]').waitFor();
	assert.deepEqual(await axe(page), []);
	const [test_] = await browser.when("the test came", (m) => m.kind === "test");
	service.check();
	await deliver(page, test_);
	const [first] = await until("it is shown", async () => (await shown(page)).length > 0 && shown(page));
	assert.equal(first.title, "Benachrichtigungen klappen");
	await cleared(page);
	await deliver(page, ALERT);
	const [alert] = await until("the alert is shown", async () => (await shown(page)).length > 0 && shown(page));
	assert.deepEqual(alert, {
		title: "Kritisch: Einsätze steigen stark",
		body: `Kunde ${EXAMPLE}`,
		tag: `alert ${ALERT.alert}`,
		lang: "de",
		requireInteraction: true,
		data: { path: `/customers/${EXAMPLE}/risk`, customer: EXAMPLE },
	});
	// Graver once more, or another: one notification an alert.
	await deliver(page, ALERT);
	await deliver(page, { ...ALERT, alert: "f".repeat(32), severity: "high", rule: "structuring" });
	await until("two stand", async () => (await shown(page)).length === 2);
	await deliver(page, { v: 1, kind: "more", count: 12 });
	await until("and a third", async () => (await shown(page)).some((n) => n.title === "12 weitere Alarme"));
	await section.getByRole("group", { name: "Auf diesem Gerät" }).getByText("Aus", { exact: true }).click();
	await here(section, "off");
	assert.deepEqual((await (await visitor.context.request.get("/api/v1/push")).json()).subscriptions, []);
});

test("a browser that has no push service says so, and is told while a page is open", async () => {
	const tolerated = [/does not support the Push API in incognito mode/];
	const visitor = await at.visit("vip", { ...GRANTED, tolerated });
	const page = await visitor.page();
	const section = await settingsOf(page);
	await section.getByRole("group", { name: "On this device" }).getByText("On", { exact: true }).click();
	await here(section, "page");
	await section.getByText("critical alerts come only while a page is open").waitFor();
	// Two tabs of the browser, both in the background.
	await visitor.context.addInitScript(() => {
		Object.defineProperty(Document.prototype, "visibilityState", { get: () => (window.hiddenNow ? "hidden" : "visible") });
	});
	const tabs = [await visitor.page(), await visitor.page()];
	for (const tab of tabs) {
		await openCustomer(tab, EXAMPLE);
		await tab.locator('[data-live="live"]').first().waitFor();
	}
	const alert = (flagId, severity) =>
		send(at.portal.port, event("fraud.alert", EXAMPLE, { flagId, flagType: "bonus_abuse", severity, class: "fraud" }));
	await alert("in-sight", "critical");
	for (const tab of tabs) await tab.locator("[data-alerts]:not([data-alerts='0'])").first().waitFor();
	for (const tab of tabs) await tab.evaluate(() => (window.hiddenNow = true));
	await alert("not-critical", "high");
	await alert("in-background", "critical");
	const notes = await until("it is shown", async () => (await shown(page)).length > 0 && shown(page));
	assert.deepEqual(
		notes.map((n) => [n.title, n.body, n.data.customer]),
		[["Critical: Bonus abuse", `Customer ${EXAMPLE}`, EXAMPLE]],
	);
	await until("and stays the only one", async () => (await shown(page)).length === 1);
});

test("a click brings the customer's tab to the front, or opens one", async () => {
	const visitor = await at.visit("agent", GRANTED);
	const page = await visitor.page();
	await page.goto("/settings");
	await page.evaluate(() => navigator.serviceWorker.ready);
	const other = await visitor.page();
	await openCustomer(other, EXAMPLE);
	await deliver(page, ALERT);
	await deliver(page, { ...ALERT, alert: "e".repeat(32), customer: "CUS-1", path: "/customers/CUS-1/risk" });
	await until("both are shown", async () => (await shown(page)).length === 2);
	const [worker] = visitor.context.serviceWorkers();
	// Only a person's own click may move windows: what the worker asks the browser for is noted instead.
	const asked = await worker.evaluate(async () => {
		const asked = [];
		self.clients.openWindow = async (url) => asked.push(["open", url]);
		WindowClient.prototype.focus = async function () {
			asked.push(["focus", new URL(this.url).pathname]);
		};
		for (const notification of await self.registration.getNotifications()) {
			const click = new NotificationEvent("notificationclick", { notification });
			let work;
			click.waitUntil = (promise) => {
				work = promise;
			};
			self.dispatchEvent(click);
			await work;
		}
		return asked.sort();
	});
	assert.deepEqual(asked, [
		["focus", `/customers/${EXAMPLE}`],
		["open", "/customers/CUS-1/risk"],
	]);
	assert.equal((await shown(page)).length, 0, "what was clicked is gone");
});

test("quiet hours and the least severity are kept, also on a phone", async () => {
	const visitor = await at.visit("support", { ...GRANTED, viewport: PHONE, timezoneId: "Europe/Malta" });
	const page = await visitor.page();
	const section = await settingsOf(page);
	await section.getByRole("group", { name: "At least" }).getByText("Critical", { exact: true }).click();
	await section.getByRole("group", { name: "Quiet hours" }).getByText("On", { exact: true }).click();
	await section.getByLabel("From").fill("21:15");
	await section.getByLabel("To", { exact: true }).fill("06:45");
	await section.getByLabel("To", { exact: true }).blur();
	const wanted = {
		chosen: true,
		severityAtLeast: "critical",
		timeZone: "Europe/Malta",
		criticalPasses: true,
		quietHours: { from: "21:15", to: "06:45" },
	};
	const kept = async () => (await (await visitor.context.request.get("/api/v1/push")).json()).settings;
	await until("it is kept", async () => JSON.stringify(await kept()) === JSON.stringify({ ...(await kept()), ...wanted }));
	assert.deepEqual(await kept(), wanted);
	assert.equal(await sideways(page), 0);
	assert.deepEqual(await axe(page), []);
	await page.reload();
	assert.equal(await section.getByLabel("From").inputValue(), "21:15");
});

test("another device is shown and taken back from here", async () => {
	const browser = service.browser("Firefox · Windows");
	const visitor = await at.visit("compliance", GRANTED);
	const session = await (await visitor.context.request.get("/api/v1/session")).json();
	const headers = { "x-csrf-token": session.csrfToken };
	const answer = await visitor.context.request.post("/api/v1/push/subscriptions", { headers, data: browser.body });
	assert.equal(answer.status(), 201);
	const page = await visitor.page();
	const section = await settingsOf(page);
	await section.locator("[data-device]").getByText("Firefox · Windows").waitFor();
	assert.deepEqual(await axe(page), []);
	await section.getByRole("button", { name: "Remove Firefox · Windows" }).click();
	await section.getByText("No other device.").waitFor();
});

test("who sits down next is not told what is meant for the one before", async () => {
	const browser = service.browser();
	const visitor = await at.visit("mlro", GRANTED);
	await subscribable(visitor.context, browser);
	const page = await visitor.page();
	const section = await settingsOf(page);
	await section.getByRole("group", { name: "On this device" }).getByText("On", { exact: true }).click();
	await here(section, "pushed");
	const answer = await visitor.context.request.post("/api/v1/session", { data: { username: "agent", password: "pitboss-demo" } });
	assert.equal(answer.status(), 200);
	await openCustomer(page, EXAMPLE);
	await until("the subscription has ended", () => page.evaluate(() => localStorage.getItem("test.subscribed") === null));
	await here(await settingsOf(page), "off");
});

test("where notifications are blocked the page says how to allow them", async () => {
	const visitor = await at.visit("agent");
	await visitor.context.addInitScript(() => Object.defineProperty(Notification, "permission", { get: () => "denied" }));
	const page = await visitor.page();
	const section = await settingsOf(page);
	await here(section, "denied");
	await section.getByText("Notifications are blocked").waitFor();
	assert.equal(await section.getByRole("group", { name: "On this device" }).count(), 0);
	assert.deepEqual(await axe(page), []);
});

test("a browser that knows no notifications says so", async () => {
	const visitor = await at.visit("agent");
	await visitor.context.addInitScript(() => Reflect.deleteProperty(window, "Notification"));
	const section = await settingsOf(await visitor.page());
	await here(section, "unsupported");
});

test("who sees no alerts has no such settings", async () => {
	const page = await (await at.visit("admin")).page();
	await page.goto("/settings");
	await page.locator('[data-page="settings"]').waitFor();
	assert.equal(await page.locator('[data-settings="push"]').count(), 0);
});
