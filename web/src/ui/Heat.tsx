/* Weekday × hour, one hue. It is a table, with the numbers in its cells; what is seen is how warm they are, and the number of the one that
 * the pointer or the focus is on. */
import { type CSSProperties, type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Amount } from "./format";
import css from "./Heat.module.css";
import { gathered, HOURS, warmth, weekdayName, weekdays } from "./HeatModel";
import { PHONE, useMedia } from "./media";

/* Hours in a cell: a finger's width has to fit in. */
const NARROW = "(max-width: 479px)";
const NARROW_HOURS = 3;
const PHONE_HOURS = 2;

interface HeatProps {
	/** What the table is: "Bets by weekday and hour". */
	caption: string;
	/** The value of an ISO weekday (1 to 7) and hour (0 to 23). */
	value: (weekday: number, hour: number) => Amount | null;
	text: (value: Amount) => string;
}

interface At {
	row: number;
	column: number;
}

export function Heat({ caption, value, text }: HeatProps) {
	const { t, i18n } = useTranslation("chart");
	const size = useCellHours();
	// biome-ignore lint/correctness/useExhaustiveDependencies: weeks begin by language
	const days = useMemo(() => weekdays(), [i18n.language]);
	const rows = useMemo(
		() =>
			days.map((weekday) =>
				gathered(
					Array.from({ length: HOURS }, (_, hour) => value(weekday, hour)),
					size,
				),
			),
		[days, value, size],
	);
	const [at, setAt] = useState<At>({ row: 0, column: 0 });
	const [shown, setShown] = useState<At | null>(null);
	const body = useRef<HTMLTableSectionElement>(null);
	const columns = HOURS / size;
	const values = rows.flat().map((v) => Number(v ?? 0));
	const most = Math.max(0, ...values);
	const hours = (column: number) => t("heat.hour", { from: clock(column * size), to: clock((column + 1) * size) });
	const name = ({ row, column }: At) => {
		const cell = rows[row]?.[column] ?? null;
		const words = {
			day: weekdayName(days[row] ?? 1, "long"),
			hours: hours(column),
			value: cell === null ? t("gap") : text(cell),
		};
		return t("heat.name", words);
	};
	const onKeyDown = (e: KeyboardEvent) => {
		const to = moved(e.key, at, days.length, columns);
		if (!to) return;
		e.preventDefault();
		setAt(to);
		body.current?.querySelector<HTMLElement>(`[data-cell="${to.row}-${to.column}"]`)?.focus();
	};
	return (
		<div className={css.heat} data-heat>
			{/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: cells are gone through by arrow keys, which is what a grid is */}
			<table className={css.table} role="grid" aria-label={caption} aria-readonly onMouseLeave={() => setShown(null)}>
				<caption className="sr-only">{caption}</caption>
				<thead>
					<tr>
						<td className={css.corner}>
							<span className="sr-only">{t("heat.day")}</span>
						</td>
						{Array.from({ length: columns }, (_, column) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: hours are their index
							<th key={column} scope="col" className={css.hour} data-main={size > 1 || column % 3 === 0 || undefined}>
								<span aria-hidden>{String(column * size).padStart(2, "0")}</span>
								<span className="sr-only">{hours(column)}</span>
							</th>
						))}
					</tr>
				</thead>
				<tbody ref={body} onKeyDown={onKeyDown}>
					{days.map((weekday, row) => (
						<tr key={weekday}>
							<th scope="row" className={css.day}>
								{weekdayName(weekday, "short")}
							</th>
							{rows[row]?.map((cell, column) => {
								const warm = warmth(cell, most);
								return (
									<td
										// biome-ignore lint/suspicious/noArrayIndexKey: hours are their index
										key={column}
										// biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of the grid that the table is
										role="gridcell"
										className={css.cell}
										style={{ "--warmth": `${Math.round(warm * 100)}%` } as CSSProperties}
										data-none={warm === 0 || undefined}
										data-cell={`${row}-${column}`}
										tabIndex={at.row === row && at.column === column ? 0 : -1}
										onMouseEnter={() => setShown({ row, column })}
										onFocus={() => {
											setAt({ row, column });
											setShown({ row, column });
										}}
										onBlur={() => setShown(null)}
									>
										<span className="sr-only">{cell === null ? t("gap") : text(cell)}</span>
									</td>
								);
							})}
						</tr>
					))}
				</tbody>
			</table>
			<div className={css.foot}>
				<p className={css.readout} aria-hidden data-heat-readout>
					{shown && name(shown)}
				</p>
				<div className={css.legend}>
					<span>{text(0)}</span>
					<span className={css.scale} aria-hidden />
					<span>{text(most)}</span>
				</div>
			</div>
		</div>
	);
}

function useCellHours(): number {
	const phone = useMedia(PHONE);
	const narrow = useMedia(NARROW);
	return narrow ? NARROW_HOURS : phone ? PHONE_HOURS : 1;
}

function clock(hour: number): string {
	return `${String(hour).padStart(2, "0")}:00`;
}

/* On a page from right to left the table is mirrored, and the arrows go where they point. */
function moved(key: string, { row, column }: At, rows: number, columns: number): At | null {
	const forward = document.documentElement.dir === "rtl" ? -1 : 1;
	const moves: Record<string, At> = {
		ArrowLeft: { row, column: column - forward },
		ArrowRight: { row, column: column + forward },
		ArrowUp: { row: row - 1, column },
		ArrowDown: { row: row + 1, column },
		Home: { row, column: 0 },
		End: { row, column: columns - 1 },
	};
	const to = moves[key];
	if (!to) return null;
	return { row: Math.min(rows - 1, Math.max(0, to.row)), column: Math.min(columns - 1, Math.max(0, to.column)) };
}
