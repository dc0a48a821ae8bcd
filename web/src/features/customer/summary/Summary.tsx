/* The fold: the highest alert, the figures that count, play and what happened lately, the newest movements of money. */
import { useTranslation } from "react-i18next";
import { later } from "@/ui/later";
import { Loading } from "@/ui/States";
import type { SectionProps } from "../CustomerPage";
import { RecentActivity } from "../timeline/RecentActivity";
import { HighestAlert } from "./HighestAlert";
import { Kpis } from "./Kpis";
import { RecentMoney } from "./RecentMoney";
import css from "./Summary.module.css";

/* As tall as what is beside it. */
const CHART_HEIGHT = 236;
/* Heading, legend and edges of its panel: kept free while its code is fetched. */
const CHART_FRAME = 82;
const RECENT = 9;

const PlayChart = later(
	async () => (await import("../gaming/PlayChart")).PlayChart,
	<Loading height={CHART_HEIGHT + CHART_FRAME} />,
);
PlayChart.ahead();

/** The first part: what matters most. */
export function Summary({ id }: SectionProps) {
	const { t } = useTranslation("header");
	return (
		<div className={css.summary}>
			<h2 className="sr-only">{t("section.summary")}</h2>
			<HighestAlert id={id} />
			<Kpis id={id} />
		</div>
	);
}

/** The second part. On a phone the row of sections stands between the two. */
export function Lately({ id }: SectionProps) {
	return (
		<div className={css.summary}>
			<div className={css.lately}>
				<div className={css.chart}>
					<PlayChart id={id} height={CHART_HEIGHT} />
				</div>
				<div className={css.activity}>
					<RecentActivity id={id} count={RECENT} />
				</div>
			</div>
			<RecentMoney id={id} />
		</div>
	);
}
