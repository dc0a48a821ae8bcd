import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/ui/Badge";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import type { Flag } from "./flags";
import css from "./Risk.module.css";

const TONE: Record<string, Tone> = { open: "warn", investigating: "info", resolved: "good" };

export function FlagRow({ flag }: { flag: Flag }) {
	const { t } = useTranslation("risk");
	const words = useWords();
	return (
		<li className={css.flag} data-flag={flag.type}>
			<div className={css.what}>
				<p className={css.name}>
					<bdi>{words("flagType", flag.type)}</bdi>
				</p>
				<p className={css.evidence}>
					{flag.description ? <bdi dir="auto">{flag.description}</bdi> : <span className="dim">{t("noEvidence")}</span>}
				</p>
			</div>
			<div className={css.marks}>
				<span className="dim">{words("flagCategory", flag.category)}</span>
				<Time at={flag.detectedAt} />
				{flag.status && <Badge tone={TONE[flag.status] ?? "neutral"}>{words("flagStatus", flag.status)}</Badge>}
			</div>
		</li>
	);
}
