import { X } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type ListItem, useList } from "@/api/lists";
import { useSection } from "@/api/sections";
import { useOpen, useOpened } from "@/ui/address";
import { Badge } from "@/ui/Badge";
import { DataTable } from "@/ui/DataTable";
import type { Column } from "@/ui/DataTableColumns";
import { number } from "@/ui/format";
import { Money, Unknown } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import { betNet, betTone } from "./betNet";
import css from "./Gaming.module.css";
import { isDay } from "./range";
import { BETS_ANCHOR, betsQuery, useBetsFilter, useGoToBets } from "./useBetsFilter";

type Bet = ListItem<"bets">;

/** Every bet, newest first; of some days and a game if asked. A row opens the bet beside the page. */
export function BetsTable({ id, zone }: { id: string; zone: string }) {
	const { t } = useTranslation("gaming");
	const open = useOpen();
	const opened = useOpened("bet");
	const { filter, set } = useBetsFilter();
	const asked = useMemo(() => betsQuery(filter, zone), [filter, zone]);
	const bets = useList(id, "bets", asked);
	const columns = useBetColumns();
	useGoToBets();
	const filtered = filter.first !== undefined || filter.last !== undefined || filter.gameId !== undefined;
	return (
		<div id={BETS_ANCHOR} tabIndex={-1} className={css.anchor}>
			<Panel title={t("list.title")} name="gaming-bets" query={bets.query} meta={(page) => page.meta} height={480}>
				{() => (
					<DataTable
						label={t("list.title")}
						name="bets"
						rows={bets}
						idOf={(bet) => bet.betId}
						columns={columns}
						onOpen={(bet) => open({ kind: "bet", id: bet.betId })}
						openId={opened?.id ?? null}
						nameOf={(bet) => t("bet.title", { id: bet.betId })}
						empty={t("list.empty")}
						onClearFilter={filtered ? () => set({}) : undefined}
						toolbar={<Filters id={id} />}
					/>
				)}
			</Panel>
		</div>
	);
}

function Filters({ id }: { id: string }) {
	const { t } = useTranslation("gaming");
	const { filter, set } = useBetsFilter();
	const games = useSection(id, "gaming").data?.gamingStats?.games;
	const { first, last, gameId } = filter;
	const game = games?.find((g) => g.gameId === gameId)?.game ?? gameId;
	const dayOf = (text: string) => (isDay(text) ? text : undefined);
	return (
		<>
			<label className={css.date}>
				<span>{t("list.from")}</span>
				<input
					type="date"
					value={first ?? ""}
					max={last}
					onChange={(e) => set({ ...filter, first: dayOf(e.currentTarget.value) })}
				/>
			</label>
			<label className={css.date}>
				<span>{t("list.to")}</span>
				<input
					type="date"
					value={last ?? ""}
					min={first}
					onChange={(e) => set({ ...filter, last: dayOf(e.currentTarget.value) })}
				/>
			</label>
			{game !== undefined && (
				<button
					type="button"
					className={css.chip}
					onClick={() => set({ ...filter, gameId: undefined })}
					title={t("list.clearGame")}
				>
					<bdi>{t("list.onGame", { game })}</bdi>
					<X size={12} aria-hidden />
					<span className="sr-only">{t("list.clearGame")}</span>
				</button>
			)}
			{(first !== undefined || last !== undefined) && (
				<button type="button" className={css.chip} onClick={() => set({ gameId })}>
					{t("list.clearDays")}
				</button>
			)}
		</>
	);
}

function useBetColumns(): Column<Bet>[] {
	const { t } = useTranslation("gaming");
	const words = useWords();
	return useMemo(
		(): Column<Bet>[] => [
			{
				id: "placed",
				header: t("list.time"),
				width: 168,
				cell: (b) => <Time at={b.placedAt} style="seconds" />,
				card: "subtitle",
			},
			{
				id: "game",
				header: t("list.game"),
				width: 130,
				grow: 2,
				cell: (b) => <bdi>{b.game}</bdi>,
				text: (b) => b.game,
				card: "title",
			},
			{
				id: "category",
				header: t("list.category"),
				width: 100,
				hideOn: 3,
				cell: (b) => (b.category ? words("gameCategory", b.category) : <Unknown />),
				card: "hidden",
			},
			{
				id: "state",
				header: t("list.state"),
				width: 110,
				cell: (b) => <Badge tone={betTone(b.state)}>{words("betState", b.state)}</Badge>,
			},
			{
				id: "stake",
				header: t("list.stake"),
				width: 104,
				align: "end",
				cell: (b) => <Money amount={b.stake} currency={b.currency} />,
			},
			{
				id: "won",
				header: t("list.won"),
				width: 104,
				align: "end",
				hideOn: 1,
				cell: (b) => <Money amount={b.won} currency={b.currency} />,
			},
			{
				id: "net",
				header: t("list.net"),
				width: 116,
				align: "end",
				cell: (b) => <Money amount={betNet(b)} currency={b.currency} sign />,
				card: "amount",
			},
			{
				id: "legs",
				header: t("list.legs"),
				width: 60,
				align: "end",
				hideOn: 2,
				cell: (b) => (b.legs === null ? <Unknown /> : b.legs.length > 0 ? number(b.legs.length) : ""),
				card: "hidden",
			},
		],
		[t, words],
	);
}
