import { describe, expect, it } from "vitest";
import { minus, sum } from "./amounts";

describe("amounts", () => {
	it("adds cents without the error of floats", () => {
		expect(sum([0.1, 0.2])).toBe(0.3);
		expect(sum(Array.from({ length: 1000 }, () => 0.01))).toBe(10);
	});

	it("keeps every digit of amounts that no number holds", () => {
		expect(sum(["90071992547409931.25", 0.5])).toBe("90071992547409931.75");
		expect(minus("-12345678901234567890.01", "0.02")).toBe("-12345678901234567890.03");
	});

	it("reads amounts that numbers write with an exponent", () => {
		expect(sum([1e21, 1])).toBe("1000000000000000000001");
		expect(sum([1.5e-7, 1])).toBe(1.00000015);
	});

	it("knows no sum of what is not known, and none of what is no amount", () => {
		expect(sum([1, null])).toBeNull();
		expect(sum(["many"])).toBeNull();
		expect(sum(["1e999"])).toBeNull();
		expect(minus(1, undefined)).toBeNull();
	});

	it("has zero for the sum of nothing", () => {
		expect(sum([])).toBe(0);
	});

	it("is below zero for won − wagered when the customer lost", () => {
		expect(minus(42180.25, 45230.5)).toBe(-3050.25);
		expect(minus(0.05, 0.1)).toBe(-0.05);
	});
});
