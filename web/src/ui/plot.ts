/* The life of a plot by uPlot in its place on the page, whatever it draws. */
import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

const FONT_PX = 11;

interface Plan {
	/** Reads the colours of the theme; before the plot is made, and when there is another theme. */
	recolor: () => void;
	/** @return what is to be done before the plot goes. */
	make: (width: number, font: string) => { plot: uPlot; end: () => void };
	height: () => number;
}

/** The values of custom properties, as the theme has them now. */
export function themeColors<K extends string | number>(names: Readonly<Record<K, string>>): Record<K, string> {
	const style = getComputedStyle(document.documentElement);
	const entries = Object.entries<string>(names).map(([key, name]) => [key, style.getPropertyValue(name).trim()]);
	return Object.fromEntries(entries) as Record<K, string>;
}

/** As wide as the widest of the texts beside an axis, in pixels of the page. */
export function widestText(u: uPlot, values: readonly (string | null)[] | null, font: string): number {
	u.ctx.font = font;
	return Math.max(0, ...(values ?? []).map((value) => u.ctx.measureText(value ?? "").width));
}

/** Makes the plot once its place has a width, and keeps it as wide as that. Not at once: the page is laid out first, with all that came along; a
 * plot that is made before forces that within its own making, in one long piece of work. @return ends it. */
export function plotIn(element: HTMLElement, { recolor, make, height }: Plan): () => void {
	let made: ReturnType<Plan["make"]> | null = null;
	let due: ReturnType<typeof setTimeout> | undefined;
	const begin = () => {
		recolor();
		const now = make(element.clientWidth, `${FONT_PX}px ${getComputedStyle(element).fontFamily}`);
		made = now;
		/* Text measured before the font came would be cut. */
		if (document.fonts?.status !== "loaded") void document.fonts?.ready.then(() => made === now && now.plot.redraw(false, true));
	};
	const resized = new ResizeObserver(() => {
		const width = element.clientWidth;
		if (width <= 0) return;
		if (!made) due ??= setTimeout(begin);
		else if (width !== made.plot.width) made.plot.setSize({ width, height: height() });
	});
	resized.observe(element);
	const theme = new MutationObserver(() => {
		recolor();
		made?.plot.redraw(false, true);
	});
	theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
	return () => {
		clearTimeout(due);
		resized.disconnect();
		theme.disconnect();
		made?.end();
		made?.plot.destroy();
		made = null;
	};
}
