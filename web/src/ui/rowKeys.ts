/* j and k go to whichever list is meant: the one that has the focus, else the one that had it last, else the first in sight. */
import { type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useKeys } from "./keys";

interface RowList {
	box: RefObject<HTMLElement | null>;
	move: (by: number) => void;
}

const lists = new Set<RowList>();
let lately: RowList | null = null;

function inSight(list: RowList): boolean {
	const place = list.box.current?.getBoundingClientRect();
	return place !== undefined && place.height > 0 && place.bottom > 0 && place.top < window.innerHeight;
}

function meant(): RowList | undefined {
	const all = [...lists];
	const focused = all.find((list) => list.box.current?.contains(document.activeElement));
	if (focused) return focused;
	if (lately && lists.has(lately) && inSight(lately)) return lately;
	const top = (list: RowList) => list.box.current?.getBoundingClientRect().top ?? 0;
	return all.filter(inSight).sort((a, b) => top(a) - top(b))[0];
}

function run(by: number): void {
	const list = meant();
	if (!list) return;
	lately = list;
	list.move(by);
}

/** A list of rows within @box that j and k walk: @move focuses the row so many further down. */
export function useRowKeys(box: RefObject<HTMLElement | null>, move: (by: number) => void, enabled = true): void {
	const { t } = useTranslation("table");
	const latest = useRef(move);
	latest.current = move;
	useEffect(() => {
		if (!enabled) return;
		const list: RowList = { box, move: (by) => latest.current(by) };
		lists.add(list);
		return () => {
			lists.delete(list);
			if (lately === list) lately = null;
		};
	}, [box, enabled]);
	useKeys(
		[
			{ keys: "j", what: t("keys.next"), group: t("keys.group"), run: () => run(1) },
			{ keys: "k", what: t("keys.previous"), group: t("keys.group"), run: () => run(-1) },
		],
		enabled,
	);
}
