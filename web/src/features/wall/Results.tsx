import { useTranslation } from "react-i18next";
import type { WallResult } from "@/api/wall";
import { Money } from "@/ui/Money";
import { Empty } from "@/ui/States";
import { CustomerLink } from "./CustomerLink";
import css from "./WallPage.module.css";

/** Of the sessions that play now, those that stand highest and lowest. The customer's side. */
export function Results({ wins, losses }: { wins: readonly WallResult[]; losses: readonly WallResult[] }) {
	const { t } = useTranslation("wall");
	return (
		<div className={css.pair}>
			<Side name="losses" title={t("results.losses")} rows={losses} />
			<Side name="wins" title={t("results.wins")} rows={wins} />
		</div>
	);
}

function Side({ name, title, rows }: { name: string; title: string; rows: readonly WallResult[] }) {
	const { t } = useTranslation("wall");
	return (
		<section aria-label={title}>
			<h3>{title}</h3>
			{rows.length === 0 ? (
				<Empty>{t("results.none")}</Empty>
			) : (
				<ol className={css.lines} data-list={name}>
					{rows.map((r) => (
						<li key={`${r.customerId} ${r.since} ${r.game}`} className={css.line}>
							<b className={css.amount}>
								<Money amount={r.net} currency={r.currency} sign />
							</b>
							<span className={css.what}>
								<CustomerLink id={r.customerId} />
								<bdi className="dim">{r.game}</bdi>
							</span>
						</li>
					))}
				</ol>
			)}
		</section>
	);
}
