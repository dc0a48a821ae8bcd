import { ArrowDown, ArrowUp, ArrowUpDown } from "lucide-react";
import { type CSSProperties, memo, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FailedPage } from "@/api/pages";
import type { BodyProps } from "./DataTable";
import css from "./DataTable.module.css";
import { type Column, fittingColumns } from "./DataTableColumns";
import { PageFailed } from "./DataTableFailed";
import { isOwn, Opener, type RowProps } from "./DataTableOpener";
import type { Sort } from "./DataTableRows";
import { useRowHeight, useRowWindow } from "./DataTableWindow";

/* Rows drawn while nothing has come yet. */
const BONES = 8;

/** The rows as a table in a box that scrolls. */
export function DataTableGrid<T>(props: BodyProps<T>) {
	const { rows, columns, chosen, sorting, onOpen, openId, nameOf, label, loading, maxHeight, keyAt } = props;
	const height = useRowHeight();
	const { box, virtual, active, handlers } = useRowWindow(rows, height, height, onOpen !== undefined);
	const width = useWidth(box);
	const shown = useMemo(() => fittingColumns(columns, chosen, width), [columns, chosen, width]);
	const { t } = useTranslation("table");
	const items = virtual.getVirtualItems();
	const above = (items[0]?.start ?? height) - height;
	const below = Math.max(0, virtual.getTotalSize() + height - (items.at(-1)?.end ?? height));
	let failedPage = -1;
	return (
		/* Where no row takes the focus, the box that scrolls must. */
		<section
			ref={box}
			className={css.box}
			style={{ maxHeight, "--table-row": `${height}px` } as CSSProperties}
			tabIndex={onOpen ? -1 : 0}
			aria-label={t("rows", { label })}
			{...handlers}
		>
			<table
				className={css.table}
				aria-label={label}
				aria-rowcount={rows.complete ? rows.count + 1 : -1}
				aria-busy={loading || undefined}
			>
				<colgroup>
					{shown.map((c) => (
						<col key={c.id} style={{ width: widthOf(c, shown, width) }} />
					))}
				</colgroup>
				<thead>
					<tr aria-rowindex={1}>
						{shown.map((c) => (
							<HeaderCell key={c.id} column={c} sorting={sorting} />
						))}
					</tr>
				</thead>
				{above > 0 && <Space height={above} columns={shown.length} />}
				<tbody>
					{loading &&
						Array.from({ length: BONES }, (_, i) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: they are alike
							<BoneRow key={i} columns={shown} index={i} />
						))}
					{items.map(({ index }) => {
						const row = rows.at(index);
						if (row === undefined) {
							const failed = rows.failedAt(index);
							const first = failed !== null && failed.page !== failedPage;
							if (failed) failedPage = failed.page;
							return failed ? (
								<FailedRow key={`row ${index}`} columns={shown.length} index={index} failed={first ? failed : null} />
							) : (
								<BoneRow key={`row ${index}`} columns={shown} index={index} />
							);
						}
						const id = rows.idAt(index);
						return (
							<TableRow
								key={keyAt(index, id)}
								row={row}
								index={index}
								columns={shown as Column<unknown>[]}
								active={index === active}
								open={id === openId}
								name={nameOf as (row: unknown) => string | undefined}
								onOpen={onOpen as ((row: unknown) => void) | undefined}
							/>
						);
					})}
				</tbody>
				{below > 0 && <Space height={below} columns={shown.length} />}
			</table>
		</section>
	);
}

/* What is left of the width goes to the columns that can use it. */
function widthOf<T>(column: Column<T>, shown: readonly Column<T>[], width: number): number {
	const taken = shown.reduce((sum, c) => sum + c.width, 0);
	const shares = shown.reduce((sum, c) => sum + (c.grow ?? 0), 0);
	const left = Math.max(0, width - taken);
	return column.width + (shares > 0 ? (left * (column.grow ?? 0)) / shares : 0);
}

function useWidth(box: { readonly current: HTMLElement | null }): number {
	const [width, setWidth] = useState(0);
	useEffect(() => {
		const element = box.current;
		if (!element) return;
		const measure = () => setWidth(element.clientWidth);
		measure();
		const observer = new ResizeObserver(measure);
		observer.observe(element);
		return () => observer.disconnect();
	}, [box]);
	return width;
}

function HeaderCell<T>({ column, sorting }: { column: Column<T>; sorting: BodyProps<T>["sorting"] }) {
	const { t } = useTranslation("table");
	if (!sorting || !column.sort)
		return (
			<th scope="col" data-align={column.align} title={column.header}>
				<div className={css.cell}>{column.header}</div>
			</th>
		);
	const { sort } = sorting;
	const direction = sort?.column !== column.id ? null : sort.descending ? "descending" : "ascending";
	const next = nextSort(column.id, column.align === "end", sort);
	const Icon = direction === "ascending" ? ArrowUp : direction === "descending" ? ArrowDown : ArrowUpDown;
	const what = next === null ? "unsort" : next.descending ? "sortDown" : "sortUp";
	return (
		<th scope="col" data-align={column.align} aria-sort={direction ?? "none"}>
			<button
				type="button"
				className={css.sort}
				data-sorted={direction ?? undefined}
				title={t(what, { column: column.header })}
				onClick={() => sorting.change(next)}
			>
				<span>{column.header}</span>
				<Icon size={12} aria-hidden />
			</button>
		</th>
	);
}

/** The order after a press: the usual direction first (numbers: the largest on top), then the other, then none. */
export function nextSort(column: string, largestFirst: boolean, sort: Sort | null): Sort | null {
	if (sort?.column !== column) return { column, descending: largestFirst };
	return sort.descending === largestFirst ? { column, descending: !largestFirst } : null;
}

const TableRow = memo(function TableRow({ row, index, columns, active, open, name, onOpen }: RowProps & { open: boolean }) {
	return (
		<tr
			aria-rowindex={index + 2}
			data-openable={onOpen ? true : undefined}
			data-open={open || undefined}
			onClick={onOpen && ((event) => !isOwn(event.target, event.currentTarget) && onOpen(row))}
		>
			{columns.map((c, i) => {
				const text = c.text?.(row) ?? undefined;
				return (
					<td key={c.id} data-align={c.align} title={text}>
						<div className={css.cell}>
							{i === 0 && onOpen ? (
								<Opener row={row} index={index} active={active} open={open} name={name} onOpen={onOpen}>
									{c.cell(row)}
								</Opener>
							) : (
								c.cell(row)
							)}
						</div>
					</td>
				);
			})}
		</tr>
	);
});

function BoneRow<T>({ columns, index }: { columns: readonly Column<T>[]; index: number }) {
	return (
		<tr aria-rowindex={index + 2}>
			{columns.map((c) => (
				<td key={c.id} data-align={c.align}>
					<span className={css.bone} aria-hidden />
				</td>
			))}
		</tr>
	);
}

function FailedRow({ columns, index, failed }: { columns: number; index: number; failed: FailedPage | null }) {
	return (
		<tr aria-rowindex={index + 2} className={css.failedRow}>
			<td colSpan={columns}>{failed && <PageFailed failed={failed} />}</td>
		</tr>
	);
}

/* Room for the rows that aren't drawn. */
function Space({ height, columns }: { height: number; columns: number }) {
	return (
		<tbody aria-hidden>
			<tr>
				<td className={css.space} colSpan={columns} style={{ height }} />
			</tr>
		</tbody>
	);
}
