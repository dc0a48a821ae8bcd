/* What the highest alert of the page is chosen from: a table of rules, each over one section. A section that is not known is said to be
 * unchecked; it never counts as clean. */
import type { Schemas } from "@/api/client";
import type { SectionViews } from "@/api/sections";
import type { Amount } from "@/ui/format";
import { bySeverity, type SeverityLevel } from "@/ui/Severity";
import { isOver, SCOPES_OF, type Scope } from "../header/abilities";
import type { PageSection } from "../sections";

/** Sections as far as they are known; null: not known. */
export interface Known {
	profile: Pick<SectionViews["profile"], "accountStatus" | "statusSince" | "restrictions"> | null;
	compliance: Pick<SectionViews["compliance"], "kycStatus" | "compliance"> | null;
	risk: Pick<SectionViews["risk"], "riskFlags"> | null;
	financial: Pick<SectionViews["financial"], "financial"> | null;
	documents: Pick<SectionViews["documents"], "documents"> | null;
}

/** What an alert says: a sentence of the page's own, with what stands in it. */
export type Saying =
	| { key: "excluded"; scheme: string | null }
	| { key: "coolingOff" | "suspended" | "closed" | "kycRejected" }
	| { key: "restricted"; scopes: Scope[]; reason: string | null }
	| { key: "flag"; type: string; description: string | null }
	| { key: "chargeback"; amount: Amount; currency: string }
	| { key: "unbalanced"; pocket: string; difference: Amount; currency: string }
	| { key: "unbalancedUnknown" }
	| { key: "documentRejected"; kind: string; reason: string | null }
	| { key: "documentExpired" | "checkFailed" | "checkExpired"; kind: string };

export interface Alert {
	severity: SeverityLevel;
	section: PageSection;
	saying: Saying;
	since: string | null;
	until: string | null;
}

type Rule = (known: Known, now: number) => Alert[];

function alert(
	severity: SeverityLevel,
	section: PageSection,
	saying: Saying,
	since?: string | null,
	until?: string | null,
): Alert {
	return { severity, section, saying, since: since ?? null, until: until ?? null };
}

function exclusionOf({ profile, compliance }: Known) {
	const told = compliance?.compliance?.selfExclusionStatus;
	if (told) return told;
	return profile?.accountStatus === "self_excluded" ? { since: profile.statusSince, until: null, scheme: null } : null;
}

function coolingOffOf({ compliance }: Known, now: number) {
	const period = compliance?.compliance?.coolingOffPeriod;
	return period && !isOver(period.until, now) ? period : null;
}

const exclusion: Rule = (known) => {
	const e = exclusionOf(known);
	return e ? [alert("critical", "compliance", { key: "excluded", scheme: e.scheme }, e.since, e.until)] : [];
};

const coolingOff: Rule = (known, now) => {
	const period = coolingOffOf(known, now);
	return period ? [alert("high", "compliance", { key: "coolingOff" }, period.since, period.until)] : [];
};

const account: Rule = ({ profile }) => {
	const status = profile?.accountStatus;
	if (status !== "suspended" && status !== "closed") return [];
	return [alert("high", "overview", { key: status }, profile?.statusSince)];
};

/* Restrictions that don't already follow from a state which has an alert of its own; one alert for all scopes of a reason. */
const restrictions: Rule = (known, now) => {
	const status = known.profile?.accountStatus;
	const explained = new Set<Scope>([
		...(exclusionOf(known) ? SCOPES_OF.excluded : []),
		...(coolingOffOf(known, now) ? SCOPES_OF.coolingOff : []),
		...(status === "closed" || status === "suspended" ? SCOPES_OF[status] : []),
	]);
	const byReason = new Map<string | null, Schemas["Restriction"][]>();
	for (const r of known.profile?.restrictions ?? []) {
		if (explained.has(r.scope)) continue;
		byReason.set(r.publicReason, [...(byReason.get(r.publicReason) ?? []), r]);
	}
	return Array.from(byReason, ([reason, rows]) => {
		const scopes = rows.map((r) => r.scope);
		const severity = scopes.some((s) => s === "withdraw" || s === "login") ? "high" : "medium";
		return alert(severity, "compliance", { key: "restricted", scopes, reason }, rows[0]?.since, rows[0]?.until);
	});
};

/** A source may leave the state out: then a flag stands. */
export function isOpenFlag(flag: Schemas["Flag"]): boolean {
	return flag.status !== "resolved" && flag.status !== "dismissed";
}

/* Flags that another rule says better. */
const flags: Rule = (known) => {
	const excluded = exclusionOf(known) !== null;
	const chargedBack = chargebacks(known, 0).length > 0;
	return (known.risk?.riskFlags ?? [])
		.filter((f) => isOpenFlag(f) && f.severity !== "none")
		.filter((f) => !(excluded && f.type === "self_exclusion") && !(chargedBack && f.type === "chargeback"))
		.map((f) => alert(f.severity, "risk", { key: "flag", type: f.type, description: f.description }, f.detectedAt));
};

const chargebacks: Rule = ({ financial }) => {
	const money = financial?.financial;
	const amount = money?.depositsChargedBack;
	if (!money || amount === null || amount === undefined || Number(amount) === 0) return [];
	return [alert("high", "finance", { key: "chargeback", amount, currency: money.currency })];
};

const reconciliation: Rule = ({ financial }) => {
	const money = financial?.financial;
	if (money?.reconciliation.balanced !== false) return [];
	const off = (money.reconciliation.pockets ?? []).find((p) => p.difference !== null && Number(p.difference) !== 0);
	const saying: Saying =
		off?.difference == null
			? { key: "unbalancedUnknown" }
			: { key: "unbalanced", pocket: off.pocket, difference: off.difference, currency: money.currency };
	return [alert("high", "finance", saying)];
};

const kyc: Rule = ({ compliance }) => {
	const rejected = compliance?.kycStatus === "rejected" ? [alert("high", "compliance", { key: "kycRejected" })] : [];
	const checks = (compliance?.compliance?.checks ?? []).flatMap(({ kind, status, checkedAt, validUntil }) => {
		if (status === "failed") return [alert("medium", "compliance", { key: "checkFailed", kind }, checkedAt)];
		if (status === "expired") return [alert("low", "compliance", { key: "checkExpired", kind }, validUntil)];
		return [];
	});
	return [...rejected, ...checks];
};

/* A later document of the kind that is good makes an earlier one's fate history. */
const documents: Rule = ({ documents: section }, now) => {
	const all = section?.documents ?? [];
	const expired = (d: Schemas["Document"]) => d.status === "expired" || (d.status === "accepted" && isOver(d.expiresAt, now));
	const good = (d: Schemas["Document"]) => d.status === "accepted" && !expired(d);
	const replaced = (d: Schemas["Document"]) =>
		all.some((other) => other !== d && other.kind === d.kind && good(other) && (other.uploadedAt ?? "") >= (d.uploadedAt ?? ""));
	return all.flatMap((d) => {
		if (replaced(d)) return [];
		if (d.status === "rejected")
			return [alert("medium", "documents", { key: "documentRejected", kind: d.kind, reason: d.rejectReason }, d.reviewedAt)];
		return expired(d) ? [alert("medium", "documents", { key: "documentExpired", kind: d.kind }, d.expiresAt)] : [];
	});
};

/* Among alerts of one severity the earlier rule comes first. */
const RULES: readonly Rule[] = [exclusion, coolingOff, account, restrictions, flags, chargebacks, reconciliation, kyc, documents];

/** All alerts, the highest first; of one rule and severity the newest first. */
export function alertsOf(known: Known, now: number): Alert[] {
	return RULES.flatMap((rule, order) => rule(known, now).map((a) => ({ a, order })))
		.sort((x, y) => bySeverity(x.a.severity, y.a.severity) || x.order - y.order || newestFirst(x.a.since, y.a.since))
		.map(({ a }) => a);
}

function newestFirst(a: string | null, b: string | null): number {
	return (Date.parse(b ?? "") || 0) - (Date.parse(a ?? "") || 0);
}
