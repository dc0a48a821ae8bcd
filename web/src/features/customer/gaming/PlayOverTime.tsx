import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Statistics } from "@/api/statistics";
import { Chart } from "@/ui/Chart";
import { type BucketStep, bucketEnd } from "@/ui/ChartBuckets";
import { day } from "@/ui/format";
import type { Fetched } from "@/ui/Panel";
import { EmptyByFilter } from "@/ui/States";
import css from "./Gaming.module.css";
import { playSeries } from "./playSeries";
import { PRESETS, USUAL } from "./range";
import { StatisticsPanel } from "./StatisticsPanel";
import { useBetsFilter } from "./useBetsFilter";
import type { RangeInUse } from "./useRange";

const HEIGHT = 240;
const TOOLS_HEIGHT = 34;
const STEPS: readonly BucketStep[] = ["day", "week", "month"];
const LABELS = { day: "play:byDay", week: "play:byWeek", month: "play:byMonth" } as const;
const ROWS = { day: "play:rowsOfDay", week: "play:rowsOfWeek", month: "play:rowsOfMonth" } as const;

/** Stake, win and net over the section's span of time, which is chosen here. */
export function PlayOverTime({ query, use }: { query: Fetched<Statistics>; use: RangeInUse }) {
	const { t } = useTranslation("gaming");
	const { range } = use;
	return (
		<StatisticsPanel
			title={t("overTime")}
			name="gaming-play"
			query={query}
			height={HEIGHT + TOOLS_HEIGHT}
			actions={range && <Steps by={range.by} onStep={use.setStep} />}
		>
			{(data) => <Plot data={data} use={use} />}
		</StatisticsPanel>
	);
}

function Steps({ by, onStep }: { by: BucketStep; onStep: (by: BucketStep) => void }) {
	const { t } = useTranslation("gaming");
	return (
		<fieldset className={css.choice}>
			<legend className="sr-only">{t("by.name")}</legend>
			{STEPS.map((step) => (
				<button key={step} type="button" aria-pressed={by === step} onClick={() => onStep(step)} data-by={step}>
					{t(`by.${step}`)}
				</button>
			))}
		</fieldset>
	);
}

function Plot({ data, use }: { data: Statistics; use: RangeInUse }) {
	const { t } = useTranslation(["gaming", "play"]);
	const { range, setDays, setPreset } = use;
	const { show } = useBetsFilter();
	const { at, series } = useMemo(
		() =>
			range
				? playSeries(data.days, range, range.by, { stake: t("play:stake"), win: t("play:win"), net: t("play:net") })
				: { at: [], series: [] },
		[data.days, range, t],
	);
	const unit = useMemo(() => ({ kind: "money", currency: data.currency }) as const, [data.currency]);
	const presets = useMemo(() => PRESETS.map(({ key }) => ({ key, label: t(`range.${key}`) })), [t]);
	/* Buckets at the ends may reach beyond the range. */
	const daysOf = useCallback(
		(first: number, last: number) => {
			const [start, end] = [at[first], at[last]];
			if (!range || start === undefined || end === undefined) return null;
			const lastDay = bucketEnd(end, range.by);
			return { first: start < range.first ? range.first : start, last: lastDay > range.last ? range.last : lastDay };
		},
		[at, range],
	);
	const onRange = useCallback(
		(first: number, last: number) => {
			const days = daysOf(first, last);
			if (days) setDays(days);
		},
		[daysOf, setDays],
	);
	const onRows = useCallback(
		(index: number) => {
			const days = daysOf(index, index);
			if (days) show(days);
		},
		[daysOf, show],
	);
	if (!range) return null;
	const from = day(range.first);
	const to = day(range.last);
	return (
		<>
			<Chart
				label={t(LABELS[range.by])}
				at={at}
				series={series}
				step={range.by}
				unit={unit}
				height={HEIGHT}
				restLabel={t("range.drawn", { from, to })}
				onRange={onRange}
				presets={presets}
				preset={range.preset ?? undefined}
				onPreset={setPreset}
				onRows={onRows}
				rowsLabel={t(ROWS[range.by])}
			/>
			{data.days.length === 0 && (
				<EmptyByFilter onClear={() => setPreset(range.preset === "all" ? USUAL : "all")}>
					{t("play:noPlay", { from, to })}
				</EmptyByFilter>
			)}
			{use.past && use.anchor && <p className={css.hint}>{t("range.past", { day: day(use.anchor) })}</p>}
		</>
	);
}
