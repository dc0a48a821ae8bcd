import { useTranslation } from "react-i18next";
import type { Wall } from "@/api/wall";
import { number } from "@/ui/format";
import { Kpi, KpiRow } from "@/ui/Kpi";
import { Unknown } from "@/ui/Money";
import { Severity } from "@/ui/Severity";
import { lastMinute, thisMinute } from "./minutes";
import type { SourcesShown } from "./WallPage";
import css from "./WallPage.module.css";

const LEVELS = ["critical", "high", "medium", "low"] as const;

/** What counts at a glance. */
export function Kpis({ wall, sources }: { wall: Wall; sources: SourcesShown | null }) {
	const { t } = useTranslation("wall");
	const { players, minutes, alerts } = wall;
	const open = LEVELS.reduce((sum, level) => sum + alerts.open[level], 0);
	const now = number(players.now);
	return (
		<div className={css.kpis}>
			<KpiRow label={t("kpi.name")}>
				<Kpi
					label={t("kpi.players")}
					name="players"
					title={t("kpi.playersHint")}
					note={t("kpi.sessions", { count: players.sessions, formatted: number(players.sessions) })}
				>
					{players.atLeast ? t("kpi.atLeast", { formatted: now }) : now}
				</Kpi>
				<Kpi
					label={t("kpi.stakes")}
					name="stakes"
					title={t("kpi.stakesHint")}
					note={t("kpi.soFar", { formatted: number(thisMinute(minutes, "stakes")) })}
				>
					{number(lastMinute(minutes, "stakes"))}
				</Kpi>
				<Kpi label={t("kpi.events")} name="events" title={t("kpi.eventsHint")} note={t("kpi.tenSeconds")}>
					{number(wall.eventsPerSecond, 1)}
				</Kpi>
				<Kpi
					label={t("kpi.failedLogins")}
					name="failed-logins"
					note={t("kpi.soFar", { formatted: number(thisMinute(minutes, "failedLogins")) })}
				>
					{number(lastMinute(minutes, "failedLogins"))}
				</Kpi>
				<Kpi
					label={t("kpi.alerts")}
					name="alerts"
					tone={alerts.open.critical > 0 ? "bad" : alerts.open.high > 0 ? "warn" : undefined}
					note={
						<span className={css.levels}>
							{LEVELS.map((level) => (
								<span key={level} data-level={level} data-none={alerts.open[level] === 0 || undefined}>
									<b>{number(alerts.open[level])}</b> <Severity level={level} />
								</span>
							))}
						</span>
					}
				>
					{number(open)}
				</Kpi>
				<Kpi label={t("kpi.sources")} name="sources" tone={sources && sources.up < sources.total ? "bad" : undefined}>
					{sources ? t("kpi.of", { up: number(sources.up), total: number(sources.total) }) : <Unknown />}
				</Kpi>
			</KpiRow>
		</div>
	);
}
