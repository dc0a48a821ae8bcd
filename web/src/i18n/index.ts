/* The words of the screen. A language is a folder of JSON files, one a namespace; en is the reference, its keys are the type of all. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "@/ui/settings";
import type en from "./en";
import { mirrored } from "./mirror";

declare module "i18next" {
	interface CustomTypeOptions {
		defaultNS: "common";
		resources: typeof en;
	}
}

type Resources = typeof en;

async function load(language: Language): Promise<Resources> {
	if (language === "de") return (await import("./de")).default as unknown as Resources;
	const english = (await import("./en")).default;
	return language === "en-XB" ? mirrored(english) : english;
}

function apply(language: Language): void {
	document.documentElement.lang = language;
	document.documentElement.dir = language === "en-XB" ? "rtl" : "ltr";
}

export async function startLanguage(language: Language): Promise<void> {
	const resources = await load(language);
	await i18next.use(initReactI18next).init({
		lng: language,
		fallbackLng: false,
		defaultNS: "common",
		resources: { [language]: resources },
		interpolation: { escapeValue: false },
		returnNull: false,
	});
	apply(language);
}

export async function changeLanguage(language: Language): Promise<void> {
	if (i18next.language === language) return;
	const resources = await load(language);
	for (const [namespace, words] of Object.entries(resources)) i18next.addResourceBundle(language, namespace, words);
	await i18next.changeLanguage(language);
	apply(language);
}
