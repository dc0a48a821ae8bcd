import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useAddress } from "@/ui/address";
import { Badge, type Tone } from "@/ui/Badge";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import type { Flag } from "./flags";
import css from "./Risk.module.css";

const TONE: Record<string, Tone> = { open: "warn", investigating: "info", resolved: "good" };

export function FlagRow({ flag }: { flag: Flag }) {
	const { t } = useTranslation("risk");
	const words = useWords();
	const row = useRef<HTMLLIElement>(null);
	const address = useAddress();
	const wanted = flag.flagId !== null && address["risk.flag"] === flag.flagId;
	/* Whoever came for this one shall not have to look for it. */
	useEffect(() => {
		if (wanted) row.current?.scrollIntoView({ block: "center" });
	}, [wanted]);
	return (
		<li ref={row} className={css.flag} data-flag={flag.type} data-wanted={wanted || undefined}>
			<div className={css.what}>
				<p className={css.name}>
					<bdi>{words("alertKind", flag.type)}</bdi>
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
