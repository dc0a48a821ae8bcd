import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { partMeta, sectionMeta } from "@/api/sections";
import { minus } from "@/ui/amounts";
import { Money } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { Empty, Failed } from "@/ui/States";
import css from "./Finance.module.css";
import type { FinancePanelProps, FinancialView } from "./WalletPanel";

const LESS = ["bonusConverted", "jackpotContributions", "duty", "paymentCosts"] as const;

/* It needs both: what it shows is as old as the older of the two, and gone with either. */
function revenueMeta(view: FinancialView) {
	const meta = sectionMeta(view, "financial");
	const wallet = partMeta(meta, "wallet");
	const gaming = partMeta(meta, "gaming");
	if (!wallet || !gaming) return wallet ?? gaming;
	const rank = { missing: 3, stale: 2, fresh: 1, live: 0 } as const;
	if (rank[gaming.state] !== rank[wallet.state]) return rank[gaming.state] > rank[wallet.state] ? gaming : wallet;
	return (gaming.ageMs ?? 0) > (wallet.ageMs ?? 0) ? gaming : wallet;
}

/** Net gaming revenue with the formula that it comes from. */
export function Revenue({ query }: FinancePanelProps) {
	const { t } = useTranslation("finance");
	return (
		<Panel title={t("ngr.title")} name="net-gaming-revenue" query={query} meta={revenueMeta} lines={6}>
			{({ financial }) => {
				if (financial === null) return <Failed error={new ApiProblem("unavailable", 0)} />;
				const ngr = financial.netGamingRevenue;
				const { currency } = financial;
				if (ngr === null) return <Empty>{t("ngr.unknown")}</Empty>;
				return (
					<>
						<p className={css.figure} data-ngr>
							<span className={css.figureLabel}>{t("ngr.ngr")}</span>
							<strong>
								<Money amount={ngr.ngr} currency={currency} />
							</strong>
						</p>
						<dl className={css.formula} aria-label={t("ngr.formula")}>
							<dt title={t("ngr.ggrHint")}>{t("ngr.ggr")}</dt>
							<dd>
								<Money amount={ngr.ggr} currency={currency} />
							</dd>
							{LESS.map((term) => (
								<Fragment key={term}>
									<dt>{t(`ngr.${term}`)}</dt>
									<dd>
										<Money amount={minus(0, ngr[term])} currency={currency} />
									</dd>
								</Fragment>
							))}
						</dl>
					</>
				);
			}}
		</Panel>
	);
}
