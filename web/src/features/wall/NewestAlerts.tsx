import { useTranslation } from "react-i18next";
import type { WallAlert } from "@/api/wall";
import { Severity } from "@/ui/Severity";
import { Empty } from "@/ui/States";
import { NewPill, useHold, useSteady } from "@/ui/steady";
import { Ago } from "@/ui/Time";
import { useWords } from "@/ui/words";
import { CustomerLink } from "./CustomerLink";
import css from "./WallPage.module.css";

type Alerts = readonly WallAlert[];

const keyOf = (alert: WallAlert) => `${alert.alertId} ${alert.severity}`;

function countNew(shown: Alerts, alerts: Alerts): number {
	const known = new Set(shown.map(keyOf));
	return alerts.filter((alert) => !known.has(keyOf(alert))).length;
}

/** The alerts that came or rose last, newest first. */
export function NewestAlerts({ alerts }: { alerts: Alerts }) {
	const { t } = useTranslation("wall");
	const words = useWords();
	const hold = useHold();
	const { shown, waiting, take } = useSteady(alerts, hold.held, countNew);
	if (shown.length === 0) return <Empty>{t("alerts.none")}</Empty>;
	return (
		<div className={css.scroll} {...hold.handlers}>
			<NewPill count={waiting} onTake={take} />
			<ol className={css.lines} data-list="alerts">
				{shown.map((alert) => (
					<li key={alert.alertId} className={css.line} data-alert={alert.alertId}>
						<Severity level={alert.severity} />
						<span className={css.what}>
							<span>{words("alertKind", alert.rule)}</span>
							<CustomerLink id={alert.customerId} section="risk" />
						</span>
						<span className="dim">
							<Ago at={alert.risenAt} narrow />
						</span>
					</li>
				))}
			</ol>
		</div>
	);
}
