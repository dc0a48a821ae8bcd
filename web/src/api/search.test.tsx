import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DEBOUNCE_MS, exactHit, type Hit, type Hits, rowsOf, useFind } from "./search";

function hit(customerId: string, matched: Hit["matched"] = { field: "name", how: "prefix" }): Hit {
	return {
		customerId,
		username: null,
		fullName: null,
		email: null,
		phone: null,
		country: null,
		brand: null,
		currency: null,
		registrationDate: "2024-01-01",
		accountStatus: null,
		vipTier: null,
		kycStatus: null,
		riskLevel: null,
		tags: [],
		matched,
	};
}

function hitsOf(items: Hit[], over: Partial<Hits> = {}): Hits {
	return {
		items,
		nextCursor: null,
		from: "directory",
		complete: true,
		total: items.length,
		totalExact: true,
		masked: [],
		...over,
	};
}

interface Asked {
	text: string;
	aborted: boolean;
	answer: (hits: Hits) => void;
}

let asked: Asked[];

/* A portal that answers when the test says so. */
function portal(request: Request): Promise<Response> {
	return new Promise((resolve, reject) => {
		const call: Asked = {
			text: "",
			aborted: false,
			answer: (hits) => resolve(new Response(JSON.stringify(hits), { headers: { "Content-Type": "application/json" } })),
		};
		asked.push(call);
		void request
			.clone()
			.json()
			.then((body: { text: string }) => {
				call.text = body.text;
			});
		request.signal.addEventListener("abort", () => {
			call.aborted = true;
			reject(new DOMException("aborted", "AbortError"));
		});
	});
}

beforeEach(() => {
	asked = [];
	vi.useFakeTimers();
	vi.stubGlobal("fetch", portal);
});

afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

function typing() {
	const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
	const wrapper = ({ children }: { children: ReactNode }) => (
		<QueryClientProvider client={client}>{children}</QueryClientProvider>
	);
	return renderHook(({ text }) => useFind(text), { wrapper, initialProps: { text: "" } });
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

async function answer(call: Asked | undefined, hits: Hits) {
	if (!call) throw new Error("nothing was asked");
	await act(async () => {
		call.answer(hits);
		await vi.advanceTimersByTimeAsync(1);
	});
}

describe("useFind", () => {
	it("asks once, and only after a pause in typing", async () => {
		const { rerender, result } = typing();
		for (const text of ["j", "jo", "joh", "john"]) {
			rerender({ text });
			await pass(DEBOUNCE_MS - 50);
		}
		expect(asked).toHaveLength(0);
		expect(result.current.waiting).toBe(true);
		await pass(51);
		expect(asked.map((a) => a.text)).toEqual(["john"]);
	});

	it("does not wait when told so", async () => {
		const { rerender, result } = typing();
		rerender({ text: "CUS-1" });
		await act(async () => {
			result.current.now();
			await vi.advanceTimersByTimeAsync(1);
		});
		expect(asked.map((a) => a.text)).toEqual(["CUS-1"]);
	});

	it("aborts a request that is overtaken, and keeps the hits of before, said to be so", async () => {
		const { rerender, result } = typing();
		rerender({ text: "ann" });
		await pass(DEBOUNCE_MS + 1);
		await answer(asked[0], hitsOf([hit("CUS-1")]));
		expect(result.current).toMatchObject({ overtaken: false, waiting: false });
		rerender({ text: "anna" });
		await pass(DEBOUNCE_MS + 1);
		rerender({ text: "anna b" });
		await pass(DEBOUNCE_MS + 1);
		expect(asked.map((a) => a.aborted)).toEqual([false, true, false]);
		expect(result.current).toMatchObject({ overtaken: true, waiting: true });
		expect(result.current.hits?.items[0]?.customerId).toBe("CUS-1");
	});

	it("never lets an older answer take a newer one's place", async () => {
		/* A portal that answers although it was told to stop. */
		vi.stubGlobal("fetch", (request: Request) => portal(new Request(request, { signal: new AbortController().signal })));
		const { rerender, result } = typing();
		rerender({ text: "old" });
		await pass(DEBOUNCE_MS + 1);
		rerender({ text: "new" });
		await pass(DEBOUNCE_MS + 1);
		await answer(asked[1], hitsOf([hit("CUS-NEW")]));
		await answer(asked[0], hitsOf([hit("CUS-OLD")]));
		expect(result.current.hits?.items.map((h) => h.customerId)).toEqual(["CUS-NEW"]);
		expect(result.current.overtaken).toBe(false);
	});

	it("forgets what was found when the box is emptied", async () => {
		const { rerender, result } = typing();
		rerender({ text: "john" });
		await pass(DEBOUNCE_MS + 1);
		await answer(asked[0], hitsOf([hit("CUS-1")]));
		rerender({ text: "" });
		await pass(1);
		expect(result.current).toMatchObject({ hits: undefined, waiting: false, overtaken: false });
		rerender({ text: "x" });
		await pass(DEBOUNCE_MS + 1);
		expect(result.current).toMatchObject({ hits: undefined, waiting: true });
	});
});

describe("exactHit", () => {
	const exact = (field: NonNullable<Hit["matched"]>["field"]) => hit("CUS-1", { field, how: "exact" });

	it.each(["id", "email", "username"] as const)("opens for one exact hit by %s", (field) => {
		expect(exactHit(hitsOf([exact(field)]))?.customerId).toBe("CUS-1");
	});

	it("does not open where there is a doubt", () => {
		expect(exactHit(undefined)).toBeNull();
		expect(exactHit(hitsOf([]))).toBeNull();
		expect(exactHit(hitsOf([exact("id"), hit("CUS-2")]))).toBeNull();
		expect(exactHit(hitsOf([exact("id")], { nextCursor: "more" }))).toBeNull();
		expect(exactHit(hitsOf([hit("CUS-1", { field: "username", how: "prefix" })]))).toBeNull();
		expect(exactHit(hitsOf([exact("former_email")]))).toBeNull();
		expect(exactHit(hitsOf([exact("phone")]))).toBeNull();
	});

	it("takes an id while the directory is loading, but not a name that others might have too", () => {
		const loading = { complete: false, from: "customer_service" } as const;
		expect(exactHit(hitsOf([exact("id")], loading))).not.toBeNull();
		expect(exactHit(hitsOf([exact("username")], loading))).toBeNull();
	});
});

describe("rowsOf", () => {
	it("gives every hit the masks that are its own", () => {
		const rows = rowsOf(
			hitsOf([hit("A"), hit("B")], { masked: ["/items/1/email", "/items/1/phone", "/items/7/email", "/nonsense"] }),
		);
		expect(rows.map((r) => r.masked)).toEqual([[], ["/email", "/phone"]]);
	});
});
