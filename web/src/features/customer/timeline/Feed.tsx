import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineRows } from "@/api/timeline";
import type { TimelineItem } from "@/api/timelineHead";
import { MoreFailed } from "@/ui/DataTableFailed";
import type { TableRows } from "@/ui/DataTableRows";
import { useRowHeight, useRowWindow } from "@/ui/DataTableWindow";
import { dateLong, moment, number } from "@/ui/format";
import { NewPill, useHold } from "@/ui/steady";
import { beginsDay, daysOf } from "./days";
import css from "./Feed.module.css";
import { ItemRow } from "./ItemRow";
import { keyOf } from "./kinds";
import { useOpenItem } from "./useOpenItem";

/* The day's head, as tall as .day. */
const DAY_HEIGHT = 28;

interface Props {
	id: string;
	rows: TimelineRows;
	zone: string | undefined;
	filtered: boolean;
}

/** The rows under the heads of their days, windowed; the day that is being read stays in sight. */
export function Feed({ id, rows, zone, filtered }: Props) {
	const { t } = useTranslation("timeline");
	const openItem = useOpenItem(id);
	const { items, complete, see } = rows;
	const days = useMemo(() => daysOf(items, zone), [items, zone]);
	const table = useMemo<TableRows<TimelineItem>>(
		() => ({
			count: items.length,
			complete,
			at: (row) => items[row],
			idAt: (row) => String(row),
			failedAt: () => null,
			see,
		}),
		[items, complete, see],
	);
	const height = useRowHeight();
	const { box, virtual, active, handlers } = useRowWindow(table, height, DAY_HEIGHT, true);
	const { newer } = rows;
	const hold = useHold();
	/* Whoever reads further down, or has a row in hand, lets in what is new when they want it. */
	const away = hold.held || (virtual.scrollOffset ?? 0) > 0;
	useEffect(() => {
		if (newer.count > 0 && !away) newer.take();
	}, [newer, away]);
	const takeNewer = () => {
		newer.take();
		virtual.scrollToOffset(0);
		box.current?.focus({ preventScroll: true });
	};
	const drawn = virtual.getVirtualItems();
	const above = (drawn[0]?.start ?? DAY_HEIGHT) - DAY_HEIGHT;
	const below = Math.max(0, virtual.getTotalSize() + DAY_HEIGHT - (drawn.at(-1)?.end ?? DAY_HEIGHT));
	/* The row beneath the head that sticks: not the first that is drawn, since some are drawn beyond the edge. */
	const top = drawn.find((d) => d.end - DAY_HEIGHT > (virtual.scrollOffset ?? 0))?.index ?? 0;
	return (
		<div className={css.place} {...hold.handlers}>
			{away && <NewPill count={newer.count} onTake={takeNewer} />}
			<section ref={box} className={css.feed} tabIndex={-1} aria-label={t("rows")} data-feed {...handlers}>
				<div className={css.stuck} aria-hidden>
					<DayHead item={items[top]} zone={zone} />
				</div>
				<div className={css.rows} style={{ paddingBlock: `${above}px ${below}px` }}>
					{drawn.map(({ index }) => {
						const item = items[index];
						if (!item) return null;
						return (
							<div key={`${keyOf(item)} ${index}`} ref={virtual.measureElement} data-index={index}>
								{beginsDay(days, index) && (
									<h3 className={css.day} data-day={days[index]}>
										<DayHead item={item} zone={zone} />
									</h3>
								)}
								<ItemRow
									item={item}
									index={index}
									active={index === active}
									count={complete ? items.length : -1}
									onOpen={openItem}
								/>
							</div>
						);
					})}
				</div>
			</section>
			<Foot rows={rows} filtered={filtered} />
		</div>
	);
}

function DayHead({ item, zone }: { item: TimelineItem | undefined; zone: string | undefined }) {
	const at = moment(item?.at);
	return <>{at ? dateLong(at, zone) : (item?.at ?? "")}</>;
}

function Foot({ rows: { items, complete, next }, filtered }: { rows: TimelineRows; filtered: boolean }) {
	const { t } = useTranslation("timeline");
	const count = { count: items.length, formatted: number(items.length) };
	return (
		<p className={css.foot}>
			<span>{t(complete ? "count" : "countSoFar", count)}</span>
			{next === "loading" && <span>{t("more")}</span>}
			{complete && <span>{t(filtered ? "endPeriod" : "end")}</span>}
			{next !== null && next !== "loading" && <MoreFailed text={t("moreFailed")} failed={next} className={css.failed} />}
		</p>
	);
}
