import { Ban, Coffee } from "lucide-react";
import type { ReactNode } from "react";
import { Trans, useTranslation } from "react-i18next";
import { useNow } from "@/ui/now";
import { Panel } from "@/ui/Panel";
import { Empty } from "@/ui/States";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./Compliance.module.css";
import { type PanelProps, riskMeta } from "./query";

/** Breaks that the customer has taken: cooling-off ends with its term, an exclusion does not end by itself. */
export function Protection({ query }: PanelProps) {
	const { t } = useTranslation("compliance");
	return (
		<Panel title={t("protection")} name="compliance.protection" query={query} meta={riskMeta} lines={2}>
			{(view) => {
				const exclusion = view.compliance?.selfExclusionStatus;
				const coolOff = view.compliance?.coolingOffPeriod;
				if (!exclusion && !coolOff) return <Empty>{t("noProtection")}</Empty>;
				return (
					<ul className={css.rows}>
						{exclusion && <Exclusion {...exclusion} />}
						{coolOff && (
							<State tone="warn" icon={<Coffee size={16} aria-hidden />} title={t("coolOff")} name="cooling_off">
								<Since at={coolOff.since} />
								{coolOff.until ? <Until at={coolOff.until} /> : <span>{t("untilUnknown")}</span>}
							</State>
						)}
					</ul>
				);
			}}
		</Panel>
	);
}

function Exclusion({ since, until, scheme }: { since: string | null; until: string | null; scheme: string | null }) {
	const { t } = useTranslation("compliance");
	const words = useWords();
	const now = useNow();
	const over = until !== null && Date.parse(until) <= now;
	return (
		<State tone="bad" icon={<Ban size={16} aria-hidden />} title={t("exclusion")} name="self_excluded">
			<Since at={since} />
			{until === null ? (
				<span>{t("indefinite")}</span>
			) : (
				<span>
					<Trans
						ns="compliance"
						i18nKey={over ? "minimumOver" : "minimumUntil"}
						components={{ when: <Time at={until} style="date" /> }}
					/>
				</span>
			)}
			{scheme && (
				<span>
					<Trans ns="compliance" i18nKey="scheme" components={{ name: <bdi>{words("scheme", scheme)}</bdi> }} />
				</span>
			)}
			<strong className={css.law}>{t("noEnd")}</strong>
		</State>
	);
}

function Since({ at }: { at: string | null }) {
	return (
		<span>
			<Trans ns="compliance" i18nKey="since" components={{ when: <Time at={at} /> }} />
		</span>
	);
}

function Until({ at }: { at: string }) {
	return (
		<span>
			<Trans ns="compliance" i18nKey="until" components={{ when: <Time at={at} /> }} />
		</span>
	);
}

function State({
	tone,
	icon,
	title,
	name,
	children,
}: {
	tone: "bad" | "warn";
	icon: ReactNode;
	title: string;
	name: string;
	children: ReactNode;
}) {
	return (
		<li className={css.state} data-tone={tone} data-protection={name}>
			{icon}
			<div className={css.what}>
				<p className={css.name}>{title}</p>
				<p className={css.facts}>{children}</p>
			</div>
		</li>
	);
}
