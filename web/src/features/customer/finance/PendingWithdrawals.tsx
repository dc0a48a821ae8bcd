import { Clock, MessageSquareText } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { useOpen } from "@/ui/address";
import { Badge } from "@/ui/Badge";
import { moment } from "@/ui/format";
import { Money, Unknown } from "@/ui/Money";
import { useNow } from "@/ui/now";
import { Ago, Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./Finance.module.css";
import { methodOf } from "./methods";
import { stateKey, toneOf } from "./states";
import { type FinancePanelProps, WalletPanel } from "./WalletPanel";

/** Withdrawals under way: where each stands, what may be told of it, and by when it is to be paid. */
export function PendingWithdrawals({ query }: FinancePanelProps) {
	const { t } = useTranslation("finance");
	return (
		<WalletPanel title={t("pending.title")} name="pending-withdrawals" query={query} lines={2}>
			{({ pendingWithdrawals, currency }) =>
				pendingWithdrawals.length === 0 ? (
					<p className={css.quiet}>{t("pending.none")}</p>
				) : (
					<ul className={css.pending}>
						{pendingWithdrawals.map((w) => (
							<PendingWithdrawal key={w.transactionId} withdrawal={w} currency={currency} />
						))}
					</ul>
				)
			}
		</WalletPanel>
	);
}

function PendingWithdrawal({ withdrawal: w, currency }: { withdrawal: Schemas["Withdrawal"]; currency: string }) {
	const { t } = useTranslation("finance");
	const words = useWords();
	const open = useOpen();
	return (
		<li className={css.withdrawal} data-withdrawal={w.transactionId}>
			<div className={css.withdrawalHead}>
				<Badge tone={toneOf(w.state)}>{words("transactionState", stateKey(w.state))}</Badge>
				<strong className={css.amount}>
					<Money amount={w.amount} currency={currency} />
				</strong>
				<span>{w.method === null ? <Unknown /> : <bdi>{methodOf(w.method)}</bdi>}</span>
				<button type="button" className={css.link} onClick={() => open({ kind: "transaction", id: w.transactionId })}>
					<bdi>{w.transactionId}</bdi>
				</button>
			</div>
			<p className={css.line} data-public-reason>
				<MessageSquareText size={14} aria-hidden />
				<span>
					<span className="dim">{t("pending.mayBeTold")}</span>{" "}
					{w.publicReason ? <bdi>{w.publicReason}</bdi> : <span className="dim">{t("pending.noReason")}</span>}
				</span>
			</p>
			<div className={css.line}>
				<Clock size={14} aria-hidden />
				<p className={css.dates}>
					<span>
						<span className="dim">{t("pending.requested")}</span> <Time at={w.requestedAt} />{" "}
						<span className="dim">
							<Ago at={w.requestedAt} />
						</span>
					</span>
					<Target at={w.targetAt} />
				</p>
			</div>
		</li>
	);
}

/* By when it is to be done; once that is past, it says so. */
function Target({ at }: { at: string | null }) {
	const { t } = useTranslation("finance");
	const now = useNow();
	const target = moment(at);
	if (!target) return null;
	return (
		<span>
			<span className="dim">{t("pending.target")}</span> <Time at={at} />{" "}
			{target.getTime() < now ? (
				<Badge tone="bad">{t("pending.late")}</Badge>
			) : (
				<span className="dim">
					<Ago at={at} />
				</span>
			)}
		</span>
	);
}
