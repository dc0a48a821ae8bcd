import { expect, it } from "vitest";
import { sectionOfSight } from "./inSight";
import { troubleOf } from "./sectionStates";

it("the first of the sections in sight is marked, and the last one stays while none is", () => {
	expect(sectionOfSight(new Set(["risk", "compliance"]), null)).toBe("compliance");
	expect(sectionOfSight(new Set(), "risk")).toBe("risk");
	expect(sectionOfSight(new Set(), null)).toBeNull();
});

it("a section is in trouble when its data failed, are missing or are stale, not while they are coming", () => {
	const view = (state: string) => ({ meta: { risk: { state } } });
	expect(troubleOf("risk", undefined, null)).toBeNull();
	expect(troubleOf("risk", undefined, new Error("x"))).toBe("failed");
	expect(troubleOf("risk", view("missing"), null)).toBe("failed");
	expect(troubleOf("risk", view("stale"), null)).toBe("stale");
	expect(troubleOf("risk", view("fresh"), new Error("the refresh failed"))).toBeNull();
	expect(troubleOf("risk", {}, null)).toBeNull();
});
