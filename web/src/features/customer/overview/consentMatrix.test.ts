import { describe, expect, it } from "vitest";
import { consentMatrix } from "./consentMatrix";

const consent = (product: string, channel: string, granted: boolean, at: string | null = null) => ({
	product,
	channel,
	granted,
	at,
});

describe("the consent matrix", () => {
	it("has every product and channel once, in the source's order", () => {
		const { products, channels } = consentMatrix([
			consent("sports", "sms", true),
			consent("casino", "email", true),
			consent("sports", "email", false),
		]);
		expect(products).toEqual(["sports", "casino"]);
		expect(channels).toEqual(["sms", "email"]);
	});

	it("tells declined from never asked", () => {
		const matrix = consentMatrix([consent("casino", "email", false), consent("sports", "sms", true)]);
		expect(matrix.at("casino", "email")?.granted).toBe(false);
		expect(matrix.at("casino", "sms")).toBeUndefined();
	});

	it("takes the latest of several", () => {
		const matrix = consentMatrix([
			consent("casino", "email", true, "2026-02-01T00:00:00Z"),
			consent("casino", "email", false, "2026-03-01T00:00:00Z"),
			consent("casino", "email", true, null),
		]);
		expect(matrix.at("casino", "email")?.granted).toBe(false);
	});

	it("keeps names apart that only look alike when joined", () => {
		const matrix = consentMatrix([consent("a", "b,c", true), consent("a,b", "c", false)]);
		expect(matrix.at("a", "b,c")?.granted).toBe(true);
		expect(matrix.at("a,b", "c")?.granted).toBe(false);
	});
});
