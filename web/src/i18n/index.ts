/* The words of the screen. A language is a folder of JSON files, one a namespace; en is the reference, its keys are the type of all. What the
 * first picture needs comes first (index.ts), the rest right after (late.ts). */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "@/ui/settings";
import type en from "./en";
import type enLate from "./en/late";
import { mirrored } from "./mirror";

type Core = typeof en;
type Late = typeof enLate;

declare module "i18next" {
	interface CustomTypeOptions {
		defaultNS: "common";
		resources: Core & Late;
	}
}

/* German has the keys of English: a test compares them. */
async function coreOf(language: Language): Promise<Core> {
	if (language === "de") return (await import("./de")).default as unknown as Core;
	const english = (await import("./en")).default;
	return language === "en-XB" ? mirrored(english) : english;
}

async function lateOf(language: Language): Promise<Late> {
	if (language === "de") return (await import("./de/late")).default as unknown as Late;
	const english = (await import("./en/late")).default;
	return language === "en-XB" ? mirrored(english) : english;
}

function add(language: Language, words: Core | Late): void {
	for (const [namespace, bundle] of Object.entries(words)) i18next.addResourceBundle(language, namespace, bundle);
}

function apply(language: Language): void {
	document.documentElement.lang = language;
	document.documentElement.dir = language === "en-XB" ? "rtl" : "ltr";
}

let late: { language: Language; there: Promise<void> } | null = null;
let begin: () => void = () => {};
/* What is asked for before the language is known waits for it. */
const begun = new Promise<void>((resolve) => {
	begin = resolve;
});

/** Resolves when all words of the present language are there. */
export async function allWords(): Promise<void> {
	await begun;
	const language = i18next.language as Language;
	if (late?.language !== language) late = { language, there: lateOf(language).then((words) => add(language, words)) };
	try {
		await late.there;
	} catch (e) {
		late = null;
		throw e;
	}
}

/** A loader of a component that needs all words. */
export function withWords<T>(load: () => Promise<T>): () => Promise<T> {
	return async () => (await Promise.all([load(), allWords()]))[0];
}

export async function startLanguage(language: Language): Promise<void> {
	const words = await coreOf(language);
	await i18next.use(initReactI18next).init({
		lng: language,
		fallbackLng: false,
		defaultNS: "common",
		resources: { [language]: words },
		interpolation: { escapeValue: false },
		returnNull: false,
	});
	apply(language);
	begin();
}

export async function changeLanguage(language: Language): Promise<void> {
	if (i18next.language === language) return;
	const [core, rest] = await Promise.all([coreOf(language), lateOf(language)]);
	add(language, core);
	add(language, rest);
	late = { language, there: Promise.resolve() };
	await i18next.changeLanguage(language);
	apply(language);
}
