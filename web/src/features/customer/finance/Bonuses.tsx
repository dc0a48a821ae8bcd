import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { Badge, type Tone } from "@/ui/Badge";
import { money, percent } from "@/ui/format";
import { Meter } from "@/ui/Meter";
import { Money, Unknown } from "@/ui/Money";
import { Empty } from "@/ui/States";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import { byImportance, progressOf } from "./bonusProgress";
import css from "./Finance.module.css";
import { type FinancePanelProps, WalletPanel } from "./WalletPanel";

const TONES: Partial<Record<string, Tone>> = { active: "info", offered: "info", completed: "good", forfeited: "warn" };

/** Bonuses, those that count now first, each with how far it is wagered. */
export function Bonuses({ query }: FinancePanelProps) {
	const { t } = useTranslation("finance");
	return (
		<WalletPanel title={t("bonuses.title")} name="bonuses" query={query}>
			{({ bonuses, currency }) => {
				if (bonuses === null) return <Unknown />;
				if (bonuses.length === 0) return <Empty>{t("bonuses.none")}</Empty>;
				return (
					// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
					<section className={css.scroll} tabIndex={0} aria-label={t("bonuses.title")}>
						<ul>
							{[...bonuses].sort(byImportance).map((bonus) => (
								<BonusItem key={bonus.bonusId} bonus={bonus} currency={currency} />
							))}
						</ul>
					</section>
				);
			}}
		</WalletPanel>
	);
}

function BonusItem({ bonus, currency }: { bonus: Schemas["Bonus"]; currency: string }) {
	const { t } = useTranslation("finance");
	const words = useWords();
	return (
		<li className={css.bonus} data-bonus={bonus.bonusId}>
			<div className={css.bonusHead}>
				<span className={css.name}>{bonus.name === null ? <Unknown /> : <bdi>{bonus.name}</bdi>}</span>
				<Badge tone={TONES[bonus.state] ?? "neutral"}>{words("bonusState", bonus.state)}</Badge>
				<strong className={css.amount}>
					<Money amount={bonus.amount} currency={currency} />
				</strong>
			</div>
			<Wagering bonus={bonus} currency={currency} />
			<p className={css.facts}>
				{bonus.converted !== null && Number(bonus.converted) !== 0 && (
					<span>
						{t("bonuses.converted")} <Money amount={bonus.converted} currency={currency} />
					</span>
				)}
				{bonus.maxBet !== null && (
					<span>
						{t("bonuses.maxBet")} <Money amount={bonus.maxBet} currency={currency} />
					</span>
				)}
				{bonus.contribution !== null && <span>{t("bonuses.contribution", { share: percent(bonus.contribution, 0) })}</span>}
				{bonus.grantedAt !== null && (
					<span>
						{t("bonuses.granted")} <Time at={bonus.grantedAt} style="date" />
					</span>
				)}
				{bonus.expiresAt !== null && (
					<span>
						{t("bonuses.expires")} <Time at={bonus.expiresAt} style="date" />
					</span>
				)}
			</p>
		</li>
	);
}

function Wagering({ bonus, currency }: { bonus: Schemas["Bonus"]; currency: string }) {
	const { t } = useTranslation("finance");
	const progress = progressOf(bonus);
	if (progress.kind === "none") return <p className="dim">{t("bonuses.noWagering")}</p>;
	const known = progress.share !== null && bonus.wagered !== null && bonus.wageringRequired !== null;
	const text = known
		? t("bonuses.wagered", {
				wagered: money(bonus.wagered ?? 0, currency),
				required: money(bonus.wageringRequired ?? 0, currency),
				share: percent(progress.share ?? 0, progress.done ? 0 : 1),
			})
		: t("bonuses.wageringUnknown");
	return <Meter label={t("bonuses.wagering")} text={text} share={progress.share} tone="ok" />;
}
