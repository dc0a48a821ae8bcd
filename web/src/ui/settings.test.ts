import { afterEach, beforeEach, expect, it, vi } from "vitest";

const KEY = "pitboss.settings";

async function read(text: string | null) {
	if (text === null) localStorage.removeItem(KEY);
	else localStorage.setItem(KEY, text);
	vi.resetModules();
	return (await import("./settings")).settings();
}

beforeEach(() => localStorage.clear());
afterEach(() => vi.restoreAllMocks());

it.each([
	null,
	"",
	"{",
	"null",
	"[]",
	"7",
	'"dark"',
	'{"theme":7,"density":{},"language":"xx","keys":"no","zone":null}',
])("garbage in the storage makes the usual settings: %s", async (text) => {
	expect(await read(text)).toEqual({ theme: "auto", density: "compact", language: "en", keys: true, zone: "agent" });
});

it("what was chosen is kept, and what is not known beside it doesn't matter", async () => {
	expect(await read('{"theme":"dark","density":"comfortable","language":"de","keys":false,"zone":"customer","x":1}')).toEqual({
		theme: "dark",
		density: "comfortable",
		language: "de",
		keys: false,
		zone: "customer",
	});
});

it("a storage that is forbidden makes the usual settings, and changes last for this tab", async () => {
	vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
		throw new DOMException("no", "SecurityError");
	});
	vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
		throw new DOMException("no", "SecurityError");
	});
	vi.resetModules();
	const { changeSettings, settings } = await import("./settings");
	expect(settings().theme).toBe("auto");
	changeSettings({ theme: "dark" });
	expect(settings().theme).toBe("dark");
});
