import { useTranslation } from "react-i18next";
import type { Hit } from "@/api/search";
import { country } from "@/ui/format";
import css from "./HitText.module.css";
import { Marked } from "./Marked";

/** Who it is, in two lines: the name, and beneath it user name, id, house and country, and by what the customer was found. */
export function HitText({ hit, typed }: { hit: Hit; typed: string | null }) {
	const { t } = useTranslation("search");
	const field = hit.matched?.field;
	/* Names are found by the words of user names too, and the other way round. */
	const named = field === "name" || field === "username" ? typed : null;
	return (
		<span className={css.who}>
			<span className={css.first}>
				<span className={css.name}>
					{hit.fullName ? (
						<Marked value={hit.fullName} typed={named} compare="words" />
					) : (
						<span className="dim">{t("nameless")}</span>
					)}
				</span>
				{hit.matched && typed !== null && (
					<span className={css.matched}>{t(`matched.${hit.matched.field}`, { how: t(`how.${hit.matched.how}`) })}</span>
				)}
			</span>
			<span className={css.line}>
				{hit.username && <Marked value={hit.username} typed={named} />}
				<Marked value={hit.customerId} typed={field === "id" ? typed : null} />
				{hit.brand && <bdi>{hit.brand}</bdi>}
				{hit.country && <span>{country(hit.country)}</span>}
			</span>
		</span>
	);
}
