import { describe, expect, it } from "vitest";
import { affordable, clampZoom, fitScale, turned, ZOOM_MAX, ZOOM_MIN, zoomed } from "./pages";

describe("the scale of a page", () => {
	const page = { width: 600, height: 800 };

	it("fits the narrower side", () => {
		expect(fitScale(page, { width: 300, height: 800 }, 2)).toBe(0.5);
		expect(fitScale(page, { width: 600, height: 200 }, 2)).toBe(0.25);
	});

	it("does not blow a small picture up beyond what is asked", () => {
		expect(fitScale({ width: 10, height: 10 }, { width: 500, height: 500 }, 2)).toBe(2);
	});

	it("is itself before the room is measured", () => {
		expect(fitScale(page, { width: 0, height: 0 }, 2)).toBe(1);
	});

	it("goes in and out by the same step, within bounds", () => {
		expect(zoomed(zoomed(1, 1), -1)).toBeCloseTo(1);
		expect(zoomed(ZOOM_MAX, 1)).toBe(ZOOM_MAX);
		expect(zoomed(ZOOM_MIN, -1)).toBe(ZOOM_MIN);
		expect(clampZoom(0)).toBe(ZOOM_MIN);
	});

	it("stays below what canvases hold", () => {
		const scale = affordable(page, 100);
		expect(page.width * scale * page.height * scale).toBeLessThanOrEqual(16_777_216.001);
		expect(affordable(page, 1)).toBe(1);
	});

	it("swaps the sides when turned by a quarter", () => {
		expect(turned(page, 90)).toEqual({ width: 800, height: 600 });
		expect(turned(page, 180)).toEqual(page);
	});
});
