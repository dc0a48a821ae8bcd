import { Pause, Radio, RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLive } from "@/api/live/store";
import { pauseLive } from "@/api/live/tab";
import { number } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import pill from "@/ui/pill.module.css";

const TONES = { live: "good", paused: "info", reconnecting: "warn" } as const;
const ICONS = { live: Radio, paused: Pause, reconnecting: RefreshCw } as const;

/** Whether what is shown follows what happens. A press holds it as it is, another lets in what came meanwhile. */
export function LiveMark() {
	const { t } = useTranslation(["live", "shell"]);
	const link = useLive((l) => l.state);
	const paused = useLive((l) => l.paused);
	const waiting = useLive((l) => l.waiting);
	const toggle = () => pauseLive(!paused);
	const there = paused || link === "live" || link === "reconnecting";
	useKeys([{ keys: "p", what: t(paused ? "resume" : "pause"), group: t("shell:keys.group.page"), run: toggle }], there);
	if (!there) return null;
	const state = link === "reconnecting" ? "reconnecting" : paused ? "paused" : "live";
	const Icon = ICONS[state];
	const text = paused && waiting > 0 ? t("new", { count: waiting, formatted: number(waiting) }) : t(`state.${state}`);
	const does = t(paused ? "resume" : "pause");
	return (
		<button
			type="button"
			className={pill.pill}
			onClick={toggle}
			data-tone={TONES[state]}
			data-live={state}
			data-paused={paused || undefined}
			data-waiting={waiting || undefined}
			aria-label={t("name", { state: text, does })}
			title={does}
		>
			<Icon size={14} aria-hidden />
			<span>{text}</span>
		</button>
	);
}
