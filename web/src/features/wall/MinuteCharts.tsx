import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Chart, type ChartSeries } from "@/ui/Chart";
import { type Minutes, minuteTimes, wholeMinutes } from "./minutes";
import css from "./WallPage.module.css";

const PLAY = [
	{ key: "rounds", shape: "area", color: 1 },
	{ key: "stakes", shape: "line", color: 4 },
] as const;
/* A fifth of what is played: on one axis with it nobody would see them. */
const MONEY = [
	{ key: "deposits", shape: "bar", color: 2 },
	{ key: "withdrawals", shape: "bar", color: 3 },
	{ key: "failedLogins", shape: "bar", color: 4 },
] as const;
const UNIT = { kind: "count" } as const;
const HEIGHT = 130;

/** What happened a minute, over the last hour. */
export function MinuteCharts({ minutes }: { minutes: Minutes }) {
	const { t } = useTranslation("wall");
	/* A new picture comes each second; the minutes that are over change once a minute. */
	const over = JSON.stringify({
		at: minuteTimes(minutes),
		counts: [...PLAY, ...MONEY].map(({ key }) => wholeMinutes(minutes, key)),
	});
	const drawn = useMemo(() => {
		const { at, counts } = JSON.parse(over) as { at: string[]; counts: number[][] };
		const series = [...PLAY, ...MONEY].map((row, i): ChartSeries => {
			const values = counts[i] ?? [];
			return { ...row, label: t(`minutes.${row.key}`), values, rest: values.at(-1) ?? null };
		});
		return { at, play: series.slice(0, PLAY.length), money: series.slice(PLAY.length) };
	}, [over, t]);
	const rest = t("minutes.rest");
	return (
		<div className={css.charts}>
			<Chart
				label={t("minutes.play")}
				at={drawn.at}
				series={drawn.play}
				step="moment"
				unit={UNIT}
				height={HEIGHT}
				restLabel={rest}
			/>
			<Chart
				label={t("minutes.money")}
				at={drawn.at}
				series={drawn.money}
				step="moment"
				unit={UNIT}
				height={HEIGHT}
				restLabel={rest}
				stacked
			/>
		</div>
	);
}
