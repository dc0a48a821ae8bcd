/* The rows of a table, all of them here or a page at a time, behind one face; sorted here where all are here. */
import {
	type ColumnDef,
	createSortedRowModel,
	rowSortingFeature,
	type SortingState,
	tableFeatures,
	useTable,
} from "@tanstack/react-table";
import { useMemo } from "react";
import type { FailedPage, PagedRows } from "@/api/pages";
import type { Column } from "./DataTableColumns";
import { locale } from "./format";
import { useSteadyOrder } from "./steady";

/** What a table is sorted by. */
export interface Sort {
	column: string;
	descending: boolean;
}

/** Rows by number, however they got here. */
export interface TableRows<T> {
	count: number;
	complete: boolean;
	at: (row: number) => T | undefined;
	idAt: (row: number) => string;
	failedAt: (row: number) => FailedPage | null;
	see: (first: number, last: number) => void;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const NOTHING: never[] = [];
const noFailure = () => null;
const unseen = () => {};

let collator: { locale: string; compare: (a: string, b: string) => number } | null = null;

/** Numbers by size, words as the language orders them. */
export function compareValues(a: unknown, b: unknown): number {
	if (typeof a === "number" && typeof b === "number") return a - b;
	if (collator?.locale !== locale())
		collator = { locale: locale(), compare: new Intl.Collator(locale(), { numeric: true, sensitivity: "base" }).compare };
	return collator.compare(String(a), String(b));
}

export function isPaged<T>(rows: readonly T[] | PagedRows<T>): rows is PagedRows<T> {
	return !Array.isArray(rows);
}

export function useTableRows<T extends object>(
	rows: readonly T[] | PagedRows<T>,
	idOf: (row: T) => string,
	columns: readonly Column<T>[],
	sort: Sort | null,
	held: boolean,
): TableRows<T> {
	const defs = useMemo(
		() =>
			columns.map(
				(c): ColumnDef<typeof features, T> => ({
					id: c.id,
					accessorFn: (row) => c.sort?.(row) ?? undefined,
					/* What isn't known comes last either way. */
					sortUndefined: "last",
					sortFn: (a, b, id) => compareValues(a.getValue(id), b.getValue(id)),
				}),
			),
		[columns],
	);
	const paged = isPaged(rows);
	const sorting = useMemo<SortingState>(
		() => (sort && !paged ? [{ id: sort.column, desc: sort.descending }] : NOTHING),
		[sort, paged],
	);
	const data = paged ? NOTHING : (rows as readonly T[]);
	const table = useTable({ features, columns: defs, data, state: { sorting }, getRowId: idOf });
	const sorted = useSteadyOrder(table.getRowModel().rows, (row) => row.id, held, sort);
	if (paged)
		return {
			count: rows.count,
			complete: rows.complete,
			at: rows.at,
			idAt: (row) => {
				const item = rows.at(row);
				return item === undefined ? `row ${row}` : rows.idOf(item);
			},
			failedAt: rows.failedAt,
			see: rows.see,
		};
	return {
		count: sorted.length,
		complete: true,
		at: (row) => sorted[row]?.original,
		idAt: (row) => sorted[row]?.id ?? `row ${row}`,
		failedAt: noFailure,
		see: unseen,
	};
}
