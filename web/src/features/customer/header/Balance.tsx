import { useTranslation } from "react-i18next";
import { Money } from "@/ui/Money";
import { useDatum } from "./datum";
import css from "./Header.module.css";
import { Missing } from "./Missing";

/* Digits beyond which an amount is written smaller, on two lines. */
const LONG = 12;

/** What the customer has in cash, and how much of it may be withdrawn. */
export function Balance({ id }: { id: string }) {
	const { t } = useTranslation("header");
	const wallet = useDatum(id, "financial", "wallet");
	const money = wallet.view?.financial;
	return (
		<dl
			className={css.balance}
			data-balance
			data-trouble={(wallet.stale && wallet.trouble) || undefined}
			title={wallet.why ?? t("balance.title")}
		>
			<dt>{t("balance.label")}</dt>
			<dd className={css.amount} data-long={(money && money.currentBalance.toString().length > LONG) || undefined}>
				{wallet.loading ? (
					<span className={css.bone} aria-hidden />
				) : money ? (
					<Money amount={money.currentBalance} currency={money.currency} />
				) : (
					<Missing why={wallet.why} />
				)}
			</dd>
		</dl>
	);
}
