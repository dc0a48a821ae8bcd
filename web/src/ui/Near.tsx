import { type ReactNode, startTransition, useEffect, useRef, useState } from "react";

/* A screen ahead: what is scrolled to at an ordinary pace is there when it comes into sight. */
const AHEAD = "600px 0px";

const IDLE_MAX_MS = 500;

function whenIdle(run: () => void): () => void {
	if (typeof requestIdleCallback === "function") {
		const handle = requestIdleCallback(run, { timeout: IDLE_MAX_MS });
		return () => cancelIdleCallback(handle);
	}
	const timer = setTimeout(run, 1);
	return () => clearTimeout(timer);
}

/** Draws its children once they are nearly in sight; until then keeps @height pixels free. `children` gets to know whether it's near. */
export function Near({ height, children, force = false }: { height: number; children: () => ReactNode; force?: boolean }) {
	const place = useRef<HTMLDivElement>(null);
	const [near, setNear] = useState(force);
	useEffect(() => {
		if (near) return;
		if (force) {
			setNear(true);
			return;
		}
		const element = place.current;
		if (!element) return;
		const observer = new IntersectionObserver(
			(entries) => {
				if (entries.some((e) => e.isIntersecting)) startTransition(() => setNear(true));
			},
			{ rootMargin: AHEAD },
		);
		/* Not before what is in sight is drawn. */
		const cancel = whenIdle(() => observer.observe(element));
		return () => {
			cancel();
			observer.disconnect();
		};
	}, [near, force]);
	return near ? children() : <div ref={place} style={{ minHeight: height }} />;
}
