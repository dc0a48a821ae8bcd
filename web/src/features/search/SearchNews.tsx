import { useTranslation } from "react-i18next";
import type { Found } from "@/api/search";
import { Failed, Loading } from "@/ui/States";
import css from "./SearchBox.module.css";

/** What there is to say about an answer besides its hits: none, not all of them, none yet, or why not. */
export function SearchNews({ typed, found, empty }: { typed: string; found: Found; empty: boolean }) {
	const { t } = useTranslation("search");
	const { hits, error, waiting } = found;
	if (error)
		return (
			<div className={css.news}>
				<Failed error={error} onRetry={found.retry} compact />
			</div>
		);
	if (waiting && !hits)
		return (
			<div className={css.news}>
				<Loading lines={3} />
			</div>
		);
	if (!hits) return null;
	const none = empty && !waiting && hits.items.length === 0;
	return (
		<>
			{!hits.complete && (
				<p className={css.news} data-partial>
					{t(hits.from === "customer_service" ? "partial.ids" : "partial.late")}
				</p>
			)}
			{none && (
				<div className={css.news} data-empty>
					<p>
						{t("none.text")} <bdi className={css.typed}>{typed.trim()}</bdi>
					</p>
					<p className="dim">{t("hint")}</p>
				</div>
			)}
		</>
	);
}
