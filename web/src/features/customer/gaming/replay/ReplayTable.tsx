import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/ui/DataTable";
import type { Column } from "@/ui/DataTableColumns";
import { number } from "@/ui/format";
import { Money, Unknown } from "@/ui/Money";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import { stateKey } from "../../finance/states";
import type { Replay, Step } from "./steps";
import { useStepText } from "./stepText";
import type { Player } from "./usePlayer";

const HEIGHT = 300;

/** The same steps in rows; a press goes to one. */
export function ReplayTable({ replay, player, whole }: { replay: Replay; player: Player; whole: boolean }) {
	const { t } = useTranslation("replay");
	const columns = useColumns(whole);
	const stepText = useStepText(replay, whole);
	return (
		<DataTable
			label={t("table.label")}
			name="replay"
			rows={replay.steps}
			idOf={(s) => s.id}
			columns={columns}
			onOpen={(s) => player.goTo(replay.steps.indexOf(s))}
			openId={replay.steps[player.index]?.id ?? null}
			nameOf={stepText}
			empty={t("empty")}
			maxHeight={HEIGHT}
			plain
		/>
	);
}

function useColumns(whole: boolean): Column<Step>[] {
	const { t } = useTranslation("replay");
	const words = useWords();
	return useMemo((): Column<Step>[] => {
		const round = (s: Step) => (s.kind === "round" ? s.round : null);
		return [
			{
				id: "at",
				header: t("now.time"),
				width: 84,
				cell: (s) => <Time at={new Date(s.at).toISOString()} style="time" />,
				card: "subtitle",
			},
			{
				id: "number",
				header: t("table.number"),
				width: 56,
				align: "end",
				hideOn: 2,
				cell: (s) => (s.kind !== "round" ? null : whole ? <span className="num">{number(s.played)}</span> : <Unknown />),
				card: "hidden",
			},
			{
				id: "what",
				header: t("table.what"),
				width: 110,
				grow: 1,
				cell: (s) => {
					if (s.kind === "round") return s.round.game ? <bdi>{s.round.game}</bdi> : <Unknown />;
					if (s.kind === "marker") return words("timelineType", s.item.type);
					return t("table.deposit", { state: words("transactionState", stateKey(s.deposit.state)) });
				},
				text: (s) => round(s)?.game,
				card: "title",
			},
			{
				id: "stake",
				header: t("now.stake"),
				width: 92,
				align: "end",
				cell: (s) => {
					const r = round(s);
					return r && <Money amount={r.stake} currency={r.currency} />;
				},
			},
			{
				id: "net",
				header: t("now.net"),
				width: 104,
				align: "end",
				cell: (s) => {
					if (s.kind === "round") return <Money amount={s.net} currency={s.round.currency} sign />;
					return s.kind === "deposit" ? <Money amount={s.deposit.amount} currency={s.deposit.currency} sign /> : null;
				},
				card: "amount",
			},
			{
				id: "balance",
				header: t("now.balance"),
				width: 110,
				align: "end",
				cell: (s) => {
					const r = round(s);
					return r && <Money amount={r.balance} currency={r.currency} />;
				},
			},
		];
	}, [t, words, whole]);
}
