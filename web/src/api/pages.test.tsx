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
