import { expect, test } from "vitest";
import { placeBeside } from "./Popover";

const room = { width: 1000, height: 800 };
const box = { width: 300, height: 200 };

test("it stands below the button, in line with the side that is asked for", () => {
	const button = { left: 400, right: 460, top: 100, bottom: 130 };
	expect(placeBeside(button, box, room, "left")).toEqual({ left: 400, top: 134 });
	expect(placeBeside(button, box, room, "right")).toEqual({ left: 160, top: 134 });
});

test("it stands above where there is no room below, but not where there is none above either", () => {
	expect(placeBeside({ left: 400, right: 460, top: 700, bottom: 730 }, box, room, "left").top).toBe(496);
	expect(placeBeside({ left: 400, right: 460, top: 100, bottom: 130 }, box, { width: 1000, height: 320 }, "left").top).toBe(112);
});

test("it never leaves the window sideways, and begins within it when it is wider", () => {
	expect(placeBeside({ left: 900, right: 960, top: 0, bottom: 30 }, box, room, "left").left).toBe(692);
	expect(placeBeside({ left: 10, right: 40, top: 0, bottom: 30 }, box, room, "right").left).toBe(8);
	expect(
		placeBeside({ left: 10, right: 40, top: 0, bottom: 30 }, { width: 400, height: 10 }, { width: 320, height: 500 }, "left")
			.left,
	).toBe(8);
});
