import type { ComponentProps, ReactNode } from "react";
import css from "./Check.module.css";

/** A box to tick, with what it means beside it. */
export function Check({ label, className, ...rest }: Omit<ComponentProps<"input">, "type"> & { label: ReactNode }) {
	return (
		<label className={[css.check, className].filter(Boolean).join(" ")}>
			<input {...rest} type="checkbox" />
			<span>{label}</span>
		</label>
	);
}
