import { expect, it } from "vitest";
import { slid } from "./span";

const NOW = Date.parse("2026-03-29T01:00:00Z");
const span = (from: string, to: string) => ({ from: `${from}:00Z`, to: `${to}:00Z` });

it("knows a span that midnight has moved by a day", () => {
	expect(slid(span("2026-03-01T00:00", "2026-03-29T00:00"), span("2026-03-02T00:00", "2026-03-30T00:00"), NOW)).toBe(true);
});

it("also one that begins with a fixed day, and over a night in which clocks are turned", () => {
	expect(slid(span("2026-01-01T00:00", "2026-03-29T00:00"), span("2026-01-01T00:00", "2026-03-29T23:00"), NOW)).toBe(true);
});

it("tells it from a span that somebody chose", () => {
	const today = span("2026-03-02T00:00", "2026-03-30T00:00");
	expect(slid(span("2026-02-01T00:00", "2026-03-29T00:00"), today, NOW)).toBe(false);
	expect(slid(today, today, NOW)).toBe(false);
	expect(slid(span("2026-03-01T00:00", "2026-03-20T00:00"), span("2026-03-02T00:00", "2026-03-21T00:00"), NOW)).toBe(false);
	expect(slid({}, today, NOW)).toBe(false);
});
