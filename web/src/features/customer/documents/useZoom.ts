/* How large a page is drawn, and which part of it is in sight: zoom by keys, wheel and pinch, panning by dragging. */
import { type PointerEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { clampZoom, fitScale, type Size, zoomed } from "./pages";

type Zoom = "fit" | number;

/* A page of paper may be enlarged to fit, a picture of few pixels not beyond this. */
const FIT_MAX = 2;
/* One notch of a wheel. */
const WHEEL_ZOOM = 0.0015;

interface ZoomState {
	zoom: Zoom;
	scale: number;
	setZoom: (zoom: Zoom) => void;
	step: (direction: 1 | -1) => void;
	pointers: {
		onPointerDown: (e: PointerEvent<HTMLElement>) => void;
		onPointerMove: (e: PointerEvent<HTMLElement>) => void;
		onPointerUp: (e: PointerEvent<HTMLElement>) => void;
		onPointerCancel: (e: PointerEvent<HTMLElement>) => void;
	};
}

function useRoom(stage: RefObject<HTMLElement | null>): Size {
	const [room, setRoom] = useState<Size>({ width: 0, height: 0 });
	useLayoutEffect(() => {
		const element = stage.current;
		if (!element) return;
		const measure = () => {
			const style = getComputedStyle(element);
			const padding = Number.parseFloat(style.paddingTop) * 2 || 0;
			setRoom({ width: element.clientWidth - padding, height: element.clientHeight - padding });
		};
		measure();
		const observer = new ResizeObserver(measure);
		observer.observe(element);
		return () => observer.disconnect();
	}, [stage]);
	return room;
}

/** @page is the size of what is drawn at 100 %; null until it is known. */
export function useZoom(stage: RefObject<HTMLElement | null>, page: Size | null): ZoomState {
	const [zoom, setZoom] = useState<Zoom>("fit");
	const room = useRoom(stage);
	const scale = zoom === "fit" ? (page ? fitScale(page, room, FIT_MAX) : 1) : zoom;
	const latest = useRef(scale);

	/* What is in the middle stays there. */
	useLayoutEffect(() => {
		const element = stage.current;
		const ratio = scale / latest.current;
		latest.current = scale;
		if (!element || ratio === 1) return;
		const { clientWidth, clientHeight } = element;
		element.scrollLeft = (element.scrollLeft + clientWidth / 2) * ratio - clientWidth / 2;
		element.scrollTop = (element.scrollTop + clientHeight / 2) * ratio - clientHeight / 2;
	}, [stage, scale]);

	/* React's wheel listeners are passive, and the browser would zoom the page as well. */
	useEffect(() => {
		const element = stage.current;
		if (!element) return;
		const onWheel = (e: WheelEvent) => {
			if (!e.ctrlKey && !e.metaKey) return;
			e.preventDefault();
			setZoom(clampZoom(latest.current * Math.exp(-e.deltaY * WHEEL_ZOOM)));
		};
		element.addEventListener("wheel", onWheel, { passive: false });
		return () => element.removeEventListener("wheel", onWheel);
	}, [stage]);

	const step = useCallback((direction: 1 | -1) => setZoom(zoomed(latest.current, direction)), []);
	return { zoom, scale, setZoom, step, pointers: usePointers(stage, latest, setZoom) };
}

/* One pointer drags, two zoom. */
function usePointers(
	stage: RefObject<HTMLElement | null>,
	scale: RefObject<number>,
	setZoom: (zoom: Zoom) => void,
): ZoomState["pointers"] {
	const down = useRef(new Map<number, { x: number; y: number }>());
	const pinch = useRef<{ distance: number; scale: number } | null>(null);
	const spread = () => {
		const [a, b] = [...down.current.values()];
		return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
	};
	const up = (e: PointerEvent<HTMLElement>) => {
		down.current.delete(e.pointerId);
		pinch.current = null;
	};
	return {
		onPointerDown: (e) => {
			if (e.button !== 0 || down.current.size >= 2) return;
			e.currentTarget.setPointerCapture(e.pointerId);
			down.current.set(e.pointerId, { x: e.clientX, y: e.clientY });
			if (down.current.size === 2) pinch.current = { distance: spread(), scale: scale.current };
		},
		onPointerMove: (e) => {
			const before = down.current.get(e.pointerId);
			if (!before) return;
			down.current.set(e.pointerId, { x: e.clientX, y: e.clientY });
			if (pinch.current && pinch.current.distance > 0) {
				setZoom(clampZoom((pinch.current.scale * spread()) / pinch.current.distance));
			} else if (stage.current) {
				stage.current.scrollLeft -= e.clientX - before.x;
				stage.current.scrollTop -= e.clientY - before.y;
			}
		},
		onPointerUp: up,
		onPointerCancel: up,
	};
}
