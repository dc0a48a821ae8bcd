import { useTranslation } from "react-i18next";
import { useAddress, useChangeAddress } from "@/ui/address";
import { useWords } from "@/ui/words";
import { choices, type Flag } from "./flags";
import css from "./Risk.module.css";

const FILTERS = [
	{ of: "category", parameter: "risk.category", group: "flagCategory" },
	{ of: "status", parameter: "risk.status", group: "flagStatus" },
] as const;

/** The choices are made of the flags that are here: what isn't served can't be asked for. */
export function FlagFilters({ flags }: { flags: readonly Flag[] }) {
	const { t } = useTranslation("risk");
	const words = useWords();
	const address = useAddress();
	const change = useChangeAddress();
	return (
		<div className={css.filters}>
			{FILTERS.map(({ of, parameter, group }) => (
				<label key={of} className={css.filter}>
					<span>{t(`filter.${of}`)}</span>
					<select
						className={css.select}
						value={address[parameter] ?? ""}
						onChange={(e) => change({ [parameter]: e.currentTarget.value || undefined })}
					>
						<option value="">{t("filter.all")}</option>
						{choices(flags, of).map((value) => (
							<option key={value} value={value}>
								{words(group, value)}
							</option>
						))}
					</select>
				</label>
			))}
		</div>
	);
}
