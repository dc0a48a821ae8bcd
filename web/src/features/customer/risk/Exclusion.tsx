import { Ban, Coffee } from "lucide-react";
import { Trans, useTranslation } from "react-i18next";
import { partMeta, sectionMeta, useSection } from "@/api/sections";
import { Badge } from "@/ui/Badge";
import { Unknown } from "@/ui/Money";
import { Time } from "@/ui/Time";
import css from "./Risk.module.css";

/** Whether the customer is excluded or cooling off. Until that is known, it is said to be unknown, never that there is none. */
export function Exclusion({ id }: { id: string }) {
	const { t } = useTranslation("risk");
	const { data } = useSection(id, "compliance");
	const known = data?.compliance && partMeta(sectionMeta(data, "compliance"), "risk")?.state !== "missing";
	const exclusion = data?.compliance?.selfExclusionStatus;
	const coolOff = data?.compliance?.coolingOffPeriod;
	return (
		<span className={css.level} data-exclusion>
			<span className="dim">{t("exclusion")}</span>
			{!known ? (
				<Unknown />
			) : exclusion ? (
				<>
					<Badge tone="bad" icon={<Ban size={12} aria-hidden />}>
						{t("excluded")}
					</Badge>
					<span>
						<Trans ns="risk" i18nKey="since" components={{ when: <Time at={exclusion.since} style="date" /> }} />
					</span>
				</>
			) : coolOff ? (
				<>
					<Badge tone="warn" icon={<Coffee size={12} aria-hidden />}>
						{t("coolingOff")}
					</Badge>
					<span>
						<Trans ns="risk" i18nKey="until" components={{ when: <Time at={coolOff.until} style="date" /> }} />
					</span>
				</>
			) : (
				<span>{t("neither")}</span>
			)}
		</span>
	);
}
