/* A period of days, in the address: a preset by its name ("30d"), so that a shared address goes on meaning the last thirty days, or two days. */
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useAddress, useChangeAddress } from "./address";
import css from "./DateRange.module.css";
import { type DayRange, isDay, PRESETS, type Preset, presetRange, type Range, today } from "./dateRanges";

export interface DateRangeState extends Range {
	/** The day that it is now where the days are kept. */
	today: string;
	/** The usual period is on. */
	isUsual: boolean;
	change: (to: Preset | DayRange) => void;
	clear: () => void;
}

/** The period that stands in the address under @prefix ("tx" uses tx.range, tx.from, tx.to), by the days of @zone. */
export function useDateRange(prefix: string, usual: Preset, zone?: string): DateRangeState {
	const address = useAddress();
	const changeAddress = useChangeAddress();
	const at = (name: string) => `${prefix}.${name}`;
	const named = address[at("range")];
	const from = address[at("from")];
	const to = address[at("to")];
	const preset = PRESETS.find((p) => p === named);
	const change = (next: Preset | DayRange) =>
		changeAddress(
			typeof next === "string"
				? { [at("range")]: next === usual ? undefined : next, [at("from")]: undefined, [at("to")]: undefined }
				: { [at("range")]: undefined, [at("from")]: next.from ?? undefined, [at("to")]: next.to ?? undefined },
		);
	const clear = () => change(usual);
	const now = today(zone);
	const state = { today: now, change, clear };
	if (!preset && (isDay(from) || isDay(to)))
		return { ...state, preset: null, isUsual: false, from: isDay(from) ? from : null, to: isDay(to) ? to : null };
	const shown = preset ?? usual;
	return { ...state, preset: shown, isUsual: shown === usual, ...presetRange(shown, now) };
}

/** Presets, and two days of one's own. */
export function DateRange({ range, presets = PRESETS }: { range: DateRangeState; presets?: readonly Preset[] }) {
	const { t } = useTranslation("table");
	const id = useId();
	const reversed = range.from !== null && range.to !== null && range.from > range.to;
	const choose = (value: string) => {
		const preset = PRESETS.find((p) => p === value);
		range.change(preset ?? { from: range.from ?? range.today, to: range.to ?? range.today });
	};
	const day = (which: "from" | "to", value: string) => {
		if (value === "" || isDay(value)) range.change({ from: range.from, to: range.to, [which]: value || null });
	};
	return (
		<fieldset className={css.range} aria-label={t("range.label")}>
			<select
				className={css.input}
				aria-label={t("range.label")}
				value={range.preset ?? "custom"}
				onChange={(e) => choose(e.currentTarget.value)}
			>
				{presets.map((p) => (
					<option key={p} value={p}>
						{t(`range.${p}`)}
					</option>
				))}
				<option value="custom">{t("range.custom")}</option>
			</select>
			{range.preset === null && (
				<>
					<label htmlFor={`${id}f`} className={css.label}>
						{t("range.from")}
					</label>
					<input
						id={`${id}f`}
						className={css.input}
						type="date"
						value={range.from ?? ""}
						max={range.today}
						onChange={(e) => day("from", e.currentTarget.value)}
					/>
					<label htmlFor={`${id}t`} className={css.label}>
						{t("range.to")}
					</label>
					<input
						id={`${id}t`}
						className={css.input}
						type="date"
						value={range.to ?? ""}
						aria-invalid={reversed || undefined}
						aria-describedby={reversed ? `${id}r` : undefined}
						onChange={(e) => day("to", e.currentTarget.value)}
					/>
					{reversed && (
						<span id={`${id}r`} className={css.wrong} role="alert">
							{t("range.reversed")}
						</span>
					)}
				</>
			)}
		</fieldset>
	);
}
