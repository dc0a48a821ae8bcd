import { describe, expect, it } from "vitest";
import { filesOf, keepingOf, worthKeeping } from "./cacheable";

const ORIGIN = "https://pitboss.example";

function keeping(path: string, mode = "cors", method = "GET") {
	return keepingOf({ method, url: new URL(path, ORIGIN).href, mode }, ORIGIN);
}

describe("what the worker keeps", () => {
	it.each([
		"/api/v1/session",
		"/api/v1/customers/CUS-123456",
		"/api/v1/customers/CUS-123456/photo",
		"/api/v1/customers/CUS-1/documents/DOC-1/content",
		"/api",
		"/api/v1/assets/index-4f2a91bc.js",
		"/metrics",
		"/readyz",
	])("never anything that the portal answers about people or itself: %s", (path) => {
		for (const mode of ["cors", "navigate", "no-cors", "same-origin"]) expect(keeping(path, mode)).toBe("none");
	});
	it("only what is read, never what is sent", () => {
		for (const method of ["POST", "PUT", "DELETE", "HEAD"]) {
			expect(keeping("/assets/index-4f2a91bc.js", "cors", method)).toBe("none");
			expect(keeping("/", "navigate", method)).toBe("none");
		}
	});
	it("the page, at every address of its own", () => {
		for (const path of ["/", "/customers/CUS-1/risk", "/customers/CUS-1?open=bet:1", "/sign-on"])
			expect(keeping(path, "navigate")).toBe("page");
		expect(keeping("/customers/CUS-1", "cors")).toBe("none");
		expect(keeping("/robots.txt", "navigate")).toBe("none");
	});
	it("files with a hash in their names, without asking for them anew", () => {
		expect(keeping("/assets/index-4f2a91bc.js")).toBe("file");
		expect(keeping("/assets/inter-latin-wght-normal-Dx4kXJAl.woff2")).toBe("file");
		expect(keeping("/assets/index.js")).toBe("none");
		expect(keeping("/assets/index-4f2a91bc.js?x=1")).toBe("none");
		expect(keeping("/assets/index-4f2a91bc.json")).toBe("none");
	});
	it("files that keep their names, and of those only the page's own", () => {
		expect(keeping("/theme.js", "no-cors")).toBe("named");
		expect(keeping("/manifest.webmanifest")).toBe("named");
		expect(keeping("/other.js")).toBe("none");
		expect(keeping("/sw.js")).toBe("none");
	});
	it("of another origin nothing but hashed files that a CDN hands out in the open", () => {
		const cdn = (path: string, mode = "cors") => keepingOf({ method: "GET", url: `https://cdn.example${path}`, mode }, ORIGIN);
		expect(cdn("/pitboss/assets/index-4f2a91bc.js")).toBe("file");
		expect(cdn("/pitboss/assets/index-4f2a91bc.js", "no-cors")).toBe("none");
		expect(cdn("/")).toBe("none");
		expect(cdn("/", "navigate")).toBe("none");
		expect(cdn("/theme.js")).toBe("none");
	});
	it("whole and good answers only", () => {
		expect(worthKeeping({ status: 200, type: "basic", redirected: false })).toBe(true);
		expect(worthKeeping({ status: 200, type: "cors", redirected: false })).toBe(true);
		for (const bad of [
			{ status: 404, type: "basic", redirected: false },
			{ status: 206, type: "basic", redirected: false },
			{ status: 200, type: "opaque", redirected: false },
			{ status: 200, type: "basic", redirected: true },
		])
			expect(worthKeeping(bad)).toBe(false);
	});
	it("what the page's text names, once each, wherever it lies", () => {
		const html = `<link rel="icon" href="/icon.svg"><link rel="stylesheet" crossorigin href="https://cdn.example/assets/index-abcdefgh.css">
			<script type="module" src="/assets/index-4f2a91bc.js"></script><link rel="modulepreload" href="/assets/index-4f2a91bc.js">
			<script src="/theme.js"></script><a href="/api/v1/session">x</a><a href="/customers/CUS-1">y</a>`;
		expect(filesOf(html, ORIGIN)).toEqual([
			`${ORIGIN}/icon.svg`,
			"https://cdn.example/assets/index-abcdefgh.css",
			`${ORIGIN}/assets/index-4f2a91bc.js`,
			`${ORIGIN}/theme.js`,
		]);
	});
});
