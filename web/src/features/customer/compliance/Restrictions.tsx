import { Trans, useTranslation } from "react-i18next";
import { partMeta, type SectionMeta, sectionMeta, useSection } from "@/api/sections";
import { Badge } from "@/ui/Badge";
import { Panel } from "@/ui/Panel";
import { Empty } from "@/ui/States";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./Compliance.module.css";

/* Restrictions follow from the account's state and from risk: with either unknown they are unknown. */
function restrictionsMeta(meta: SectionMeta | null) {
	const parts = [partMeta(meta, "profile"), partMeta(meta, "risk")];
	return parts.find((p) => p?.state === "missing") ?? parts.find((p) => p?.state === "stale") ?? parts[1] ?? meta;
}

/** What the customer can't do for now, with the reason that may be told. */
export function Restrictions({ id }: { id: string }) {
	const { t } = useTranslation("compliance");
	const words = useWords();
	const query = useSection(id, "profile");
	return (
		<Panel
			title={t("restrictions")}
			name="compliance.restrictions"
			query={query}
			meta={(view) => restrictionsMeta(sectionMeta(view, "profile"))}
			lines={2}
		>
			{(view) => {
				if (!view.restrictions) return <p className="dim">{t("restrictionsUnknown")}</p>;
				if (view.restrictions.length === 0) return <Empty>{t("noRestrictions")}</Empty>;
				return (
					<ul className={css.rows}>
						{view.restrictions.map((r, i) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: a scope may be restricted twice, for two reasons
							<li key={i} className={css.row} data-restriction={r.scope}>
								<div className={css.what}>
									<p className={css.name}>{words("scope", r.scope)}</p>
									<p className={css.note}>
										{r.publicReason ? <bdi>{words("publicReason", r.publicReason)}</bdi> : t("noReason")}
									</p>
								</div>
								<div className={css.marks}>
									{r.since && (
										<span className="dim">
											<Trans ns="compliance" i18nKey="since" components={{ when: <Time at={r.since} style="date" /> }} />
										</span>
									)}
									<span>
										{r.until ? (
											<Trans ns="compliance" i18nKey="until" components={{ when: <Time at={r.until} style="date" /> }} />
										) : (
											t("untilFurther")
										)}
									</span>
									<Badge tone="bad">{t("blocked")}</Badge>
								</div>
							</li>
						))}
					</ul>
				);
			}}
		</Panel>
	);
}
