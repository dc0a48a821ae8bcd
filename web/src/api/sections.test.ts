import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { prefetchSections, SECTION_NAMES, sectionQuery } from "./sections";

/* A stream that the test writes to, in place of the network. */
class Line {
	requests: Request[] = [];
	private control: ReadableStreamDefaultController<Uint8Array> | null = null;
	aborted = false;

	answer = async (request: Request): Promise<Response> => {
		this.requests.push(request);
		if (!request.url.includes("/stream"))
			return Response.json({ one: request.url }, { headers: { "Content-Type": "application/json" } });
		const body = new ReadableStream<Uint8Array>({
			start: (control) => {
				this.control = control;
				request.signal.addEventListener("abort", () => {
					this.aborted = true;
					try {
						control.error(new DOMException("aborted", "AbortError"));
					} catch {
						/* Ended already. */
					}
				});
			},
		});
		return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
	};

	say(event: string, data: unknown): void {
		this.control?.enqueue(new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
	}

	end(): void {
		this.control?.close();
	}
}

let line: Line;
let client: QueryClient;

beforeEach(() => {
	line = new Line();
	vi.stubGlobal("fetch", (request: Request) => line.answer(request));
	client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
});

afterEach(() => {
	client.clear();
	vi.unstubAllGlobals();
});

const once = { retry: false } as const;

test("all sections of a customer come over one stream, each as soon as it is there", async () => {
	prefetchSections(client, "CUS-1");
	await vi.waitFor(() => expect(line.requests).toHaveLength(1));
	line.say("section", { section: "risk", view: { riskLevel: "low" } });
	await vi.waitFor(() => expect(client.getQueryData(sectionQuery("CUS-1", "risk").queryKey)).toEqual({ riskLevel: "low" }));
	expect(client.getQueryState(sectionQuery("CUS-1", "profile").queryKey)?.status).toBe("pending");
	for (const section of SECTION_NAMES) line.say("section", { section, view: { section } });
	await vi.waitFor(() => expect(client.getQueryState(sectionQuery("CUS-1", "documents").queryKey)?.status).toBe("success"));
	await vi.waitFor(() => expect(line.aborted).toBe(true));
	expect(line.requests).toHaveLength(1);
});

test("one section alone is a plain request", async () => {
	await client.fetchQuery({ ...sectionQuery("CUS-2", "risk"), ...once });
	expect(line.requests.map((r) => new URL(r.url).pathname)).toEqual(["/api/v1/customers/CUS-2/sections/risk"]);
});

test("what a broken stream still owed fails, what it brought stays", async () => {
	const wanted = SECTION_NAMES.map((name) => client.fetchQuery({ ...sectionQuery("CUS-3", name), ...once }));
	const settled = Promise.allSettled(wanted);
	await vi.waitFor(() => expect(line.requests).toHaveLength(1));
	line.say("section", { section: "profile", view: { username: "a" } });
	line.end();
	const results = await settled;
	expect(results[0]).toMatchObject({ status: "fulfilled" });
	expect(results.slice(1).every((r) => r.status === "rejected" && r.reason.kind === "offline")).toBe(true);
});

test("an unknown customer is said so for every section", async () => {
	const settled = Promise.allSettled(SECTION_NAMES.map((name) => client.fetchQuery({ ...sectionQuery("CUS-4", name), ...once })));
	await vi.waitFor(() => expect(line.requests).toHaveLength(1));
	line.say("problem", { type: "/problems/not-found", status: 404, customerId: "CUS-4" });
	for (const result of await settled)
		expect(result).toMatchObject({ status: "rejected", reason: { kind: "not-found", status: 404 } });
});

test("garbage on the stream fails its sections and nothing else", async () => {
	const settled = Promise.allSettled(SECTION_NAMES.map((name) => client.fetchQuery({ ...sectionQuery("CUS-5", name), ...once })));
	await vi.waitFor(() => expect(line.requests).toHaveLength(1));
	line.say("section", "no object");
	line.end();
	expect((await settled).every((r) => r.status === "rejected")).toBe(true);
});
