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

test("what a broken stream still owed is asked for by itself, what it brought stays", async () => {
	const wanted = SECTION_NAMES.map((name) => client.fetchQuery({ ...sectionQuery("CUS-3", name), ...once }));
	const settled = Promise.allSettled(wanted);
	await vi.waitFor(() => expect(line.requests).toHaveLength(1));
	line.say("section", { section: "profile", view: { username: "a" } });
	line.end();
	const results = await settled;
	expect(results[0]).toEqual({ status: "fulfilled", value: { username: "a" } });
	for (const [i, name] of SECTION_NAMES.entries())
		if (i > 0) expect(results[i]).toEqual({ status: "fulfilled", value: { one: expect.stringMatching(`/sections/${name}$`) } });
});

test("an unknown customer is said so for every section", async () => {
	const settled = Promise.allSettled(SECTION_NAMES.map((name) => client.fetchQuery({ ...sectionQuery("CUS-4", name), ...once })));
	await vi.waitFor(() => expect(line.requests).toHaveLength(1));
	line.say("problem", { type: "/problems/not-found", status: 404, customerId: "CUS-4" });
	for (const result of await settled)
		expect(result).toMatchObject({ status: "rejected", reason: { kind: "not-found", status: 404 } });
});

test("after garbage on the stream its sections are asked for by themselves", async () => {
	const settled = Promise.allSettled(SECTION_NAMES.map((name) => client.fetchQuery({ ...sectionQuery("CUS-5", name), ...once })));
	await vi.waitFor(() => expect(line.requests).toHaveLength(1));
	line.say("section", "no object");
	line.end();
	for (const [i, result] of (await settled).entries())
		expect(result).toMatchObject({
			status: "fulfilled",
			value: { one: expect.stringMatching(`/sections/${SECTION_NAMES[i]}$`) },
		});
});

test("a stream that is refused for good is not asked for again in pieces", async () => {
	line.answer = async (request) => {
		line.requests.push(request);
		return Response.json({ type: "/problems/forbidden", status: 403 }, { status: 403 });
	};
	const settled = Promise.allSettled(SECTION_NAMES.map((name) => client.fetchQuery({ ...sectionQuery("CUS-6", name), ...once })));
	for (const result of await settled) expect(result).toMatchObject({ status: "rejected", reason: { status: 403 } });
	expect(line.requests).toHaveLength(1);
});
