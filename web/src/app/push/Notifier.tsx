import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "@/api/live/store";
import { pushQuery } from "@/api/push";
import { useSession } from "@/api/session";
import { isOnHere, keepWords, mend, permission, showHere, subscription } from "./device";
import { isWanted } from "./quiet";

/* So long one tab has an alert to itself: others that hear of it in the same moment leave it alone. */
const OURS_MS = 5_000;

/** Keeps what the worker needs as it should be; and where this browser can't be pushed to, tells of critical alerts itself, while the page is in
 * the background. Draws nothing. */
export function Notifier() {
	const client = useQueryClient();
	const { username } = useSession();
	const { i18n } = useTranslation("push");
	const { language } = i18n;
	const newest = useLive((l) => l.alerts[0]);

	// biome-ignore lint/correctness/useExhaustiveDependencies: another language has other words
	useEffect(() => {
		if (permission() === "granted" && isOnHere(username)) void keepWords().catch(() => undefined);
	}, [username, language]);

	useEffect(() => {
		/* Storage may be forbidden, the service out of reach: the settings say how it stands. */
		if (permission() !== "unsupported") void mend(client, username).catch(() => undefined);
	}, [client, username]);

	useEffect(() => {
		if (newest?.severity !== "critical" || document.visibilityState !== "hidden") return;
		if (permission() !== "granted" || !isOnHere(username)) return;
		const tell = async () => {
			const { settings } = await client.fetchQuery(pushQuery);
			if ((await subscription()) || !isWanted(settings, newest.severity, new Date())) return;
			await showHere({
				kind: "alert",
				alert: newest.key,
				severity: newest.severity,
				rule: newest.kind ?? newest.severity,
				customer: newest.customerId,
				path: `/customers/${newest.customerId}/risk`,
				at: Date.parse(newest.at),
			});
		};
		void once(newest.key, tell).catch(() => undefined);
	}, [client, newest, username]);
	return null;
}

/* Once over all tabs of the browser. Without locks the notification's tag makes one of several, too. */
async function once(key: string, act: () => Promise<void>): Promise<void> {
	if (typeof navigator.locks === "undefined") return act();
	await navigator.locks.request(`pitboss.notify.${key}`, { ifAvailable: true }, async (lock) => {
		if (!lock) return;
		await act();
		await new Promise((resolve) => setTimeout(resolve, OURS_MS));
	});
}
