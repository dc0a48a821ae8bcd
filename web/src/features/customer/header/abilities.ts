/* What the customer can do now, one answer a scope. The portal's `restrictions` decide; where it could not make that list, because half of
 * what it follows from is missing, a "no" may still be known, but never a "yes". The scopes of a state are those of src/view/status.c. */
import type { Schemas } from "@/api/client";
import type { SectionViews } from "@/api/sections";

export type Scope = Schemas["Restriction"]["scope"];
export const SCOPES: readonly Scope[] = ["login", "deposit", "bet", "withdraw", "bonus", "marketing"];

/** Reasons that the portal itself gives; a source's own come as text. */
export type KnownReason = "closed" | "suspended" | "excluded" | "coolingOff" | "depositLimitZero" | "playLimitZero" | "noConsent";

export interface Because {
	/** A reason with a word of its own on the page, or */
	rule: KnownReason | null;
	/** the source's own words; null: it gave none. */
	text: string | null;
	since: string | null;
	until: string | null;
}

export interface Ability {
	scope: Scope;
	answer: "yes" | "no" | "unknown";
	because: Because[];
}

/* The portal's own words for what follows from a state, as status.c writes them. */
const PORTAL_REASONS: Readonly<Record<string, KnownReason>> = {
	"Account closed": "closed",
	"Account suspended": "suspended",
	"Self-excluded": "excluded",
	"Cooling off": "coolingOff",
	"Deposit limit is zero": "depositLimitZero",
	"Play limit is zero": "playLimitZero",
};

const SUSPENDED: readonly Scope[] = ["deposit", "bet", "withdraw", "bonus", "marketing"];
/** What each state keeps a customer from. Withdrawing stays open to the excluded: the balance is theirs. */
export const SCOPES_OF = {
	closed: ["login", ...SUSPENDED],
	suspended: SUSPENDED,
	excluded: ["login", "deposit", "bet", "bonus", "marketing"],
	coolingOff: ["deposit", "bet", "bonus", "marketing"],
	depositLimitZero: ["deposit"],
	playLimitZero: ["bet"],
} as const satisfies Record<Exclude<KnownReason, "noConsent">, readonly Scope[]>;

type Profile = Pick<SectionViews["profile"], "accountStatus" | "restrictions" | "consents" | "statusSince">;
type Compliance = Pick<
	NonNullable<SectionViews["compliance"]["compliance"]>,
	"selfExclusionStatus" | "coolingOffPeriod" | "limits"
>;

/** @profile, @compliance: null where the section is not known. */
export function canThey(profile: Profile | null, compliance: Compliance | null, now: number): Ability[] {
	const listed = profile?.restrictions ?? null;
	const standing = listed ? listed.map((r) => ({ scope: r.scope, because: said(r) })) : inferred(profile, compliance, now);
	return SCOPES.map((scope) => {
		const because = standing.filter((s) => s.scope === scope).map((s) => s.because);
		if (because.length > 0) return { scope, answer: "no", because };
		if (scope === "marketing") return marketing(profile?.consents ?? null, listed !== null);
		return { scope, answer: listed ? "yes" : "unknown", because: [] };
	});
}

function said({ publicReason, since, until }: Schemas["Restriction"]): Because {
	const rule = PORTAL_REASONS[publicReason ?? ""] ?? null;
	return { rule, text: rule ? null : publicReason, since, until };
}

/* Nobody may be written to without consent, whatever else is unknown; with it, only where nothing else forbids it. */
function marketing(consents: readonly Schemas["Consent"][] | null, unrestricted: boolean): Ability {
	if (consents && !consents.some((c) => c.granted))
		return { scope: "marketing", answer: "no", because: [{ rule: "noConsent", text: null, since: null, until: null }] };
	return { scope: "marketing", answer: consents && unrestricted ? "yes" : "unknown", because: [] };
}

const STATUS_RULES = { closed: "closed", suspended: "suspended", self_excluded: "excluded" } as const;

interface Standing {
	scope: Scope;
	because: Because;
}

function inferred(profile: Profile | null, compliance: Compliance | null, now: number): Standing[] {
	const found: Standing[] = [];
	const add = (rule: keyof typeof SCOPES_OF, since: string | null, until: string | null) => {
		for (const scope of SCOPES_OF[rule])
			if (!found.some((f) => f.scope === scope)) found.push({ scope, because: { rule, text: null, since, until } });
	};
	const status = profile?.accountStatus;
	const exclusion = compliance?.selfExclusionStatus;
	const coolingOff = compliance?.coolingOffPeriod;
	if (status && status !== "active") add(STATUS_RULES[status], profile.statusSince, exclusion?.until ?? null);
	if (exclusion) add("excluded", exclusion.since, exclusion.until);
	if (coolingOff && !isOver(coolingOff.until, now)) add("coolingOff", coolingOff.since, coolingOff.until);
	for (const limit of compliance?.limits ?? []) {
		const zero = (limit.amount !== null && Number(limit.amount) === 0) || limit.minutes === 0;
		if (zero) add(limit.kind === "deposit" ? "depositLimitZero" : "playLimitZero", limit.since, null);
	}
	return found;
}

export function isOver(until: string | null, now: number): boolean {
	return until !== null && Date.parse(until) <= now;
}
