/* At most six badges, the weightiest first: where there is no room for all, the last go. */
import {
	Ban,
	CircleAlert,
	CircleCheck,
	CirclePause,
	CircleQuestionMark,
	CircleX,
	Crown,
	Globe,
	HeartHandshake,
	Hourglass,
	ShieldCheck,
	ShieldQuestionMark,
	ShieldX,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/ui/Badge";
import { date, language, moment } from "@/ui/format";
import { Severity } from "@/ui/Severity";
import { useWords } from "@/ui/words";
import { isOver } from "./abilities";
import css from "./Badges.module.css";
import { type Datum, useDatum } from "./datum";

const SIZE = 13;
const STATUS: Record<string, [Tone, ReactNode]> = {
	active: ["good", <CircleCheck key="i" size={SIZE} aria-hidden />],
	suspended: ["warn", <CirclePause key="i" size={SIZE} aria-hidden />],
	self_excluded: ["bad", <Ban key="i" size={SIZE} aria-hidden />],
	closed: ["bad", <CircleX key="i" size={SIZE} aria-hidden />],
};
const KYC: Record<string, [Tone, ReactNode]> = {
	verified: ["good", <ShieldCheck key="i" size={SIZE} aria-hidden />],
	pending: ["warn", <ShieldQuestionMark key="i" size={SIZE} aria-hidden />],
	rejected: ["bad", <ShieldX key="i" size={SIZE} aria-hidden />],
};
const UNHEARD_OF: [Tone, ReactNode] = ["neutral", <CircleQuestionMark key="i" size={SIZE} aria-hidden />];

export function Badges({ id }: { id: string }) {
	const { t } = useTranslation("header");
	const words = useWords();
	const profile = useDatum(id, "profile", "profile");
	const risk = useDatum(id, "risk");
	const harm = useDatum(id, "compliance", "risk");
	const kyc = useDatum(id, "compliance", "kyc");
	/* The portal takes the strictest of what the sources say: with either it may be known. */
	const status = useDatum(id, "profile").view?.accountStatus ?? null;
	const kycStatus = kyc.view?.kycStatus ?? null;
	const tier = profile.view?.vipTier ?? null;
	const [statusTone, statusIcon] = STATUS[status ?? ""] ?? UNHEARD_OF;
	const [kycTone, kycIcon] = KYC[kycStatus ?? ""] ?? UNHEARD_OF;
	const place = placeOf(profile);
	return (
		<ul className={css.badges} aria-label={t("badge.list")}>
			<Slot of={profile} name={t("badge.accountName")} known={status !== null}>
				<Badge tone={statusTone} icon={statusIcon}>
					{words("accountStatus", status ?? "")}
				</Badge>
			</Slot>
			<Slot of={risk} name={t("badge.riskName")} known={risk.view?.riskLevel != null}>
				<Severity level={risk.view?.riskLevel ?? "none"} label={t("badge.riskName")} />
			</Slot>
			<Slot of={harm} name={t("badge.rgName")} known={harm.view?.compliance != null}>
				<ProtectionBadge harm={harm} />
			</Slot>
			<Slot of={kyc} name={t("badge.kycName")} known={kycStatus !== null}>
				<Badge tone={kycTone} icon={kycIcon}>
					{kycStatus !== null && kycStatus in KYC
						? t(`badge.kyc.${kycStatus}`)
						: t("badge.kyc.other", { status: words("kycStatus", kycStatus ?? "") })}
				</Badge>
			</Slot>
			<Slot of={profile} name={t("badge.tierName")} known={tier !== null}>
				<Badge icon={<Crown size={SIZE} aria-hidden />} title={t("badge.tierName")}>
					{words("vipTier", tier ?? "")}
				</Badge>
			</Slot>
			{place && (
				<li>
					<Badge icon={<Globe size={SIZE} aria-hidden />} title={t("badge.placeTitle", place)}>
						<bdi>{t("badge.place", place)}</bdi>
					</Badge>
				</li>
			)}
		</ul>
	);
}

function placeOf({ view }: Datum<"profile">) {
	if (!view?.jurisdiction && !view?.language) return null;
	return {
		jurisdiction: view.jurisdiction ?? "–",
		language: view.language ? language(view.language) : "–",
		licence: view.licence ?? "–",
	};
}

/* A badge's place: of its size while it loads, with the reason where it is missing. */
function Slot({
	of,
	name,
	known,
	children,
}: {
	of: { loading: boolean; why: string | null };
	name: string;
	known: boolean;
	children: ReactNode;
}) {
	const { t } = useTranslation("header");
	if (of.loading && !known)
		return (
			<li>
				<span className={css.bone} aria-hidden />
			</li>
		);
	if (known) return <li title={of.why ?? undefined}>{children}</li>;
	return (
		<li>
			<Badge icon={of.why ? <CircleAlert size={SIZE} aria-hidden /> : undefined} title={of.why ?? undefined}>
				{t("badge.unknown", { name })}
			</Badge>
		</li>
	);
}

/** Exclusion, cool-off, own limits: the strictest that stands. */
function ProtectionBadge({ harm }: { harm: Datum<"compliance"> }) {
	const { t } = useTranslation("header");
	const { selfExclusionStatus, coolingOffPeriod, limits } = harm.view?.compliance ?? {};
	const until = (text: string | null) => {
		const at = moment(text);
		return at ? date(at) : null;
	};
	if (selfExclusionStatus) {
		const end = until(selfExclusionStatus.until);
		return (
			<Badge tone="bad" icon={<Ban size={SIZE} aria-hidden />}>
				{end ? t("badge.excludedUntil", { at: end }) : t("badge.excluded")}
			</Badge>
		);
	}
	if (coolingOffPeriod && !isOver(coolingOffPeriod.until, Date.now())) {
		const end = until(coolingOffPeriod.until);
		return (
			<Badge tone="warn" icon={<Hourglass size={SIZE} aria-hidden />}>
				{end ? t("badge.coolingOffUntil", { at: end }) : t("badge.coolingOff")}
			</Badge>
		);
	}
	const count = limits?.length ?? 0;
	return (
		<Badge tone={count > 0 ? "info" : "neutral"} icon={<HeartHandshake size={SIZE} aria-hidden />}>
			{count > 0 ? t("badge.limits", { count }) : t(limits ? "badge.noLimits" : "badge.notExcluded")}
		</Badge>
	);
}
