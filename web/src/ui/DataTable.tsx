/* Rows under columns, windowed: a hundred thousand of them cost what a screenful costs. Cards on a phone. */

import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PagedRows } from "@/api/pages";
import { announce } from "./announce";
import css from "./DataTable.module.css";
import { DataTableCards } from "./DataTableCards";
import { type Chosen, type Column, useChosenColumns } from "./DataTableColumns";
import { MoreFailed } from "./DataTableFailed";
import { DataTableGrid } from "./DataTableGrid";
import { DataTableMenu } from "./DataTableMenu";
import { NewRows } from "./DataTableNews";
import { isPaged, type Sort, type TableRows, useTableRows } from "./DataTableRows";
import { number } from "./format";
import { PHONE, useMedia } from "./media";
import { Empty, EmptyByFilter, Failed } from "./States";
import { useHold } from "./steady";

export type { Column } from "./DataTableColumns";
export type { Sort } from "./DataTableRows";

interface DataTableProps<T> {
	/** What the rows are ("Transactions"), for screen readers. */
	label: string;
	/** Names the table in tests (data-table), and for the columns that a person chooses. */
	name: string;
	/** All of them, or a list of useList(). Keep an array's identity while it is the same. */
	rows: readonly T[] | PagedRows<T>;
	/** Of an array's rows; a paged list knows its own. */
	idOf: (row: T) => string;
	/** Keep their identity (useMemo): rows are drawn anew with other columns. */
	columns: readonly Column<T>[];
	/** Opens a row: by click, by Enter on its first cell. */
	onOpen?: (row: T) => void;
	/** Which row is open beside the page. */
	openId?: string | null;
	/** What a row is, in words, for screen readers: rows that open need a name. */
	nameOf?: (row: T) => string;
	/** What is said when there are no rows. */
	empty: ReactNode;
	/** Set when a filter is on: no rows are then put down to it. */
	onClearFilter?: () => void;
	/** Filters, left above the rows. */
	toolbar?: ReactNode;
	/** Pixels that the rows may take; they scroll within. */
	maxHeight?: number;
	/** The order; with onSort it is the service's, and kept by whoever draws the table. */
	sort?: Sort | null;
	onSort?: (sort: Sort | null) => void;
	/** The columns that are chosen, where whoever draws the table keeps them (in the address); else they are kept in the browser. */
	chosen?: Chosen;
	onChoose?: (change: Chosen | null) => void;
	/** Without the menu of columns and density, for short tables in narrow places. */
	plain?: boolean;
	/** An array whose rows change places as things happen: they don't while somebody points at them. */
	lively?: boolean;
}

const MAX_HEIGHT = 480;

const idOf = (_row: number, id: string) => id;
const placed = (row: number, id: string) => `${id} ${row}`;

export function DataTable<T extends object>(props: DataTableProps<T>) {
	const { rows: given, columns, name, toolbar, plain = false, onSort } = props;
	const phone = useMedia(PHONE);
	const [ownChosen, chooseOwn] = useChosenColumns(name);
	const chosen = props.chosen ?? ownChosen;
	const choose = props.onChoose ?? chooseOwn;
	const [ownSort, setOwnSort] = useState<Sort | null>(props.sort ?? null);
	const paged = isPaged(given);
	const sort = onSort ? (props.sort ?? null) : ownSort;
	const { held, handlers } = useHold();
	const rows = useTableRows(given, props.idOf, columns, onSort ? null : sort, held && props.lively === true);
	const sorting = useMemo(() => (paged && !onSort ? null : { sort, change: onSort ?? setOwnSort }), [paged, onSort, sort]);
	/* Rows are kept as they were drawn; what they call is always the latest. */
	const latest = useRef(props);
	latest.current = props;
	const [onOpen] = useState(() => (row: T) => latest.current.onOpen?.(row));
	const [nameOf] = useState(() => (row: T) => latest.current.nameOf?.(row));
	const Body = phone ? DataTableCards : DataTableGrid;
	return (
		<div className={css.frame} data-table={name}>
			{(toolbar || !plain) && (
				<div className={css.toolbar}>
					<div className={css.filters}>{toolbar}</div>
					{!plain && <DataTableMenu columns={columns} chosen={chosen} onChoose={choose} />}
				</div>
			)}
			{/* With no rows there is no box of them to stand before. */}
			{paged && given.newer && given.complete && given.count === 0 && <NewRows newer={given.newer} held={false} />}
			<NoRows {...props} count={rows.count}>
				{paged && given.restarted && <Restarted />}
				<div className={css.body} {...handlers}>
					{paged && given.newer && <NewRows newer={given.newer} held={held} />}
					<Body
						label={props.label}
						rows={rows}
						loading={paged && given.count === 0}
						columns={columns}
						chosen={chosen}
						sorting={sorting}
						onOpen={props.onOpen && onOpen}
						openId={props.openId ?? null}
						nameOf={nameOf}
						keyAt={(paged && given.newer) || props.lively ? placed : idOf}
						maxHeight={props.maxHeight ?? MAX_HEIGHT}
					/>
				</div>
				{paged && <Foot rows={given} />}
			</NoRows>
		</div>
	);
}

/** What the bodies draw from. */
export interface BodyProps<T> {
	label: string;
	rows: TableRows<T>;
	/** Nothing came yet. */
	loading: boolean;
	columns: readonly Column<T>[];
	chosen: Readonly<Record<string, boolean>>;
	sorting: { sort: Sort | null; change: (sort: Sort | null) => void } | null;
	onOpen?: (row: T) => void;
	openId: string | null;
	nameOf: (row: T) => string | undefined;
	maxHeight: number;
	/** What makes a row the same as before: its id; where rows come and go also its place, so that another is drawn there instead of one moving. */
	keyAt: (row: number, id: string) => string;
}

/* The states in which there are no rows; else the rows. */
function NoRows<T>({
	rows,
	count,
	empty,
	onClearFilter,
	children,
}: Pick<DataTableProps<T>, "rows" | "empty" | "onClearFilter"> & { count: number; children: ReactNode }) {
	if (isPaged(rows)) {
		const { query, next } = rows;
		if (query.error && !query.data) return <Failed error={query.error} since={query.errorUpdatedAt} onRetry={query.refetch} />;
		if (count === 0 && next && next !== "loading") return <Failed error={next.error} onRetry={next.retry} />;
		if (count === 0 && !rows.complete) return children;
	}
	if (count > 0) return children;
	return onClearFilter ? <EmptyByFilter onClear={onClearFilter} /> : <Empty>{empty}</Empty>;
}

function Restarted() {
	const { t } = useTranslation("table");
	useEffect(() => announce(t("restarted")), [t]);
	return (
		<p className={css.note} data-restarted>
			{t("restarted")}
		</p>
	);
}

/** How many rows there are, and whether more come. */
function Foot<T>({ rows }: { rows: PagedRows<T> }) {
	const { t } = useTranslation("table");
	if (rows.count === 0) return null;
	const { next } = rows;
	return (
		<div className={css.foot} data-complete={rows.complete || undefined}>
			<span>{t(rows.complete ? "all" : "some", { count: rows.count, formatted: number(rows.count) })}</span>
			{next === "loading" && <span>{t("loadingMore")}</span>}
			{next !== null && next !== "loading" && <MoreFailed text={t("moreFailed")} failed={next} className={css.failed} />}
		</div>
	);
}
