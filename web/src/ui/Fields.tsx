import type { ReactNode } from "react";
import css from "./Fields.module.css";

/** Names and values, in as many columns as there is room for. */
export function Fields({ children, columns }: { children: ReactNode; columns?: 1 | 2 }) {
	return (
		<dl className={css.fields} data-columns={columns}>
			{children}
		</dl>
	);
}

/** @title tells the definition or the origin, on hover. */
export function Field({ label, title, children }: { label: string; title?: string; children: ReactNode }) {
	return (
		<div className={css.field}>
			<dt title={title}>{label}</dt>
			<dd>{children}</dd>
		</div>
	);
}
