import { expect, it } from "vitest";
import { isTabNews } from "./tabs";

it("takes what tabs say, and nothing else", () => {
	for (const news of [{ what: "off" }, { what: "on", username: "agent" }, { what: "renewed", username: "agent", endsAt: 1 }])
		expect(isTabNews(news)).toBe(true);
	for (const other of [
		null,
		"off",
		1,
		{},
		{ what: "on" },
		{ what: "renewed", username: "agent" },
		{ what: "renewed", endsAt: 1 },
	])
		expect(isTabNews(other)).toBe(false);
});
