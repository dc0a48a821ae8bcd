import { type RefObject, useEffect, useState } from "react";
import type { PageSource, Rotation, Size } from "./pages";

/* While somebody zooms, what is drawn is stretched; it is drawn sharp once they rest. */
const REST_MS = 120;

/** The size of a page, upright; null until it is known. @fail gets what went wrong. */
export function usePageSize(source: PageSource, page: number, fail: (error: unknown) => void): Size | null {
	const [known, setKnown] = useState<{ source: PageSource; page: number; size: Size } | null>(null);
	useEffect(() => {
		let gone = false;
		source.size(page).then(
			(size) => !gone && setKnown({ source, page, size }),
			(error: unknown) => !gone && fail(error),
		);
		return () => {
			gone = true;
		};
	}, [source, page, fail]);
	/* While the next page's size is fetched, the last one's is the best guess. */
	return known?.source === source ? known.size : null;
}

/** Draws the page whenever it, its rotation or (after a rest) its scale changes. Says whether what is on the canvas is that page. */
export function useDrawn(
	canvas: RefObject<HTMLCanvasElement | null>,
	source: PageSource,
	{ page, rotation, scale }: { page: number; rotation: Rotation; scale: number },
	fail: (error: unknown) => void,
): boolean {
	const what = `${page} ${rotation}`;
	const [drawn, setDrawn] = useState<string | null>(null);
	const rest = drawn === what ? REST_MS : 0;
	// biome-ignore lint/correctness/useExhaustiveDependencies: how long to rest is no reason to draw
	useEffect(() => {
		const control = new AbortController();
		const timer = setTimeout(async () => {
			if (!canvas.current) return;
			try {
				await source.draw(page, canvas.current, { scale: scale * (window.devicePixelRatio || 1), rotation }, control.signal);
				setDrawn(what);
			} catch (e) {
				if (!control.signal.aborted) fail(e);
			}
		}, rest);
		return () => {
			clearTimeout(timer);
			control.abort();
		};
	}, [canvas, source, page, rotation, scale, fail]);

	/* A canvas keeps its pixels until it is collected; without pixels there is nothing to keep. */
	useEffect(() => {
		const element = canvas.current;
		return () => {
			if (element) element.width = 0;
		};
	}, [canvas]);
	return drawn === what;
}
