import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineItem } from "@/api/timelineHead";
import { dateTime, moment } from "@/ui/format";
import { Time, useZone } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./ItemRow.module.css";
import { iconOf } from "./kinds";
import { What } from "./What";

interface Props {
	item: TimelineItem;
	index: number;
	/** Tab comes to this row. */
	active: boolean;
	/** How many rows there are; -1 while that isn't known. */
	count: number;
	onOpen: (item: TimelineItem) => void;
}

/** One thing that happened. Where it leads to something the whole row is its button. */
export const ItemRow = memo(function ItemRow({ item, index, active, count, onOpen }: Props) {
	const { t } = useTranslation("timeline");
	const words = useWords();
	const zone = useZone();
	const at = moment(item.at);
	const when = at ? dateTime(at, zone) : item.at;
	const Icon = iconOf(item.type);
	const focus = { "data-row": index, tabIndex: active ? 0 : -1 };
	return (
		<article
			className={css.row}
			aria-posinset={index + 1}
			aria-setsize={count}
			aria-label={t("opens", { type: words("timelineType", item.type), when })}
			data-type={item.type}
			data-opens={item.link ? true : undefined}
			{...(item.link ? {} : focus)}
		>
			<span className={css.time}>
				<Time at={item.at} style="time" />
			</span>
			<span className={css.source} title={words("source", item.source)}>
				<Icon size={14} aria-hidden />
				<span className="sr-only">{words("source", item.source)}</span>
			</span>
			<What item={item} look={css} onOpen={onOpen} focus={focus} />
		</article>
	);
});
