import { Clock } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Amount, date, moment, money as moneyText, numberShort, percent, relative } from "@/ui/format";
import { Kpi, KpiRow } from "@/ui/Kpi";
import { Money, Unknown } from "@/ui/Money";
import { useNow } from "@/ui/now";
import { Severity } from "@/ui/Severity";
import { useWords } from "@/ui/words";
import { type Datum, useDatum } from "../header/datum";
import { Missing } from "../header/Missing";
import css from "./Kpis.module.css";
import { openFlagsOf, pendingOf, ticketsOf } from "./kpis";

const TICK_MS = 10_000;
/* What is longer ago is told by its day. */
const RECENT_MS = 14 * 86_400_000;

/** The six figures that count, risk first. Each fails by itself. */
export function Kpis({ id }: { id: string }) {
	const { t } = useTranslation("header");
	return (
		<div className={css.kpis}>
			<KpiRow label={t("kpi.title")}>
				<RiskKpi id={id} />
				<BalanceKpi id={id} />
				<NetPositionKpi id={id} />
				<NetDepositsKpi id={id} />
				<PendingKpi id={id} />
				<SupportKpi id={id} />
			</KpiRow>
		</div>
	);
}

type Name = "risk" | "balance" | "netPosition" | "netDeposits" | "pending" | "support";
type State = Pick<Datum<"risk">, "loading" | "why" | "stale" | "trouble">;

/* A KPI whose value may be missing with a reason: a note of the reason then stands where the detail would. */
function Figure({
	name,
	label,
	of,
	known,
	note,
	tone,
	children,
}: {
	name: Name;
	label?: string;
	of: State;
	known: boolean;
	note: ReactNode;
	tone?: "warn" | "bad";
	children: ReactNode;
}) {
	const { t } = useTranslation("header");
	const reason = of.why && <span className={css.why}>{of.why}</span>;
	return (
		<Kpi
			name={name}
			label={label ?? t(`kpi.${name}`)}
			title={t(`kpi.${name}Title`)}
			loading={of.loading}
			tone={known ? tone : undefined}
			note={
				known ? (
					<Aged why={of.stale ? of.why : null} trouble={of.trouble}>
						{note}
					</Aged>
				) : (
					reason
				)
			}
		>
			{known ? children : <Missing why={of.why} />}
		</Kpi>
	);
}

/* What is old says so, beside what it says. */
function Aged({ why, trouble, children }: { why: string | null; trouble: boolean; children: ReactNode }) {
	if (!why) return children;
	return (
		<span className={css.stale} title={why} data-trouble={trouble || undefined}>
			<Clock size={12} aria-hidden />
			<span className="sr-only">{why}</span>
			{children}
		</span>
	);
}

function RiskKpi({ id }: { id: string }) {
	const { t } = useTranslation("header");
	const risk = useDatum(id, "risk");
	const level = risk.view?.riskLevel ?? null;
	const open = openFlagsOf(risk.view?.riskFlags ?? null);
	const tone = level === "critical" ? "bad" : level === "high" ? "warn" : undefined;
	return (
		<Figure
			name="risk"
			of={risk}
			known={level !== null}
			tone={tone}
			note={open === null ? null : open === 0 ? t("kpi.noFlags") : t("kpi.flags", { count: open })}
		>
			<span className={css.level}>
				<Severity level={level ?? "none"} />
			</span>
		</Figure>
	);
}

function BalanceKpi({ id }: { id: string }) {
	const { t } = useTranslation("header");
	const wallet = useDatum(id, "financial", "wallet");
	const money = wallet.view?.financial;
	return (
		<Figure
			name="balance"
			of={wallet}
			known={money != null}
			note={
				<Pair label={t("kpi.withdrawable")} value={<Money amount={money?.balances.withdrawable} currency={money?.currency} />} />
			}
		>
			<Total amount={money?.currentBalance} currency={money?.currency} />
		</Figure>
	);
}

function NetPositionKpi({ id }: { id: string }) {
	const { t } = useTranslation("header");
	const gaming = useDatum(id, "gaming");
	const stats = gaming.view?.gamingStats;
	/* Statistics name no currency of their own: it is the customer's. */
	const profile = useDatum(id, "profile", "profile").view?.currency;
	const wallet = useDatum(id, "financial", "wallet").view?.financial?.currency;
	const rtp = stats?.rtp ?? null;
	const theory = stats?.theoreticalRtp ?? null;
	return (
		<Figure
			name="netPosition"
			of={gaming}
			known={stats != null}
			note={
				<span title={theory === null ? undefined : t("kpi.rtpTheory", { rtp: percent(theory) })}>
					<Pair label={t("kpi.rtp")} value={rtp === null ? <Unknown /> : <span className="num">{percent(rtp)}</span>} />
				</span>
			}
		>
			<Total amount={stats?.netPosition} currency={profile ?? wallet} />
		</Figure>
	);
}

function NetDepositsKpi({ id }: { id: string }) {
	const { t } = useTranslation("header");
	const wallet = useDatum(id, "financial", "wallet");
	const money = wallet.view?.financial;
	const short = (amount: Amount | null | undefined) =>
		amount === null || amount === undefined ? "–" : numberShort(Number(amount));
	const full = (amount: Amount | null | undefined) =>
		amount === null || amount === undefined ? "–" : moneyText(amount, money?.currency);
	return (
		<Figure
			name="netDeposits"
			of={wallet}
			known={money != null}
			note={
				<span className="num" title={t("kpi.inOut", { in: full(money?.totalDeposits), out: full(money?.totalWithdrawals) })}>
					{t("kpi.inOut", { in: short(money?.totalDeposits), out: short(money?.totalWithdrawals) })}
				</span>
			}
		>
			<Total amount={money?.lifetimeValue} currency={money?.currency} />
		</Figure>
	);
}

function PendingKpi({ id }: { id: string }) {
	const { t } = useTranslation("header");
	const words = useWords();
	const wallet = useDatum(id, "financial", "wallet");
	const now = useNow(TICK_MS);
	const money = wallet.view?.financial;
	const { count, sum, oldest, late } = pendingOf(money?.pendingWithdrawals ?? [], now);
	const target = moment(oldest?.targetAt);
	const state = oldest && words("withdrawalState", oldest.state);
	const note = !state ? t("kpi.nothingPending") : target ? t("kpi.pendingDue", { state, when: relative(target, now) }) : state;
	return (
		<Figure
			name="pending"
			of={wallet}
			known={money != null}
			tone={late ? "warn" : undefined}
			label={count > 0 ? t("kpi.pendingCount", { count }) : undefined}
			note={<span title={note}>{note}</span>}
		>
			{count === 0 ? <span className={css.none}>{t("kpi.none")}</span> : <Total amount={sum} currency={money?.currency} />}
		</Figure>
	);
}

function SupportKpi({ id }: { id: string }) {
	const { t } = useTranslation("header");
	const support = useDatum(id, "support");
	const tickets = ticketsOf(support.view?.supportHistory ?? null);
	const last = moment(tickets?.lastContact);
	const now = useNow(TICK_MS);
	const recent = last !== null && now - last.getTime() < RECENT_MS;
	const note = last ? t("kpi.lastContact", { when: recent ? relative(last, now) : date(last) }) : t("kpi.noContact");
	return (
		<Figure name="support" of={support} known={tickets !== null} note={<span title={note}>{note}</span>}>
			{tickets?.open === 0 ? <span className={css.none}>{t("kpi.none")}</span> : tickets?.open}
		</Figure>
	);
}

/* Letters, currency and all, beyond which an amount is written smaller, on as many lines as it takes: half a number would be another number. */
const LONG = 15;

function Total({ amount, currency }: { amount: Amount | null | undefined; currency: string | null | undefined }) {
	const isLong = amount !== null && amount !== undefined && moneyText(amount, currency).length > LONG;
	return (
		<span className={css.total} data-long={isLong || undefined}>
			<Money amount={amount} currency={currency} />
		</span>
	);
}

function Pair({ label, value }: { label: string; value: ReactNode }) {
	return (
		<>
			{label} {value}
		</>
	);
}
