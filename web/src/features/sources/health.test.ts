import { describe, expect, it } from "vitest";
import type { Source } from "@/api/sources";
import { healthOf, milliseconds, stateOf } from "./health";

function source(change: Partial<Source>): Source {
	return {
		name: "wallet",
		breaker: "closed",
		lastError: null,
		lastSuccessAt: "2026-11-22T18:00:00Z",
		lastFailureAt: null,
		requests: 10,
		retries: 0,
		failures: {},
		inFlight: 0,
		queued: 0,
		latencyUs: { p50: 400, p95: 900, p99: 3000 },
		cache: { hits: 0, stale: 0, misses: 0 },
		...change,
	};
}

describe("a source", () => {
	it("is as its breaker says while that is not closed", () => {
		expect(stateOf(source({ breaker: "open" }))).toBe("failing");
		expect(stateOf(source({ breaker: "half_open" }))).toBe("trial");
	});
	it("fails as long as a failure is the last that was heard of it", () => {
		const failed = { lastError: "timeout", lastFailureAt: "2026-11-22T18:00:01Z" } as const;
		expect(stateOf(source(failed))).toBe("failing");
		expect(stateOf(source({ ...failed, lastSuccessAt: null }))).toBe("failing");
		expect(stateOf(source({ ...failed, lastSuccessAt: "2026-11-22T18:00:02Z" }))).toBe("healthy");
	});
	it("is not ill because it knows nothing of somebody", () => {
		expect(stateOf(source({ lastError: "not_found", lastFailureAt: "2026-11-22T19:00:00Z" }))).toBe("healthy");
	});
	it("that was never asked is not ill", () => {
		expect(stateOf(source({ lastSuccessAt: null, requests: 0 }))).toBe("healthy");
	});
});

describe("the health of all", () => {
	it("counts the healthy ones, and names the ill ones, worst first", () => {
		const sources = [source({ name: "risk", breaker: "half_open" }), source({ name: "kyc" }), source({ breaker: "open" })];
		const health = healthOf(sources);
		expect([health.total, health.healthy]).toEqual([3, 1]);
		expect(health.ill.map((s) => s.name)).toEqual(["wallet", "risk"]);
	});
	it("is that of none where there are none", () => {
		expect(healthOf([])).toEqual({ total: 0, healthy: 0, ill: [] });
	});
});

it("no latency was measured where it says nothing", () => {
	expect(milliseconds(0)).toBeNull();
	expect(milliseconds(447)).toBe(0.447);
});
