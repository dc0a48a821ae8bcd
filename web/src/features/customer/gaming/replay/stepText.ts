/* A step in words: for the slider's value, rows and announcements. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { moment, money, number, time } from "@/ui/format";
import { useZone } from "@/ui/Time";
import { useWords } from "@/ui/words";
import { stateKey } from "../../finance/states";
import { stateWord } from "../../timeline/kinds";
import type { Replay, Step } from "./steps";

export type StepText = (step: Step | undefined) => string;

/** @whole: rounds can be numbered, since all from the first one are at hand. */
export function useStepText(replay: Replay, whole: boolean): StepText {
	const { t } = useTranslation(["replay", "common"]);
	const words = useWords();
	const zone = useZone();
	const count = replay.rounds.length;
	return useCallback(
		(step) => {
			if (!step) return t("say.start");
			const at = moment(new Date(step.at).toISOString());
			const when = at ? time(at, zone, true) : "";
			if (step.kind === "marker") {
				const what = words("timelineType", step.item.type);
				const word = stateWord(step.item);
				return word
					? t("say.markerState", { when, what, state: words(word.group, word.value) })
					: t("say.marker", { when, what });
			}
			if (step.kind === "deposit") {
				const { amount, currency, state } = step.deposit;
				return t("say.deposit", {
					when,
					amount: money(amount, currency),
					state: words("transactionState", stateKey(state)),
				});
			}
			const { round } = step;
			const unknown = t("common:notKnown");
			const values = {
				when,
				name: whole ? t("say.numbered", { number: number(step.played), count: number(count) }) : t("say.unnumbered"),
				stake: money(round.stake, round.currency),
				won: round.won === null ? unknown : money(round.won, round.currency),
				balance: round.balance === null ? unknown : money(round.balance, round.currency),
			};
			return t("say.round", values);
		},
		[t, words, zone, whole, count],
	);
}
