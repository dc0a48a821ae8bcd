import { useTranslation } from "react-i18next";
import css from "./Keys.module.css";

const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** A key, a combination ("mod+k") or a sequence ("g c"), as it is written on keyboards. */
export function Keys({ keys }: { keys: string }) {
	const { t } = useTranslation("shell");
	const name = (key: string) => {
		if (key === "mod") return isMac ? "⌘" : t("key.ctrl");
		const known = { Escape: t("key.escape"), Enter: t("key.enter"), " ": t("key.space"), alt: t("key.alt") };
		const arrows = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" };
		return (
			(known as Record<string, string>)[key] ??
			(arrows as Record<string, string>)[key] ??
			(combined && key.length === 1 ? key.toUpperCase() : key)
		);
	};
	const combined = keys.length > 1 && keys.includes("+");
	const pieces = keys === " " ? [" "] : keys.split(/[ +](?=.)/);
	return (
		<span className={css.keys} dir="ltr">
			{pieces.map((k) => (
				<kbd key={k}>{name(k)}</kbd>
			))}
		</span>
	);
}
