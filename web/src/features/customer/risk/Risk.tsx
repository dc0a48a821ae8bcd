/* The customer's risk level and the flags that make it, the worst first. What isn't for the role is not in the answer, and so nowhere here. */
import { useTranslation } from "react-i18next";
import { useSection } from "@/api/sections";
import { useAddress, useChangeAddress } from "@/ui/address";
import { Unknown } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { Severity } from "@/ui/Severity";
import { Empty, EmptyByFilter } from "@/ui/States";
import type { SectionProps } from "../CustomerPage";
import { metaOf } from "../header/datum";
import { Exclusion } from "./Exclusion";
import { FlagFilters } from "./FlagFilters";
import { FlagRow } from "./FlagRow";
import { FILTER_FROM, type Flag, filtered, grouped } from "./flags";
import css from "./Risk.module.css";

export function Risk({ id }: SectionProps) {
	const { t } = useTranslation(["risk", "header"]);
	const query = useSection(id, "risk");
	return (
		<Panel level={2} title={t("header:section.risk")} name="risk" query={query} meta={metaOf("risk")} lines={6}>
			{(view) => (
				<div className={css.risk}>
					<div className={css.summary}>
						<span className={css.level}>
							<span className="dim">{t("level")}</span>
							{view.riskLevel ? <Severity level={view.riskLevel} /> : <Unknown />}
						</span>
						<Exclusion id={id} />
					</div>
					{view.riskFlags === null ? <p className="dim">{t("flagsUnknown")}</p> : <Flags flags={view.riskFlags} />}
				</div>
			)}
		</Panel>
	);
}

function Flags({ flags }: { flags: Flag[] }) {
	const { t } = useTranslation("risk");
	const address = useAddress();
	const change = useChangeAddress();
	if (flags.length === 0) return <Empty>{t("noFlags")}</Empty>;
	const filters = flags.length > FILTER_FROM;
	const shown = filters ? filtered(flags, { category: address["risk.category"], status: address["risk.status"] }) : flags;
	return (
		<>
			{filters && <FlagFilters flags={flags} />}
			{shown.length === 0 ? (
				<EmptyByFilter onClear={() => change({ "risk.category": undefined, "risk.status": undefined })} />
			) : (
				grouped(shown).map((group) => (
					<section key={group.severity} className={css.group} data-severity={group.severity}>
						<h3 className={css.head}>
							<Severity level={group.severity} />
							<span className="dim num">{t("count", { count: group.flags.length })}</span>
						</h3>
						<ul>
							{group.flags.map((flag, i) => (
								<FlagRow key={flag.flagId ?? i} flag={flag} />
							))}
						</ul>
					</section>
				))
			)}
		</>
	);
}
