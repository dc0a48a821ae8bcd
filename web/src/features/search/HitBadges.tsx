import { useTranslation } from "react-i18next";
import type { Hit } from "@/api/search";
import { Badge, type Tone } from "@/ui/Badge";
import { Severity } from "@/ui/Severity";
import { useWords } from "@/ui/words";
import css from "./HitBadges.module.css";

const ACCOUNT: Record<string, Tone> = { active: "good", suspended: "warn", self_excluded: "bad", closed: "neutral" };
const KYC: Record<string, Tone> = { verified: "good", pending: "warn", rejected: "bad" };

/** A customer's states: account, KYC, VIP tier and risk, as far as they are known. */
export function HitBadges({ hit }: { hit: Hit }) {
	const { t } = useTranslation("search");
	const words = useWords();
	return (
		<span className={css.badges}>
			{hit.accountStatus && <Badge tone={ACCOUNT[hit.accountStatus]}>{words("accountStatus", hit.accountStatus)}</Badge>}
			{hit.kycStatus && <Badge tone={KYC[hit.kycStatus]}>{t("badge.kyc", { status: words("kycStatus", hit.kycStatus) })}</Badge>}
			{hit.vipTier && <Badge>{words("vipTier", hit.vipTier)}</Badge>}
			{hit.riskLevel && hit.riskLevel !== "none" && <Severity level={hit.riskLevel} label={t("badge.risk")} />}
		</span>
	);
}
