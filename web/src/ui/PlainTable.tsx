import type { ComponentProps } from "react";
import css from "./PlainTable.module.css";

/** A panel's short table. On a phone it has no head, and its rows are cards: how they are laid out is for @className to say. */
export function PlainTable({ className, ...rest }: ComponentProps<"table">) {
	return <table {...rest} className={`${css.table} ${className}`} />;
}

/** The button in a row that opens what it is about. */
export function RowButton(props: ComponentProps<"button">) {
	return <button type="button" {...props} className={css.open} />;
}
