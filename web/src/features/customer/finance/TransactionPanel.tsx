import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { transactionQuery } from "@/api/details";
import { useSection } from "@/api/sections";
import { useOpen, useOpened } from "@/ui/address";
import { Badge } from "@/ui/Badge";
import { Copyable } from "@/ui/Copyable";
import { Field, Fields } from "@/ui/Fields";
import { Freshness } from "@/ui/Freshness";
import { Money, Unknown } from "@/ui/Money";
import { SidePanel } from "@/ui/SidePanel";
import { Failed, Loading } from "@/ui/States";
import { Time } from "@/ui/Time";
import { readable, useWords } from "@/ui/words";
import type { SectionProps } from "../CustomerPage";
import css from "./Finance.module.css";
import { Lifecycle } from "./Lifecycle";
import { methodOf } from "./methods";
import { stateKey, toneOf } from "./states";

/** One transaction and its life, beside the page ("open=transaction:…"). */
export function TransactionPanel({ id }: SectionProps) {
	const { t } = useTranslation("finance");
	const opened = useOpened("transaction");
	const open = useOpen();
	return (
		<SidePanel opened={opened !== null} onClose={() => open(null)} title={t("detail.title")}>
			{opened && <Detail key={opened.id} id={id} tid={opened.id} />}
		</SidePanel>
	);
}

function Detail({ id, tid }: { id: string; tid: string }) {
	const query = useQuery(transactionQuery(id, tid));
	if (query.data)
		return (
			<div className={css.detail} data-transaction={tid}>
				<TransactionFacts id={id} transaction={query.data} receivedAt={query.dataUpdatedAt} />
			</div>
		);
	if (query.error) return <Failed error={query.error} since={query.errorUpdatedAt} onRetry={() => void query.refetch()} />;
	return <Loading lines={12} />;
}

interface FactsProps {
	id: string;
	transaction: Schemas["TransactionDetail"];
	receivedAt: number;
}

function TransactionFacts({ id, transaction: tx, receivedAt }: FactsProps) {
	const { t } = useTranslation("finance");
	const words = useWords();
	return (
		<>
			<header className={css.detailHead}>
				<p className="dim">{words("transactionKind", tx.kind)}</p>
				<p className={css.detailAmount}>
					<Money amount={tx.amount} currency={tx.currency} />
				</p>
				<p className={css.detailState}>
					<Badge tone={toneOf(tx.state)}>{words("transactionState", stateKey(tx.state))}</Badge>
					<Time at={tx.at} style="seconds" />
					<Freshness meta={tx.meta} receivedAt={receivedAt} />
				</p>
			</header>
			<Fields columns={1}>
				<Field label={t("detail.id")}>
					<Copyable text={tx.transactionId} label={t("detail.id")} />
				</Field>
				{tx.method !== null && (
					<Field label={t("tx.method")}>
						<bdi>{methodOf(tx.method)}</bdi>
					</Field>
				)}
				{tx.instrumentId !== null && (
					<Field label={t("detail.instrument")}>
						<Instrument id={id} instrumentId={tx.instrumentId} />
					</Field>
				)}
				{tx.paymentReference !== null && (
					<Field label={t("tx.reference")}>
						<Copyable text={tx.paymentReference} label={t("tx.reference")} />
					</Field>
				)}
				{tx.declineCode !== null && (
					<Field label={t("detail.declineCode")}>
						<Badge tone="bad">
							<bdi>{readable(tx.declineCode)}</bdi>
						</Badge>
					</Field>
				)}
				<Field label={t("tx.pocket")}>{tx.pocket === null ? <Unknown /> : words("pocket", tx.pocket)}</Field>
				<Field label={t("tx.after")}>
					<Money amount={tx.balanceAfter} currency={tx.currency} />
				</Field>
				{tx.betId !== null && (
					<Field label={t("detail.bet")}>
						<BetLink betId={tx.betId} />
					</Field>
				)}
			</Fields>
			<h3 className={css.detailHeading}>{t("life.title")}</h3>
			<Lifecycle transaction={tx} />
		</>
	);
}

function BetLink({ betId }: { betId: string }) {
	const open = useOpen();
	return (
		<button type="button" className={css.link} onClick={() => open({ kind: "bet", id: betId })}>
			<bdi>{betId}</bdi>
		</button>
	);
}

/* The wallet's list says what an id is; without it the id is all that is known. */
function Instrument({ id, instrumentId }: { id: string; instrumentId: string }) {
	const { data } = useSection(id, "financial");
	const words = useWords();
	const instrument = data?.financial?.instruments?.find((i) => i.instrumentId === instrumentId);
	if (!instrument) return <bdi>{instrumentId}</bdi>;
	return (
		<span className={css.stacked}>
			<bdi>{instrument.label ?? words("instrumentKind", instrument.kind)}</bdi>
			{instrument.cardNumber && <bdi className={css.card}>{instrument.cardNumber}</bdi>}
		</span>
	);
}
