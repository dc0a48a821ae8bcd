import { useTranslation } from "react-i18next";
import { useSection } from "@/api/sections";
import * as format from "@/ui/format";
import { summaryOf } from "./contacts";
import css from "./Support.module.css";

/** How many tickets are not resolved and how long it usually takes, of those that the section brings. */
export function TicketsSummary({ id }: { id: string }) {
	const { t } = useTranslation("support");
	const tickets = useSection(id, "support").data?.supportHistory;
	if (!tickets || tickets.length === 0) return null;
	const { count, unresolved, resolved, medianMs } = summaryOf(tickets);
	return (
		<p className={css.summary} data-summary>
			<span className={css.part}>{t("summary.count", { count })}</span>
			<span className={css.part} data-warn={unresolved > 0 || undefined}>
				{t("summary.unresolved", { count: unresolved })}
			</span>
			{medianMs !== null && (
				<span className={css.part} title={t("summary.medianTitle", { count: resolved })}>
					{t("summary.median", { time: format.duration(medianMs) })}
				</span>
			)}
		</p>
	);
}
