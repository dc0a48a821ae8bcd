import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { PlayHour, Statistics } from "@/api/statistics";
import { useAddress, useChangeAddress } from "@/ui/address";
import { minus } from "@/ui/amounts";
import { type Amount, day, money, number } from "@/ui/format";
import { Heat } from "@/ui/Heat";
import type { Fetched } from "@/ui/Panel";
import { Empty } from "@/ui/States";
import css from "./Gaming.module.css";
import { StatisticsPanel } from "./StatisticsPanel";
import type { RangeInUse } from "./useRange";

const HEIGHT = 250;

const METRICS = ["bets", "wagered", "lost"] as const;
type Metric = (typeof METRICS)[number];

export function metricOf(hour: PlayHour, metric: Metric): Amount | null {
	return metric === "lost" ? minus(hour.wagered, hour.won) : hour[metric];
}

/** When a customer plays: by weekday and hour of their own clock. */
export function HoursHeat({ query, use }: { query: Fetched<Statistics>; use: RangeInUse }) {
	const { t } = useTranslation("gaming");
	const change = useChangeAddress();
	const { "gm.heat": asked } = useAddress();
	const metric = METRICS.find((m) => m === asked) ?? "bets";
	return (
		<StatisticsPanel
			title={t("heat.title")}
			name="gaming-hours"
			query={query}
			height={HEIGHT}
			actions={
				<fieldset className={css.choice}>
					<legend className="sr-only">{t("heat.metric")}</legend>
					{METRICS.map((m) => (
						<button
							key={m}
							type="button"
							aria-pressed={m === metric}
							onClick={() => change({ "gm.heat": m === "bets" ? undefined : m })}
							data-metric={m}
						>
							{t(`heat.${m}`)}
						</button>
					))}
				</fieldset>
			}
		>
			{(data) => (data.hours === null ? <Empty>{t("heat.unknown")}</Empty> : <Hours data={data} metric={metric} use={use} />)}
		</StatisticsPanel>
	);
}

function Hours({ data, metric, use }: { data: Statistics; metric: Metric; use: RangeInUse }) {
	const { t } = useTranslation("gaming");
	const byHour = useMemo(
		() => new Map(data.hours?.map((h) => [h.weekday * 24 + h.hour, metricOf(h, metric)])),
		[data.hours, metric],
	);
	/* Hours without play are left out by the source: they are zero. */
	const value = useCallback(
		(weekday: number, hour: number) => {
			const found = byHour.get(weekday * 24 + hour);
			return found === undefined ? 0 : found;
		},
		[byHour],
	);
	const text = useCallback(
		(amount: Amount) => (metric === "bets" ? number(Number(amount)) : money(amount, data.currency)),
		[metric, data.currency],
	);
	const { range } = use;
	const caption = t("heat.caption", {
		metric: t(`heat.${metric}`),
		from: range ? day(range.first) : "",
		to: range ? day(range.last) : "",
		zone: data.timeZone,
	});
	return (
		<div className={css.hours}>
			<Heat caption={caption} value={value} text={text} />
			<p className={css.hint}>{metric === "lost" ? t("heat.lostHint") : caption}</p>
		</div>
	);
}
