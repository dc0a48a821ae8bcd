import { X } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { SearchSort } from "@/api/search";
import { Button } from "@/ui/Button";
import { country, day } from "@/ui/format";
import { useWords } from "@/ui/words";
import { COUNTRIES } from "./countries";
import { FilterMenu } from "./FilterMenu";
import css from "./Filters.module.css";
import { CHOICES, type Filters, isFiltered, LIST_FILTERS, type ListFilter, NO_FILTERS, RISKS, SORTS } from "./filters";

interface Props {
	filters: Filters;
	onChange: (change: Partial<Filters>) => void;
	/** Brands and tags of what was found so far. */
	known: { brand: readonly string[]; tag: readonly string[] };
}

/** The name of a filter's value. */
function useValueWord(): (filter: ListFilter, value: string) => string {
	const words = useWords();
	return (filter, value) => {
		if (filter === "country") return country(value);
		return filter === "brand" || filter === "tag" ? value : words(filter, value);
	};
}

export function FilterBar({ filters, onChange, known }: Props) {
	const { t, i18n } = useTranslation("search");
	const words = useWords();
	const wordOf = useValueWord();
	const countries = useMemo(
		() => [...COUNTRIES].sort((a, b) => country(a).localeCompare(country(b), i18n.language.slice(0, 2))),
		[i18n.language],
	);
	const choices: Record<ListFilter, readonly string[]> = { ...CHOICES, country: countries, ...known };
	return (
		<div className={css.bar} data-filters>
			{LIST_FILTERS.map((name) => (
				<FilterMenu
					key={name}
					label={t(`filter.${name}`)}
					choices={choices[name]}
					chosen={filters[name]}
					wordOf={(value) => wordOf(name, value)}
					onChange={(chosen) => onChange({ [name]: chosen })}
					free={name === "brand" || name === "tag"}
				/>
			))}
			<label className={css.labelled}>
				<span>{t("filter.riskAtLeast")}</span>
				<select
					className={css.input}
					value={filters.riskAtLeast ?? ""}
					onChange={(e) => onChange({ riskAtLeast: e.currentTarget.value || null })}
				>
					<option value="">{t("filter.any")}</option>
					{RISKS.map((risk) => (
						<option key={risk} value={risk}>
							{words("severity", risk)}
						</option>
					))}
				</select>
			</label>
			<DayInput
				label={t("filter.from")}
				value={filters.registeredFrom}
				onChange={(registeredFrom) => onChange({ registeredFrom })}
			/>
			<DayInput label={t("filter.to")} value={filters.registeredTo} onChange={(registeredTo) => onChange({ registeredTo })} />
		</div>
	);
}

/** The order, by a menu: cards have no headings to press. */
export function SortMenu({ sort, onSort }: { sort: SearchSort | null; onSort: (sort: SearchSort | null) => void }) {
	const { t } = useTranslation("search");
	return (
		<label className={css.labelled}>
			<span>{t("sort.label")}</span>
			<select
				className={css.input}
				value={sort ?? ""}
				onChange={(e) => onSort(SORTS.find((s) => s === e.currentTarget.value) ?? null)}
			>
				<option value="">{t("sort.usual")}</option>
				{SORTS.filter((s) => s !== "relevance").map((s) => (
					<option key={s} value={s}>
						{t(`sort.${s}`)}
					</option>
				))}
			</select>
		</label>
	);
}

function DayInput({ label, value, onChange }: { label: string; value: string | null; onChange: (day: string | null) => void }) {
	return (
		<label className={css.labelled}>
			<span>{label}</span>
			<input type="date" className={css.input} value={value ?? ""} onChange={(e) => onChange(e.currentTarget.value || null)} />
		</label>
	);
}

/** What is filtered by, each with a button that takes it away. */
export function FilterChips({ filters, onChange }: Pick<Props, "filters" | "onChange">) {
	const { t } = useTranslation(["search", "common"]);
	const words = useWords();
	const wordOf = useValueWord();
	if (!isFiltered(filters)) return null;
	const lists = LIST_FILTERS.flatMap((name) =>
		filters[name].map((value) => ({
			key: `${name} ${value}`,
			text: t("filter.chip", { label: t(`filter.${name}`), value: wordOf(name, value) }),
			without: { [name]: filters[name].filter((v) => v !== value) } as Partial<Filters>,
		})),
	);
	const { riskAtLeast, registeredFrom, registeredTo } = filters;
	const single = (key: keyof Filters, label: string, value: string | null) =>
		value === null ? [] : [{ key, text: t("filter.chip", { label, value }), without: { [key]: null } as Partial<Filters> }];
	const chips = [
		...lists,
		...single("riskAtLeast", t("filter.riskAtLeast"), riskAtLeast && words("severity", riskAtLeast)),
		...single("registeredFrom", t("filter.from"), registeredFrom && day(registeredFrom)),
		...single("registeredTo", t("filter.to"), registeredTo && day(registeredTo)),
	];
	return (
		<ul className={css.chips} aria-label={t("filter.on")}>
			{chips.map(({ key, text, without }) => (
				<li key={key}>
					<button
						type="button"
						className={css.chip}
						onClick={() => onChange(without)}
						title={t("filter.remove", { filter: text })}
					>
						<bdi>{text}</bdi>
						<X size={13} aria-hidden />
						<span className="sr-only">{t("filter.removeThis")}</span>
					</button>
				</li>
			))}
			<li>
				<Button variant="subtle" onClick={() => onChange(NO_FILTERS)}>
					{t("filter.clearAll")}
				</Button>
			</li>
		</ul>
	);
}
