import { useTranslation } from "react-i18next";
import { Field, Fields } from "@/ui/Fields";
import { Money } from "@/ui/Money";
import { Time } from "@/ui/Time";
import css from "./Finance.module.css";
import { methodOf } from "./methods";
import { type FinancePanelProps, WalletPanel } from "./WalletPanel";

/** What was paid in and out in all the time. */
export function Lifetime({ query }: FinancePanelProps) {
	const { t } = useTranslation(["finance", "common"]);
	return (
		<WalletPanel title={t("lifetime.title")} name="lifetime" query={query} lines={6}>
			{(f) => (
				<>
					<p className={css.figure} data-net-deposits>
						<span className={css.figureLabel} title={t("lifetime.netDepositsHint")}>
							{t("lifetime.netDeposits")}
						</span>
						<strong>
							<Money amount={f.lifetimeValue} currency={f.currency} />
						</strong>
					</p>
					<Fields columns={1}>
						<Field label={t("lifetime.deposits")} title={t("lifetime.depositsHint")}>
							<Money amount={f.totalDeposits} currency={f.currency} />
						</Field>
						<Field label={t("lifetime.withdrawals")} title={t("lifetime.withdrawalsHint")}>
							<Money amount={f.totalWithdrawals} currency={f.currency} />
						</Field>
						<Field label={t("lifetime.refunded")}>
							<Money amount={f.depositsRefunded} currency={f.currency} />
						</Field>
						<Field label={t("lifetime.chargedBack")}>
							<Money amount={f.depositsChargedBack} currency={f.currency} />
						</Field>
						<Field label={t("lifetime.lastDeposit")}>
							{f.lastDeposit ? (
								<span className={css.stacked}>
									<Money amount={f.lastDeposit.amount} currency={f.currency} />
									<span className={`dim ${css.gapped}`}>
										{f.lastDeposit.method && <bdi>{methodOf(f.lastDeposit.method)}</bdi>}
										<Time at={f.lastDeposit.date} />
									</span>
								</span>
							) : (
								t("common:none")
							)}
						</Field>
					</Fields>
				</>
			)}
		</WalletPanel>
	);
}
