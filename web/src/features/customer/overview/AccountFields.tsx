import { CalendarClock } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SectionViews } from "@/api/sections";
import { Badge } from "@/ui/Badge";
import { Copyable } from "@/ui/Copyable";
import { Field, Fields } from "@/ui/Fields";
import { country, dayKey, language } from "@/ui/format";
import { Unknown } from "@/ui/Money";
import { useNow } from "@/ui/now";
import { Day, Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import { useDatum } from "../header/datum";
import { Missing } from "../header/Missing";
import { ageOf, ageText, isFuture } from "./age";
import css from "./Overview.module.css";

const MINUTE_MS = 60_000;

/** What the account is: how long it exists, how far its holder is verified, under which licence. */
export function AccountFields({ id, profile }: { id: string; profile: SectionViews["profile"] }) {
	const { t } = useTranslation("overview");
	const words = useWords();
	const kyc = useDatum(id, "compliance", "kyc");
	const verification = kyc.view?.verificationType ?? null;
	const status = profile.accountStatus;
	return (
		<Fields columns={1}>
			<Field label={t("account.id")}>
				<span className={css.flush}>
					<Copyable text={profile.customerId} label={t("account.id")} />
				</span>
			</Field>
			<Field label={t("account.registered")}>
				<Registered on={profile.registrationDate} zone={profile.timeZone} />
			</Field>
			<Field label={t("account.status")}>
				{status ? words("accountStatus", status) : <Unknown />}
				{profile.statusSince && (
					<span className={css.beside}>
						{t("account.since")} <Time at={profile.statusSince} style="date" />
					</span>
				)}
			</Field>
			<Field label={t("account.verification")}>
				{kyc.loading ? (
					<span aria-busy>…</span>
				) : verification ? (
					words("verificationType", verification)
				) : (
					<Missing why={kyc.why} />
				)}
			</Field>
			<Field label={t("account.tier")}>{profile.vipTier ? words("vipTier", profile.vipTier) : <Unknown />}</Field>
			<Field label={t("account.brand")}>
				<Text of={profile.brand} />
			</Field>
			<Field label={t("account.licence")}>
				<Text of={profile.licence} />
			</Field>
			<Field label={t("account.jurisdiction")} title={t("account.jurisdictionTitle")}>
				<Text of={profile.jurisdiction} />
			</Field>
			<Field label={t("account.currency")}>
				<Text of={profile.currency} />
			</Field>
			<Field label={t("account.country")}>{profile.country ? country(profile.country) : <Unknown />}</Field>
			<Field label={t("account.language")}>{profile.language ? language(profile.language) : <Unknown />}</Field>
			<Field label={t("account.zone")}>
				<Text of={profile.timeZone} />
			</Field>
			<Field label={t("account.channel")} title={t("account.channelTitle")}>
				{profile.acquisitionChannel ? <bdi>{words("acquisitionChannel", profile.acquisitionChannel)}</bdi> : <Unknown />}
			</Field>
		</Fields>
	);
}

/** A source's own text, in whatever script. */
export function Text({ of }: { of: string | null }): ReactNode {
	return of ? <bdi>{of}</bdi> : <Unknown />;
}

function Registered({ on, zone }: { on: string | null; zone: string | null }) {
	const { t } = useTranslation("overview");
	const today = dayKey(new Date(useNow(MINUTE_MS)), zone);
	const age = ageOf(on, today);
	return (
		<>
			{isFuture(on, today) && (
				<span className={css.future}>
					<Badge tone="warn" icon={<CalendarClock size={13} aria-hidden />}>
						{t("account.future")}
					</Badge>
				</span>
			)}
			<Day of={on} />
			{age && <span className={css.beside}>{ageText(age)}</span>}
		</>
	);
}
