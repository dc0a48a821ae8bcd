import type { ReactNode } from "react";
import css from "./DataTable.module.css";
import type { Column } from "./DataTableColumns";

/** What a row or a card is drawn from. */
export interface RowProps {
	row: unknown;
	index: number;
	columns: readonly Column<unknown>[];
	active: boolean;
	name: (row: unknown) => string | undefined;
	onOpen?: (row: unknown) => void;
}

interface OpenerProps extends Omit<RowProps, "columns" | "onOpen"> {
	open?: boolean;
	onOpen: (row: unknown) => void;
	children: ReactNode;
}

/** The button that opens a row; the keyboard's way to what a click anywhere in the row does. */
export function Opener({ row, index, active, open, name, onOpen, children }: OpenerProps) {
	return (
		<button
			type="button"
			className={css.open}
			data-row={index}
			tabIndex={active ? 0 : -1}
			aria-label={name(row)}
			aria-current={open || undefined}
			onClick={() => onOpen(row)}
		>
			{children}
		</button>
	);
}

/* Links and buttons in a row do what they do, and don't open it besides. Selected text isn't a click. */
export function isOwn(target: EventTarget, row: Element): boolean {
	if (target instanceof Element && target !== row && target.closest("a, button, input, label")) return true;
	return window.getSelection()?.type === "Range";
}
