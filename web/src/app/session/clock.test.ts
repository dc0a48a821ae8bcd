import { describe, expect, it } from "vitest";
import { endByOurClock } from "@/api/session";
import { isFinal, phaseAt, RENEW_AFTER_MS, renewalDue, untilNextPhase, WARN_MS } from "./clock";

const END = 10_000_000;

describe("the session's clock", () => {
	it("runs, warns for the last two minutes, and is over at the end", () => {
		expect(phaseAt(END, END - WARN_MS - 1)).toBe("running");
		expect(phaseAt(END, END - WARN_MS)).toBe("warning");
		expect(phaseAt(END, END - 1)).toBe("warning");
		expect(phaseAt(END, END)).toBe("over");
		expect(phaseAt(END, END + 8 * 3_600_000)).toBe("over");
	});
	it("wakes exactly when the phase changes", () => {
		for (const now of [0, END - WARN_MS - 5, END - WARN_MS, END - 1]) {
			const wait = untilNextPhase(END, now);
			if (wait === null) throw new Error("a phase that lasts for ever");
			expect(wait).toBeGreaterThan(0);
			expect(phaseAt(END, now + wait)).not.toBe(phaseAt(END, now));
			expect(phaseAt(END, now + wait - 1)).toBe(phaseAt(END, now));
		}
		expect(untilNextPhase(END, END)).toBeNull();
	});
	it("renews with activity once a minute, and at once when the clock was set back", () => {
		expect(renewalDue(1_000, 1_000 + RENEW_AFTER_MS - 1)).toBe(false);
		expect(renewalDue(1_000, 1_000 + RENEW_AFTER_MS)).toBe(true);
		expect(renewalDue(100_000, 5_000)).toBe(true);
	});
	it("knows an end that renewing doesn't move", () => {
		expect(isFinal(END, END - WARN_MS + 1)).toBe(true);
		expect(isFinal(END, END - 1_800_000)).toBe(false);
	});
});

describe("the end by this machine's clock", () => {
	const expiresAt = "2026-11-22T19:00:00Z";
	it("counts from the server's date, however wrong our clock is", () => {
		const heard = Date.parse("2001-01-01T00:00:00Z");
		expect(endByOurClock(expiresAt, "Sun, 22 Nov 2026 18:30:00 GMT", heard)).toBe(heard + 30 * 60_000);
	});
	it("takes the end as it is when the answer has no date", () => {
		expect(endByOurClock(expiresAt, null, 0)).toBe(Date.parse(expiresAt));
		expect(endByOurClock(expiresAt, "garbage", 0)).toBe(Date.parse(expiresAt));
	});
	it("never ends what has an unreadable end: the server will say", () => {
		expect(endByOurClock("soon", null, 0)).toBe(Number.POSITIVE_INFINITY);
	});
});
