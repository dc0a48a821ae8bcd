// The content policy as a browser sees it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { theatre } from "./harness/browser.mjs";

const at = theatre();

test("the start page loads under the policy, without a stranger's address", async () => {
	const visitor = await at.visit();
	const page = await visitor.page();
	const answer = await page.goto("/");
	const policy = answer.headers()["content-security-policy"];
	assert.match(policy, /default-src 'self'; style-src 'self'/);
	assert.doesNotMatch(policy, /unsafe/);
	await page.locator("#main").waitFor();
	assert.deepEqual(visitor.wrong, []);
});

test("a style or a script that somebody slips in is refused", async () => {
	const visitor = await at.visit("agent", { tolerated: [/Content Security Policy/] });
	const page = await visitor.page();
	await page.goto("/");
	await page.locator("#main").waitFor();
	const ran = await page.evaluate(() => {
		const script = document.createElement("script");
		script.textContent = "window.slippedIn = true";
		document.head.append(script);
		return "slippedIn" in window;
	});
	assert.equal(ran, false);
	assert.ok(visitor.wrong.some((w) => /Content Security Policy/.test(w)));
});
