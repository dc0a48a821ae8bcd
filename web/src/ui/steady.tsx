/* Rows that don't move under the pointer: what is new waits behind a pill while somebody points at a list or works in it. */
import { ArrowUp } from "lucide-react";
import { type FocusEvent, useState } from "react";
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
