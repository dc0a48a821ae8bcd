import { CircleCheck, CircleHelp, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/ui/Badge";
import { Money } from "@/ui/Money";
import { Empty } from "@/ui/States";
import { useWords } from "@/ui/words";
import css from "./Finance.module.css";
import { overall, type Pocket, termsOf, type Verdict, verdictOf } from "./reconcile";
import { type FinancePanelProps, WalletPanel } from "./WalletPanel";

const LOOKS: Record<Verdict, { tone: Tone; icon: typeof CircleCheck }> = {
	adds_up: { tone: "good", icon: CircleCheck },
	mismatch: { tone: "bad", icon: TriangleAlert },
	unknown: { tone: "neutral", icon: CircleHelp },
};

/** Whether what came in and went out makes the balance, pocket by pocket, with the sums. */
export function Reconciliation({ query }: FinancePanelProps) {
	const { t } = useTranslation("finance");
	return (
		<WalletPanel title={t("reconcile.title")} name="reconciliation" query={query} lines={8}>
			{({ reconciliation, currency }) => {
				const { pockets, balanced } = reconciliation;
				if (pockets === null || pockets.length === 0) return <Empty>{t("reconcile.none")}</Empty>;
				const verdict = overall(pockets, balanced);
				return (
					<div data-verdict={verdict}>
						<p className={css.verdict} data-tone={LOOKS[verdict].tone}>
							{t(`reconcile.overall.${verdict}`)}
						</p>
						<div className={css.pockets}>
							{pockets.map((pocket) => (
								<PocketSums key={pocket.pocket} pocket={pocket} currency={currency} />
							))}
						</div>
					</div>
				);
			}}
		</WalletPanel>
	);
}

function PocketSums({ pocket, currency }: { pocket: Pocket; currency: string }) {
	const { t } = useTranslation("finance");
	const words = useWords();
	const verdict = verdictOf(pocket);
	const { tone, icon: Icon } = LOOKS[verdict];
	return (
		<table className={css.sums} data-pocket={pocket.pocket} data-verdict={verdict}>
			<caption>
				<span className={css.name}>{words("pocket", pocket.pocket)}</span>{" "}
				<Badge tone={tone} icon={<Icon size={13} aria-hidden />}>
					{t(`reconcile.verdict.${verdict}`)}
				</Badge>
			</caption>
			<tbody>
				{termsOf(pocket).map(({ name, amount }) => (
					<tr key={name}>
						<th scope="row">{t(`reconcile.term.${name}`)}</th>
						<td>
							<Money amount={amount} currency={currency} />
						</td>
					</tr>
				))}
			</tbody>
			<tbody className={css.totals}>
				<tr>
					<th scope="row">{t("reconcile.computed")}</th>
					<td>
						<Money amount={pocket.computed} currency={currency} />
					</td>
				</tr>
				<tr>
					<th scope="row">{t("reconcile.balance")}</th>
					<td>
						<Money amount={pocket.balance} currency={currency} />
					</td>
				</tr>
				{verdict !== "adds_up" && (
					<tr className={css.difference}>
						<th scope="row">{t("reconcile.difference")}</th>
						<td>
							<Money amount={pocket.difference} currency={currency} sign />
						</td>
					</tr>
				)}
			</tbody>
		</table>
	);
}
