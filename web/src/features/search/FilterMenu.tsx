import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Check } from "@/ui/Check";
import { FilterPopover } from "@/ui/FilterPopover";
import css from "./Filters.module.css";
import { VALUES_MAX } from "./filters";

/* A longer list is looked through by typing. */
const SHOWN_MAX = 12;
const TYPED_FROM = 8;

interface Props {
	label: string;
	choices: readonly string[];
	chosen: readonly string[];
	wordOf: (value: string) => string;
	onChange: (chosen: string[]) => void;
	/** Others than the choices may be typed in: brands and tags, of which the portal has no list. */
	free?: boolean;
}

export function FilterMenu(props: Props) {
	const { label, chosen } = props;
	const { t } = useTranslation("search");
	return (
		<FilterPopover
			label={label}
			text={chosen.length > 0 ? t("filter.count", { label, count: chosen.length }) : label}
			on={chosen.length > 0}
		>
			<Choices {...props} />
		</FilterPopover>
	);
}

function Choices({ label, choices, chosen, wordOf, onChange, free = false }: Props) {
	const { t } = useTranslation("search");
	const [typed, setTyped] = useState("");
	/* A short list keeps its order; in a long one the chosen come first. */
	const long = free || choices.length > TYPED_FROM;
	const all = long ? [...new Set([...chosen, ...choices])] : choices;
	const wanted = typed.trim().toLocaleLowerCase();
	const fitting = all.filter(
		(v) => wanted === "" || v.toLocaleLowerCase().includes(wanted) || wordOf(v).toLocaleLowerCase().includes(wanted),
	);
	const shown = fitting.slice(0, Math.max(SHOWN_MAX, chosen.length));
	const toggle = (value: string) => onChange(chosen.includes(value) ? chosen.filter((c) => c !== value) : [...chosen, value]);
	const addable = free && typed.trim() !== "" && !all.some((v) => v.toLocaleLowerCase() === wanted);
	const full = chosen.length >= VALUES_MAX;
	return (
		<fieldset className={css.choices}>
			<legend>{label}</legend>
			{long && (
				<form
					onSubmit={(event) => {
						event.preventDefault();
						const value = addable ? typed.trim() : fitting[0];
						if (value === undefined || full) return;
						toggle(value);
						setTyped("");
					}}
				>
					<input
						type="text"
						className={css.input}
						value={typed}
						onChange={(e) => setTyped(e.currentTarget.value)}
						aria-label={t(free ? "filter.addLabel" : "filter.find", { label })}
						placeholder={t(free ? "filter.add" : "filter.findPlaceholder")}
						maxLength={64}
					/>
				</form>
			)}
			{addable && (
				<Button
					variant="default"
					disabled={full}
					onClick={() => {
						toggle(typed.trim());
						setTyped("");
					}}
				>
					{t("filter.addValue", { value: typed.trim() })}
				</Button>
			)}
			{shown.map((value) => (
				<Check
					key={value}
					label={<bdi>{wordOf(value)}</bdi>}
					checked={chosen.includes(value)}
					disabled={full && !chosen.includes(value)}
					onChange={() => toggle(value)}
				/>
			))}
			{fitting.length > shown.length && <p className="dim">{t("filter.more", { count: fitting.length - shown.length })}</p>}
			{fitting.length === 0 && !addable && <p className="dim">{t(free ? "filter.none" : "filter.noFit")}</p>}
		</fieldset>
	);
}
