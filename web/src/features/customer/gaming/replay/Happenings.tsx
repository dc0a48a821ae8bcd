import { useTranslation } from "react-i18next";
import { money } from "@/ui/format";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import { stateKey } from "../../finance/states";
import { detailOf, stateWord } from "../../timeline/kinds";
import css from "./Replay.module.css";
import { Sign } from "./ReplayChart";
import { isPaidIn, type Replay, type Step } from "./steps";
import type { Player } from "./usePlayer";

type Happening = Exclude<Step, { kind: "round" }>;

/** Deposits and markers: a press goes to where each fell. */
export function Happenings({ replay, player }: { replay: Replay; player: Player }) {
	const { t } = useTranslation("replay");
	const all = replay.steps.flatMap((step, index) => (step.kind === "round" ? [] : [{ step, index }]));
	if (all.length === 0) return null;
	return (
		<section className={css.card} aria-labelledby="replay-happenings">
			<h4 id="replay-happenings">{t("happenings")}</h4>
			<ol className={css.happenings} data-scrolls>
				{all.map(({ step, index }) => (
					<li key={step.id}>
						<button
							type="button"
							className={css.happening}
							aria-current={index === player.index || undefined}
							data-ahead={index > player.index || undefined}
							onClick={() => player.goTo(index)}
							data-happening={step.kind}
						>
							<Sign kind={step.kind === "marker" ? "marker" : isPaidIn(step.deposit) ? "deposit" : "declined"} />
							<Time at={step.kind === "marker" ? step.item.at : step.deposit.at} style="time" />
							<What step={step} />
						</button>
					</li>
				))}
			</ol>
		</section>
	);
}

function What({ step }: { step: Happening }) {
	const { t } = useTranslation("replay");
	const words = useWords();
	if (step.kind === "deposit") {
		const { amount, currency, state } = step.deposit;
		return <span>{t("depositOf", { amount: money(amount, currency), state: words("transactionState", stateKey(state)) })}</span>;
	}
	const detail = detailOf(step.item);
	const state = stateWord(step.item);
	return (
		<span>
			{words("timelineType", step.item.type)}
			{detail && <bdi className={css.detail}>{"text" in detail ? detail.text : words(detail.group, detail.value)}</bdi>}
			{state && <span className={css.detail}>{words(state.group, state.value)}</span>}
		</span>
	);
}
