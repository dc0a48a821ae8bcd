/* The window on a table's rows: which are drawn, which has the focus, and that the list hears what is in sight. */
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import {
	type FocusEvent,
	type KeyboardEvent,
	type RefObject,
	useCallback,
	useEffect,
	useLayoutEffect,
	useRef,
	useState,
} from "react";
import type { TableRows } from "./DataTableRows";
import { PHONE, useMedia } from "./media";
import { useRowKeys } from "./rowKeys";
import { useSettings } from "./settings";

/* Rows drawn beyond the edge, so that a turn of the wheel doesn't show blanks. */
const OVERSCAN = 8;
const ROW = { phone: 44, compact: 28, comfortable: 36 } as const;

/** A row's height in pixels: tokens.css has the same as --row. */
export function useRowHeight(): number {
	const { density } = useSettings();
	return useMedia(PHONE) ? ROW.phone : ROW[density];
}

interface RowWindow {
	box: RefObject<HTMLDivElement | null>;
	virtual: Virtualizer<HTMLDivElement, HTMLElement>;
	/** The row that Tab comes to. */
	active: number;
	/** For the box. */
	handlers: {
		onKeyDown: (event: KeyboardEvent) => void;
		onFocus: (event: FocusEvent) => void;
		onBlur: (event: FocusEvent) => void;
	};
}

/** @height: a row's, or about; @head: of what sticks above the rows. Rows' focusable elements carry data-row with their number. */
export function useRowWindow<T>(rows: TableRows<T>, height: number, head: number, walkable: boolean): RowWindow {
	const box = useRef<HTMLDivElement>(null);
	const [active, setActive] = useState(0);
	const virtual = useVirtualizer<HTMLDivElement, HTMLElement>({
		count: rows.count,
		getScrollElement: () => box.current,
		estimateSize: () => height,
		getItemKey: (row) => row,
		overscan: OVERSCAN,
		scrollMargin: head,
		scrollPaddingStart: head,
		useFlushSync: false,
	});
	// biome-ignore lint/correctness/useExhaustiveDependencies: another height of rows is what has to be measured anew
	useLayoutEffect(() => virtual.measure(), [height]);

	const items = virtual.getVirtualItems();
	const first = items[0]?.index ?? 0;
	const last = items.at(-1)?.index ?? 0;
	const { see } = rows;
	useEffect(() => see(first, last), [see, first, last]);

	const focus = useFocusInWindow(box);
	const go = useCallback(
		(to: number) => {
			const row = Math.max(0, Math.min(to, rows.count - 1));
			setActive(row);
			virtual.scrollToIndex(row, { align: "auto" });
			focus.want(row);
		},
		[rows.count, virtual, focus],
	);
	const at = Math.min(active, Math.max(0, rows.count - 1));
	useRowKeys(box, (by) => go(focus.inside() ? at + by : Math.max(first, at)), walkable);
	const page = Math.max(1, Math.floor(((virtual.scrollRect?.height ?? 0) - head) / height) - 1);
	const onKeyDown = (event: KeyboardEvent) => {
		if (!walkable || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
		const steps: Record<string, number> = {
			ArrowDown: at + 1,
			ArrowUp: at - 1,
			PageDown: at + page,
			PageUp: at - page,
			Home: 0,
			End: rows.count - 1,
		};
		const to = steps[event.key];
		if (to === undefined) return;
		event.preventDefault();
		go(to);
	};
	return {
		box,
		virtual,
		active: at,
		handlers: {
			onKeyDown,
			onFocus: (event) => {
				focus.entered();
				const row = event.target instanceof HTMLElement ? event.target.dataset.row : undefined;
				if (row !== undefined) setActive(Number(row));
			},
			onBlur: focus.left,
		},
	};
}

/* A focused row that scrolls out of the window is gone from the page; the focus then stays with the box rather than with nothing. */
function useFocusInWindow(box: RefObject<HTMLDivElement | null>) {
	const wanted = useRef<number | null>(null);
	const within = useRef(false);
	useLayoutEffect(() => {
		const { current } = box;
		if (!current) return;
		if (wanted.current !== null) {
			const row = current.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
			if (row) {
				wanted.current = null;
				row.focus({ preventScroll: true });
				return;
			}
		}
		if (within.current && document.activeElement === document.body) current.focus({ preventScroll: true });
	});
	const [focus] = useState(() => ({
		want: (row: number) => {
			wanted.current = row;
			/* The row may be drawn already, and nothing be drawn anew. */
			const there = box.current?.querySelector<HTMLElement>(`[data-row="${row}"]`);
			if (!there) return;
			wanted.current = null;
			there.focus({ preventScroll: true });
		},
		inside: () => within.current,
		entered: () => {
			within.current = true;
		},
		left: (event: FocusEvent) => {
			const { current } = box;
			if (!(event.relatedTarget instanceof Node) || !current?.contains(event.relatedTarget)) within.current = false;
		},
	}));
	return focus;
}
