import { useQuery } from "@tanstack/react-query";
import { useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { cashflowQuery } from "@/api/details";
import { CASH, SUMS } from "@/api/live/about";
import { useLately } from "@/api/live/useLately";
import { useSection } from "@/api/sections";
import { slid } from "@/api/span";
import { isNotOffered } from "@/api/statistics";
import { useAddress, useChangeAddress } from "@/ui/address";
import { Button } from "@/ui/Button";
import { Chart } from "@/ui/Chart";
import { type BucketStep, bucketEnd, dayAfter, knownZone, stepFor } from "@/ui/ChartBuckets";
import { DateRange, type DateRangeState, useDateRange } from "@/ui/DateRange";
import { momentsOf } from "@/ui/dateRanges";
import { useOnScreen } from "@/ui/onScreen";
import { Panel, PanelFrame } from "@/ui/Panel";
import { Empty, EmptyByFilter, Loading } from "@/ui/States";
import { CustomerZone } from "@/ui/Time";
import { cashSeries } from "./cashSeries";
import css from "./Finance.module.css";

/* The portal answers for at most 3660 days. */
const DAYS_MAX = 3650;
const HEIGHT = 200;
const LEGEND_HEIGHT = 34;
const STEPS: readonly BucketStep[] = ["day", "week", "month"];

/** Which days are shown: open ends are the customer's first day here, and today. Null: the range ends before it begins. */
function daysOf(range: DateRangeState, registered: string | null): { first: string; last: string } | null {
	const longest = dayAfter(range.today, 1 - DAYS_MAX);
	const last = range.to ?? range.today;
	const first = range.from ?? (registered && registered <= last ? registered : longest);
	if (first > last) return null;
	return { first: first < longest ? longest : first, last };
}

/** Deposits and withdrawals by day, week or month, and what is left of them. */
export function CashFlow({ id }: { id: string }) {
	const { t } = useTranslation("finance");
	const zone = knownZone(useContext(CustomerZone));
	const range = useDateRange("cf", "all", zone);
	const profile = useSection(id, "profile");
	const days = daysOf(range, profile.data?.registrationDate ?? null);
	const known = range.from !== null || !profile.isPending;
	const span = days && momentsOf({ from: days.first, to: days.last }, zone);
	const asked = known && span !== null;
	const query = useQuery({
		...cashflowQuery(id, span ?? {}),
		enabled: asked,
		placeholderData: (data, before) => {
			const [, of, , range] = before?.queryKey ?? [];
			return of === id && span && slid(range ?? {}, span) ? data : undefined;
		},
	});
	const [place, inSight] = useOnScreen<HTMLElement>();
	useLately(id, () => void (asked && query.refetch({ cancelRefetch: false })), { about: CASH, inSight, ...SUMS });
	const title = t("cashflow.title");
	const actions = <DateRange range={range} />;
	if (!days)
		return (
			<PanelFrame title={title} name="cashflow" actions={actions}>
				<EmptyByFilter onClear={range.clear} />
			</PanelFrame>
		);
	if (query.data === undefined && isNotOffered(query.error))
		return (
			<PanelFrame title={title} name="cashflow" state="fresh">
				<Empty>{t("cashflow.notOffered")}</Empty>
			</PanelFrame>
		);
	if (!known)
		return (
			<PanelFrame title={title} name="cashflow" state="loading" actions={actions}>
				<Loading height={HEIGHT + LEGEND_HEIGHT} />
			</PanelFrame>
		);
	return (
		<Panel
			title={title}
			name="cashflow"
			query={query}
			meta={(data) => data.meta}
			height={HEIGHT + LEGEND_HEIGHT}
			actions={actions}
			ref={place}
		>
			{(data) => <CashPlot data={data} first={days.first} last={days.last} range={range} />}
		</Panel>
	);
}

interface CashPlotProps {
	data: Schemas["Cashflow"];
	first: string;
	last: string;
	range: DateRangeState;
}

function CashPlot({ data, first, last, range }: CashPlotProps) {
	const { t } = useTranslation("finance");
	const address = useAddress();
	const change = useChangeAddress();
	const step = STEPS.find((s) => s === address["cf.by"]) ?? stepFor(first, last);
	const { at, series } = useMemo(() => {
		const names = {
			deposits: t("cashflow.deposits"),
			withdrawals: t("cashflow.withdrawals"),
			bonuses: t("cashflow.bonuses"),
			net: t("cashflow.net"),
		};
		return cashSeries(data.days, first, last, step, names);
	}, [data.days, first, last, step, t]);
	const unit = useMemo(() => ({ kind: "money", currency: data.currency }) as const, [data.currency]);
	const presets = STEPS.map((key) => ({ key, label: t(`cashflow.by.${key}`) }));
	if (data.days.length === 0) {
		if (range.preset === "all") return <Empty>{t("cashflow.never")}</Empty>;
		const showAll = (
			<Button variant="default" onClick={() => range.change("all")}>
				{t("cashflow.showAll")}
			</Button>
		);
		return <Empty action={showAll}>{t("cashflow.none")}</Empty>;
	}
	const showRows = (index: number) => {
		const from = at[index];
		if (from === undefined) return;
		change({
			"tx.range": undefined,
			"tx.from": from,
			"tx.to": bucketEnd(from, step),
			"tx.kind": undefined,
			"tx.state": undefined,
		});
		document.querySelector('[data-panel="transactions"]')?.scrollIntoView({ block: "start" });
	};
	return (
		<div className={css.plot}>
			<Chart
				label={t("cashflow.title")}
				at={at}
				series={series}
				step={step}
				unit={unit}
				stacked
				height={HEIGHT}
				restLabel={t("cashflow.total")}
				presets={presets}
				preset={step}
				onPreset={(by) => change({ "cf.by": by === stepFor(first, last) ? undefined : by })}
				onRows={showRows}
				rowsLabel={t("cashflow.rows")}
			/>
		</div>
	);
}
