import { useTranslation } from "react-i18next";
import { Field, Fields } from "@/ui/Fields";
import { Money } from "@/ui/Money";
import css from "./Finance.module.css";
import { type FinancePanelProps, WalletPanel } from "./WalletPanel";

/** What the customer has now, and what of it can be paid out. */
export function Balances({ query }: FinancePanelProps) {
	const { t } = useTranslation("finance");
	return (
		<WalletPanel title={t("balances.title")} name="balances" query={query} lines={6}>
			{({ balances, currency }) => (
				<>
					<p className={css.figure} data-balance>
						<span className={css.figureLabel}>{t("balances.cash")}</span>
						<strong>
							<Money amount={balances.cash} currency={currency} />
						</strong>
					</p>
					<Fields columns={1}>
						<Field label={t("balances.withdrawable")} title={t("balances.withdrawableHint")}>
							<Money amount={balances.withdrawable} currency={currency} />
						</Field>
						<Field label={t("balances.bonus")}>
							<Money amount={balances.bonus} currency={currency} />
						</Field>
						<Field label={t("balances.reserved")} title={t("balances.reservedHint")}>
							<Money amount={balances.reserved} currency={currency} />
						</Field>
						<Field label={t("balances.openStakes")} title={t("balances.openStakesHint")}>
							<Money amount={balances.openStakes} currency={currency} />
						</Field>
					</Fields>
				</>
			)}
		</WalletPanel>
	);
}
