import { Maximize, Minimize, Pause, Radio, RefreshCw } from "lucide-react";
import { type RefObject, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "@/api/live/store";
import { useKeys } from "@/ui/keys";
import { Time } from "@/ui/Time";
import css from "./WallPage.module.css";

function subscribe(listener: () => void): () => void {
	document.addEventListener("fullscreenchange", listener);
	return () => document.removeEventListener("fullscreenchange", listener);
}

/** The page alone on the whole screen, larger; and back. Where a browser can't (phones), there is no button. */
export function FullScreen({ of }: { of: RefObject<HTMLElement | null> }) {
	const { t } = useTranslation(["wall", "shell"]);
	const full = useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
	const can = document.fullscreenEnabled;
	/* Refused, it stays as it is. */
	const toggle = () => void (full ? document.exitFullscreen() : of.current?.requestFullscreen())?.catch(() => undefined);
	const does = t(full ? "full.leave" : "full.enter");
	useKeys([{ keys: "f", what: does, group: t("shell:keys.group.page"), run: toggle }], can);
	if (!can) return null;
	const Icon = full ? Minimize : Maximize;
	return (
		<button type="button" className={css.full} onClick={toggle} aria-pressed={full} data-full-screen>
			<Icon size={14} aria-hidden />
			<span>{does}</span>
		</button>
	);
}

const ICONS = { live: Radio, paused: Pause, away: RefreshCw } as const;

/** Of when the picture is, and whether it moves. */
export function WallMark({ at }: { at: string | null }) {
	const { t } = useTranslation("wall");
	const state = useLive((l) => (l.paused ? "paused" : l.state === "live" ? "live" : "away"));
	const Icon = ICONS[state];
	return (
		<p className={css.mark} data-wall-state={state}>
			<Icon size={14} aria-hidden />
			<span>{t(`state.${state}`)}</span>
			{at && (
				<span className="dim">
					<Time at={at} style="time" />
				</span>
			)}
		</p>
	);
}
