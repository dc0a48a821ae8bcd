import { CircleAlert, Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { TimelineList } from "@/api/timelineHead";
import { Button } from "@/ui/Button";
import { useWords } from "@/ui/words";
import css from "./Trouble.module.css";

/** Which lists are not in what is shown, or only as they once were: nothing is missing in silence. */
export function Trouble({ lists, onRetry }: { lists: readonly TimelineList[]; onRetry: () => void }) {
	const { t } = useTranslation(["timeline", "common"]);
	const words = useWords();
	if (lists.length === 0) return null;
	return (
		<div className={css.trouble} role="status" data-trouble>
			<ul>
				{lists.map(({ source, list, state, error }) => {
					const missing = state === "missing";
					const Icon = missing ? CircleAlert : Clock;
					const what = words("timelineList", list);
					const reason = error
						? t("common:freshness.because", { source: words("source", source), error: words("sourceError", error) })
						: "";
					return (
						<li key={`${source} ${list}`} data-state={state}>
							<Icon size={14} aria-hidden />
							<span>
								{reason
									? t(missing ? "trouble.missingBecause" : "trouble.staleBecause", { what, reason })
									: t(missing ? "trouble.missing" : "trouble.stale", { what })}
							</span>
						</li>
					);
				})}
			</ul>
			<Button variant="default" onClick={onRetry}>
				{t("common:retry")}
			</Button>
		</div>
	);
}
