import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { GameResult, Statistics } from "@/api/statistics";
import { DataTable } from "@/ui/DataTable";
import type { Column } from "@/ui/DataTableColumns";
import { number } from "@/ui/format";
import { Money, Unknown } from "@/ui/Money";
import type { Fetched } from "@/ui/Panel";
import { Empty } from "@/ui/States";
import { useWords } from "@/ui/words";
import css from "./Gaming.module.css";
import { Rtp } from "./Rtp";
import { StatisticsPanel } from "./StatisticsPanel";
import { useBetsFilter } from "./useBetsFilter";
import type { RangeInUse } from "./useRange";

const HEIGHT = 250;
/* Rows before "show all". */
const FEW = 7;

/** What was played in the span, by game; a game opens its bets. */
export function GamesTable({ query, use }: { query: Fetched<Statistics>; use: RangeInUse }) {
	const { t } = useTranslation("gaming");
	return (
		<StatisticsPanel title={t("games.title")} name="gaming-games" query={query} height={HEIGHT}>
			{(data) => (data.games === null ? <Empty>{t("games.unknown")}</Empty> : <Games games={data.games} data={data} use={use} />)}
		</StatisticsPanel>
	);
}

function Games({ games, data, use }: { games: GameResult[]; data: Statistics; use: RangeInUse }) {
	const { t } = useTranslation("gaming");
	const { filter, show } = useBetsFilter();
	const [all, setAll] = useState(false);
	const columns = useGameColumns(data.currency);
	const rows = useMemo(() => (all ? games : games.slice(0, FEW)), [all, games]);
	return (
		<>
			<DataTable
				label={t("games.title")}
				name="games"
				rows={rows}
				idOf={(game) => game.gameId}
				columns={columns}
				onOpen={(game) => show({ first: use.range?.first, last: use.range?.last, gameId: game.gameId })}
				openId={filter.gameId ?? null}
				nameOf={(game) => t("games.showBets", { game: game.game })}
				empty={t("list.emptyFiltered")}
				plain
				lively
			/>
			{games.length > FEW && (
				<button type="button" className={css.more} onClick={() => setAll(!all)} aria-expanded={all}>
					{all ? t("games.fewer") : t("games.all", { count: games.length })}
				</button>
			)}
		</>
	);
}

function useGameColumns(currency: string | null): Column<GameResult>[] {
	const { t } = useTranslation(["gaming", "play"]);
	const words = useWords();
	return useMemo(
		(): Column<GameResult>[] => [
			{
				id: "game",
				header: t("games.game"),
				width: 110,
				grow: 2,
				cell: (g) => <bdi>{g.game}</bdi>,
				text: (g) => g.game,
				card: "title",
				sort: (g) => g.game,
			},
			{
				id: "category",
				header: t("games.category"),
				width: 84,
				hideOn: 3,
				cell: (g) => (g.category ? words("gameCategory", g.category) : <Unknown />),
				card: "subtitle",
				sort: (g) => g.category,
			},
			{ id: "bets", header: t("bets"), width: 60, align: "end", cell: (g) => number(g.bets), sort: (g) => g.bets },
			{
				id: "wagered",
				header: t("kpi.wagered"),
				width: 110,
				align: "end",
				cell: (g) => <Money amount={g.wagered} currency={currency} />,
				sort: (g) => Number(g.wagered),
			},
			{
				id: "won",
				header: t("kpi.won"),
				width: 110,
				align: "end",
				hideOn: 1,
				cell: (g) => <Money amount={g.won} currency={currency} />,
				sort: (g) => Number(g.won),
			},
			{
				id: "net",
				header: t("play:net"),
				width: 110,
				align: "end",
				cell: (g) => <Money amount={g.netPosition} currency={currency} sign />,
				sort: (g) => (g.netPosition === null ? null : Number(g.netPosition)),
				card: "amount",
			},
			{
				id: "rtp",
				header: t("games.rtp"),
				width: 226,
				grow: 2,
				cell: (g) =>
					g.category === "sports" ? (
						<span className="dim">{t("rtp.sports")}</span>
					) : (
						<Rtp rtp={g.rtp} theory={g.theoreticalRtp} band={g.rtpBand} dense />
					),
				sort: (g) => (g.category === "sports" ? null : g.rtp),
			},
		],
		[t, words, currency],
	);
}
