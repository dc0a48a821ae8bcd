import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Statistics, useStatistics } from "@/api/statistics";
import type { Address } from "@/ui/address";
import { Chart } from "@/ui/Chart";
import { day } from "@/ui/format";
import { useOnScreen } from "@/ui/onScreen";
import { PanelFrame } from "@/ui/Panel";
import { Empty, Loading } from "@/ui/States";
import { playSeries } from "./playSeries";
import { type Days, daysUntil, spanOf } from "./range";
import { StatisticsPanel } from "./StatisticsPanel";
import { goToBets } from "./useBetsFilter";
import { useWhen } from "./useWhen";

const DAYS = 90;
/* The legend above the plot, and the air between. */
const LEGEND_HEIGHT = 34;

/** Stake, win and net by day, of the last 90 days, in a panel of its own; of somebody who has not played since, the 90 days before they
 * stopped, and it says so. @height is the plot's. */
export function PlayChart({ id, height }: { id: string; height: number }) {
	const { t } = useTranslation("play");
	const { zone, anchor } = useWhen(id);
	const days = useMemo(() => (anchor ? daysUntil(anchor.day, DAYS) : null), [anchor]);
	const [place, inSight] = useOnScreen<HTMLElement>();
	const query = useStatistics(id, days ? spanOf(days, zone) : {}, days !== null, inSight);
	const title = anchor?.past ? t("past", { count: DAYS, day: day(anchor.day) }) : t("title", { count: DAYS });
	if (!days)
		return (
			<PanelFrame title={title} name="play-chart" state="loading">
				<Loading height={height + LEGEND_HEIGHT} />
			</PanelFrame>
		);
	return (
		<StatisticsPanel title={title} name="play-chart" query={query} height={height + LEGEND_HEIGHT} ref={place}>
			{(data) => <PlayPlot id={id} data={data} days={days} height={height} />}
		</StatisticsPanel>
	);
}

function PlayPlot({ id, data, days, height }: { id: string; data: Statistics; days: Days; height: number }) {
	const { t } = useTranslation("play");
	const navigate = useNavigate();
	const { at, series } = useMemo(
		() => playSeries(data.days, days, "day", { stake: t("stake"), win: t("win"), net: t("net") }),
		[data.days, days, t],
	);
	const unit = useMemo(() => ({ kind: "money", currency: data.currency }) as const, [data.currency]);
	const showBets = useCallback(
		(index: number) => {
			const on = at[index];
			if (on === undefined) return;
			void navigate({
				to: "/customers/$id/{-$section}",
				params: { id, section: "gaming" },
				search: (old: Address) => ({ ...old, "bets.from": on, "bets.to": on, "bets.game": undefined }),
			}).then(() => requestAnimationFrame(goToBets));
		},
		[navigate, at, id],
	);
	if (data.days.length === 0) return <Empty>{t("noPlay", { from: day(days.first), to: day(days.last) })}</Empty>;
	return (
		<Chart
			label={t("byDay")}
			at={at}
			series={series}
			step="day"
			unit={unit}
			height={height}
			restLabel={t("wholeRange")}
			onRows={showBets}
			rowsLabel={t("rowsOfDay")}
		/>
	);
}
