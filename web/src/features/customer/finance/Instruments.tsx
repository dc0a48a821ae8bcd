import { Banknote, CreditCard, Landmark, Wallet } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { Badge } from "@/ui/Badge";
import { Unknown } from "@/ui/Money";
import { Empty } from "@/ui/States";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./Finance.module.css";
import { type FinancePanelProps, WalletPanel } from "./WalletPanel";

const ICONS: Partial<Record<string, typeof CreditCard>> = {
	credit_card: CreditCard,
	debit_card: CreditCard,
	bank_account: Landmark,
	wallet: Wallet,
};

/** What the customer pays with. A card's number comes as its first six and last four digits, for every role. */
export function Instruments({ query }: FinancePanelProps) {
	const { t } = useTranslation("finance");
	return (
		<WalletPanel title={t("instruments.title")} name="instruments" query={query} lines={3}>
			{({ instruments }) => {
				if (instruments === null) return <Unknown />;
				if (instruments.length === 0) return <Empty>{t("instruments.none")}</Empty>;
				return (
					<ul>
						{instruments.map((instrument) => (
							<InstrumentItem key={instrument.instrumentId} instrument={instrument} />
						))}
					</ul>
				);
			}}
		</WalletPanel>
	);
}

function InstrumentItem({ instrument: i }: { instrument: Schemas["Instrument"] }) {
	const { t } = useTranslation("finance");
	const words = useWords();
	const Icon = ICONS[i.kind] ?? Banknote;
	return (
		<li className={css.instrument}>
			<Icon size={16} aria-hidden />
			<div className={css.instrumentText}>
				<p>
					<bdi className={css.name}>{i.label ?? words("instrumentKind", i.kind)}</bdi>{" "}
					{i.cardNumber && <bdi className={css.card}>{i.cardNumber}</bdi>}
				</p>
				<p className={css.facts}>
					<span>{words("instrumentKind", i.kind)}</span>
					{i.holder && <bdi>{i.holder}</bdi>}
					{i.expires && <span>{t("instruments.expires", { month: i.expires })}</span>}
					{i.addedAt && (
						<span>
							{t("instruments.added")} <Time at={i.addedAt} style="date" />
						</span>
					)}
				</p>
			</div>
			{i.verified === null ? null : i.verified ? (
				<Badge tone="good">{t("instruments.verified")}</Badge>
			) : (
				<Badge tone="warn">{t("instruments.notVerified")}</Badge>
			)}
		</li>
	);
}
