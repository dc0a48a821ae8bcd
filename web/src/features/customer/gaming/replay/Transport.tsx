import { Pause, Play, SkipBack, SkipForward, StepBack, StepForward } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { dateTime, duration, number } from "@/ui/format";
import { useZone } from "@/ui/Time";
import { SPEEDS } from "./clock";
import css from "./Replay.module.css";
import type { Replay } from "./steps";
import { useStepText } from "./stepText";
import type { Player } from "./usePlayer";

const ICON = 16;

/** Play, step, jump, and how fast. Time runs from left to right in every language, and so do its buttons. */
export function Transport({ replay, player, whole }: { replay: Replay; player: Player; whole: boolean }) {
	const { t } = useTranslation("replay");
	const zone = useZone();
	const stepText = useStepText(replay, whole);
	const { index, playing, at } = player;
	const last = replay.steps.length - 1;
	const moment = new Date(at);
	return (
		<div className={css.transport}>
			<div className={css.clock} data-replay-clock>
				<strong className="num">{dateTime(moment, zone, true)}</strong>
				<span className="dim">{t("elapsed", { time: duration(at - replay.from), of: duration(replay.to - replay.from) })}</span>
				<span className="dim num" data-replay-count>
					{t("stepOf", { step: number(index + 1), count: number(last + 1) })}
				</span>
			</div>
			<input
				type="range"
				dir="ltr"
				className={css.slider}
				min={0}
				max={last + 1}
				value={index + 1}
				aria-label={t("slider")}
				aria-valuetext={stepText(replay.steps[index])}
				onChange={(e) => player.goTo(e.currentTarget.valueAsNumber - 1)}
				data-replay-slider
			/>
			<div className={css.buttons} dir="ltr">
				<IconButton size="touch" aria-label={t("toStart")} onClick={() => player.goTo(-1)} data-action="start">
					<SkipBack size={ICON} aria-hidden />
				</IconButton>
				<IconButton size="touch" aria-label={t("stepBack")} onClick={() => player.step(-1)} data-action="back">
					<StepBack size={ICON} aria-hidden />
				</IconButton>
				<Button
					className={css.play}
					onClick={player.toggle}
					leftSection={playing ? <Pause size={ICON} aria-hidden /> : <Play size={ICON} aria-hidden />}
					data-action="play"
				>
					{t(playing ? "pause" : "play")}
				</Button>
				<IconButton size="touch" aria-label={t("stepOn")} onClick={() => player.step(1)} data-action="on">
					<StepForward size={ICON} aria-hidden />
				</IconButton>
				<IconButton size="touch" aria-label={t("toEnd")} onClick={player.goToEnd} data-action="end">
					<SkipForward size={ICON} aria-hidden />
				</IconButton>
				<Speeds player={player} />
			</div>
		</div>
	);
}

function Speeds({ player }: { player: Player }) {
	const { t } = useTranslation("replay");
	const name = useId();
	return (
		<fieldset className={css.speeds}>
			<legend className="sr-only">{t("speed.label")}</legend>
			{SPEEDS.map((speed) => (
				<label key={speed} title={speed === "skip" ? t("speed.skipHint") : undefined}>
					<input
						type="radio"
						className="sr-only"
						name={name}
						value={speed}
						checked={speed === player.speed}
						onChange={() => player.setSpeed(speed)}
					/>
					<span>{speed === "skip" ? t("speed.skip") : t("speed.times", { times: number(Number(speed)) })}</span>
				</label>
			))}
		</fieldset>
	);
}
