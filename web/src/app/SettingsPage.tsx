import { useTranslation } from "react-i18next";
import { Choice } from "@/ui/Choice";
import { dateTimeZone, money } from "@/ui/format";
import { useNow } from "@/ui/now";
import { changeSettings, useSettings } from "@/ui/settings";

import { Keys } from "./Keys";
import css from "./SettingsPage.module.css";

/** What a person chooses about the screen. Each takes effect at once, and is kept in this browser. */
export function SettingsPage() {
	const { t } = useTranslation("shell");
	const { theme, density, language, keys, zone } = useSettings();
	return (
		<div className={css.page} data-page="settings">
			<h1>{t("place.settings")}</h1>
			<p className="dim">{t("settings.text")}</p>
			<section aria-labelledby="settings-look">
				<h2 id="settings-look">{t("settings.look")}</h2>
				<Choice
					label={t("settings.theme.name")}
					value={theme}
					onChange={(value) => changeSettings({ theme: value })}
					options={[
						{ value: "auto", label: t("settings.theme.auto") },
						{ value: "light", label: t("settings.theme.light") },
						{ value: "dark", label: t("settings.theme.dark") },
					]}
				/>
				<Choice
					label={t("settings.density.name")}
					hint={t("settings.density.hint")}
					value={density}
					onChange={(value) => changeSettings({ density: value })}
					options={[
						{ value: "compact", label: t("settings.density.compact") },
						{ value: "comfortable", label: t("settings.density.comfortable") },
					]}
				/>
			</section>
			<section aria-labelledby="settings-language">
				<h2 id="settings-language">{t("settings.words")}</h2>
				<Choice
					label={t("settings.language.name")}
					hint={t("settings.language.hint")}
					value={language === "en-XB" ? "en" : language}
					onChange={(value) => changeSettings({ language: value })}
					options={[
						{ value: "en", label: "English" },
						{ value: "de", label: "Deutsch" },
					]}
				/>
				<Choice
					label={t("settings.zone.name")}
					hint={t("settings.zone.hint")}
					value={zone}
					onChange={(value) => changeSettings({ zone: value })}
					options={[
						{ value: "agent", label: t("settings.zone.agent") },
						{ value: "customer", label: t("settings.zone.customer") },
					]}
				/>
				<Sample />
			</section>
			<section aria-labelledby="settings-keys">
				<h2 id="settings-keys">{t("settings.work")}</h2>
				<Choice
					label={t("settings.keys.name")}
					hint={t("settings.keys.hint")}
					value={keys ? "on" : "off"}
					onChange={(value) => changeSettings({ keys: value === "on" })}
					options={[
						{ value: "on", label: t("settings.keys.on") },
						{ value: "off", label: t("settings.keys.off") },
					]}
				/>
				<p className={css.sample}>
					<span className="dim">{t("keys.title")}</span>
					<Keys keys="?" />
				</p>
			</section>
			<section aria-labelledby="settings-developers">
				<h2 id="settings-developers">{t("settings.developers")}</h2>
				<Choice
					label={t("settings.mirror.name")}
					hint={t("settings.mirror.hint")}
					value={language === "en-XB" ? "on" : "off"}
					onChange={(value) => changeSettings({ language: value === "on" ? "en-XB" : "en" })}
					options={[
						{ value: "on", label: t("settings.keys.on") },
						{ value: "off", label: t("settings.keys.off") },
					]}
				/>
			</section>
		</div>
	);
}

/* How numbers and times come out, as they do everywhere else. */
function Sample() {
	const { t } = useTranslation("shell");
	const now = useNow();
	return (
		<p className={css.sample}>
			<span className="dim">{t("settings.sample")}</span>
			<span>
				<bdi className="num">{money("45230.50", "EUR")}</bdi> · <bdi className="num">{dateTimeZone(new Date(now))}</bdi>
			</span>
		</p>
	);
}
