import { afterEach, expect, test } from "vitest";
import { hintEarly, takeEarly } from "./early";

const URL = "http://localhost/api/v1/session";

afterEach(() => {
	window.pitbossEarly = undefined;
	localStorage.clear();
});

function asked() {
	const early = { answer: Promise.resolve(new Response("{}")), control: new AbortController() };
	window.pitbossEarly = new Map([[URL, early]]);
	return early;
}

test("an answer that is under way is taken once, and by nothing but that question", () => {
	const { answer } = asked();
	expect(takeEarly(new Request(`${URL}?other`))).toBeNull();
	expect(takeEarly(new Request(URL, { method: "DELETE" }))).toBeNull();
	expect(takeEarly(new Request(URL))).toBe(answer);
	expect(takeEarly(new Request(URL))).toBeNull();
});

test("who gives the question up ends what was asked early, also when it was given up before", () => {
	for (const when of ["before", "after"]) {
		const { control } = asked();
		const mine = new AbortController();
		if (when === "before") mine.abort();
		takeEarly(new Request(URL, { signal: mine.signal }));
		mine.abort();
		expect(control.signal.aborted, when).toBe(true);
	}
});

test("sections are asked for early only where the last session might see customers", () => {
	hintEarly(["sources_view", "customer_view"]);
	expect(localStorage.getItem("pitboss.early")).toBe("customer_view");
	hintEarly(["sources_view"]);
	expect(localStorage.getItem("pitboss.early")).toBeNull();
});
