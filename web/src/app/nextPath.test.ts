import { describe, expect, it } from "vitest";
import { nextPath } from "./nextPath";

describe("where signing on leads", () => {
	it("goes on to a path of this page, with its filters and its anchor", () => {
		expect(nextPath("/customers/CUS-1/risk?tl.kind=bet#x")).toBe("/customers/CUS-1/risk?tl.kind=bet#x");
	});
	it("goes to the start page when nothing was wanted", () => {
		expect(nextPath(undefined)).toBe("/");
		expect(nextPath("")).toBe("/");
	});
	it.each([
		"https://evil.example/",
		"//evil.example/",
		"/\\evil.example/",
		"\\\\evil.example",
		"/\t/evil.example",
		"/\n/evil.example",
		"\t//evil.example",
		"javascript:alert(1)",
		"data:text/html,x",
		"customers/CUS-1",
		" /customers",
	])("never leaves this origin: %j", (wanted) => {
		expect(nextPath(wanted)).toBe("/");
	});
	it("keeps to this origin whatever the path holds", () => {
		for (const wanted of [
			"/%2f%2fevil.example",
			"/@evil.example",
			"/a/../..//evil.example",
			"/.//evil.example",
			"/..//evil.example",
		])
			expect(new URL(nextPath(wanted), location.origin).origin).toBe(location.origin);
	});
	it("leads neither back to the form nor to an answer of the API", () => {
		for (const wanted of ["/sign-on", "/sign-on?next=%2F", "/api/v1/session", "/api"]) expect(nextPath(wanted)).toBe("/");
		expect(nextPath("/apiary")).toBe("/apiary");
	});
});
