import type { ReactNode } from "react";
import css from "./Kpi.module.css";

/** One number that counts: what it is, how much, and what it says beside it. @loading keeps its place. */
export function Kpi({
	label,
	name,
	children,
	note,
	title,
	tone,
	loading = false,
}: {
	label: string;
	/** Names the figure in tests and styles (data-kpi). */
	name?: string;
	children: ReactNode;
	note?: ReactNode;
	/** The definition of the number, on hover. */
	title?: string;
	tone?: "warn" | "bad";
	loading?: boolean;
}) {
	return (
		<div className={css.kpi} data-tone={tone} data-kpi={name ?? ""}>
			<dt className={css.label} title={title}>
				{label}
			</dt>
			<dd className={css.value} aria-busy={loading || undefined}>
				{loading ? <span className={css.bone} aria-hidden /> : children}
			</dd>
			<dd className={css.note}>{loading ? null : note}</dd>
		</div>
	);
}

/** KPIs in a row: six beside each other, two by two on a phone. */
export function KpiRow({ label, children }: { label: string; children: ReactNode }) {
	return (
		<dl className={css.row} aria-label={label}>
			{children}
		</dl>
	);
}
