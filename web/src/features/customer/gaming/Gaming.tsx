/* What the customer plays: in figures since registration; over a span of time by day, game and hour; then bet by bet and session by session. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useStatistics } from "@/api/statistics";
import { useOnScreen } from "@/ui/onScreen";
import type { SectionProps } from "../CustomerPage";
import page from "../CustomerPage.module.css";
import { BetsTable } from "./BetsTable";
import { GamesTable } from "./GamesTable";
import css from "./Gaming.module.css";
import { GamingKpis } from "./GamingKpis";
import { HoursHeat } from "./HoursHeat";
import { PlayOverTime } from "./PlayOverTime";
import { spanOf } from "./range";
import { SessionsTable } from "./SessionsTable";
import { useRange } from "./useRange";

export function Gaming({ id }: SectionProps) {
	const { t } = useTranslation("gaming");
	const use = useRange(id);
	const { range, zone } = use;
	const span = useMemo(() => (range ? spanOf(range, zone) : {}), [range, zone]);
	const [place, inSight] = useOnScreen<HTMLDivElement>();
	const statistics = useStatistics(id, span, range !== null, inSight);
	return (
		<div className={page.stack} ref={place}>
			<h2>{t("title")}</h2>
			<GamingKpis id={id} />
			<PlayOverTime query={statistics} use={use} />
			<div className={css.pair}>
				<GamesTable query={statistics} use={use} />
				<HoursHeat query={statistics} use={use} />
			</div>
			<BetsTable id={id} zone={zone} />
			<SessionsTable id={id} />
		</div>
	);
}
