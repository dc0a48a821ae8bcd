import { useTranslation } from "react-i18next";
import { type Amount, money } from "./format";

/** An amount in its own currency, exact. Null is "–" with its meaning said. `sign` writes the plus too, with ▲▼ before it. */
export function Money({
	amount,
	currency,
	sign = false,
}: {
	amount: Amount | null | undefined;
	currency: string | null | undefined;
	sign?: boolean;
}) {
	const { t } = useTranslation();
	if (amount === null || amount === undefined) return <Unknown />;
	const mark = !sign || Number(amount) === 0 ? "" : Number(amount) > 0 ? "▲ " : "▼ ";
	return (
		<bdi className="num">
			{mark && <span aria-hidden>{mark}</span>}
			{money(amount, currency, sign ? "always" : "auto")}
			{mark && <span className="sr-only">{Number(amount) > 0 ? t("up") : t("down")}</span>}
		</bdi>
	);
}

/** Nothing is known here: not zero, and not none. */
export function Unknown() {
	const { t } = useTranslation();
	return (
		<span className="dim" title={t("notKnown")}>
			<span aria-hidden>–</span>
			<span className="sr-only">{t("notKnown")}</span>
		</span>
	);
}
