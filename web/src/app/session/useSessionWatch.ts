import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { forget, sessionQuery, signOff } from "@/api/session";
import { phaseAt, renewalDue, type SessionPhase, SLEPT_MS, untilNextPhase } from "./clock";
import { sayWhyEnded } from "./ended";
import { onTabNews, tellTabs } from "./tabs";

/* setTimeout counts in 32 bits; a session that ends later than this is looked at again then. */
const TIMER_MAX_MS = 2_000_000_000;
const ACTIVITY = ["pointerdown", "keydown", "wheel"] as const;

/** The session's clock: renews with activity, says when to warn, ends what nobody uses, and agrees with the other tabs. */
export function useSessionWatch(): { phase: SessionPhase; endsAt: number; heardAt: number; renew: () => void } {
	const client = useQueryClient();
	const router = useRouter();
	const { data: session } = useQuery(sessionQuery);
	const endsAt = session?.endsAt ?? Number.POSITIVE_INFINITY;
	const heardAt = session?.heardAt ?? 0;
	const username = session?.username ?? null;
	const [phase, setPhase] = useState<SessionPhase>(() => phaseAt(endsAt, Date.now()));

	const renew = useCallback(() => {
		void client.refetchQueries({ queryKey: sessionQuery.queryKey }, { cancelRefetch: false });
	}, [client]);

	const end = useCallback(async () => {
		sayWhyEnded("idle");
		/* What can't be told now ends on the server by itself; here it ends in any case. */
		await signOff(client).catch(() => forget(client));
		tellTabs({ what: "off" });
		await router.invalidate();
	}, [client, router]);

	useEffect(() => {
		if (username === null) return;
		let timer: ReturnType<typeof setTimeout>;
		const look = () => {
			const now = Date.now();
			const phase = phaseAt(endsAt, now);
			setPhase(phase);
			const next = untilNextPhase(endsAt, now);
			if (next !== null) timer = setTimeout(look, Math.min(next, TIMER_MAX_MS));
			else if (now - endsAt > SLEPT_MS) renew();
			else void end();
		};
		look();
		return () => clearTimeout(timer);
	}, [endsAt, username, end, renew]);

	useEffect(() => {
		if (phase !== "running") return;
		const act = () => {
			if (document.visibilityState === "visible" && renewalDue(heardAt, Date.now())) renew();
		};
		for (const kind of ACTIVITY) window.addEventListener(kind, act, { passive: true });
		document.addEventListener("visibilitychange", act);
		return () => {
			for (const kind of ACTIVITY) window.removeEventListener(kind, act);
			document.removeEventListener("visibilitychange", act);
		};
	}, [phase, heardAt, renew]);

	useEffect(() => {
		if (username !== null && Number.isFinite(endsAt)) tellTabs({ what: "renewed", username, endsAt });
	}, [username, endsAt]);

	useEffect(
		() =>
			onTabNews((news) => {
				if (news.what === "off") {
					sayWhyEnded("elsewhere");
					forget(client);
					void router.invalidate();
				} else if (news.what === "on" || news.username !== username) renew();
				else
					client.setQueryData(sessionQuery.queryKey, (old) =>
						old && (old.endsAt ?? 0) < news.endsAt ? { ...old, endsAt: news.endsAt, heardAt: Date.now() } : old,
					);
			}),
		[client, router, username, renew],
	);

	return { phase, endsAt, heardAt, renew };
}
