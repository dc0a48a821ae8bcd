/* What a table's columns are, which of them there is room for, and which of them a person wants to see. */
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useState } from "react";
import { sessionQuery } from "@/api/session";

/** Where a column's value stands when the row is a card: its head line, the line below, at the head's end; in the list of fields; nowhere. */
export type CardRole = "title" | "subtitle" | "amount" | "field" | "hidden";

export interface Column<T> {
	id: string;
	header: string;
	cell: (row: T) => ReactNode;
	/** What a cell that is cut off says on hover. */
	text?: (row: T) => string | null | undefined;
	/** Numbers: "end". */
	align?: "start" | "end";
	/** Pixels at least; what is left over goes to columns by their share. */
	width: number;
	grow?: number;
	/** Left out when there isn't room, the highest number first; absent: never. */
	hideOn?: number;
	/** Shown only to those who choose it. */
	optional?: boolean;
	card?: CardRole;
	/** What it is sorted by where all rows are here; by the service otherwise, when the table has `onSort`. */
	sort?: (row: T) => number | string | null | undefined;
}

/** A person's choice: columns to show or not, whatever the width. */
export type Chosen = Readonly<Record<string, boolean>>;

/** The columns to draw in @width pixels: the chosen ones, and of the others as many as there is room for. */
export function fittingColumns<T>(columns: readonly Column<T>[], chosen: Chosen, width: number): Column<T>[] {
	const shown = columns.filter((c) => chosen[c.id] ?? !c.optional);
	const droppable = shown
		.filter((c) => c.hideOn !== undefined && chosen[c.id] === undefined)
		.sort((a, b) => (b.hideOn ?? 0) - (a.hideOn ?? 0));
	const dropped = new Set<string>();
	let taken = shown.reduce((sum, c) => sum + c.width, 0);
	for (const column of droppable) {
		if (taken <= width) break;
		dropped.add(column.id);
		taken -= column.width;
	}
	return shown.filter((c) => !dropped.has(c.id));
}

const KEY = "pitboss.columns";

function read(key: string): Chosen {
	try {
		const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
		if (typeof kept !== "object" || kept === null || Array.isArray(kept)) return {};
		return Object.fromEntries(Object.entries(kept).filter((e): e is [string, boolean] => typeof e[1] === "boolean"));
	} catch {
		return {};
	}
}

/** A person's columns of the table @name, kept in the browser under their user name. Null goes back to the usual ones. */
export function useChosenColumns(name: string): [Chosen, (change: Chosen | null) => void] {
	const client = useQueryClient();
	const key = `${KEY}.${client.getQueryData(sessionQuery.queryKey)?.username ?? ""}.${name}`;
	const [chosen, setChosen] = useState(() => read(key));
	const change = useCallback(
		(to: Chosen | null) => {
			const next = to === null ? {} : { ...read(key), ...to };
			setChosen(next);
			try {
				localStorage.setItem(key, JSON.stringify(next));
			} catch {
				/* Remembered for this page only. */
			}
		},
		[key],
	);
	return [chosen, change];
}
