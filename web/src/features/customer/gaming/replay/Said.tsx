import { useEffect, useRef, useState } from "react";
import type { Replay } from "./steps";
import { useStepText } from "./stepText";
import type { Player } from "./usePlayer";

/* Somebody who goes quickly from step to step hears where they came to. */
const SETTLED_MS = 400;
/* While it plays only what falls among the rounds is told, and not all at once. */
const SPOKEN_EVERY_MS = 3_000;

/** News for screen readers. The page's own region is out of reach behind a dialog. */
export function Said({ replay, player, whole }: { replay: Replay; player: Player; whole: boolean }) {
	const [text, setText] = useState("");
	const stepText = useStepText(replay, whole);
	const spokenAt = useRef(Number.NEGATIVE_INFINITY);
	const { index, playing } = player;
	const step = replay.steps[index];
	const latest = useRef({ step, stepText });
	latest.current = { step, stepText };
	const first = useRef(true);
	const name = step?.id ?? null;
	// biome-ignore lint/correctness/useExhaustiveDependencies: name is the step's
	useEffect(() => {
		const say = () => {
			/* The slider says its value itself. */
			if (document.activeElement?.matches("[data-replay-slider]")) return;
			setText(latest.current.stepText(latest.current.step));
		};
		if (first.current) {
			first.current = false;
			return;
		}
		if (playing) {
			const now = performance.now();
			if (!latest.current.step || latest.current.step.kind === "round" || now - spokenAt.current < SPOKEN_EVERY_MS) return;
			spokenAt.current = now;
			setText(latest.current.stepText(latest.current.step));
			return;
		}
		const timer = setTimeout(say, SETTLED_MS);
		return () => clearTimeout(timer);
	}, [name, playing]);
	return (
		<p role="status" className="sr-only" data-replay-said>
			{text}
		</p>
	);
}
