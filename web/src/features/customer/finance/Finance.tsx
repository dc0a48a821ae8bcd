/* What a customer has, has paid in and has got out, and whether it adds up. Two sources: the wallet for all of it, gaming besides for the net
 * gaming revenue, which alone is missing without it. */
import { useTranslation } from "react-i18next";
import { useSection } from "@/api/sections";
import type { SectionProps } from "../CustomerPage";
import page from "../CustomerPage.module.css";
import { Balances } from "./Balances";
import { Bonuses } from "./Bonuses";
import { CashFlow } from "./CashFlow";
import css from "./Finance.module.css";
import { Instruments } from "./Instruments";
import { Lifetime } from "./Lifetime";
import { PendingWithdrawals } from "./PendingWithdrawals";
import { Reconciliation } from "./Reconciliation";
import { Revenue } from "./Revenue";
import { Statements } from "./Statements";
import { Transactions } from "./Transactions";

export function Finance({ id }: SectionProps) {
	const { t } = useTranslation("header");
	const query = useSection(id, "financial");
	return (
		<div className={page.stack}>
			<h2 className={css.heading}>{t("section.finance")}</h2>
			<PendingWithdrawals query={query} />
			<div className={css.three}>
				<Balances query={query} />
				<Lifetime query={query} />
				<Revenue query={query} />
			</div>
			<CashFlow id={id} />
			<Transactions id={id} />
			<div className={page.halves}>
				<div className={page.stack}>
					<Bonuses query={query} />
					<Instruments query={query} />
				</div>
				<Reconciliation query={query} />
			</div>
			<Statements id={id} />
		</div>
	);
}
