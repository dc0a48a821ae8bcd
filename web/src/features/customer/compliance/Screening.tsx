import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/ui/Badge";
import * as format from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Empty } from "@/ui/States";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./Compliance.module.css";
import { kycMeta, type PanelProps } from "./query";

const TONE: Record<string, Tone> = { open: "warn", confirmed: "bad", cleared: "good" };

/** PEP and sanctions hits. Where the answer has none of this at all, it is not for this role, and nothing tells that it exists. */
export function Screening({ query }: PanelProps) {
	const { t } = useTranslation("compliance");
	const words = useWords();
	const served = query.data?.compliance?.screening;
	if (!served) return null;
	return (
		<Panel title={t("screening")} name="compliance.screening" query={query} meta={kycMeta} lines={2}>
			{() =>
				served.length === 0 ? (
					<Empty>{t("noScreening")}</Empty>
				) : (
					<ul className={css.rows}>
						{served.map((s, i) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: a hit has no id
							<li key={i} className={css.row} data-screening={s.kind}>
								<div className={css.what}>
									<p className={css.name}>
										{words("screeningKind", s.kind)} · <bdi>{s.list}</bdi>
									</p>
									{s.reason && (
										<p className={css.note}>
											<bdi>{s.reason}</bdi>
										</p>
									)}
								</div>
								<div className={css.marks}>
									{s.score !== null && (
										<span className="num dim">{t("match", { share: format.percent(Number(s.score), 0) })}</span>
									)}
									<Time at={s.at} style="date" />
									<Badge tone={TONE[s.status] ?? "neutral"}>{words("screeningStatus", s.status)}</Badge>
								</div>
							</li>
						))}
					</ul>
				)
			}
		</Panel>
	);
}
