import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Choice } from "@/ui/Choice";
import { dateTimeZone, money } from "@/ui/format";
import { useNow } from "@/ui/now";
import { DensityChoice, OnOff, ThemeChoice } from "@/ui/SettingChoices";
import { changeSettings, useSettings } from "@/ui/settings";

import { Keys } from "./Keys";
import { PushSettings } from "./push/PushSettings";
import css from "./SettingsPage.module.css";

/** What a person chooses about the screen. Each takes effect at once, and is kept in this browser. */
export function SettingsPage() {
	const { t } = useTranslation("shell");
	const { language, keys, zone } = useSettings();
	const mayAlerts = useMay("alerts_view");
	return (
		<div className={css.page} data-page="settings">
			<h1>{t("place.settings")}</h1>
			<p className="dim">{t("settings.text")}</p>
			<section aria-labelledby="settings-look">
				<h2 id="settings-look">{t("settings.look")}</h2>
				<ThemeChoice />
				<DensityChoice hint={t("settings.density.hint")} />
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
			{mayAlerts && <PushSettings />}
			<section aria-labelledby="settings-keys">
				<h2 id="settings-keys">{t("settings.work")}</h2>
				<OnOff
					label={t("settings.keys.name")}
					hint={t("settings.keys.hint")}
					on={keys}
					onChange={(on) => changeSettings({ keys: on })}
				/>
				<p className={css.sample}>
					<span className="dim">{t("keys.title")}</span>
					<Keys keys="?" />
				</p>
			</section>
			<section aria-labelledby="settings-developers">
				<h2 id="settings-developers">{t("settings.developers")}</h2>
				<OnOff
					label={t("settings.mirror.name")}
					hint={t("settings.mirror.hint")}
					on={language === "en-XB"}
					onChange={(on) => changeSettings({ language: on ? "en-XB" : "en" })}
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
