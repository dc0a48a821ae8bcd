import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type ListItem, useList } from "@/api/lists";
import { type Column, DataTable } from "@/ui/DataTable";
import { day, money } from "@/ui/format";
import { Money } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { Day } from "@/ui/Time";

type Statement = ListItem<"statements">;
const SUMS = ["opening", "deposits", "withdrawals", "staked", "won", "other", "closing"] as const;
const MAX_HEIGHT = 300;

/** The account's statements, the newest first. */
export function Statements({ id }: { id: string }) {
	const { t, i18n } = useTranslation("finance");
	const rows = useList(id, "statements");
	// biome-ignore lint/correctness/useExhaustiveDependencies: days are written anew in another language
	const columns = useMemo<readonly Column<Statement>[]>(
		() => [
			{
				id: "period",
				header: t("statements.period"),
				width: 210,
				grow: 1,
				cell: (s) => (
					<>
						<Day of={s.from} /> – <Day of={s.to} />
					</>
				),
				text: (s) => `${day(s.from)} – ${day(s.to)}`,
				card: "title",
			},
			...SUMS.map(
				(sum): Column<Statement> => ({
					id: sum,
					header: t(`statements.${sum}`),
					align: "end",
					width: 120,
					hideOn: sum === "closing" ? undefined : sum === "other" ? 3 : sum === "opening" ? 1 : 2,
					cell: (s) => <Money amount={s[sum]} currency={s.currency} />,
					text: (s) => {
						const amount = s[sum];
						return amount === null ? null : money(amount, s.currency);
					},
					card: sum === "closing" ? "amount" : "field",
				}),
			),
		],
		[t, i18n.language],
	);
	return (
		<Panel title={t("statements.title")} name="statements" query={rows.query} meta={(page) => page.meta} lines={6}>
			{() => (
				<DataTable
					label={t("statements.title")}
					name="statements"
					rows={rows}
					idOf={(s) => s.statementId}
					columns={columns}
					empty={t("statements.none")}
					maxHeight={MAX_HEIGHT}
					plain
				/>
			)}
		</Panel>
	);
}
