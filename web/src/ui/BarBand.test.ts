import { expect, it } from "vitest";
import { barPlace } from "./BarBand";

it("puts one in the middle, and what is beyond the ends at the ends", () => {
	expect(barPlace(1)).toBe(50);
	expect(barPlace(0)).toBe(0);
	expect(barPlace(9)).toBe(100);
	expect(barPlace(0.75)).toBe(25);
});
