import { Trans, useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/ui/Badge";
import { validityOf } from "@/ui/expiry";
import { useNow } from "@/ui/now";
import { Panel } from "@/ui/Panel";
import { Empty } from "@/ui/States";
import { Time } from "@/ui/Time";
import { ValidUntil } from "@/ui/ValidUntil";
import { useWords } from "@/ui/words";
import css from "./Compliance.module.css";
import { kycMeta, type PanelProps } from "./query";

const TONE: Record<string, Tone> = { passed: "good", failed: "bad", pending: "warn", expired: "bad" };

export function Checks({ query }: PanelProps) {
	const { t } = useTranslation("compliance");
	const words = useWords();
	const now = useNow();
	return (
		<Panel title={t("checks")} name="compliance.checks" query={query} meta={kycMeta} lines={4}>
			{(view) => {
				const checks = view.compliance?.checks ?? null;
				if (checks === null) return <p className="dim">{t("checksUnknown")}</p>;
				if (checks.length === 0) return <Empty>{t("noChecks")}</Empty>;
				return (
					<ul className={css.rows}>
						{checks.map((c, i) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: a check has no id, and one kind may be checked twice
							<li key={i} className={css.row} data-check={c.kind}>
								<div className={css.what}>
									<p className={css.name}>
										<bdi>{words("checkKind", c.kind)}</bdi>
									</p>
									<p className={css.note}>
										{c.provider && (
											<span className={css.part}>
												<bdi>{words("provider", c.provider)}</bdi>
											</span>
										)}
										<span className={css.part}>
											<Time at={c.checkedAt} style="date" />
										</span>
									</p>
								</div>
								<div className={css.marks}>
									{c.validUntil && (
										<span className={css.validity}>
											<Trans
												ns="compliance"
												i18nKey="validUntil"
												components={{ when: <ValidUntil until={c.validUntil} kind="valid" /> }}
											/>
										</span>
									)}
									{/* The date says so already, and since when. */}
									{!(c.status === "expired" && validityOf(c.validUntil, now).mark === "over") && (
										<Badge tone={TONE[c.status] ?? "neutral"}>{words("checkStatus", c.status)}</Badge>
									)}
								</div>
							</li>
						))}
					</ul>
				);
			}}
		</Panel>
	);
}
