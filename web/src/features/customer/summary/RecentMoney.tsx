import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { api, dataOf } from "@/api/client";
import { useLately } from "@/api/live/useLately";
import { useOpen } from "@/ui/address";
import { Money } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { PlainTable, RowButton } from "@/ui/PlainTable";
import { Empty } from "@/ui/States";
import { NewPill, useHold, useSteady } from "@/ui/steady";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./RecentMoney.module.css";

/* The first rows; all of them are in the financial summary. */
const ROWS = 8;
/* What moves money in or out, or is to be known of: stakes and wins are in the chart above. */
const KINDS =
	"deposit,withdrawal,withdrawal_returned,bonus_granted,bonus_converted,bonus_forfeited,chargeback,refund,fee,adjustment";

function useRecentMoney(id: string) {
	const query = useQuery({
		queryKey: ["customer", id, "recent-money"] as const,
		queryFn: ({ signal }) =>
			dataOf(
				api.GET("/api/v1/customers/{id}/transactions", { params: { path: { id }, query: { limit: ROWS, type: KINDS } }, signal }),
			),
		refetchInterval: 60_000,
	});
	useLately(id, () => void query.refetch({ cancelRefetch: false }));
	return query;
}

interface Rows {
	items: readonly Schemas["Transaction"][];
}

function countNew(shown: Rows, now: Rows): number {
	const there = new Set(shown.items.map((row) => row.transactionId));
	return now.items.filter((row) => !there.has(row.transactionId)).length;
}

/** The newest movements of money: each opens beside the page. */
export function RecentMoney({ id }: { id: string }) {
	const { t } = useTranslation(["header", "common"]);
	const { data, error, isPending, dataUpdatedAt, errorUpdatedAt, refetch } = useRecentMoney(id);
	const { held, handlers } = useHold();
	const { shown, waiting, take } = useSteady(data, held, countNew);
	return (
		<Panel
			title={t("money.title")}
			name="recent-money"
			query={{ data: shown, error, isPending, dataUpdatedAt, errorUpdatedAt, refetch }}
			meta={(page) => page.meta}
			lines={ROWS + 1}
			actions={
				<Link to="/customers/$id/{-$section}" params={{ id, section: "finance" }} search={true} className={css.all}>
					{t("common:showAll")}
				</Link>
			}
		>
			{({ items }) => (
				<div className={css.rows} {...handlers}>
					<NewPill count={waiting} onTake={take} />
					{items.length === 0 ? <Empty>{t("money.empty")}</Empty> : <MoneyTable items={items} />}
				</div>
			)}
		</Panel>
	);
}

function MoneyTable({ items }: { items: Schemas["Transaction"][] }) {
	const { t } = useTranslation("header");
	const words = useWords();
	const open = useOpen();
	return (
		<PlainTable className={css.table}>
			<thead>
				<tr>
					<th scope="col">{t("money.at")}</th>
					<th scope="col">{t("money.kind")}</th>
					<th scope="col">{t("money.state")}</th>
					<th scope="col">{t("money.method")}</th>
					<th scope="col" className={css.end}>
						{t("money.amount")}
					</th>
					<th scope="col" className={css.end}>
						{t("money.after")}
					</th>
				</tr>
			</thead>
			<tbody>
				{items.map((row) => (
					<tr key={row.transactionId}>
						<td className={css.at}>
							<Time at={row.at} />
						</td>
						<td>
							<RowButton onClick={() => open({ kind: "transaction", id: row.transactionId })} title={row.transactionId}>
								{words("transactionKind", row.kind)}
							</RowButton>
						</td>
						<td className={css.state} title={row.declineCode ?? undefined}>
							<bdi>{words("transactionState", row.state.toLowerCase().replaceAll(/[ -]/g, "_"))}</bdi>
						</td>
						<td className={css.method}>{row.method && <bdi>{row.method}</bdi>}</td>
						<td className={css.end}>
							<Money amount={row.amount} currency={row.currency} />
						</td>
						<td className={`${css.end} ${css.after}`}>
							<Money amount={row.balanceAfter} currency={row.currency} />
						</td>
					</tr>
				))}
			</tbody>
		</PlainTable>
	);
}
