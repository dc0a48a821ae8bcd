import { beforeEach, describe, expect, it, vi } from "vitest";
import { onRecents, RECENTS_MAX, recentIds, remember } from "./recents";

const key = "pitboss.recents.agent";

beforeEach(() => localStorage.clear());

describe("recents", () => {
	it("are the latest first, each once", () => {
		for (const id of ["CUS-1", "CUS-2", "CUS-1"]) remember("agent", id);
		expect(recentIds("agent")).toEqual(["CUS-1", "CUS-2"]);
	});

	it("are so many at most", () => {
		for (let i = 0; i < RECENTS_MAX + 5; i++) remember("agent", `CUS-${i}`);
		expect(recentIds("agent")).toHaveLength(RECENTS_MAX);
		expect(recentIds("agent")[0]).toBe(`CUS-${RECENTS_MAX + 4}`);
	});

	it("are each person's own", () => {
		remember("agent", "CUS-1");
		remember("vip", "CUS-2");
		expect(recentIds("agent")).toEqual(["CUS-1"]);
		expect(recentIds("vip")).toEqual(["CUS-2"]);
	});

	it.each(["{", "null", "7", '{"a":1}', '"CUS-1"'])("survive %s in the storage", (garbage) => {
		localStorage.setItem(key, garbage);
		expect(recentIds("agent")).toEqual([]);
		remember("agent", "CUS-9");
		expect(recentIds("agent")).toEqual(["CUS-9"]);
	});

	it("leave out what is no id", () => {
		localStorage.setItem(key, JSON.stringify(["CUS-1", 7, null, "../x", "", "a b", "x".repeat(65), "CUS-1", "CUS-2"]));
		expect(recentIds("agent")).toEqual(["CUS-1", "CUS-2"]);
		remember("agent", "<b>Jane Doe</b>");
		expect(recentIds("agent")).toEqual(["CUS-1", "CUS-2"]);
	});

	it("keep nothing but ids", () => {
		remember("agent", "CUS-1");
		expect(localStorage.getItem(key)).toBe('["CUS-1"]');
	});

	it("keep their identity while they are the same, and tell of changes, another tab's too", () => {
		const heard = vi.fn();
		const stop = onRecents(heard);
		remember("agent", "CUS-1");
		expect(heard).toHaveBeenCalledTimes(1);
		expect(recentIds("agent")).toBe(recentIds("agent"));
		localStorage.setItem(key, '["CUS-7"]');
		window.dispatchEvent(new Event("storage"));
		expect(heard).toHaveBeenCalledTimes(2);
		expect(recentIds("agent")).toEqual(["CUS-7"]);
		stop();
		remember("agent", "CUS-2");
		expect(heard).toHaveBeenCalledTimes(2);
	});
});
