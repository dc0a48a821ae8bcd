import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { useSection } from "@/api/sections";
import { money, number, percent } from "@/ui/format";
import { Kpi, KpiRow } from "@/ui/Kpi";
import { Money, Unknown } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { Empty } from "@/ui/States";
import { Ago, Time } from "@/ui/Time";
import { metaOf } from "../header/datum";
import css from "./Gaming.module.css";
import { Rtp } from "./Rtp";

type Stats = Schemas["GamingStats"];

/** What a customer has played since registration, in figures that each say what they mean. */
export function GamingKpis({ id }: { id: string }) {
	const { t } = useTranslation("gaming");
	const query = useSection(id, "gaming");
	const currency = useSection(id, "profile").data?.currency;
	return (
		<Panel title={t("kpis")} name="gaming-kpis" query={query} meta={metaOf("gaming")} height={214}>
			{({ gamingStats }) =>
				gamingStats ? <Figures stats={gamingStats} currency={currency} /> : <Empty>{t("list.empty")}</Empty>
			}
		</Panel>
	);
}

function Figures({ stats, currency }: { stats: Stats; currency: string | null | undefined }) {
	const { t } = useTranslation("gaming");
	return (
		<div className={css.figures}>
			<KpiRow label={t("kpis")}>
				<Figure name="bets" value={stats.totalBets} note={<Count of={stats.winningBets} and={stats.losingBets} />}>
					{number}
				</Figure>
				<Kpi label={t("kpi.wagered")} title={t("definition.wagered")}>
					<Money amount={stats.totalWagered} currency={currency} />
				</Kpi>
				<Kpi label={t("kpi.won")} title={t("definition.won")}>
					<Money amount={stats.totalWon} currency={currency} />
				</Kpi>
				<Kpi label={t("kpi.net")} title={t("definition.net")} note={<Side net={stats.netPosition} />}>
					<Money amount={stats.netPosition} currency={currency} sign />
				</Kpi>
				<Kpi label={t("kpi.ggr")} title={t("definition.ggr")}>
					<Money amount={stats.ggr} currency={currency} />
				</Kpi>
				<Kpi label={t("kpi.average")} title={t("definition.average")}>
					<Money amount={stats.averageBetSize} currency={currency} />
				</Kpi>
				<Figure name="winLoss" value={stats.winLossRatio}>
					{(ratio) => number(ratio, 2)}
				</Figure>
				<Figure name="sportsMargin" value={stats.sportsMargin}>
					{(margin) => percent(margin)}
				</Figure>
				<Figure name="sessions" value={stats.sessionCount}>
					{number}
				</Figure>
				<Kpi label={t("kpi.favourite")} title={t("definition.favourite")}>
					<span className={css.text}>{stats.favoriteGame ? <bdi>{stats.favoriteGame}</bdi> : <Unknown />}</span>
				</Kpi>
				<Kpi
					label={t("kpi.lastPlayed")}
					title={t("definition.lastPlayed")}
					note={stats.lastGamePlayed && <Time at={stats.lastGamePlayed} />}
				>
					<span className={css.text}>
						<Ago at={stats.lastGamePlayed} />
					</span>
				</Kpi>
			</KpiRow>
			<div className={css.rtpRow} data-kpi="rtp">
				<span className={css.rtpLabel} title={t("definition.rtp")}>
					{t("kpi.rtp")}
				</span>
				<Rtp rtp={stats.rtp} theory={stats.theoreticalRtp} band={stats.rtpBand} />
			</div>
			<Apart stats={stats} currency={currency} />
		</div>
	);
}

function Figure({
	name,
	value,
	note,
	children,
}: {
	name: "bets" | "winLoss" | "sportsMargin" | "sessions";
	value: number | null;
	note?: ReactNode;
	children: (value: number) => string;
}) {
	const { t } = useTranslation("gaming");
	return (
		<Kpi label={t(`kpi.${name}`)} title={t(`definition.${name}`)} note={note}>
			{value === null ? <Unknown /> : children(value)}
		</Kpi>
	);
}

function Count({ of, and }: { of: number | null; and: number | null }) {
	const { t } = useTranslation("gaming");
	return of === null || and === null ? null : t("note.winsLosses", { wins: number(of), losses: number(and) });
}

/* Whose side the sign is on is said, not left to a minus. */
function Side({ net }: { net: Stats["netPosition"] }) {
	const { t } = useTranslation("gaming");
	if (net === null) return null;
	return <>{t(Number(net) > 0 ? "note.customerWon" : Number(net) < 0 ? "note.customerLost" : "note.evenNet")}</>;
}

/** What the definitions leave out of the figures above. */
function Apart({ stats, currency }: { stats: Stats; currency: string | null | undefined }) {
	const { t } = useTranslation("gaming");
	const amount = (value: Stats["freeBetStakes"]) => <Money amount={value} currency={currency} />;
	return (
		<dl className={css.apart} aria-label={t("note.apart")}>
			<Fact label={t("kpi.open")}>
				{stats.openBets === null ? <Unknown /> : number(stats.openBets)}
				{stats.openBets !== null && stats.openBets > 0 && stats.openStakes !== null && (
					<span className="dim"> {t("note.openStakes", { stakes: money(stats.openStakes, currency) })}</span>
				)}
			</Fact>
			<Fact label={t("kpi.void")}>{stats.voidBets === null ? <Unknown /> : number(stats.voidBets)}</Fact>
			<Fact label={t("kpi.freeBets")}>{amount(stats.freeBetStakes)}</Fact>
			<Fact label={t("kpi.jackpotsWon")}>{amount(stats.jackpotsWon)}</Fact>
			<Fact label={t("kpi.jackpotContributions")}>{amount(stats.jackpotContributions)}</Fact>
		</dl>
	);
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
	return (
		<div>
			<dt>{label}</dt>
			<dd>{children}</dd>
		</div>
	);
}
