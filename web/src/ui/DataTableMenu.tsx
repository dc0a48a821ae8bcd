import { SlidersHorizontal } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "./Button";
import { Check } from "./Check";
import css from "./DataTable.module.css";
import type { Chosen, Column } from "./DataTableColumns";
import { Popover } from "./Popover";
import { changeSettings, type Density, useSettings } from "./settings";

const DENSITIES: readonly Density[] = ["compact", "comfortable"];

/** Which columns are shown, and how tall rows are: everywhere, since people want one or the other. */
export function DataTableMenu<T>({
	columns,
	chosen,
	onChoose,
}: {
	columns: readonly Column<T>[];
	chosen: Chosen;
	onChoose: (change: Chosen | null) => void;
}) {
	const { t } = useTranslation("table");
	const { density } = useSettings();
	const name = useId();
	/* The first column is the row's own name, and stays. */
	const choosable = columns.slice(1);
	return (
		<Popover
			width={240}
			label={t("columns")}
			target={(props) => (
				<IconButton {...props} className={css.menu} aria-label={t("columns")} title={t("columns")}>
					<SlidersHorizontal size={14} aria-hidden />
				</IconButton>
			)}
		>
			<fieldset className={css.choice}>
				<legend>{t("chooseColumns")}</legend>
				{choosable.map((c) => (
					<Check
						key={c.id}
						label={c.header}
						checked={chosen[c.id] ?? !c.optional}
						onChange={(e) => onChoose({ [c.id]: e.currentTarget.checked })}
					/>
				))}
				<Button variant="default" disabled={Object.keys(chosen).length === 0} onClick={() => onChoose(null)}>
					{t("usualColumns")}
				</Button>
			</fieldset>
			<fieldset className={css.choice}>
				<legend>{t("density")}</legend>
				{DENSITIES.map((d) => (
					<label key={d} className={css.radio}>
						<input type="radio" name={name} checked={density === d} onChange={() => changeSettings({ density: d })} />
						{t(d)}
					</label>
				))}
			</fieldset>
		</Popover>
	);
}
