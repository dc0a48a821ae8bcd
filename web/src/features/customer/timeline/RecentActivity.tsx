import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { newerThan, type TimelineItem, type TimelinePage, troubleOf, useRecentActivity } from "@/api/timelineHead";
import { Panel } from "@/ui/Panel";
import { Empty } from "@/ui/States";
import { NewPill, useHold, useSteady } from "@/ui/steady";
import { Ago } from "@/ui/Time";
import { iconOf, keyOf } from "./kinds";
import css from "./RecentActivity.module.css";
import { Trouble } from "./Trouble";
import { useOpenItem } from "./useOpenItem";
import { What } from "./What";

/* A notice of what is missing takes about the room of so many rows, and its frame of so many more. */
const NOTICE_ROWS = 1.4;
const NOTICE_FRAME_ROWS = 0.8;

/* The panel keeps its height: it stands beside the chart. */
function rowsBeside(notices: number, count: number): number {
	return notices === 0 ? count : Math.max(1, count - Math.ceil(notices * NOTICE_ROWS + NOTICE_FRAME_ROWS));
}

function countNew(shown: TimelinePage, now: TimelinePage): number {
	return newerThan(shown.items, now.items).length;
}

/** The newest @count things that happened, across all sources. */
export function RecentActivity({ id, count }: { id: string; count: number }) {
	const { t } = useTranslation("timeline");
	const query = useRecentActivity(id, count);
	const { error, isPending, dataUpdatedAt, errorUpdatedAt, refetch } = query;
	const rows = useRef<HTMLDivElement>(null);
	const { held, handlers } = useHold();
	const { shown, waiting, take } = useSteady(query.data, held, countNew);
	const takeNew = () => {
		take();
		rows.current?.focus({ preventScroll: true });
	};
	return (
		<Panel
			title={t("recent.title")}
			name="recent-activity"
			query={{ data: shown, error, isPending, dataUpdatedAt, errorUpdatedAt, refetch }}
			lines={count}
			actions={
				<Link to="/customers/$id/{-$section}" params={{ id, section: "timeline" }} search={true} className={css.all}>
					{t("recent.all")}
				</Link>
			}
		>
			{(page) => {
				const trouble = troubleOf(page);
				return (
					<>
						<Trouble lists={trouble} onRetry={() => void refetch()} />
						{page.items.length > 0 ? (
							<div ref={rows} className={css.rows} tabIndex={-1} {...handlers}>
								<NewPill count={waiting} onTake={takeNew} />
								<ol className={css.items}>
									{page.items.slice(0, rowsBeside(trouble.length, count)).map((item) => (
										<Row key={keyOf(item)} id={id} item={item} />
									))}
								</ol>
							</div>
						) : (
							trouble.every((s) => s.state !== "missing") && <Empty>{t("empty")}</Empty>
						)}
					</>
				);
			}}
		</Panel>
	);
}

function Row({ id, item }: { id: string; item: TimelineItem }) {
	const openItem = useOpenItem(id);
	const Icon = iconOf(item.type);
	return (
		<li className={css.item} data-type={item.type}>
			<Icon size={14} className={css.icon} aria-hidden />
			<What item={item} look={css} onOpen={openItem} />
			<span className={css.when}>
				<Ago at={item.at} narrow />
			</span>
		</li>
	);
}
