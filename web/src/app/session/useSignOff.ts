import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { isProblem } from "@/api/problem";
import { forget, sessionQuery, signOff } from "@/api/session";
import { sayWhyEnded } from "./ended";
import { tellTabs } from "./tabs";

/** Signs off. When the portal can't be told, everything is forgotten here all the same, and the sign-on page says what that means. */
export function useSignOff(): () => void {
	const client = useQueryClient();
	const router = useRouter();
	return useCallback(() => {
		void (async () => {
			let why: "chosen" | "chosenOffline" = "chosen";
			try {
				await signOffSurely();
			} catch {
				why = "chosenOffline";
			}
			sayWhyEnded(why);
			forget(client);
			tellTabs({ what: "off" });
			await router.navigate({ to: "/sign-on", search: {} });
		})();

		/* The token may be of a session before: another tab has signed on since. Then once more with the present one. */
		async function signOffSurely(): Promise<void> {
			try {
				await signOff(client);
			} catch (e) {
				if (isProblem(e) && e.status === 401) return;
				if (!isProblem(e) || e.kind !== "csrf") throw e;
				await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
				await signOff(client);
			}
		}
	}, [client, router]);
}
