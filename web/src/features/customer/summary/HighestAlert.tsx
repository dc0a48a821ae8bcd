import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNow } from "@/ui/now";
import { Severity } from "@/ui/Severity";
import { type Datum, useDatum } from "../header/datum";
import type { PageSection } from "../sections";
import { type Alert, alertsOf } from "./alerts";
import { useAlertText } from "./alertText";
import css from "./HighestAlert.module.css";

/* Alerts come and go with days and terms, not with seconds. */
const TICK_MS = 10_000;

function useAlerts(id: string): { alerts: Alert[]; loading: boolean; unchecked: string[] } {
	const profile = useDatum(id, "profile", "profile");
	const compliance = useDatum(id, "compliance");
	const kyc = useDatum(id, "compliance", "kyc");
	const harm = useDatum(id, "compliance", "risk");
	const risk = useDatum(id, "risk");
	const financial = useDatum(id, "financial", "wallet");
	const documents = useDatum(id, "documents");
	const now = useNow(TICK_MS);
	const all = [profile, kyc, harm, risk, financial, documents] as Pick<Datum<"risk">, "view" | "loading" | "why">[];
	const alerts = alertsOf(
		{
			profile: profile.view,
			compliance: compliance.view,
			risk: risk.view,
			financial: financial.view,
			documents: documents.view,
		},
		now,
	);
	const missing = all.filter((d) => !d.loading && d.view === null && d.why !== null).map((d) => d.why as string);
	return { alerts, loading: all.some((d) => d.loading), unchecked: [...new Set(missing)] };
}

/* Where the rest is told: among the risk indicators, unless none of it is. */
function sectionOf(alerts: readonly Alert[]): PageSection {
	return alerts.some((a) => a.section === "risk") ? "risk" : (alerts[0]?.section ?? "risk");
}

/** One line: the worst there is to know, how much more there is, and what could not be checked. */
export function HighestAlert({ id }: { id: string }) {
	const { t } = useTranslation("header");
	const { alerts, loading, unchecked } = useAlerts(id);
	const textOf = useAlertText();
	const [first, ...more] = alerts;
	/* While it loads an alert is shown as soon as it is known; that there is none, only when all is in. */
	if (!first && loading)
		return (
			<div className={css.line} role="status" aria-busy data-alert="loading">
				<span className={css.bone} aria-hidden />
				<span className="sr-only">{t("alert.loading")}</span>
			</div>
		);
	return (
		<section className={css.line} aria-label={t("alert.title")} data-alert={first?.severity ?? "none"}>
			{first ? (
				<>
					<Severity level={first.severity} />
					<Link to="/customers/$id/{-$section}" params={{ id, section: first.section }} search={true} className={css.text}>
						<bdi title={textOf(first)}>{textOf(first)}</bdi>
					</Link>
				</>
			) : unchecked.length === 0 ? (
				<>
					<CircleCheck size={15} className={css.good} aria-hidden />
					<p className={css.text}>{t("alert.none")}</p>
				</>
			) : (
				<p className={css.text}>{t("alert.noneKnown")}</p>
			)}
			{unchecked.length > 0 && (
				<span className={css.unchecked} title={unchecked.join("\n")}>
					<CircleAlert size={13} aria-hidden />
					<span>{t("alert.unchecked", { count: unchecked.length, what: unchecked[0] })}</span>
				</span>
			)}
			{more.length > 0 && (
				<Link
					to="/customers/$id/{-$section}"
					params={{ id, section: sectionOf(more) }}
					search={true}
					className={css.more}
					title={more.map(textOf).join("\n")}
				>
					{t("alert.more", { count: more.length })}
				</Link>
			)}
		</section>
	);
}
