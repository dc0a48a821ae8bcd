/* What is chosen of the screen in more than one place. */
import { useTranslation } from "react-i18next";
import { Choice } from "./Choice";
import { changeSettings, useSettings } from "./settings";

export function ThemeChoice() {
	const { t } = useTranslation("shell");
	return (
		<Choice
			label={t("settings.theme.name")}
			value={useSettings().theme}
			onChange={(theme) => changeSettings({ theme })}
			options={[
				{ value: "auto", label: t("settings.theme.auto") },
				{ value: "light", label: t("settings.theme.light") },
				{ value: "dark", label: t("settings.theme.dark") },
			]}
		/>
	);
}

export function DensityChoice({ hint }: { hint?: string }) {
	const { t } = useTranslation("shell");
	return (
		<Choice
			label={t("settings.density.name")}
			hint={hint}
			value={useSettings().density}
			onChange={(density) => changeSettings({ density })}
			options={[
				{ value: "compact", label: t("settings.density.compact") },
				{ value: "comfortable", label: t("settings.density.comfortable") },
			]}
		/>
	);
}

interface OnOffProps {
	label: string;
	hint?: string;
	on: boolean;
	onChange: (on: boolean) => void;
}

export function OnOff({ label, hint, on, onChange }: OnOffProps) {
	const { t } = useTranslation("shell");
	return (
		<Choice
			label={label}
			hint={hint}
			value={on ? "on" : "off"}
			onChange={(value) => onChange(value === "on")}
			options={[
				{ value: "on", label: t("settings.keys.on") },
				{ value: "off", label: t("settings.keys.off") },
			]}
		/>
	);
}
