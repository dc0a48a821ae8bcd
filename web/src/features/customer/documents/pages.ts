/** What a document is to the viewer: pages that can be drawn. */
export interface PageSource {
	readonly pages: number;
	/** The file's end is there: what is drawn is all of it. */
	readonly complete: boolean;
	/** Of a page (from 1), upright, in CSS pixels at 100 %. */
	size: (page: number) => Promise<Size>;
	/** Draws a page at @scale device pixels a CSS pixel, turned by @rotation degrees. Rejects with AbortError when overtaken. */
	draw: (
		page: number,
		canvas: HTMLCanvasElement,
		how: { scale: number; rotation: Rotation },
		signal: AbortSignal,
	) => Promise<void>;
	/** Gives back the memory. Nothing can be drawn after. */
	close: () => void;
}

export interface Size {
	width: number;
	height: number;
}

export type Rotation = 0 | 90 | 180 | 270;

/** Canvases above this come out blank in some browsers (Safari on phones). */
const CANVAS_PIXELS_MAX = 16_777_216;

export function turned({ width, height }: Size, rotation: Rotation): Size {
	return rotation % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** @scale, or less where the canvas would have too many pixels. */
export function affordable({ width, height }: Size, scale: number): number {
	return Math.min(scale, Math.sqrt(CANVAS_PIXELS_MAX / (width * height)));
}

/** The scale at which a page can be seen as a whole. A picture is not blown up for that (@max). */
export function fitScale(page: Size, room: Size, max: number): number {
	if (room.width <= 0 || room.height <= 0) return 1;
	return Math.min(max, room.width / page.width, room.height / page.height);
}

export const ZOOM_MIN = 0.1;
export const ZOOM_MAX = 8;
const ZOOM_STEP = 1.25;

/** The next step from @scale, in (+1) or out (-1). */
export function zoomed(scale: number, direction: 1 | -1): number {
	return clampZoom(direction > 0 ? scale * ZOOM_STEP : scale / ZOOM_STEP);
}

export function clampZoom(scale: number): number {
	return Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, scale));
}
