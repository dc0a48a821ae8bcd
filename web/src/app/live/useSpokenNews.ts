import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { onLiveNews, useLive } from "@/api/live/store";
import { announce } from "@/ui/announce";
import { number } from "@/ui/format";

/* Who listens to the page wants to hear other things too. */
const SPOKEN_EVERY_MS = 10_000;

/** Tells screen readers, now and then, how much happened, and when the connection is lost or back. */
export function useSpokenNews(): void {
	const { t } = useTranslation("live");
	const lost = useLive((l) => l.lost);
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let count = 0;
		const unhear = onLiveNews((news) => {
			if (news.what !== "change") return;
			count++;
			timer ??= setTimeout(() => {
				announce(t("happened", { count, formatted: number(count) }));
				count = 0;
				timer = undefined;
			}, SPOKEN_EVERY_MS);
		});
		return () => {
			unhear();
			clearTimeout(timer);
		};
	}, [t]);
	useEffect(() => {
		if (!lost) return;
		announce(t("lost"));
		return () => announce(t("back"));
	}, [lost, t]);
}
