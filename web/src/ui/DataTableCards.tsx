import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { BodyProps } from "./DataTable";
import css from "./DataTable.module.css";
import type { CardRole, Column } from "./DataTableColumns";
import { PageFailed } from "./DataTableFailed";
import { isOwn, Opener, type RowProps } from "./DataTableOpener";
import { useRowWindow } from "./DataTableWindow";

/* About what a card takes until it is measured. */
const HEAD = 56;
const FIELD = 22;
const BONES = 4;

/** The rows as cards, for a phone. */
export function DataTableCards<T>({
	rows,
	columns,
	chosen,
	onOpen,
	openId,
	nameOf,
	label,
	loading,
	maxHeight,
	keyAt,
}: BodyProps<T>) {
	const { t } = useTranslation("table");
	const shown = columns.filter((c) => c.card !== "hidden" && (chosen[c.id] ?? !c.optional));
	const height = HEAD + FIELD * shown.filter((c) => (c.card ?? "field") === "field").length;
	const { box, virtual, active, handlers } = useRowWindow(rows, height, 0, onOpen !== undefined);
	const items = virtual.getVirtualItems();
	const above = items[0]?.start ?? 0;
	const below = Math.max(0, virtual.getTotalSize() - (items.at(-1)?.end ?? 0));
	let failedPage = -1;
	return (
		/* Where no row takes the focus, the box that scrolls must. */
		<section
			ref={box}
			className={css.cards}
			style={{ maxHeight: `max(${maxHeight}px, 70dvh)` }}
			tabIndex={onOpen ? -1 : 0}
			aria-label={t("rows", { label })}
			{...handlers}
		>
			<ul aria-label={label} aria-busy={loading || undefined} style={{ paddingBlock: `${above}px ${below}px` }}>
				{loading &&
					Array.from({ length: BONES }, (_, i) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: they are alike
						<li key={i} className={css.card} style={{ minHeight: height }}>
							<span className={css.bone} aria-hidden />
						</li>
					))}
				{items.map(({ index }) => {
					const row = rows.at(index);
					const place = {
						"data-index": index,
						ref: virtual.measureElement,
						className: css.card,
						"aria-posinset": index + 1,
						"aria-setsize": rows.complete ? rows.count : -1,
					};
					if (row === undefined) {
						const failed = rows.failedAt(index);
						const first = failed !== null && failed.page !== failedPage;
						if (failed) failedPage = failed.page;
						return (
							<li key={`row ${index}`} {...place} style={{ minHeight: height }}>
								{failed ? first && <PageFailed failed={failed} /> : <span className={css.bone} aria-hidden />}
							</li>
						);
					}
					const id = rows.idAt(index);
					return (
						// biome-ignore lint/a11y/useKeyWithClickEvents: the button in the head is what the keyboard uses
						<li
							key={keyAt(index, id)}
							{...place}
							data-openable={onOpen ? true : undefined}
							data-open={id === openId || undefined}
							onClick={onOpen && ((event) => !isOwn(event.target, event.currentTarget) && onOpen(row))}
						>
							<Card
								row={row}
								columns={shown as Column<unknown>[]}
								index={index}
								active={index === active}
								name={nameOf as (row: unknown) => string | undefined}
								onOpen={onOpen as ((row: unknown) => void) | undefined}
							/>
						</li>
					);
				})}
			</ul>
		</section>
	);
}

const Card = memo(function Card({ row, columns, index, active, name, onOpen }: RowProps) {
	const of = (role: CardRole) => columns.filter((c) => (c.card ?? "field") === role);
	const cells = (role: CardRole): ReactNode => of(role).map((c) => <span key={c.id}>{c.cell(row)}</span>);
	/* What a row doesn't have takes no line. */
	const fields = of("field").flatMap((c) => {
		const value = c.cell(row);
		return value === null || value === undefined || value === "" ? [] : [{ column: c, value }];
	});
	return (
		<>
			<div className={css.cardHead}>
				{onOpen ? (
					<Opener row={row} index={index} active={active} name={name} onOpen={onOpen}>
						{cells("title")}
					</Opener>
				) : (
					<div className={css.cardTitle}>{cells("title")}</div>
				)}
				<div className={css.cardAmount}>{cells("amount")}</div>
			</div>
			{of("subtitle").length > 0 && <div className={css.cardSub}>{cells("subtitle")}</div>}
			{fields.length > 0 && (
				<dl className={css.cardFields}>
					{fields.map(({ column, value }) => (
						<div key={column.id}>
							<dt>{column.header}</dt>
							<dd>{value}</dd>
						</div>
					))}
				</dl>
			)}
		</>
	);
});
