import type { ReactNode } from "react";
import css from "./Badge.module.css";

export type Tone = "neutral" | "good" | "warn" | "bad" | "info";

/** A state in a word. The tone only supports the word. */
export function Badge({
	tone = "neutral",
	icon,
	children,
	title,
}: {
	tone?: Tone;
	icon?: ReactNode;
	children: ReactNode;
	title?: string;
}) {
	return (
		<span className={css.badge} data-tone={tone} title={title}>
			{icon}
			{children}
		</span>
	);
}
