import { useEffect, useRef } from "react";
import { onLiveNews } from "./store";

/* What happened lately is asked for at most this often. */
const LATELY_MS = 2_000;

interface When {
	/** Which of the things that happen matter, by their type; all when left out. */
	about?: RegExp;
	everyMs?: number;
	/** Whether somebody can see what is asked for; what they can't waits until they can. */
	inSight?: boolean;
	/** Asked for once more so long after the last of what happened: a service that adds up may do so a little later than it tells. */
	againMs?: number;
}

/** Calls @ask when something happened to a customer: not more often than every so many seconds, and only while somebody looks. */
export function useLately(id: string, ask: () => void, { about, everyMs = LATELY_MS, inSight = true, againMs }: When = {}): void {
	const latest = useRef(ask);
	latest.current = ask;
	const owed = useRef<string | null>(null);
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let again: ReturnType<typeof setTimeout> | undefined;
		const pay = () => {
			if (owed.current !== id || timer !== undefined || !inSight || document.visibilityState !== "visible") return;
			owed.current = null;
			latest.current();
			timer = setTimeout(() => {
				timer = undefined;
				pay();
			}, everyMs);
		};
		const owe = () => {
			owed.current = id;
			pay();
		};
		const unhear = onLiveNews((news) => {
			if (news.what === "change" && (news.change.customerId !== id || about?.test(news.change.type) === false)) return;
			owe();
			clearTimeout(again);
			if (againMs === undefined) return;
			again = setTimeout(() => {
				again = undefined;
				owe();
			}, againMs);
		});
		pay();
		document.addEventListener("visibilitychange", pay);
		return () => {
			unhear();
			clearTimeout(timer);
			clearTimeout(again);
			if (again !== undefined) owed.current = id;
			document.removeEventListener("visibilitychange", pay);
		};
	}, [id, about, everyMs, inSight, againMs]);
}
