import { Check, Copy } from "lucide-react";
import { useTranslation } from "react-i18next";
import css from "./Copyable.module.css";
import { useCopy } from "./copy";

/** Text with a button that copies it: ids above all. */
export function Copyable({ text, label }: { text: string; label: string }) {
	const { t } = useTranslation();
	const [copied, copy] = useCopy();
	const Icon = copied ? Check : Copy;
	return (
		<button
			type="button"
			className={css.copyable}
			onClick={() => void copy(text, label)}
			title={t("copy", { label })}
			aria-label={t("copyValue", { label, text })}
		>
			<span>{text}</span>
			<Icon size={12} aria-hidden />
		</button>
	);
}
