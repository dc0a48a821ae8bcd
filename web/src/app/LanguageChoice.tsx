import { useTranslation } from "react-i18next";
import { changeSettings, type Language, useSettings } from "@/ui/settings";
import css from "./LanguageChoice.module.css";

/* Each in its own name: whoever can't read the present language finds theirs. */
const LANGUAGES: readonly { code: Language; name: string }[] = [
	{ code: "en", name: "English" },
	{ code: "de", name: "Deutsch" },
];

/** The languages by their own names, for a page on which nobody is known yet. */
export function LanguageChoice() {
	const { t } = useTranslation("shell");
	const { language } = useSettings();
	return (
		<fieldset className={css.languages} aria-label={t("settings.language.name")}>
			{LANGUAGES.map(({ code, name }) => (
				<button
					key={code}
					type="button"
					lang={code}
					aria-pressed={language === code}
					onClick={() => changeSettings({ language: code })}
				>
					{name}
				</button>
			))}
		</fieldset>
	);
}
