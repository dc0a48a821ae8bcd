import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { betQuery } from "@/api/details";
import { useOpen, useOpened } from "@/ui/address";
import { Badge } from "@/ui/Badge";
import { Copyable } from "@/ui/Copyable";
import { Field, Fields } from "@/ui/Fields";
import { duration, number } from "@/ui/format";
import { Money, Unknown } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { SidePanel } from "@/ui/SidePanel";
import { Failed, Loading } from "@/ui/States";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import type { SectionProps } from "../CustomerPage";
import { betNet, betTone, totalOdds } from "./betNet";
import css from "./Gaming.module.css";
import { sessionLength } from "./sessionLength";
import { useBetsFilter } from "./useBetsFilter";
import { useBetTransactions } from "./useBetTransactions";

type Bet = Schemas["BetDetail"];

/** One bet, in full: "open=bet:BET-…". */
export function BetPanel({ id }: SectionProps) {
	const { t } = useTranslation("gaming");
	const opened = useOpened("bet");
	const open = useOpen();
	return (
		<SidePanel opened={opened !== null} onClose={() => open(null)} title={<bdi>{t("bet.title", { id: opened?.id ?? "" })}</bdi>}>
			{opened && <BetOf id={id} bid={opened.id} />}
		</SidePanel>
	);
}

function BetOf({ id, bid }: { id: string; bid: string }) {
	const { t } = useTranslation("gaming");
	const query = useQuery(betQuery(id, bid));
	return (
		<div className={css.facts} data-bet={bid}>
			<Panel title={t("bet.facts")} name="bet" query={query} meta={(bet) => bet.meta} lines={9}>
				{(bet) => <Facts bet={bet} />}
			</Panel>
			{query.data && <Legs legs={query.data.legs} sports={query.data.category === "sports"} />}
			{query.data && <Transactions id={id} bet={query.data} />}
		</div>
	);
}

function Facts({ bet }: { bet: Bet }) {
	const { t } = useTranslation("gaming");
	const words = useWords();
	const open = useOpen();
	const { show } = useBetsFilter();
	const took = sessionLength({ startedAt: bet.placedAt, endedAt: bet.settledAt });
	const { sessionId, gameId, currency } = bet;
	return (
		<Fields columns={1}>
			<Field label={t("bet.state")}>
				<Badge tone={betTone(bet.state)}>{words("betState", bet.state)}</Badge>
			</Field>
			<Field label={t("bet.stake")}>
				<Money amount={bet.stake} currency={currency} />
			</Field>
			<Field label={t("bet.bonusStake")}>
				<Money amount={bet.bonusStake} currency={currency} />
			</Field>
			<Field label={t("bet.won")}>
				<Money amount={bet.won} currency={currency} />
			</Field>
			<Field label={t("bet.net")} title={t("definition.net")}>
				<Money amount={betNet(bet)} currency={currency} sign />
			</Field>
			<Field label={t("bet.game")}>
				<bdi>{bet.game}</bdi>
			</Field>
			<Field label={t("bet.category")}>{bet.category ? words("gameCategory", bet.category) : <Unknown />}</Field>
			<Field label={t("bet.placed")}>
				<Time at={bet.placedAt} style="seconds" />
			</Field>
			<Field label={t("bet.settled")}>
				{bet.settledAt ? <Time at={bet.settledAt} style="seconds" /> : bet.state === "open" ? t("bet.notSettled") : <Unknown />}
			</Field>
			{took !== null && <Field label={t("bet.took")}>{duration(took)}</Field>}
			<Field label={t("bet.session")}>
				{sessionId ? (
					<button type="button" className={css.link} onClick={() => open({ kind: "session", id: sessionId })}>
						<bdi>{t("bet.openSession", { id: sessionId })}</bdi>
					</button>
				) : (
					<Unknown />
				)}
			</Field>
			<Field label={t("bet.gameId")}>
				{gameId ? (
					<button type="button" className={css.link} onClick={() => show({ gameId })} title={t("bet.showGame")}>
						<bdi>{gameId}</bdi>
					</button>
				) : (
					<Unknown />
				)}
			</Field>
			<Field label={t("bet.id")}>
				<Copyable text={bet.betId} label={t("bet.id")} />
			</Field>
		</Fields>
	);
}

function Legs({ legs, sports }: { legs: Bet["legs"]; sports: boolean }) {
	const { t } = useTranslation("gaming");
	const words = useWords();
	if (legs === null) return sports ? <p className="dim">{t("bet.legsUnknown")}</p> : null;
	if (legs.length === 0) return null;
	const total = totalOdds(legs);
	return (
		<section className={css.legs} data-legs={legs.length}>
			<h3 className={css.subhead}>{t("bet.legs", { count: legs.length })}</h3>
			<ol className={css.legs}>
				{legs.map((leg, i) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: legs have no id, and never change places
					<li key={i} className={css.leg}>
						<bdi className={css.legEvent}>{leg.event}</bdi>
						<span className={css.legOdds}>{leg.odds === null ? <Unknown /> : number(leg.odds, 2)}</span>
						<span>
							<bdi>{leg.selection ?? <Unknown />}</bdi> <bdi className="dim">{leg.market}</bdi>
						</span>
						<span className={css.legOdds}>
							{leg.result === null ? <Unknown /> : <Badge tone={betTone(leg.result)}>{words("betState", leg.result)}</Badge>}
						</span>
					</li>
				))}
			</ol>
			{legs.length > 1 && (
				<p className={css.legOdds}>
					<span className="dim">{t("bet.totalOdds")}</span> {total === null ? <Unknown /> : <strong>{number(total, 2)}</strong>}
				</p>
			)}
		</section>
	);
}

/** What the bet moved in the wallet. */
function Transactions({ id, bet }: { id: string; bet: Bet }) {
	const { t } = useTranslation("gaming");
	const words = useWords();
	const open = useOpen();
	const query = useBetTransactions(id, bet);
	return (
		<section className={css.legs} data-bet-transactions>
			<h3 className={css.subhead}>{t("bet.transactions")}</h3>
			{query.data === undefined ? (
				query.error ? (
					<Failed error={query.error} since={query.errorUpdatedAt} onRetry={() => void query.refetch()} compact />
				) : (
					<Loading lines={2} />
				)
			) : query.data.length === 0 ? (
				<p className="dim">{t("bet.noTransactions")}</p>
			) : (
				<ul className={css.rows}>
					{query.data.map((tx) => (
						<li key={tx.transactionId} className={css.row}>
							<button type="button" className={css.link} onClick={() => open({ kind: "transaction", id: tx.transactionId })}>
								{words("transactionKind", tx.kind)}
							</button>
							<Time at={tx.at} style="seconds" />
							<Money amount={tx.amount} currency={tx.currency} sign />
						</li>
					))}
				</ul>
			)}
		</section>
	);
}
