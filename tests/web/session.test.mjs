// Signing on and off, and what becomes of the screen when a session ends.
import assert from "node:assert/strict";
import { test } from "node:test";
import { theatre } from "./harness/browser.mjs";
import { addressed, identified, openCustomer, panel, settled, signOn } from "./harness/customer.mjs";

const at = theatre();
const EXAMPLE = "CUS-123456";
const PERSONAL = /John Smith|john_player_77|1,250\.75|\+1\*\*\*23|198\.51\.100\.7/;
const signOnForm = (page) => page.locator('[data-form="sign-on"]');

/** Nothing of the customer is left: in no element, attribute, title or storage. */
async function assertForgotten(page) {
	const left = await page.evaluate(() =>
		[document.documentElement.outerHTML, document.title, JSON.stringify(sessionStorage), JSON.stringify(localStorage)].join("\n"),
	);
	assert.doesNotMatch(left, PERSONAL);
}

/** Ends the session on the server behind the page's back. */
async function endOnServer(context) {
	const session = await (await context.request.get("/api/v1/session")).json();
	const answer = await context.request.delete("/api/v1/session", { headers: { "x-csrf-token": session.csrfToken } });
	assert.equal(answer.status(), 204);
}

test("a wrong password is told, empties its field, and the right one leads on", async () => {
	const page = await (await at.visit(null)).page();
	await page.goto("/");
	await addressed(page, /\/sign-on/);
	await signOn(page, "agent", "wrong");
	await signOnForm(page).getByText("The username or the password is wrong.").waitFor();
	assert.equal(await page.locator('input[name="password"]').inputValue(), "");
	assert.equal(await page.evaluate(() => document.activeElement.getAttribute("name")), "password");
	await page.keyboard.type("pitboss-demo");
	await page.keyboard.press("Enter");
	await page.locator('[data-page="home"]').waitFor();
});

test("who is not signed on meets the form at every address, and comes to that address afterwards", async () => {
	const page = await (await at.visit(null)).page();
	const path = `/customers/${EXAMPLE}/risk?tl.source=risk`;
	await page.goto(path);
	await addressed(page, /\/sign-on/);
	await signOn(page, "agent");
	await identified(page);
	await addressed(page, /\/customers\/CUS-123456\/risk\?tl\.source=risk$/);
});

test("a next address of another site is not followed", async () => {
	const page = await (await at.visit(null)).page();
	for (const next of ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"]) {
		await page.goto(`/sign-on?next=${encodeURIComponent(next)}`);
		await signOn(page, "support");
		await page.locator('[data-page="home"], [data-page="404"]').first().waitFor();
		assert.ok(page.url().startsWith(at.origin), page.url());
		await page.context().clearCookies();
	}
});

test("a session that ended on the server: sign-on, nothing left of the customer, and back to the same place", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE, "/finance?tl.source=risk");
	await settled(panel(page, "transactions"));
	await endOnServer(visitor.context);
	// The next thing that is asked for finds out, unless the page's own refreshing was first.
	const row = panel(page, "transactions").getByRole("row").nth(1).getByRole("button").first();
	await row.click().catch(() => {});
	await signOnForm(page).waitFor();
	await page.getByText("Your session has ended. Sign on to go on where you were.").waitFor();
	await assertForgotten(page);
	await signOn(page, "agent");
	await identified(page);
	await addressed(page, /\/customers\/CUS-123456\/finance\?tl\.source=risk(&open=transaction.*)?$/);
});

test("signing off clears the screen, and Back brings nothing of it", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE);
	await page.getByRole("button", { name: /your account/ }).click();
	await page.locator("[data-action=sign-off]").click();
	await signOnForm(page).waitFor();
	await page.getByText("You are signed off.").waitFor();
	await assertForgotten(page);
	await page.goBack();
	await signOnForm(page).waitFor();
	await assertForgotten(page);
	assert.equal((await visitor.context.request.get("/api/v1/session")).status(), 401);
});

test("before a session ends for want of use the page warns; staying renews it", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	await page.clock.install();
	await openCustomer(page, EXAMPLE);
	await page.clock.fastForward("28:30");
	const dialog = page.getByRole("dialog", { name: "You are about to be signed off" });
	await dialog.waitFor();
	const renewed = page.waitForResponse((r) => r.url().endsWith("/api/v1/session"));
	await dialog.getByRole("button", { name: "Stay signed on" }).click();
	assert.equal((await renewed).status(), 200);
	await dialog.waitFor({ state: "detached" });
	assert.equal(await page.locator("[data-identity] h1").innerText(), "John Smith");
});

test("nobody stays: signed off and cleared, with the reason, and back to the same place after", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	await page.clock.install();
	await openCustomer(page, EXAMPLE, "/risk");
	await page.clock.fastForward("28:30");
	await page.getByRole("dialog", { name: "You are about to be signed off" }).waitFor();
	// Second by second: a jump would look like a machine that slept.
	await page.clock.runFor("02:00");
	await signOnForm(page).waitFor();
	await page.getByText(/because nothing was done for a while/).waitFor();
	await assertForgotten(page);
	assert.equal((await visitor.context.request.get("/api/v1/session")).status(), 401);
	await signOn(page, "agent");
	await identified(page);
	await addressed(page, /\/risk$/);
});

test("a machine that slept past the end asks the server, who knows better", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	await page.clock.install();
	await openCustomer(page, EXAMPLE);
	// By the page's clock the session is long over; by the server's it runs.
	await page.clock.fastForward("02:00:00");
	await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
	await page.clock.runFor(3000);
	assert.equal(await page.locator("[data-identity] h1").innerText(), "John Smith");
	assert.equal(await signOnForm(page).count(), 0);
	await panel(page, "play-chart").waitFor();
});

test("signing off in one tab signs off the other, and clears it", async () => {
	const visitor = await at.visit();
	const [one, two] = [await visitor.page(), await visitor.page()];
	await openCustomer(one, EXAMPLE);
	await openCustomer(two, EXAMPLE, "/risk");
	await one.getByRole("button", { name: /your account/ }).click();
	await one.locator("[data-action=sign-off]").click();
	await signOnForm(two).waitFor();
	await two.getByText("You signed off in another tab.").waitFor();
	await assertForgotten(two);
	// Signing on again in one leads the other on, too.
	await signOnForm(one).waitFor();
	await signOn(one, "agent");
	await one.locator('[data-page="home"]').waitFor();
	await identified(two);
	await addressed(two, /\/risk$/);
});

test("another person's session in another tab takes the first one's screen over", async () => {
	const visitor = await at.visit("compliance");
	const page = await visitor.page();
	await openCustomer(page, EXAMPLE, "/overview");
	await page.getByText("john@example.com").first().waitFor();
	const other = await visitor.page();
	await visitor.context.clearCookies();
	await other.goto("/sign-on");
	await signOn(other, "agent");
	await other.locator('[data-page="home"]').waitFor();
	await page.getByRole("button", { name: /^agent, / }).waitFor();
	await page.getByText("john@example.com").first().waitFor({ state: "detached" });
	assert.doesNotMatch(await page.content(), /john@example\.com/);
});

// The last one: whoever has tried too often may not sign on for a while, from that address.
test("too many wrong passwords: the form says how long to wait", async () => {
	const page = await (await at.visit(null)).page();
	await page.goto("/sign-on");
	const told = page.getByText("Too many failed attempts.");
	for (let i = 0; i < 8 && !(await told.isVisible()); i++) {
		const answered = page.waitForResponse((r) => r.url().endsWith("/api/v1/session") && r.request().method() === "POST");
		await signOn(page, "nobody-such", `wrong ${i}`);
		await answered;
		await signOnForm(page).getByRole("alert").or(told).first().waitFor();
	}
	await told.waitFor();
	assert.equal(await signOnForm(page).locator('button[type="submit"]').isDisabled(), true);
});
