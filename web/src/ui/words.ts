/* The names of values that come from the sources: states, kinds, tiers. One that isn't known is shown as it is, made readable. */
import i18next from "i18next";
import { useTranslation } from "react-i18next";

export function readable(value: string): string {
	const text = value.replaceAll(/[_-]+/g, " ").trim();
	if (value.trim() === "") return "–";
	return text === "" ? value : text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** The word for a value of a group: wordOf("accountStatus", "self_excluded") is "Self-excluded". */
export function wordOf(group: string, value: string): string {
	const key = `words:${group}.${value}`;
	return i18next.exists(key) ? String(i18next.t(key as never)) : readable(value);
}

/** wordOf(), drawn anew when the language changes. */
export function useWords(): (group: string, value: string) => string {
	useTranslation("words");
	return wordOf;
}
