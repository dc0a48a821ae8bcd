import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { useOpen } from "@/ui/address";
import { Money, Unknown } from "@/ui/Money";
import { PlainTable, RowButton } from "@/ui/PlainTable";
import { Ago } from "@/ui/Time";
import css from "./Activity.module.css";
import { Rows } from "./Rows";

/** Bets that are not settled yet: what is at stake, and what may come back. */
export function BetsInPlay({ bets, currency }: { bets: Schemas["OpenBet"][] | null; currency: string | null }) {
	const { t } = useTranslation("activity");
	const open = useOpen();
	if (!bets) return <Unknown />;
	return (
		<Rows rows={bets} idOf={(bet) => bet.betId} empty={t("bets.empty")}>
			{(shown) => (
				<PlainTable className={css.table}>
					<thead>
						<tr>
							<th scope="col">{t("bets.game")}</th>
							<th scope="col">{t("bets.placed")}</th>
							<th scope="col" className={css.end}>
								{t("bets.stake")}
							</th>
							<th scope="col" className={css.end}>
								{t("bets.potential")}
							</th>
						</tr>
					</thead>
					<tbody>
						{shown.map(({ row: bet, gone }) => (
							<tr key={bet.betId} data-gone={gone || undefined}>
								<td data-label={t("bets.game")}>
									<RowButton title={bet.betId} onClick={() => open({ kind: "bet", id: bet.betId })}>
										<bdi>{bet.game}</bdi>
									</RowButton>
								</td>
								<td data-label={t("bets.placed")}>
									{gone ? <span className="dim">{t("bets.settled")}</span> : <Ago at={bet.placedAt} />}
								</td>
								<td data-label={t("bets.stake")} className={css.end}>
									<Money amount={bet.stake} currency={currency} />
								</td>
								<td data-label={t("bets.potential")} className={css.end}>
									<Money amount={bet.potentialReturn} currency={currency} />
								</td>
							</tr>
						))}
					</tbody>
				</PlainTable>
			)}
		</Rows>
	);
}
