import { Clock, Search } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { HitBadges } from "./HitBadges";
import { HitText } from "./HitText";
import css from "./OptionRow.module.css";
import type { Option } from "./options";

/** What an option looks like. Light: eight of them are drawn with every pause in typing. */
export const OptionContent = memo(function OptionContent({ option, typed }: { option: Option; typed: string }) {
	const { t } = useTranslation("search");
	switch (option.kind) {
		case "hit":
			return (
				<span className={css.customer}>
					<HitText hit={option.hit} typed={typed} />
					<HitBadges hit={option.hit} />
				</span>
			);
		case "recent": {
			const { hit, id, name } = option.recent;
			return (
				<span className={css.customer}>
					{hit ? (
						<HitText hit={hit} typed={null} />
					) : (
						<span className={css.place}>
							<Clock size={14} aria-hidden />
							<bdi>{name ?? id}</bdi>
							{name && <span className={css.hint}>{id}</span>}
						</span>
					)}
					{hit && <HitBadges hit={hit} />}
				</span>
			);
		}
		case "all":
			return (
				<span className={css.place}>
					<Search size={14} aria-hidden />
					<span>{t("box.all")}</span>
				</span>
			);
		case "goTo": {
			const { icon: Icon, label, hint } = option.goTo;
			return (
				<span className={css.place}>
					<Icon size={14} aria-hidden />
					<span>{label}</span>
					{hint && <span className={css.hint}>{hint}</span>}
				</span>
			);
		}
	}
});
