import { describe, expect, it } from "vitest";
import { choices, type Flag, filtered, grouped } from "./flags";

function flag(severity: string, detectedAt: string, category = "account", status: string | null = "open"): Flag {
	return { flagId: null, type: "velocity", severity, description: null, detectedAt, category, status } as Flag;
}

describe("risk flags", () => {
	it("come grouped by severity, highest first, an unknown one last", () => {
		const groups = grouped([flag("low", "1"), flag("purple", "2"), flag("critical", "3"), flag("medium", "4")]);
		expect(groups.map((g) => g.severity)).toEqual(["critical", "medium", "low", "purple"]);
	});

	it("are newest first within a severity", () => {
		const [group] = grouped([flag("high", "2026-01-01T00:00:00Z"), flag("high", "2026-03-01T00:00:00Z")]);
		expect(group?.flags.map((f) => f.detectedAt)).toEqual(["2026-03-01T00:00:00Z", "2026-01-01T00:00:00Z"]);
	});

	it("offer only what is among them: a category that isn't served leaves no trace", () => {
		expect(choices([flag("low", "1", "rg"), flag("low", "2", "fraud", null)], "category")).toEqual(["fraud", "rg"]);
		expect(choices([flag("low", "1", "rg"), flag("low", "2", "fraud", null)], "status")).toEqual(["open"]);
	});

	it("are filtered by both at once", () => {
		const flags = [flag("low", "1", "rg", "open"), flag("low", "2", "rg", "resolved"), flag("low", "3", "fraud", "open")];
		expect(filtered(flags, { category: "rg", status: "open" }).map((f) => f.detectedAt)).toEqual(["1"]);
		expect(filtered(flags, {})).toHaveLength(3);
	});
});
