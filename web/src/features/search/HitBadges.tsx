import { useTranslation } from "react-i18next";
import type { Hit } from "@/api/search";
import { Badge, type Tone } from "@/ui/Badge";
import { Severity } from "@/ui/Severity";
import { useWords } from "@/ui/words";
import css from "./HitBadges.module.css";

const ACCOUNT: Record<string, Tone> = { active: "good", suspended: "warn", self_excluded: "bad", closed: "neutral" };
const KYC: Record<string, Tone> = { verified: "good", pending: "warn", rejected: "bad" };

export function AccountBadge({ status }: { status: string }) {
	return <Badge tone={ACCOUNT[status]}>{useWords()("accountStatus", status)}</Badge>;
}

/** @bare: the word alone, where a heading says that it is about KYC. */
export function KycBadge({ status, bare = false }: { status: string; bare?: boolean }) {
	const { t } = useTranslation("search");
	const word = useWords()("kycStatus", status);
	return <Badge tone={KYC[status]}>{bare ? word : t("badge.kyc", { status: word })}</Badge>;
}

/** A customer's states: account, KYC, VIP tier and risk, as far as they are known. */
export function HitBadges({ hit }: { hit: Hit }) {
	const { t } = useTranslation("search");
	const words = useWords();
	return (
		<span className={css.badges}>
			{hit.accountStatus && <AccountBadge status={hit.accountStatus} />}
			{hit.kycStatus && <KycBadge status={hit.kycStatus} />}
			{hit.vipTier && <Badge>{words("vipTier", hit.vipTier)}</Badge>}
			{hit.riskLevel && hit.riskLevel !== "none" && <Severity level={hit.riskLevel} label={t("badge.risk")} />}
		</span>
	);
}
