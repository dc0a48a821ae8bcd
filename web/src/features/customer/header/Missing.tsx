import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import css from "./Missing.module.css";

/** Nothing is known here, and why: "–" with the reason on hover, said to screen readers. */
export function Missing({ why }: { why: string | null }) {
	const { t } = useTranslation();
	const text = why ?? t("notKnown");
	return (
		<span className={css.missing} title={text} data-missing>
			<span aria-hidden>–</span>
			{why && <CircleAlert size={13} aria-hidden />}
			<span className="sr-only">{text}</span>
		</span>
	);
}
