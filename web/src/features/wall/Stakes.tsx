import { useTranslation } from "react-i18next";
import type { WallStake } from "@/api/wall";
import { Money } from "@/ui/Money";
import { Empty } from "@/ui/States";
import { Ago } from "@/ui/Time";
import { CustomerLink } from "./CustomerLink";
import css from "./WallPage.module.css";

/** The biggest stakes of the last hour, by about what they are worth; each in its own currency. */
export function Stakes({ stakes }: { stakes: readonly WallStake[] }) {
	const { t } = useTranslation("wall");
	if (stakes.length === 0) return <Empty>{t("stakes.none")}</Empty>;
	return (
		<ol className={css.lines} data-list="stakes">
			{stakes.map((s) => (
				<li key={`${s.customerId} ${s.at} ${s.stake}`} className={css.line}>
					<b className={css.amount}>
						<Money amount={s.stake} currency={s.currency} />
					</b>
					<span className={css.what}>
						<CustomerLink id={s.customerId} section="gaming" />
						<bdi className="dim">{s.game}</bdi>
					</span>
					<span className="dim">
						<Ago at={s.at} narrow />
					</span>
				</li>
			))}
		</ol>
	);
}
