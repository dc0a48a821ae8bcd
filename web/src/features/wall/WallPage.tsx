/* The operations wall: what goes on at all customers now. Made to hang on a wall and to be read from three metres, and to fit a phone. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useWall } from "@/api/live/useWall";
import { useWallQuery } from "@/api/wall";
import { PanelFrame } from "@/ui/Panel";
import { Failed, Loading } from "@/ui/States";
import { FullScreen, WallMark } from "./FullScreen";
import { Kpis } from "./Kpis";
import { MinuteCharts } from "./MinuteCharts";
import { NewestAlerts } from "./NewestAlerts";
import { Players } from "./Players";
import { Results } from "./Results";
import { Stakes } from "./Stakes";
import css from "./WallPage.module.css";

export interface SourcesShown {
	up: number;
	total: number;
	/** Each of them. */
	list: ReactNode;
}

/** @sources: how the sources are; null for whom that is not known. */
export function WallPage({ sources }: { sources: SourcesShown | null }) {
	const { t } = useTranslation("wall");
	const query = useQuery(useWallQuery());
	const page = useRef<HTMLDivElement>(null);
	useWall();
	const { data: wall, error } = query;
	return (
		<div className={css.wall} ref={page} data-page="wall">
			<header className={css.head}>
				<h1>{t("title")}</h1>
				<WallMark at={wall?.at ?? null} />
				<FullScreen of={page} />
			</header>
			{error && (
				<Failed error={error} since={query.errorUpdatedAt} onRetry={() => void query.refetch()} compact={wall !== undefined} />
			)}
			{wall === undefined ? (
				query.isPending && <Loading lines={12} />
			) : (
				<>
					<Kpis wall={wall} sources={sources} />
					<div className={css.grid}>
						<PanelFrame title={t("players.title")} name="wall-players" level={2} state="fresh" className={css.players}>
							<Players players={wall.players} />
						</PanelFrame>
						<PanelFrame title={t("alerts.title")} name="wall-alerts" level={2} state="fresh" className={css.alerts}>
							<NewestAlerts alerts={wall.alerts.items} />
						</PanelFrame>
						<PanelFrame title={t("stakes.title")} name="wall-stakes" level={2} state="fresh" className={css.stakes}>
							<Stakes stakes={wall.stakes} />
						</PanelFrame>
						<PanelFrame title={t("minutes.title")} name="wall-minutes" level={2} state="fresh" className={css.minutes}>
							<MinuteCharts minutes={wall.minutes} />
						</PanelFrame>
						<PanelFrame title={t("results.title")} name="wall-results" level={2} state="fresh" className={css.results}>
							<Results wins={wall.wins} losses={wall.losses} />
						</PanelFrame>
						{sources && (
							<PanelFrame title={t("sources.title")} name="wall-sources" level={2} state="fresh" className={css.sources}>
								{sources.list}
							</PanelFrame>
						)}
					</div>
				</>
			)}
		</div>
	);
}
