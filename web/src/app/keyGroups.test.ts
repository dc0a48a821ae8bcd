import { expect, it } from "vitest";
import { groupKeys } from "./keyGroups";

it("lists keys by group, what does the same in one line, and hides what has no words", () => {
	expect(
		groupKeys([
			{ keys: "mod+k", what: "Search", group: "Go to" },
			{ keys: "j", what: "Next row", group: "Table" },
			{ keys: "/", what: "Search", group: "Go to" },
			{ keys: "j", what: "Next row", group: "Table" },
			{ keys: "x", what: null, group: "Table" },
		]),
	).toEqual([
		{ group: "Go to", entries: [{ what: "Search", keys: ["mod+k", "/"] }] },
		{ group: "Table", entries: [{ what: "Next row", keys: ["j"] }] },
	]);
});
