import { afterEach, describe, expect, it, vi } from "vitest";
import { CONTENT_BYTES_MAX, contentPointer, fetchContent, grantOf } from "./content";
import type { ApiProblem } from "./problem";

const signal = () => new AbortController().signal;

function answering(make: (request: Request) => Response) {
	const asked: Request[] = [];
	vi.stubGlobal("fetch", async (request: Request) => {
		asked.push(request);
		return make(request);
	});
	return asked;
}

afterEach(() => vi.unstubAllGlobals());

describe("a grant", () => {
	const now = 1_000_000;

	it("is none before a reveal, or where the reveal gave something else", () => {
		expect(grantOf(null, now)).toEqual({ state: "none" });
		expect(grantOf({ value: ["a"], until: now + 1 }, now)).toEqual({ state: "none" });
	});

	it("is good until its time, and expired from then on", () => {
		expect(grantOf({ value: "g", until: now + 1 }, now)).toEqual({ state: "granted", grant: "g", until: now + 1 });
		expect(grantOf({ value: "g", until: now }, now)).toEqual({ state: "expired" });
	});

	it("is revealed under the document's id, not its place in a list", () => {
		expect(contentPointer("DOC-1")).toBe("/documents/DOC-1/content");
	});
});

describe("a document's bytes", () => {
	it("are fetched past every cache, with the grant", async () => {
		const inits: (RequestInit | undefined)[] = [];
		const Plain = Request;
		/* happy-dom's requests forget how they are to be cached. */
		vi.stubGlobal(
			"Request",
			class extends Plain {
				constructor(input: RequestInfo | URL, init?: RequestInit) {
					super(input, init);
					inits.push(init);
				}
			},
		);
		const asked = answering(() => new Response(new Uint8Array([1, 2, 3]), { headers: { "Content-Type": "image/PNG; x=y" } }));
		const { declared, bytes } = await fetchContent("CUS/1", "DOC 1", "a+b=", signal());
		expect(declared).toBe("image/png");
		expect([...bytes]).toEqual([1, 2, 3]);
		expect(inits.map((i) => i?.cache)).toEqual(["no-store"]);
		const url = new URL(asked[0]?.url ?? "");
		expect(url.pathname).toBe("/api/v1/customers/CUS%2F1/documents/DOC%201/content");
		expect(url.searchParams.get("grant")).toBe("a+b=");
	});

	it("are none of an address without a grant where none is needed", async () => {
		const asked = answering(() => new Response(new Uint8Array([1])));
		await fetchContent("C", "D", null, signal());
		expect(new URL(asked[0]?.url ?? "").search).toBe("");
	});

	it("are truncated when the answer breaks off", async () => {
		const broken = new ReadableStream({
			start(c) {
				c.enqueue(new Uint8Array([1]));
				queueMicrotask(() => c.error(new TypeError("network error")));
			},
		});
		answering(() => new Response(broken));
		await expect(fetchContent("C", "D", null, signal())).rejects.toMatchObject({ kind: "content-truncated" });
	});

	it("are refused when they are declared too many, or turn out to be", async () => {
		answering(() => new Response("x", { headers: { "Content-Length": String(CONTENT_BYTES_MAX + 1) } }));
		await expect(fetchContent("C", "D", null, signal())).rejects.toMatchObject({ kind: "content-too-large" });
		let cancelled = false;
		const endless = new ReadableStream({
			pull: (c) => c.enqueue(new Uint8Array(1024 * 1024)),
			cancel: () => {
				cancelled = true;
			},
		});
		answering(() => new Response(endless));
		await expect(fetchContent("C", "D", null, signal())).rejects.toMatchObject({ kind: "content-too-large" });
		expect(cancelled).toBe(true);
	});

	it("say why they were refused", async () => {
		const body = JSON.stringify({ type: "/problems/grant-needed", title: "Not permitted", status: 403 });
		answering(() => new Response(body, { status: 403, headers: { "Content-Type": "application/problem+json" } }));
		const problem = (await fetchContent("C", "D", "old", signal()).catch((e: unknown) => e)) as ApiProblem;
		expect(problem.kind).toBe("grant-needed");
	});
});
