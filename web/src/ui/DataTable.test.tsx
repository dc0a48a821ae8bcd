// @vitest-environment happy-dom

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import type { ReactElement } from "react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { PagedRows } from "@/api/pages";
import { startLanguage } from "@/i18n";
import { type Column, DataTable } from "./DataTable";
import { fittingColumns } from "./DataTableColumns";
import { nextSort } from "./DataTableGrid";
import { compareValues } from "./DataTableRows";

interface Row {
	id: string;
	name: string;
	amount: number | null;
}

const COLUMNS: readonly Column<Row>[] = [
	{ id: "name", header: "Name", width: 100, cell: (r) => r.name, sort: (r) => r.name, card: "title" },
	{ id: "amount", header: "Amount", width: 100, align: "end", cell: (r) => r.amount, sort: (r) => r.amount, card: "amount" },
	{ id: "note", header: "Note", width: 100, cell: () => "note", hideOn: 1 },
	{ id: "secret", header: "Secret", width: 100, cell: () => "s", optional: true },
];

const HEIGHT = 280;
let phone = false;

beforeAll(async () => {
	await startLanguage("en");
	/* happy-dom lays nothing out: a box has the size that the window needs. */
	Object.defineProperties(HTMLElement.prototype, {
		clientHeight: { configurable: true, get: () => HEIGHT },
		clientWidth: { configurable: true, get: () => 800 },
	});
	Element.prototype.scrollTo = function scrollTo(this: Element, options?: ScrollToOptions | number) {
		if (typeof options === "object") this.scrollTop = options.top ?? 0;
		this.dispatchEvent(new Event("scroll"));
	} as typeof Element.prototype.scrollTo;
	window.matchMedia = ((query: string) => ({
		matches: query.includes("max-width") ? phone : false,
		media: query,
		addEventListener() {},
		removeEventListener() {},
		addListener() {},
		removeListener() {},
	})) as unknown as typeof window.matchMedia;
});

beforeEach(() => {
	phone = false;
	localStorage.clear();
});
afterEach(cleanup);

function show(table: ReactElement) {
	const client = new QueryClient();
	const tree = (element: ReactElement) => (
		<>
			<QueryClientProvider client={client}>{element}</QueryClientProvider>
		</>
	);
	const shown = render(tree(table));
	return { ...shown, again: (element: ReactElement) => shown.rerender(tree(element)) };
}

const rowsOf = (count: number): Row[] => Array.from({ length: count }, (_, i) => ({ id: `i${i}`, name: `row ${i}`, amount: i }));
const base = { label: "Things", name: "things", idOf: (r: Row) => r.id, columns: COLUMNS, empty: "No things" };

function names(): string[] {
	return screen
		.getAllByRole("row")
		.slice(1)
		.map((row) => within(row).getAllByRole("cell")[0]?.textContent ?? "");
}

describe("a table", { timeout: 20_000 }, () => {
	it("draws a screenful of ten thousand rows, and says how many there are", () => {
		show(<DataTable {...base} rows={rowsOf(10_000)} />);
		expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe("10001");
		expect(names().slice(0, 2)).toEqual(["row 0", "row 1"]);
		expect(names().length).toBeLessThan(40);
	});

	it("sorts numbers largest first, then smallest, then not; what isn't known comes last either way", () => {
		const rows: Row[] = [
			{ id: "a", name: "a", amount: 2 },
			{ id: "b", name: "b", amount: null },
			{ id: "c", name: "c", amount: 10 },
		];
		show(<DataTable {...base} rows={rows} />);
		const header = () => within(screen.getByRole("columnheader", { name: /amount/i })).getByRole("button");
		fireEvent.click(header());
		expect(names()).toEqual(["c", "a", "b"]);
		fireEvent.click(header());
		expect(names()).toEqual(["a", "c", "b"]);
		expect(screen.getByRole("columnheader", { name: /amount/i }).getAttribute("aria-sort")).toBe("ascending");
		fireEvent.click(header());
		expect(names()).toEqual(["a", "b", "c"]);
	});

	it("offers no sorting of rows that aren't all here", () => {
		show(<DataTable {...base} rows={paged({ count: 5 })} />);
		expect(within(screen.getByRole("columnheader", { name: "Amount" })).queryByRole("button")).toBeNull();
		expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe("-1");
	});

	it("leaves sorting to the service where it can", () => {
		const onSort = vi.fn();
		show(<DataTable {...base} rows={paged({ count: 5 })} sort={null} onSort={onSort} />);
		fireEvent.click(within(screen.getByRole("columnheader", { name: /name/i })).getByRole("button"));
		expect(onSort).toHaveBeenCalledWith({ column: "name", descending: false });
	});

	it("opens a row by click and by its button, and has one row that Tab comes to", () => {
		const onOpen = vi.fn();
		show(<DataTable {...base} rows={rowsOf(3)} onOpen={onOpen} nameOf={(r) => `Thing ${r.name}`} />);
		fireEvent.click(screen.getAllByRole("cell")[1] as HTMLElement);
		expect(onOpen).toHaveBeenLastCalledWith(expect.objectContaining({ id: "i0" }));
		fireEvent.click(screen.getByRole("button", { name: "Thing row 2" }));
		expect(onOpen).toHaveBeenLastCalledWith(expect.objectContaining({ id: "i2" }));
		expect(onOpen).toHaveBeenCalledTimes(2);
		expect([0, 1, 2].map((i) => rowButton(i).tabIndex)).toEqual([0, -1, -1]);
	});

	it("walks rows by arrows and j and k, stops at the ends, and follows the focus", () => {
		show(<DataTable {...base} rows={rowsOf(3)} onOpen={() => {}} nameOf={(r) => r.name} />);
		act(() => rowButton(0).focus());
		fireEvent.keyDown(rowButton(0), { key: "ArrowDown" });
		expect(document.activeElement).toBe(rowButton(1));
		fireEvent.keyDown(window, { key: "j" });
		expect(document.activeElement).toBe(rowButton(2));
		fireEvent.keyDown(window, { key: "j" });
		expect(document.activeElement).toBe(rowButton(2));
		fireEvent.keyDown(window, { key: "k" });
		expect(document.activeElement).toBe(rowButton(1));
		expect(rowButton(1).tabIndex).toBe(0);
		fireEvent.keyDown(rowButton(1), { key: "Home" });
		expect(document.activeElement).toBe(rowButton(0));
	});

	it("starts j at the first row, not the second", () => {
		show(<DataTable {...base} rows={rowsOf(3)} onOpen={() => {}} nameOf={(r) => r.name} />);
		vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockReturnValue({ top: 0, bottom: 100, height: 100 } as DOMRect);
		fireEvent.keyDown(window, { key: "j" });
		expect(document.activeElement).toBe(rowButton(0));
		vi.restoreAllMocks();
	});

	it("tells nothing found from nothing there, and neither from failed", () => {
		const onClear = vi.fn();
		const { again } = show(<DataTable {...base} rows={[]} />);
		expect(screen.getByText("No things")).toBeTruthy();
		again(<DataTable {...base} rows={[]} onClearFilter={onClear} />);
		fireEvent.click(screen.getByRole("button", { name: /clear/i }));
		expect(onClear).toHaveBeenCalled();
		again(<DataTable {...base} rows={paged({ count: 0, error: new Error("no") })} />);
		expect(screen.getByRole("alert")).toBeTruthy();
		expect(screen.queryByText("No things")).toBeNull();
	});

	it("draws bones, and no emptiness, before anything came", () => {
		show(<DataTable {...base} rows={paged({ count: 0 })} />);
		expect(screen.getByRole("table").getAttribute("aria-busy")).toBe("true");
		expect(screen.queryByText("No things")).toBeNull();
	});

	it("says once, where a page failed, that it did, with the means to try again", () => {
		const retry = vi.fn();
		show(<DataTable {...base} rows={paged({ count: 10, failed: { page: 0, error: new Error("no"), retry } })} />);
		const again = screen.getAllByRole("button", { name: "Try again" });
		expect(again).toHaveLength(1);
		fireEvent.click(again[0] as HTMLElement);
		expect(retry).toHaveBeenCalledOnce();
	});

	it("is cards on a phone, without a line for what a row doesn't have", () => {
		phone = true;
		const columns: Column<Row>[] = [...COLUMNS.slice(0, 2), { id: "none", header: "Nothing", width: 10, cell: () => null }];
		show(<DataTable {...base} columns={columns} rows={rowsOf(2)} />);
		expect(screen.queryByRole("table")).toBeNull();
		expect(screen.getAllByRole("listitem")).toHaveLength(2);
		expect(screen.queryByText("Nothing")).toBeNull();
	});
});

describe("columns", () => {
	const ids = (width: number, chosen = {}) => fittingColumns(COLUMNS, chosen, width).map((c) => c.id);

	it("leaves out what there is no room for, but never the ones that count", () => {
		expect(ids(1000)).toEqual(["name", "amount", "note"]);
		expect(ids(299)).toEqual(["name", "amount"]);
		expect(ids(10)).toEqual(["name", "amount"]);
	});

	it("keeps to what a person chose, whatever the width", () => {
		expect(ids(10, { note: true, secret: true })).toEqual(["name", "amount", "note", "secret"]);
		expect(ids(1000, { amount: false })).toEqual(["name", "note"]);
	});

	it("turns from the usual order to the other to none", () => {
		expect(nextSort("a", true, null)).toEqual({ column: "a", descending: true });
		expect(nextSort("a", true, { column: "a", descending: true })).toEqual({ column: "a", descending: false });
		expect(nextSort("a", true, { column: "a", descending: false })).toBeNull();
		expect(nextSort("a", false, { column: "b", descending: true })).toEqual({ column: "a", descending: false });
	});

	it("orders numbers by size and words by the language", () => {
		expect(["b", "Ä", "a10", "a9"].sort(compareValues)).toEqual(["Ä", "a9", "a10", "b"]);
		expect([10, 9, -1].sort(compareValues)).toEqual([-1, 9, 10]);
	});
});

function rowButton(row: number): HTMLElement {
	const button = document.querySelector<HTMLElement>(`[data-row="${row}"]`);
	if (!button) throw new Error(`row ${row} is not drawn`);
	return button;
}

function paged({
	count,
	error = null,
	failed = null,
}: {
	count: number;
	error?: unknown;
	failed?: { page: number; error: unknown; retry: () => void } | null;
}): PagedRows<Row> {
	const rows = rowsOf(count);
	return {
		count,
		complete: false,
		at: (row) => (failed ? undefined : rows[row]),
		failedAt: () => failed,
		next: null,
		see: () => {},
		query: {
			data: undefined,
			error: error as Error | null,
			isPending: false,
			dataUpdatedAt: 0,
			errorUpdatedAt: 0,
			refetch: () => {},
		},
		restarted: false,
		newer: null,
		idOf: (row) => row.id,
	};
}
