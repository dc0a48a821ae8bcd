import { describe, expect, it } from "vitest";
import { SOON_DAYS, validityOf } from "./expiry";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const DAY = 86_400_000;
const at = (ms: number) => new Date(NOW + ms).toISOString();

describe("validity", () => {
	it("is unmarked while the end is more than the marked days away", () => {
		expect(validityOf(at((SOON_DAYS + 1) * DAY), NOW)).toEqual({ mark: "valid", days: 31 });
	});

	it("is soon from exactly the marked days on", () => {
		expect(validityOf(at(SOON_DAYS * DAY), NOW)).toEqual({ mark: "soon", days: 30 });
		expect(validityOf(at(SOON_DAYS * DAY + 1), NOW).mark).toBe("valid");
		expect(validityOf(at(1), NOW)).toEqual({ mark: "soon", days: 0 });
	});

	it("is over at its end, not after it", () => {
		expect(validityOf(at(0), NOW)).toEqual({ mark: "over", days: 0 });
		expect(validityOf(at(-3 * DAY), NOW)).toEqual({ mark: "over", days: 3 });
	});

	it("lets a calendar day count until it is over", () => {
		expect(validityOf("2026-11-22", NOW).mark).toBe("soon");
		expect(validityOf("2026-11-21", NOW)).toEqual({ mark: "over", days: 0 });
	});

	it("knows nothing where there is no date, and doesn't take garbage for one", () => {
		for (const until of [null, undefined, "", "soon"]) expect(validityOf(until, NOW)).toEqual({ mark: "unknown", days: null });
	});

	it("takes absurd dates", () => {
		expect(validityOf("9999-12-31T23:59:59Z", NOW).mark).toBe("valid");
		expect(validityOf("0001-01-01T00:00:00Z", NOW).mark).toBe("over");
	});
});
