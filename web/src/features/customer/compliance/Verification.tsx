import { Check, CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/ui/Badge";
import { Field, Fields } from "@/ui/Fields";
import { Unknown } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { ValidUntil } from "@/ui/ValidUntil";
import { useWords } from "@/ui/words";
import { kycMeta, type PanelProps } from "./query";

const KYC_TONE: Record<string, Tone> = { verified: "good", pending: "warn", rejected: "bad" };

export function Verification({ query }: PanelProps) {
	const { t } = useTranslation("compliance");
	const words = useWords();
	return (
		<Panel title={t("verification")} name="compliance.verification" query={query} meta={kycMeta} lines={6}>
			{(view) => (
				<Fields columns={1}>
					<Field label={t("kycStatus")}>
						{view.kycStatus ? (
							<Badge tone={KYC_TONE[view.kycStatus] ?? "neutral"}>{words("kycStatus", view.kycStatus)}</Badge>
						) : (
							<Unknown />
						)}
					</Field>
					<Field label={t("level")}>
						{view.verificationType ? words("verificationType", view.verificationType) : <Unknown />}
					</Field>
					<Field label={t("identity")}>
						<Verified is={view.compliance?.kycVerified} />
					</Field>
					<Field label={t("address")}>
						<Verified is={view.compliance?.proofOfAddressVerified} />
					</Field>
					<Field label={t("funds")}>
						<Verified is={view.compliance?.sourceOfFundsVerified} />
					</Field>
					<Field label={t("fundsSource")}>
						{view.compliance?.sourceOfFunds ? <bdi>{words("sourceOfFunds", view.compliance.sourceOfFunds)}</bdi> : <Unknown />}
					</Field>
					<Field label={t("nextReview")}>
						<ValidUntil until={view.compliance?.nextReviewAt} kind="review" />
					</Field>
				</Fields>
			)}
		</Panel>
	);
}

function Verified({ is }: { is: boolean | null | undefined }) {
	const { t } = useTranslation("compliance");
	if (is === null || is === undefined) return <Unknown />;
	return is ? (
		<Badge tone="good" icon={<Check size={12} aria-hidden />}>
			{t("verified")}
		</Badge>
	) : (
		<Badge tone="neutral" icon={<CircleAlert size={12} aria-hidden />}>
			{t("notVerified")}
		</Badge>
	);
}
