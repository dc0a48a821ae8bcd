/* Plays a replay: the browser's frames drive the clock; keys and buttons move it. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useMedia } from "@/ui/media";
import {
	advanced,
	endOf,
	indexOf,
	isAtEnd,
	momentOf,
	type Place,
	placeOf,
	type Speed,
	START,
	stepped,
	type Track,
} from "./clock";

const LESS_MOTION = "(prefers-reduced-motion: reduce)";
/* Often enough for a number that counts, and nothing glides. */
const CALM_TICK_MS = 200;

export interface Player {
	index: number;
	/** The moment on the axis, and where its mark is drawn: whom motion disturbs sees it go from step to step. */
	at: number;
	head: number;
	playing: boolean;
	speed: Speed;
	toggle: () => void;
	setSpeed: (speed: Speed) => void;
	step: (by: number) => void;
	/** To a step by number, -1 being the start; to a moment; to the end. */
	goTo: (index: number) => void;
	goToMoment: (at: number) => void;
	goToEnd: () => void;
}

/* @running: at the end it waits for what comes next. */
export function usePlayer(track: Track, running: boolean): Player {
	const [place, setPlace] = useState<Place>(START);
	const [wanted, setWanted] = useState(false);
	const [speed, setSpeed] = useState<Speed>("10");
	const calm = useMedia(LESS_MOTION);
	const latest = useRef({ track, place });
	latest.current = { track, place };
	const ended = isAtEnd(track, place) && !running;
	const playing = wanted && !ended;
	if (wanted && ended) setWanted(false);

	useEffect(() => {
		if (!playing) return;
		let before = performance.now();
		const tick = () => {
			const now = performance.now();
			const realMs = now - before;
			before = now;
			setPlace((p) => advanced(latest.current.track, p, realMs, speed));
		};
		if (calm) {
			const timer = setInterval(tick, CALM_TICK_MS);
			return () => clearInterval(timer);
		}
		let frame = requestAnimationFrame(function next() {
			tick();
			frame = requestAnimationFrame(next);
		});
		return () => cancelAnimationFrame(frame);
	}, [playing, speed, calm]);

	/* Who is at the end plays it again; who moves there by hand has paused it. */
	const toggle = useCallback(() => {
		if (ended) setPlace(START);
		setWanted(!playing);
	}, [ended, playing]);
	const go = useCallback((to: (track: Track, place: Place) => Place) => setPlace((p) => to(latest.current.track, p)), []);
	const step = useCallback(
		(by: number) => {
			setWanted(false);
			go((tr, p) => stepped(tr, p, by));
		},
		[go],
	);
	const goTo = useCallback((index: number) => go((tr) => placeOf(tr, index)), [go]);
	const goToMoment = useCallback(
		(at: number) => go((tr) => ({ at: Math.min(tr.to, Math.max(tr.from, at)), stepId: null })),
		[go],
	);
	const goToEnd = useCallback(() => go(endOf), [go]);
	const index = indexOf(track, place);
	const at = momentOf(track, place);
	const head = calm && playing ? (track.times[index] ?? track.from) : at;
	return { index, at, head, playing, speed, toggle, setSpeed, step, goTo, goToMoment, goToEnd };
}
