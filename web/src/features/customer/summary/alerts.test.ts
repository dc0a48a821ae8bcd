import { describe, expect, it } from "vitest";
import type { Schemas } from "@/api/client";
import { bareWallet } from "../finance/wallet.test-data";
import { alertsOf, type Known } from "./alerts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const NOTHING: Known = { profile: null, compliance: null, risk: null, financial: null, documents: null };

type ComplianceBody = Schemas["Compliance"];
type Money = Schemas["Financial"];

const body = (change: Partial<ComplianceBody>): ComplianceBody => ({
	kycVerified: null,
	proofOfAddressVerified: null,
	sourceOfFundsVerified: null,
	sourceOfFunds: null,
	nextReviewAt: null,
	checks: null,
	screening: null,
	responsibleGamblingLimits: null,
	selfExclusionStatus: null,
	coolingOffPeriod: null,
	limits: null,
	...change,
});
const compliance = (change: Partial<ComplianceBody>, kycStatus: "verified" | "rejected" | null = "verified") => ({
	...NOTHING,
	compliance: { kycStatus, compliance: body(change) },
});
const profile = (change: Partial<NonNullable<Known["profile"]>>): Known => ({
	...NOTHING,
	profile: { accountStatus: "active", statusSince: null, restrictions: [], ...change },
});
const flag = (change: Partial<Schemas["Flag"]>): Schemas["Flag"] => ({
	flagId: null,
	type: "velocity",
	severity: "low",
	description: null,
	detectedAt: "2026-11-01T00:00:00Z",
	category: "account",
	status: "open",
	...change,
});
const flags = (...riskFlags: Schemas["Flag"][]): Known => ({ ...NOTHING, risk: { riskFlags } });
const money = (change: Partial<Money>): Known => ({
	...NOTHING,
	financial: { financial: { ...bareWallet("EUR", 0), ...change } },
});
const document = (change: Partial<Schemas["Document"]>): Schemas["Document"] => ({
	documentId: "DOC-1",
	kind: "passport",
	status: "accepted",
	number: null,
	issuingCountry: null,
	uploadedAt: "2025-01-01T00:00:00Z",
	reviewedAt: null,
	expiresAt: null,
	rejectReason: null,
	contentType: null,
	pages: null,
	sizeBytes: null,
	...change,
});
const documents = (...all: Schemas["Document"][]): Known => ({ ...NOTHING, documents: { documents: all } });
const keys = (known: Known) => alertsOf(known, NOW).map((a) => `${a.severity} ${a.saying.key}`);

describe("alerts", () => {
	it("are none where nothing is known, or everything is null", () => {
		expect(keys(NOTHING)).toEqual([]);
		expect(keys({ ...compliance({}, null), ...profile({ accountStatus: null, restrictions: null }) })).toEqual([]);
		expect(
			keys({ ...NOTHING, risk: { riskFlags: null }, financial: { financial: null }, documents: { documents: null } }),
		).toEqual([]);
	});

	it("put an exclusion above everything, by whichever source says so, and once", () => {
		const selfExclusionStatus = { since: "2026-08-17T20:26:53Z", until: null, scheme: "national" };
		const both = {
			...flags(flag({ severity: "critical", type: "stolen_card" }), flag({ type: "self_exclusion", severity: "high" })),
			profile: {
				accountStatus: "self_excluded" as const,
				statusSince: null,
				restrictions: [{ scope: "login" as const, publicReason: "Self-exclusion", since: null, until: null }],
			},
			compliance: { kycStatus: null, compliance: body({ selfExclusionStatus }) },
		};
		expect(keys(both)).toEqual(["critical excluded", "critical flag"]);
		expect(keys(profile({ accountStatus: "self_excluded" }))).toEqual(["critical excluded"]);
	});

	it("keep an exclusion whose term is over: it does not end by itself", () => {
		const selfExclusionStatus = { since: null, until: "2020-01-01T00:00:00Z", scheme: null };
		expect(keys(compliance({ selfExclusionStatus }))).toEqual(["critical excluded"]);
	});

	it("drop a cool-off that has ended", () => {
		expect(keys(compliance({ coolingOffPeriod: { since: null, until: "2026-11-22T12:00:01Z" } }))).toEqual(["high coolingOff"]);
		expect(keys(compliance({ coolingOffPeriod: { since: null, until: "2026-11-22T12:00:00Z" } }))).toEqual([]);
	});

	it("gather restrictions by reason, and leave out those that a state explains", () => {
		const r = (scope: "deposit" | "bet" | "withdraw", publicReason: string | null) => ({
			scope,
			publicReason,
			since: null,
			until: null,
		});
		const restricted = profile({
			restrictions: [r("deposit", "Deposit limit is zero"), r("withdraw", "Payment review"), r("bet", null)],
		});
		expect(alertsOf(restricted, NOW).map((a) => [a.severity, a.saying])).toEqual([
			["high", { key: "restricted", scopes: ["withdraw"], reason: "Payment review" }],
			["medium", { key: "restricted", scopes: ["deposit"], reason: "Deposit limit is zero" }],
			["medium", { key: "restricted", scopes: ["bet"], reason: null }],
		]);
		const suspended = { ...restricted.profile, accountStatus: "suspended" as const, statusSince: null };
		expect(keys({ ...NOTHING, profile: { ...suspended, restrictions: [r("deposit", "x")] } })).toEqual(["high suspended"]);
	});

	it("list open flags by severity, newest first, and none that is settled or weightless", () => {
		const known = flags(
			flag({ severity: "medium", type: "old", detectedAt: "2026-01-01T00:00:00Z" }),
			flag({ severity: "medium", type: "new", detectedAt: "2026-10-01T00:00:00Z", status: null }),
			flag({ severity: "critical", type: "worst", status: "investigating" }),
			flag({ severity: "critical", type: "settled", status: "resolved" }),
			flag({ severity: "high", type: "dropped", status: "dismissed" }),
			flag({ severity: "none", type: "weightless" }),
		);
		const types = alertsOf(known, NOW).map((a) => (a.saying.key === "flag" ? a.saying.type : a.saying.key));
		expect(types).toEqual(["worst", "new", "old"]);
	});

	it("say a chargeback once, with its amount, also as decimal text", () => {
		const known = {
			...money({ depositsChargedBack: "90.00" as unknown as number }),
			...{ risk: flags(flag({ type: "chargeback" })).risk },
		};
		expect(alertsOf(known, NOW).map((a) => a.saying)).toEqual([{ key: "chargeback", amount: "90.00", currency: "EUR" }]);
		for (const none of [0, null, "0.00" as unknown as number]) expect(keys(money({ depositsChargedBack: none }))).toEqual([]);
	});

	it("say a mismatch of the reconciliation, with the difference where it is known, and nothing while it is unknown", () => {
		const pocket = (difference: number | null) => ({ pocket: "cash", balance: 1, difference }) as Schemas["Pocket"];
		const off = (pockets: Schemas["Pocket"][] | null) => money({ reconciliation: { balanced: false, pockets } });
		expect(alertsOf(off([pocket(0), pocket(-0.01)]), NOW)[0]?.saying).toMatchObject({ key: "unbalanced", difference: -0.01 });
		expect(keys(off(null))).toEqual(["high unbalancedUnknown"]);
		expect(keys(money({ reconciliation: { balanced: null, pockets: [pocket(5)] } }))).toEqual([]);
	});

	it("rank a rejected identity above failed and expired checks", () => {
		const check = (status: "passed" | "failed" | "pending" | "expired") => ({
			kind: status,
			status,
			provider: null,
			checkedAt: null,
			validUntil: null,
		});
		const checks = [check("expired"), check("pending"), check("failed"), check("passed")];
		expect(keys(compliance({ checks }, "rejected"))).toEqual(["high kycRejected", "medium checkFailed", "low checkExpired"]);
	});

	it("take a document for expired when its day has passed, and for history when a later good one replaced it", () => {
		expect(keys(documents(document({ expiresAt: "2026-11-22T00:00:00Z" })))).toEqual(["medium documentExpired"]);
		expect(keys(documents(document({ expiresAt: "2027-01-01T00:00:00Z" }), document({ status: "requested" })))).toEqual([]);
		const rejected = document({ status: "rejected", rejectReason: "Not readable" });
		expect(keys(documents(rejected))).toEqual(["medium documentRejected"]);
		expect(keys(documents(rejected, document({ uploadedAt: "2025-02-01T00:00:00Z" })))).toEqual([]);
		expect(keys(documents(rejected, document({ uploadedAt: "2024-02-01T00:00:00Z" })))).toEqual(["medium documentRejected"]);
		expect(keys(documents(rejected, document({ kind: "selfie", uploadedAt: "2025-02-01T00:00:00Z" })))).toEqual([
			"medium documentRejected",
		]);
	});
});
