import { useTranslation } from "react-i18next";
import { Check } from "@/ui/Check";
import { DateRange, type DateRangeState } from "@/ui/DateRange";
import { FilterPopover } from "@/ui/FilterPopover";
import { useWords } from "@/ui/words";
import { type Kinds, toggled } from "./address";
import css from "./Filters.module.css";
import { SOURCES, sourceOfType, TYPES } from "./kinds";

interface Props {
	kinds: Kinds;
	onKinds: (kinds: Kinds) => void;
	range: DateRangeState;
}

/** By source, by kind, by time. */
export function Filters({ kinds, onKinds, range }: Props) {
	const { t } = useTranslation("timeline");
	const words = useWords();
	const { sources } = kinds;
	return (
		<div className={css.filters} data-filters>
			<fieldset className={css.sources} aria-label={t("source")}>
				{SOURCES.map((source) => (
					<button
						key={source}
						type="button"
						className={css.source}
						aria-pressed={sources.includes(source)}
						onClick={() => onKinds({ ...kinds, sources: toggled(sources, source) })}
					>
						{words("source", source)}
					</button>
				))}
			</fieldset>
			<Types kinds={kinds} onKinds={onKinds} />
			<DateRange range={range} />
		</div>
	);
}

function Types({ kinds, onKinds }: Pick<Props, "kinds" | "onKinds">) {
	const { t } = useTranslation("timeline");
	const words = useWords();
	const { sources, types } = kinds;
	const offered = sources.length > 0 ? SOURCES.filter((s) => sources.includes(s)) : SOURCES;
	return (
		<FilterPopover
			label={t("types")}
			text={types.length > 0 ? t("typesCount", { count: types.length }) : t("types")}
			on={types.length > 0}
			className={css.menu}
		>
			{offered.map((source) => (
				<fieldset key={source} className={css.group}>
					<legend>{words("source", source)}</legend>
					{TYPES.filter((type) => sourceOfType(type) === source).map((type) => (
						<Check
							key={type}
							label={words("timelineType", type)}
							checked={types.includes(type)}
							onChange={() => onKinds({ ...kinds, types: toggled(types, type) })}
						/>
					))}
				</fieldset>
			))}
		</FilterPopover>
	);
}
