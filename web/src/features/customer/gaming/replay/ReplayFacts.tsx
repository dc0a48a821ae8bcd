import { useTranslation } from "react-i18next";
import { useOpen } from "@/ui/address";
import { Field, Fields } from "@/ui/Fields";
import { duration, number } from "@/ui/format";
import { Money, Unknown } from "@/ui/Money";
import { Time } from "@/ui/Time";
import css from "./Replay.module.css";
import { type Replay, type RoundStep, roundsPerMinute, type Step } from "./steps";
import type { ReplayData } from "./useReplay";

/** The round that was played last, and how fast play is. */
export function Now({ data, step, at }: { data: ReplayData; step: Step | undefined; at: number }) {
	const { t } = useTranslation("replay");
	const open = useOpen();
	const { replay, whole } = data;
	const round = step && replay.rounds[step.played - 1];
	const perMinute = roundsPerMinute(replay, at, whole);
	return (
		<section className={css.card} aria-labelledby="replay-now" data-replay-now={round?.id ?? ""}>
			<h4 id="replay-now">
				{round && whole
					? t("now.numbered", { number: number(round.played), count: number(replay.rounds.length) })
					: t(round ? "now.unnumbered" : "now.none")}
			</h4>
			<Fields columns={1}>
				<RoundFields step={round} currency={replay.currency} />
				<Field label={t("now.perMinute")} title={t("definition.perMinute")}>
					<span className="num" data-fact="perMinute">
						{perMinute === null ? <Unknown /> : number(perMinute)}
					</span>
				</Field>
			</Fields>
			{round && (
				<button type="button" className={css.link} onClick={() => open({ kind: "bet", id: round.id })}>
					{t("now.openBet")}
				</button>
			)}
		</section>
	);
}

/* As many lines before the first round as after it: nothing jumps when play begins. */
function RoundFields({ step, currency }: { step: RoundStep | undefined; currency: string | null }) {
	const { t } = useTranslation("replay");
	const round = step?.round;
	const unit = round?.currency ?? currency;
	const unsettled = round && round.won === null;
	return (
		<>
			<Field label={t("now.time")}>{round ? <Time at={round.at} style="time" /> : <Unknown />}</Field>
			<Field label={t("now.game")}>{round?.game ? <bdi>{round.game}</bdi> : <Unknown />}</Field>
			<Field label={t("now.stake")}>
				<span data-fact="stake">
					<Money amount={round?.stake} currency={unit} />
				</span>
			</Field>
			<Field label={t("now.won")}>
				<span data-fact="won">{unsettled ? t("now.open") : <Money amount={round?.won} currency={unit} />}</span>
			</Field>
			<Field label={t("now.net")} title={t("definition.net")}>
				<Money amount={step?.net} currency={unit} sign />
			</Field>
			<Field label={t("now.balance")} title={t("definition.balance")}>
				<span data-fact="balance">
					<Money amount={round?.balance} currency={unit} />
				</span>
			</Field>
			<Field label={t("now.since")}>
				{step && step.sinceMs !== null ? <span className="num">{duration(step.sinceMs)}</span> : <Unknown />}
			</Field>
		</>
	);
}

const NOTHING = { staked: 0, won: 0, net: 0, deposited: 0, open: 0 };

/** The totals up to here. */
export function SoFar({ replay, step, whole }: { replay: Replay; step: Step | undefined; whole: boolean }) {
	const { t } = useTranslation("replay");
	const totals = step?.totals ?? NOTHING;
	const { currency } = replay;
	return (
		<section className={css.card} aria-labelledby="replay-sofar">
			<h4 id="replay-sofar">{t(whole ? "soFar.title" : "soFar.titlePart")}</h4>
			<Fields columns={1}>
				<Field label={t("soFar.rounds")}>
					<span className="num" data-fact="rounds">
						{number(step?.played ?? 0)}
					</span>
				</Field>
				<Field label={t("soFar.staked")}>
					<span data-fact="staked">
						<Money amount={totals.staked} currency={currency} />
					</span>
				</Field>
				<Field label={t("soFar.won")}>
					<Money amount={totals.won} currency={currency} />
				</Field>
				<Field label={t("soFar.net")} title={t("definition.net")}>
					<span data-fact="net">
						<Money amount={totals.net} currency={currency} sign />
					</span>
				</Field>
				<Field label={t("soFar.deposited")} title={t("definition.deposited")}>
					<span data-fact="deposited">
						<Money amount={totals.deposited} currency={currency} />
					</span>
				</Field>
				{totals.open > 0 && (
					<Field label={t("soFar.open")} title={t("definition.open")}>
						<span className="num">{number(totals.open)}</span>
					</Field>
				)}
			</Fields>
		</section>
	);
}
