import { useEffect, useRef } from "react";
import { onLiveNews } from "./store";

/* What happened lately is asked for at most this often. */
const LATELY_MS = 2_000;

/** Calls @ask when something happened to a customer: not more often than every two seconds, and only while somebody looks. */
export function useLately(id: string, ask: () => void): void {
	const latest = useRef(ask);
	latest.current = ask;
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let owed = false;
		const pay = () => {
			if (timer !== undefined || document.visibilityState !== "visible") return;
			owed = false;
			latest.current();
			timer = setTimeout(() => {
				timer = undefined;
				if (owed) pay();
			}, LATELY_MS);
		};
		const seen = () => owed && pay();
		const unhear = onLiveNews((news) => {
			if (news.what === "change" && news.change.customerId !== id) return;
			owed = true;
			pay();
		});
		document.addEventListener("visibilitychange", seen);
		return () => {
			unhear();
			clearTimeout(timer);
			document.removeEventListener("visibilitychange", seen);
		};
	}, [id]);
}
