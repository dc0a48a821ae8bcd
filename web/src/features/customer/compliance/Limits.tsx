import { CalendarClock } from "lucide-react";
import { Trans, useTranslation } from "react-i18next";
import { useSection } from "@/api/sections";
import * as format from "@/ui/format";
import { Meter } from "@/ui/Meter";
import { useNow } from "@/ui/now";
import { Panel } from "@/ui/Panel";
import { Empty } from "@/ui/States";
import { Time, useZone } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./Compliance.module.css";
import { type Limit, limitsOf, limitUse, pendingOf } from "./limits";
import { type PanelProps, riskMeta } from "./query";

export function Limits({ id, query }: PanelProps & { id: string }) {
	const { t } = useTranslation("compliance");
	const currency = useSection(id, "profile").data?.currency ?? null;
	return (
		<Panel title={t("limits")} name="compliance.limits" query={query} meta={riskMeta} lines={6}>
			{(view) => {
				const limits = limitsOf(view.compliance?.limits, view.compliance?.responsibleGamblingLimits);
				if (limits === null) return <p className="dim">{t("limitsUnknown")}</p>;
				if (limits.length === 0) return <Empty>{t("noLimits")}</Empty>;
				return (
					<ul className={css.rows}>
						{limits.map((limit, i) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: a limit has no id, and one kind may have two
							<LimitRow key={i} limit={limit} currency={currency} />
						))}
					</ul>
				);
			}}
		</Panel>
	);
}

const WEEK_MS = 6.5 * 86_400_000;

/* "Mon 00:00" while the weekday says which one is meant. */
function useMomentText(): (at: string | null) => string | null {
	const zone = useZone();
	const now = useNow();
	return (text) => {
		const at = format.moment(text);
		if (!at) return null;
		return Math.abs(at.getTime() - now) < WEEK_MS ? format.weekdayTime(at, zone) : format.dateTime(at, zone);
	};
}

function LimitRow({ limit, currency }: { limit: Limit; currency: string | null }) {
	const { t } = useTranslation("compliance");
	const words = useWords();
	const momentText = useMomentText();
	const now = useNow();
	const use = limitUse(limit);
	const amount = (unit: "money" | "minutes", value: number | string | null) =>
		value === null
			? t("none")
			: unit === "money"
				? format.money(value, currency)
				: t("minutes", { n: format.number(Number(value)) });
	const name = t("limitName", { kind: words("limitKind", limit.kind), period: words("limitPeriod", limit.period) });
	const resets = momentText(limit.resetsAt);
	const late = resets !== null && Date.parse(limit.resetsAt ?? "") < now;
	const values = { used: amount(use.unit, use.used), limit: amount(use.unit, use.limit), at: resets ?? "" };
	const text =
		use.state === "blocks"
			? t("blocks")
			: use.state === "unknown"
				? t("usedUnknown", values)
				: t(resets === null ? "used" : late ? "usedLate" : "usedResets", values);
	const over = use.share !== null && use.share > 1;
	const pending = pendingOf(limit);
	return (
		<li className={css.limit} data-limit={limit.kind} data-use={use.state} data-tone={use.tone}>
			<div className={css.limitHead}>
				<span className={css.name}>{name}</span>
				<bdi className={css.amount}>{amount(use.unit, use.limit)}</bdi>
			</div>
			{use.state !== "none" && (
				<Meter
					label={name}
					text={over && use.share !== null ? t("over", { text, share: format.percent(use.share, 0) }) : text}
					share={use.share}
					tone={use.tone}
				/>
			)}
			<p className={css.note}>
				{[
					/* Of time there is no net, and a session's window is the session. */
					limit.basis && use.unit === "money" && words("limitBasis", limit.basis),
					limit.window && limit.period !== "session" && words("limitWindow", limit.window),
					limit.setBy && t("setBy", { who: words("setBy", limit.setBy) }),
				]
					.filter(Boolean)
					.map((part) => (
						<span key={String(part)} className={css.part}>
							<bdi>{part}</bdi>
						</span>
					))}
				{limit.since && (
					<span className={css.part}>
						<Trans ns="compliance" i18nKey="since" components={{ when: <Time at={limit.since} style="date" /> }} />
					</span>
				)}
			</p>
			{pending && (
				<p className={css.pending} data-pending>
					<CalendarClock size={14} aria-hidden />
					<span>
						{pending.at
							? t("pending", { to: amount(pending.unit, pending.to), at: momentText(pending.at) ?? pending.at })
							: t("pendingSometime", { to: amount(pending.unit, pending.to) })}
					</span>
				</p>
			)}
		</li>
	);
}
