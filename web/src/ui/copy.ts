import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "./announce";

/* How long it is said that something was copied. */
const SHOWN_MS = 1500;

/** Copies texts, and says so for a moment; @label: what it is, for screen readers. */
export function useCopy(): [copied: boolean, copy: (text: string, label: string) => Promise<void>] {
	const { t } = useTranslation();
	const [copied, setCopied] = useState(false);
	useEffect(() => {
		if (!copied) return;
		const timer = setTimeout(() => setCopied(false), SHOWN_MS);
		return () => clearTimeout(timer);
	}, [copied]);
	const copy = async (text: string, label: string) => {
		try {
			await navigator.clipboard.writeText(text);
			setCopied(true);
			announce(t("copied", { label }));
		} catch {
			announce(t("notCopied"));
		}
	};
	return [copied, copy];
}
