import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { sectionQuery } from "../sections";

/* Safari has no requestIdleCallback. */
const IDLE_INSTEAD_MS = 1_000;
const IDLE_LATEST_MS = 5_000;

function whenIdle(act: () => void): () => void {
	if (typeof requestIdleCallback === "undefined") {
		const timer = setTimeout(act, IDLE_INSTEAD_MS);
		return () => clearTimeout(timer);
	}
	const idle = requestIdleCallback(act, { timeout: IDLE_LATEST_MS });
	return () => cancelIdleCallback(idle);
}

/** Follows what happens to a customer whose page is open. Begins once the first sections are there and the browser has nothing better to do: what
 * the first picture needs comes before. */
export function useFollow(id: string): void {
	const client = useQueryClient();
	useEffect(() => {
		let stop: (() => void) | undefined;
		let gone = false;
		const begin = async () => {
			const { follow } = await import("./tab");
			if (!gone) stop = follow(client, id);
		};
		const ready = () =>
			client.getQueryData(sectionQuery(id, "profile").queryKey) !== undefined &&
			client.isFetching({ queryKey: ["customer", id, "section"] }) === 0;
		let cancel: (() => void) | undefined;
		/* Without the code the page goes on as it would without the stream. */
		const look = () => {
			if (cancel || !ready()) return;
			cancel = whenIdle(() => void begin().catch(() => undefined));
			unwatch();
		};
		const unwatch = client.getQueryCache().subscribe(look);
		look();
		return () => {
			gone = true;
			unwatch();
			cancel?.();
			stop?.();
		};
	}, [client, id]);
}
