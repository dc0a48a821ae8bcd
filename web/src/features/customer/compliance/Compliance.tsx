/* Whether the customer is verified and until when, and what protects them: limits, breaks, exclusion, restrictions. Two sources: KYC for the
 * first, risk for the second; what depends on a dead one says so in its place. */
import { useTranslation } from "react-i18next";
import { useSection } from "@/api/sections";
import type { SectionProps } from "../CustomerPage";
import page from "../CustomerPage.module.css";
import { Checks } from "./Checks";
import css from "./Compliance.module.css";
import { Limits } from "./Limits";
import { Protection } from "./Protection";
import { Restrictions } from "./Restrictions";
import { Screening } from "./Screening";
import { Verification } from "./Verification";

export function Compliance({ id }: SectionProps) {
	const { t } = useTranslation("header");
	const query = useSection(id, "compliance");
	return (
		<div className={css.section}>
			<h2>{t("section.compliance")}</h2>
			<div className={page.halves}>
				<div className={page.stack}>
					<Verification query={query} />
					<Checks query={query} />
					<Screening query={query} />
				</div>
				<div className={page.stack}>
					<Limits id={id} query={query} />
					<Protection query={query} />
					<Restrictions id={id} />
				</div>
			</div>
		</div>
	);
}
