import { describe, expect, it } from "vitest";
import { ageOf, ageText, isFuture, yearsOld } from "./age";

describe("age", () => {
	it("turns on the day itself, not before", () => {
		expect(yearsOld("2008-11-22", "2026-11-21")).toBe(17);
		expect(yearsOld("2008-11-22", "2026-11-22")).toBe(18);
	});

	it("of a 29 February turns on 1 March of other years", () => {
		expect(yearsOld("2008-02-29", "2026-02-28")).toBe(17);
		expect(yearsOld("2008-02-29", "2026-03-01")).toBe(18);
	});

	it("is unknown where the day is masked, missing, impossible, in the future or nobody's", () => {
		for (const day of ["****-**-**", null, undefined, "", "1985-02-30", "2030-01-01", "1800-01-01", "garbage"])
			expect(yearsOld(day, "2026-11-22")).toBeNull();
	});

	it("counts whole months and the days beyond them", () => {
		expect(ageOf("2023-01-10", "2026-11-22")).toEqual({ years: 3, months: 10, days: 12 });
		expect(ageOf("2026-01-31", "2026-03-01")).toEqual({ years: 0, months: 1, days: 1 });
		expect(ageOf("2026-11-22", "2026-11-22")).toEqual({ years: 0, months: 0, days: 0 });
		expect(ageOf("2026-10-23", "2026-11-22")).toEqual({ years: 0, months: 0, days: 30 });
	});

	it("takes the day of a time too", () => {
		expect(ageOf("2023-01-10T14:00:00Z", "2024-01-10")?.years).toBe(1);
	});

	it("knows a future day", () => {
		expect(isFuture("2026-11-23", "2026-11-22")).toBe(true);
		expect(isFuture("2026-11-22", "2026-11-22")).toBe(false);
		for (const day of [null, "9999-99-99", "soon"]) expect(isFuture(day, "2026-11-22")).toBe(false);
	});

	it("is written in its largest units", () => {
		expect(ageText({ years: 3, months: 10, days: 12 })).toBe("3 years, 10 months");
		expect(ageText({ years: 1, months: 0, days: 3 })).toBe("1 year");
		expect(ageText({ years: 0, months: 0, days: 0 })).toBe("0 days");
	});
});
