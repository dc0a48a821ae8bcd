import { useEffect, useRef, useState } from "react";
import { useLately } from "@/api/live/useLately";
import type { Newer } from "@/api/pages";
import { useOnScreen } from "./onScreen";
import { NewPill } from "./steady";

/* A page of rows is asked for anew at most this often. */
const EVERY_MS = 3_000;

/** Stands before the box of the rows: has a look for new ones while they are in sight, and lets them in where they move none that somebody reads,
 * points at or works with; else says how many there are. */
export function NewRows({ newer, held }: { newer: Newer; held: boolean }) {
	const [setPlace, inSight] = useOnScreen<HTMLDivElement>();
	const place = useRef<HTMLDivElement | null>(null);
	const [scrolled, setScrolled] = useState(false);
	const { count, take } = newer;
	useLately(newer.customerId, newer.ask, { about: newer.about, everyMs: EVERY_MS, inSight });
	const box = () => place.current?.nextElementSibling;
	useEffect(() => {
		const rows = place.current?.nextElementSibling;
		if (!rows) return;
		const look = () => setScrolled(rows.scrollTop > 0);
		rows.addEventListener("scroll", look, { passive: true });
		return () => rows.removeEventListener("scroll", look);
	}, []);
	const latest = useRef(take);
	latest.current = take;
	const away = held || scrolled;
	useEffect(() => {
		if (count > 0 && !away) latest.current();
	}, [count, away]);
	const takeNewer = () => {
		take();
		const rows = box();
		if (!(rows instanceof HTMLElement)) return;
		rows.scrollTo(0, 0);
		rows.focus({ preventScroll: true });
	};
	return (
		<div
			ref={(element) => {
				place.current = element;
				setPlace(element);
			}}
		>
			{away && <NewPill count={count} onTake={takeNewer} />}
		</div>
	);
}
