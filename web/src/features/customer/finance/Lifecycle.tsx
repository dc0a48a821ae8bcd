import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { Badge } from "@/ui/Badge";
import { duration } from "@/ui/format";
import { useNow } from "@/ui/now";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./Lifecycle.module.css";
import { type Stage, stagesOf } from "./lifecycle";
import { stateKey, toneOf } from "./states";

/** The states that a transaction went through, oldest first, with the time between them. */
export function Lifecycle({ transaction }: { transaction: Schemas["Transaction"] }) {
	const { t } = useTranslation("finance");
	const now = useNow();
	const stages = stagesOf(transaction.lifecycle ?? [], now);
	if (stages.length === 0) return <p className="dim">{t("life.none")}</p>;
	return (
		<ol className={css.line} data-lifecycle>
			{stages.map((stage, i) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: states may repeat, and only ever grow at the end
				<StageItem key={i} stage={stage} last={i === stages.length - 1} />
			))}
		</ol>
	);
}

function StageItem({ stage, last }: { stage: Stage; last: boolean }) {
	const { t } = useTranslation("finance");
	const words = useWords();
	const { lastedMs, current } = stage;
	return (
		<li className={css.stage} data-current={current || undefined} aria-current={last ? "step" : undefined}>
			<div className={css.what}>
				<Badge tone={toneOf(stage.state)}>{words("transactionState", stateKey(stage.state))}</Badge>
				<Time at={stage.at} style="seconds" />
				{stage.by !== null && (
					<span className="dim">
						{t("life.by")} <bdi>{words("transactionActor", stage.by)}</bdi>
					</span>
				)}
			</div>
			{stage.publicReason && (
				<p className={css.reason}>
					<span className="dim">{t("pending.mayBeTold")}</span> <bdi>{stage.publicReason}</bdi>
				</p>
			)}
			{lastedMs !== null && (
				<p className={css.lasted}>{t(current ? "life.soFar" : "life.lasted", { duration: duration(lastedMs) })}</p>
			)}
		</li>
	);
}
