import { useTranslation } from "react-i18next";
import type { SectionViews } from "@/api/sections";
import { Field, Fields } from "@/ui/Fields";
import { dayKey } from "@/ui/format";
import { Masked } from "@/ui/Masked";
import { Unknown } from "@/ui/Money";
import { useNow } from "@/ui/now";
import { Day } from "@/ui/Time";
import { useWords } from "@/ui/words";
import { Text } from "./AccountFields";
import { Address } from "./Address";
import { yearsOld } from "./age";
import css from "./Overview.module.css";

type Profile = SectionViews["profile"];

const MINUTE_MS = 60_000;

/** Who it is and how to reach them; what the role may not see is masked, and revealed for a reason. */
export function ContactFields({ profile }: { profile: Profile }) {
	const { t } = useTranslation("overview");
	const words = useWords();
	return (
		<Fields columns={1}>
			<Field label={t("contact.name")}>
				<Text of={profile.fullName} />
			</Field>
			<Field label={t("contact.username")}>
				<Text of={profile.username} />
			</Field>
			<Field label={t("contact.birth")}>
				<Masked
					pointer="/dateOfBirth"
					what={t("contact.birth")}
					render={(value) => <Birth on={String(value)} zone={profile.timeZone} />}
				>
					<Birth on={profile.dateOfBirth} zone={profile.timeZone} />
				</Masked>
			</Field>
			<Field label={t("contact.gender")}>{profile.gender ? words("gender", profile.gender) : <Unknown />}</Field>
			<Field label={t("contact.email")}>
				<Masked pointer="/email" what={t("contact.email")}>
					<Text of={profile.email} />
				</Masked>
			</Field>
			<Field label={t("contact.phone")}>
				<Masked pointer="/phone" what={t("contact.phone")}>
					<PhoneNumber of={profile.phone} />
				</Masked>
			</Field>
			<Field label={t("contact.address")}>
				<Address of={profile.address} />
			</Field>
			<Field label={t("contact.formerEmails")}>
				<FormerEmails of={profile.formerEmails} />
			</Field>
		</Fields>
	);
}

/* Digits of a telephone number keep their order among right-to-left text. */
function PhoneNumber({ of }: { of: string | null }) {
	return of ? <bdi dir="ltr">{of}</bdi> : <Unknown />;
}

function Birth({ on, zone }: { on: string | null; zone: string | null }) {
	const { t } = useTranslation("overview");
	const age = yearsOld(on, dayKey(new Date(useNow(MINUTE_MS)), zone));
	return (
		<>
			<Day of={on} />
			{age !== null && <span className={css.beside}>{t("contact.age", { count: age })}</span>}
		</>
	);
}

function FormerEmails({ of: emails }: { of: Profile["formerEmails"] }) {
	const { t } = useTranslation(["overview", "common"]);
	if (!emails) return <Unknown />;
	if (emails.length === 0) return <span className="dim">{t("common:none")}</span>;
	return (
		<Masked
			pointer="/formerEmails"
			what={t("contact.formerEmails")}
			render={(value) => <Lines of={Array.isArray(value) ? value.map(String) : [String(value)]} />}
		>
			<Lines of={emails} />
		</Masked>
	);
}

function Lines({ of }: { of: readonly string[] }) {
	return (
		<span className={css.list}>
			{of.map((line) => (
				<bdi key={line}>{line}</bdi>
			))}
		</span>
	);
}
