import { describe, expect, it } from "vitest";
import { type Ability, canThey, SCOPES } from "./abilities";

const NOW = Date.parse("2026-11-22T12:00:00Z");
type Profile = NonNullable<Parameters<typeof canThey>[0]>;
type Compliance = NonNullable<Parameters<typeof canThey>[1]>;

const consent = (granted: boolean) => ({ product: "casino", channel: "email", granted, at: null });
const profile = (change: Partial<Profile> = {}): Profile => ({
	accountStatus: "active",
	restrictions: [],
	consents: [consent(true), consent(false)],
	statusSince: "2023-01-10T14:00:00Z",
	...change,
});
const compliance = (change: Partial<Compliance> = {}): Compliance => ({
	selfExclusionStatus: null,
	coolingOffPeriod: null,
	limits: [],
	...change,
});
const limit = (kind: "deposit" | "loss" | "stake" | "session_time", amount: number | null, minutes: number | null = null) => ({
	kind,
	period: "day" as const,
	basis: null,
	window: null,
	amount,
	minutes,
	used: null,
	usedMinutes: null,
	setBy: null,
	since: null,
	resetsAt: null,
	pending: { amount: null, minutes: null, effectiveAt: null },
});
const answers = (abilities: Ability[]) => abilities.map((a) => a.answer[0]).join("");
const of = (abilities: Ability[], scope: string) => abilities.find((a) => a.scope === scope);

describe("can they", () => {
	it("answers every scope once, in the order of the strip", () => {
		expect(canThey(null, null, NOW).map((a) => a.scope)).toEqual(SCOPES);
	});

	it("is yes throughout only where the portal lists no restriction and a consent stands", () => {
		expect(answers(canThey(profile(), compliance(), NOW))).toBe("yyyyyy");
		expect(answers(canThey(profile(), null, NOW))).toBe("yyyyyy");
	});

	it("is unknown throughout, never yes, while nothing is known", () => {
		expect(answers(canThey(null, null, NOW))).toBe("uuuuuu");
	});

	it("is unknown, never yes, while the risk part is missing from the restrictions", () => {
		expect(answers(canThey(profile({ restrictions: null }), null, NOW))).toBe("uuuuuu");
		expect(answers(canThey(profile({ restrictions: null }), compliance(), NOW))).toBe("uuuuuu");
	});

	it("tells a source's own reason with its dates, and several of them", () => {
		const since = "2026-11-01T00:00:00Z";
		const until = "2026-12-01T00:00:00Z";
		const restrictions = [
			{ scope: "withdraw" as const, publicReason: "Payment review", since, until },
			{ scope: "withdraw" as const, publicReason: null, since: null, until: null },
		];
		const withdraw = of(canThey(profile({ restrictions }), compliance(), NOW), "withdraw");
		expect(withdraw?.answer).toBe("no");
		expect(withdraw?.because).toEqual([
			{ rule: null, text: "Payment review", since, until },
			{ rule: null, text: null, since: null, until: null },
		]);
	});

	it("knows the portal's own reasons, to say them in the person's language", () => {
		const restrictions = [{ scope: "bet" as const, publicReason: "Cooling off", since: null, until: null }];
		expect(of(canThey(profile({ restrictions }), null, NOW), "bet")?.because[0]).toMatchObject({
			rule: "coolingOff",
			text: null,
		});
	});

	it("lets the portal's list decide where there is one, whatever else is known", () => {
		const excluded = compliance({ selfExclusionStatus: { since: null, until: null, scheme: null } });
		expect(answers(canThey(profile({ restrictions: [] }), excluded, NOW))).toBe("yyyyyy");
	});

	it("knows the no of a closed, suspended or excluded account without the risk part", () => {
		const of = (accountStatus: Profile["accountStatus"]) =>
			answers(canThey(profile({ accountStatus, restrictions: null }), null, NOW));
		expect(of("closed")).toBe("nnnnnn");
		expect(of("suspended")).toBe("unnnnn");
		expect(of("self_excluded")).toBe("nnnunn");
		expect(of(null)).toBe("uuuuuu");
	});

	it("knows the no of an exclusion, a cool-off and limits of zero without the profile", () => {
		const exclusion = { since: null, until: null, scheme: "national" };
		expect(answers(canThey(null, compliance({ selfExclusionStatus: exclusion }), NOW))).toBe("nnnunn");
		const coolingOffPeriod = { since: null, until: "2026-11-23T00:00:00Z" };
		expect(answers(canThey(null, compliance({ coolingOffPeriod }), NOW))).toBe("unnunn");
		expect(answers(canThey(null, compliance({ limits: [limit("deposit", 0)] }), NOW))).toBe("unuuuu");
		expect(answers(canThey(null, compliance({ limits: [limit("loss", 0)] }), NOW))).toBe("uunuuu");
		expect(answers(canThey(null, compliance({ limits: [limit("session_time", null, 0)] }), NOW))).toBe("uunuuu");
	});

	it("takes no limit at all for none, and a cool-off that has ended for over", () => {
		expect(answers(canThey(null, compliance({ limits: [limit("deposit", null), limit("stake", 5)] }), NOW))).toBe("uuuuuu");
		expect(answers(canThey(null, compliance({ limits: null }), NOW))).toBe("uuuuuu");
		const over = { since: null, until: "2026-11-22T11:59:59Z" };
		expect(answers(canThey(null, compliance({ coolingOffPeriod: over }), NOW))).toBe("uuuuuu");
		expect(answers(canThey(null, compliance({ coolingOffPeriod: { since: null, until: null } }), NOW))).toBe("unnunn");
	});

	it("markets to nobody who consents to nothing, even while restrictions are unknown", () => {
		for (const consents of [[], [consent(false)]]) {
			const { answer, because } = of(canThey(profile({ consents }), null, NOW), "marketing") ?? {};
			expect(answer).toBe("no");
			expect(because?.[0]?.rule).toBe("noConsent");
			expect(of(canThey(profile({ consents, restrictions: null }), null, NOW), "marketing")?.answer).toBe("no");
		}
	});

	it("does not know about marketing while the consents are unknown", () => {
		expect(answers(canThey(profile({ consents: null }), compliance(), NOW))).toBe("yyyyyu");
	});
});
