import { useTranslation } from "react-i18next";
import type { Hit } from "@/api/search";
import { country } from "@/ui/format";
import css from "./HitText.module.css";
import { Marked } from "./Marked";

/* Fields that are shown in a hit, and can show the match themselves. */
const SHOWN = new Set(["id", "username", "name"]);

/** Who it is, in two lines: the name, and beneath it user name, id, house and country, and by what the customer was found. */
export function HitText({ hit, typed }: { hit: Hit; typed: string | null }) {
	const { t } = useTranslation("search");
	const field = hit.matched?.field;
	const by = (name: string) => (field === name ? typed : null);
	return (
		<span className={css.who}>
			<span className={css.name}>
				{hit.fullName ? (
					<Marked value={hit.fullName} typed={by("name")} compare="words" />
				) : (
					<span className="dim">{t("nameless")}</span>
				)}
			</span>
			<span className={css.line}>
				{hit.username && <Marked value={hit.username} typed={by("username")} />}
				<Marked value={hit.customerId} typed={by("id")} />
				{hit.brand && <bdi>{hit.brand}</bdi>}
				{hit.country && <span>{country(hit.country)}</span>}
				{hit.matched && typed !== null && (
					<span className={css.matched} data-shown={SHOWN.has(hit.matched.field) || undefined}>
						{t(`matched.${hit.matched.field}`, { how: t(`how.${hit.matched.how}`) })}
					</span>
				)}
			</span>
		</span>
	);
}
