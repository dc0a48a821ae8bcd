import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "./announce";
import css from "./Copyable.module.css";

const SHOWN_MS = 1500;

/** Text with a button that copies it: ids above all. */
export function Copyable({ text, label }: { text: string; label: string }) {
	const { t } = useTranslation();
	const [copied, setCopied] = useState(false);
	useEffect(() => {
		if (!copied) return;
		const timer = setTimeout(() => setCopied(false), SHOWN_MS);
		return () => clearTimeout(timer);
	}, [copied]);
	const copy = async () => {
		try {
			await navigator.clipboard.writeText(text);
			setCopied(true);
			announce(t("copied", { label }));
		} catch {
			announce(t("notCopied"));
		}
	};
	const Icon = copied ? Check : Copy;
	return (
		<button
			type="button"
			className={css.copyable}
			onClick={() => void copy()}
			title={t("copy", { label })}
			aria-label={t("copyValue", { label, text })}
		>
			<span>{text}</span>
			<Icon size={12} aria-hidden />
		</button>
	);
}
