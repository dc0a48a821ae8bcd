/* What happened, across all sources, newest first: filtered by source, kind and time, grouped by day. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type TimelineFilter, useTimeline } from "@/api/timeline";
import { useAddress, useChangeAddress } from "@/ui/address";
import { useDateRange } from "@/ui/DateRange";
import { momentsOf } from "@/ui/dateRanges";
import { Guard, PanelFrame } from "@/ui/Panel";
import { Empty, EmptyByFilter, Failed, Loading } from "@/ui/States";
import { useZone } from "@/ui/Time";
import type { SectionProps } from "../CustomerPage";
import { addressOfKinds, kindsFrom } from "./address";
import { Feed } from "./Feed";
import { Filters } from "./Filters";
import css from "./Timeline.module.css";
import { Trouble } from "./Trouble";

export function Timeline({ id }: SectionProps) {
	const { t } = useTranslation("timeline");
	const address = useAddress();
	const change = useChangeAddress();
	const zone = useZone();
	const range = useDateRange("tl", "all", zone);
	const kinds = kindsFrom(address);
	const filter = useFilter(address["tl.source"], address["tl.type"], range.from, range.to, zone);
	const filtered = kinds.sources.length > 0 || kinds.types.length > 0 || !range.isUsual;
	const rows = useTimeline(id, filter);
	const clear = () =>
		change({ ...addressOfKinds({ sources: [], types: [] }), "tl.range": undefined, "tl.from": undefined, "tl.to": undefined });
	const { data, error, errorUpdatedAt, refetch } = rows.query;
	const unread = rows.trouble.some((list) => list.state === "missing");
	return (
		<PanelFrame title={t("title")} name="timeline" level={2} state={unread ? "stale" : undefined}>
			<Filters kinds={kinds} onKinds={(to) => change(addressOfKinds(to))} range={range} />
			<Trouble lists={rows.trouble} onRetry={() => void refetch()} />
			{data === undefined ? (
				error ? (
					<Failed error={error} since={errorUpdatedAt} onRetry={() => void refetch()} />
				) : (
					<Loading lines={12} />
				)
			) : rows.items.length > 0 ? (
				<div className={css.body} data-overtaken={rows.overtaken || undefined}>
					<Guard name="timeline" tryAgainOn={rows.query.dataUpdatedAt}>
						<Feed key={JSON.stringify(filter)} id={id} rows={rows} zone={zone} filtered={filtered} />
					</Guard>
				</div>
			) : rows.barren ? (
				<Loading lines={12} />
			) : filtered ? (
				<EmptyByFilter onClear={clear}>{t("emptyFiltered")}</EmptyByFilter>
			) : (
				!unread && <Empty>{t("empty")}</Empty>
			)}
		</PanelFrame>
	);
}

/* The filter keeps its identity while nothing of it changes; its moments are those of the days where the person reads them. */
function useFilter(
	source: string | undefined,
	type: string | undefined,
	from: string | null,
	to: string | null,
	zone: string | undefined,
): TimelineFilter {
	return useMemo(() => {
		const { sources, types } = kindsFrom({ "tl.source": source, "tl.type": type });
		const here = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
		/* A period that ends before it begins is said to be reversed; the latest of it is shown as if it had no end. */
		const moments = momentsOf({ from, to }, here) ?? momentsOf({ from, to: null }, here);
		return { sources, types, from: moments?.from ?? null, to: moments?.to ?? null };
	}, [source, type, from, to, zone]);
}
