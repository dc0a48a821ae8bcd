// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PAGE_ROWS, type Page, type Question, usePages } from "./pages";
import { ApiProblem } from "./problem";

interface Row {
	id: string;
}

const META: Page<Row>["meta"] = { source: "wallet", fetchedAt: null, ageMs: 0, state: "fresh", error: null };

/* A service with @total rows behind cursors that are numbers. */
function service(total: number) {
	const fetchPage = vi.fn(async (cursor: string | null): Promise<Page<Row>> => {
		const first = cursor === null ? 0 : Number(cursor);
		const items = Array.from({ length: Math.min(PAGE_ROWS, total - first) }, (_, i) => ({ id: `r${first + i}` }));
		const next = first + items.length;
		return { items, nextCursor: next < total ? String(next) : null, meta: META, masked: [] };
	});
	return { fetchPage, asked: () => fetchPage.mock.calls.map(([cursor]) => cursor) };
}

function list(first: Question<Row>) {
	const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
	const wrapper = ({ children }: { children: ReactNode }) => (
		<QueryClientProvider client={client}>{children}</QueryClientProvider>
	);
	const hook = renderHook((question: Question<Row>) => usePages(question), { initialProps: first, wrapper });
	const held = () =>
		client
			.getQueryCache()
			.getAll()
			.reduce((sum, q) => sum + ((q.state.data as Page<Row> | undefined)?.items.length ?? 0), 0);
	return { ...hook, client, held };
}

const question = (fetchPage: Question<Row>["fetchPage"], key: readonly unknown[] = ["list"]): Question<Row> => ({
	key,
	fetchPage,
	idOf: (row) => row.id,
});

/* Scrolls on until @rows rows are known. */
async function scrollTo(hook: ReturnType<typeof list>, rows: number) {
	while (hook.result.current.count < rows) {
		const { count } = hook.result.current;
		act(() => hook.result.current.see(count - 20, count - 1));
		await waitFor(() => expect(hook.result.current.count).toBeGreaterThan(count));
	}
}

afterEach(cleanup);

describe("a list of pages", { timeout: 20_000 }, () => {
	it("keeps the rows of a few pages however far it was scrolled", async () => {
		const { fetchPage } = service(16 * PAGE_ROWS);
		const hook = list(question(fetchPage));
		await waitFor(() => expect(hook.result.current.count).toBeGreaterThan(0));
		vi.useFakeTimers({ shouldAdvanceTime: true });
		await scrollTo(hook, 16 * PAGE_ROWS);
		expect(hook.result.current.complete).toBe(true);
		await act(() => vi.advanceTimersByTimeAsync(10_000));
		vi.useRealTimers();
		expect(hook.held()).toBeLessThanOrEqual(4 * PAGE_ROWS);
		expect(hook.result.current.count).toBe(16 * PAGE_ROWS);
		expect(hook.result.current.at(16 * PAGE_ROWS - 1)).toEqual({ id: `r${16 * PAGE_ROWS - 1}` });
	});

	it("has no row of a page that was let go, and fetches it again by its cursor", async () => {
		const { fetchPage, asked } = service(12 * PAGE_ROWS);
		const hook = list(question(fetchPage));
		await waitFor(() => expect(hook.result.current.count).toBeGreaterThan(0));
		vi.useFakeTimers({ shouldAdvanceTime: true });
		await scrollTo(hook, 12 * PAGE_ROWS);
		await act(() => vi.advanceTimersByTimeAsync(10_000));
		vi.useRealTimers();
		const row = 5 * PAGE_ROWS + 3;
		expect(hook.result.current.at(row)).toBeUndefined();
		const before = asked().filter((cursor) => cursor === String(5 * PAGE_ROWS)).length;
		act(() => hook.result.current.see(row, row + 20));
		await waitFor(() => expect(hook.result.current.at(row)).toEqual({ id: `r${row}` }));
		expect(asked().filter((cursor) => cursor === String(5 * PAGE_ROWS))).toHaveLength(before + 1);
		expect(hook.result.current.count).toBe(12 * PAGE_ROWS);
	});

	it("says of one failed page that it failed, and keeps the others", async () => {
		const { fetchPage } = service(4 * PAGE_ROWS);
		let down = true;
		const flaky: Question<Row>["fetchPage"] = async (cursor) => {
			if (cursor === String(PAGE_ROWS) && down) throw new ApiProblem("source-down", 503);
			return fetchPage(cursor);
		};
		const hook = list(question(flaky));
		await waitFor(() => expect(hook.result.current.next).toMatchObject({ page: 1 }));
		expect(hook.result.current.query.error).toBeNull();
		expect(hook.result.current.at(0)).toEqual({ id: "r0" });
		down = false;
		const { next } = hook.result.current;
		act(() => {
			if (next !== null && next !== "loading") next.retry();
		});
		await waitFor(() => expect(hook.result.current.count).toBe(2 * PAGE_ROWS));
	});

	it("says in its place that a page known from before can't be had again", async () => {
		const { fetchPage } = service(12 * PAGE_ROWS);
		let down = false;
		const flaky: Question<Row>["fetchPage"] = async (cursor) => {
			if (down) throw new ApiProblem("source-down", 503);
			return fetchPage(cursor);
		};
		const hook = list(question(flaky));
		await waitFor(() => expect(hook.result.current.count).toBeGreaterThan(0));
		vi.useFakeTimers({ shouldAdvanceTime: true });
		await scrollTo(hook, 12 * PAGE_ROWS);
		await act(() => vi.advanceTimersByTimeAsync(10_000));
		vi.useRealTimers();
		down = true;
		const row = 5 * PAGE_ROWS;
		act(() => hook.result.current.see(row, row + 20));
		await waitFor(() => expect(hook.result.current.failedAt(row)).toMatchObject({ page: 5 }));
		expect(hook.result.current.failedAt(0)).toBeNull();
		expect(hook.result.current.count).toBe(12 * PAGE_ROWS);
	});

	it("fails as a whole when its first page fails", async () => {
		const hook = list(question(() => Promise.reject(new ApiProblem("source-down", 503))));
		await waitFor(() => expect(hook.result.current.query.error).toBeInstanceOf(ApiProblem));
		expect(hook.result.current.count).toBe(0);
		expect(hook.result.current.complete).toBe(false);
	});

	it("begins at the top, with other rows, when the filter changes", async () => {
		const many = service(6 * PAGE_ROWS);
		const hook = list(question(many.fetchPage, ["list", "all"]));
		await waitFor(() => expect(hook.result.current.count).toBeGreaterThan(0));
		await scrollTo(hook, 4 * PAGE_ROWS);
		const few = service(3);
		hook.rerender(question(few.fetchPage, ["list", "few"]));
		expect(hook.result.current.count).toBe(0);
		await waitFor(() => expect(hook.result.current.complete).toBe(true));
		expect(hook.result.current.count).toBe(3);
		expect(few.asked()).toEqual([null]);
	});

	it("begins again at the top, and says so, when a cursor is refused", async () => {
		const { fetchPage } = service(6 * PAGE_ROWS);
		let refused = false;
		const expiring: Question<Row>["fetchPage"] = async (cursor) => {
			if (cursor === String(2 * PAGE_ROWS) && !refused) {
				refused = true;
				throw new ApiProblem("unknown-cursor", 422);
			}
			return fetchPage(cursor);
		};
		const hook = list(question(expiring));
		await waitFor(() => expect(hook.result.current.count).toBe(2 * PAGE_ROWS));
		act(() => hook.result.current.see(PAGE_ROWS + 5, PAGE_ROWS + 20));
		await waitFor(() => expect(hook.result.current.restarted).toBe(true));
		await waitFor(() => expect(hook.result.current.count).toBeGreaterThan(0));
		expect(hook.result.current.at(0)).toEqual({ id: "r0" });
	});

	it("gives up beginning again when cursors are refused every time", async () => {
		const { fetchPage } = service(6 * PAGE_ROWS);
		const refusing = vi.fn(async (cursor: string | null) => {
			if (cursor !== null) throw new ApiProblem("unknown-cursor", 422);
			return fetchPage(cursor);
		});
		const hook = list(question(refusing));
		await waitFor(() => expect(hook.result.current.next).toMatchObject({ page: 1 }));
		const calls = refusing.mock.calls.length;
		expect(calls).toBeLessThanOrEqual(6);
		expect(hook.result.current.at(0)).toEqual({ id: "r0" });
	});
});

describe("a list that grows", () => {
	const row = (n: number, note = "") => ({ id: `r${n}`, note });
	const page = (items: { id: string; note: string }[], ageMs = 0): Page<Row> => ({
		items,
		nextCursor: "next",
		meta: { ...META, ageMs },
		masked: [],
	});

	function growing() {
		let rows = [row(2), row(1)];
		const fetchPage = vi.fn(async (cursor: string | null) =>
			cursor === null ? page(rows) : { ...page([row(0)]), nextCursor: null },
		);
		const hook = list({ ...question(fetchPage), grows: { customerId: "CUS-1", about: /./ } });
		const become = async (now: typeof rows) => {
			rows = now;
			const { calls } = fetchPage.mock;
			const before = calls.length;
			act(() => hook.result.current.newer?.ask());
			await waitFor(() => expect(calls.length).toBeGreaterThan(before));
			await act(() => new Promise((resolve) => setTimeout(resolve)));
		};
		return { hook, become, shown: () => Array.from({ length: hook.result.current.count }, (_, i) => hook.result.current.at(i)) };
	}

	it("counts what is new, and changes at once what is not", async () => {
		const { hook, become, shown } = growing();
		await waitFor(() => expect(hook.result.current.count).toBeGreaterThan(1));
		expect(hook.result.current.newer?.count).toBe(0);
		await become([row(4), row(3), row(2, "won"), row(1)]);
		await waitFor(() => expect(hook.result.current.newer?.count).toBe(2));
		expect(shown().slice(0, 2)).toEqual([row(2, "won"), row(1)]);
	});

	it("begins with it once it is let in, without a moment in which there are no rows", async () => {
		const { hook, become, shown } = growing();
		await waitFor(() => expect(hook.result.current.count).toBeGreaterThan(1));
		await become([row(3), row(2), row(1)]);
		await waitFor(() => expect(hook.result.current.newer?.count).toBe(1));
		act(() => hook.result.current.newer?.take());
		expect(shown().slice(0, 3)).toEqual([row(3), row(2), row(1)]);
		expect(hook.result.current.newer?.count).toBe(0);
		expect(hook.result.current.restarted).toBe(false);
	});

	it("when nothing of it is known any more, all of it is new", async () => {
		const { hook, become } = growing();
		await waitFor(() => expect(hook.result.current.count).toBeGreaterThan(1));
		await become([row(9), row(8), row(7)]);
		await waitFor(() => expect(hook.result.current.newer?.count).toBe(3));
	});
});
