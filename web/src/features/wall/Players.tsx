import { useTranslation } from "react-i18next";
import type { Wall, WallPlayer } from "@/api/wall";
import { number } from "@/ui/format";
import { Money } from "@/ui/Money";
import { Empty } from "@/ui/States";
import { NewPill, useHold, useSteadyRows } from "@/ui/steady";
import { Ago } from "@/ui/Time";
import { CustomerLink } from "./CustomerLink";
import css from "./WallPage.module.css";

const idOf = (player: WallPlayer) => String(player.session);

/** Who plays now, in the order in which they began: whoever comes stands at the end, and nobody's row moves because somebody else plays. */
export function Players({ players }: { players: Wall["players"] }) {
	const { t } = useTranslation("wall");
	const hold = useHold();
	const { shown, waiting, take } = useSteadyRows(players.items, idOf, hold.held);
	if (shown.length === 0) return <Empty>{t("players.none")}</Empty>;
	return (
		<div className={css.scroll} {...hold.handlers}>
			<NewPill count={waiting} onTake={take} />
			<table className={css.table} data-table="players">
				<thead>
					<tr>
						<th scope="col">{t("column.customer")}</th>
						<th scope="col">{t("column.game")}</th>
						<th scope="col" className={css.number}>
							{t("column.stake")}
						</th>
						<th scope="col" className={css.number} title={t("players.netHint")}>
							{t("column.net")}
						</th>
						<th scope="col" className={css.number}>
							{t("column.rounds")}
						</th>
						<th scope="col" className={css.number}>
							{t("column.since")}
						</th>
					</tr>
				</thead>
				<tbody>
					{shown.map(({ row, gone }) => (
						<tr key={idOf(row)} data-gone={gone || undefined}>
							<th scope="row">
								<CustomerLink id={row.customerId} />
							</th>
							<td>
								<bdi title={row.game}>{row.game}</bdi>
							</td>
							<td className={css.number}>
								<Money amount={row.stake} currency={row.currency} />
							</td>
							<td className={css.number}>
								<Money amount={row.net} currency={row.currency} sign />
							</td>
							<td className={css.number} data-wide>
								{number(row.rounds)}
							</td>
							<td className={`${css.number} dim`}>
								<Ago at={row.since} narrow />
							</td>
						</tr>
					))}
				</tbody>
			</table>
			{players.sessions > players.items.length && (
				<p className="dim">{t("players.more", { shown: number(players.items.length), all: number(players.sessions) })}</p>
			)}
		</div>
	);
}
