/* Rows that don't move under the pointer: what is new waits behind a pill while somebody points at a list or works in it. */
import { ArrowUp } from "lucide-react";
import { type FocusEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { number } from "./format";
import css from "./steady.module.css";

interface Hold {
	held: boolean;
	/** For what holds the rows and the pill. */
	handlers: {
		onPointerEnter: () => void;
		onPointerLeave: () => void;
		onFocus: () => void;
		onBlur: (event: FocusEvent) => void;
	};
}

export function useHold(): Hold {
	const [pointed, setPointed] = useState(false);
	const [focused, setFocused] = useState(false);
	return {
		held: pointed || focused,
		handlers: {
			onPointerEnter: () => setPointed(true),
			onPointerLeave: () => setPointed(false),
			onFocus: () => setFocused(true),
			onBlur: (event) => {
				if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setFocused(false);
			},
		},
	};
}

/** What is shown of @value: while @held the one of before, as long as @countNew finds rows that would move it. */
export function useSteady<T>(
	value: T,
	held: boolean,
	countNew: (shown: NonNullable<T>, value: NonNullable<T>) => number,
): { shown: T; waiting: number; take: () => void } {
	const [kept, setKept] = useState(value);
	const waiting = held && kept != null && value != null ? countNew(kept, value) : 0;
	if (waiting === 0 && kept !== value) setKept(value);
	return { shown: waiting > 0 ? kept : value, waiting, take: () => setKept(value) };
}

export interface SteadyRow<T> {
	row: T;
	/** It is no longer among the rows; it only keeps its place. */
	gone: boolean;
}

/** While @held, each row keeps its place and shows what it says now: what is new waits, and what has gone stays until nobody is there any more. */
export function useSteadyRows<T>(
	rows: readonly T[],
	idOf: (row: T) => string,
	held: boolean,
): { shown: readonly SteadyRow<T>[]; waiting: number; take: () => void } {
	const [kept, setKept] = useState(rows);
	if (!held && kept !== rows) setKept(rows);
	const now = new Map(rows.map((row) => [idOf(row), row]));
	const there = new Set(kept.map(idOf));
	const waiting = held ? rows.filter((row) => !there.has(idOf(row))).length : 0;
	const shown = (held ? kept : rows).map((row) => ({ row: now.get(idOf(row)) ?? row, gone: !now.has(idOf(row)) }));
	return { shown, waiting, take: () => setKept(rows) };
}

/** @rows in the order that they had when @held began, what is new behind them. Another @reason to be ordered (what somebody sorts by) counts at once. */
export function useSteadyOrder<T>(rows: readonly T[], idOf: (row: T) => string, held: boolean, reason: unknown): readonly T[] {
	const kept = useRef({ order: [] as string[], reason });
	const ordered = held && kept.current.reason === reason ? inOrder(rows, idOf, kept.current.order) : rows;
	kept.current = { order: ordered.map(idOf), reason };
	return ordered;
}

/** @rows by their places in @order; those that have none come last, as they were. */
export function inOrder<T>(rows: readonly T[], idOf: (row: T) => string, order: readonly string[]): readonly T[] {
	const place = new Map(order.map((id, i) => [id, i]));
	const placeOf = (row: T) => place.get(idOf(row)) ?? order.length;
	return [...rows].sort((a, b) => placeOf(a) - placeOf(b));
}

/** Above the rows, where it moves none of them. */
export function NewPill({ count, onTake }: { count: number; onTake: () => void }) {
	const { t } = useTranslation();
	if (count === 0) return null;
	return (
		<div className={css.place}>
			<button type="button" className={css.pill} onClick={onTake} data-new={count}>
				<ArrowUp size={13} aria-hidden />
				{t("newRows", { count, formatted: number(count) })}
			</button>
		</div>
	);
}
