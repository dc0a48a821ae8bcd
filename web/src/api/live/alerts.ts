/* Alerts among what happens: what was found by the portal's own rules, and what the fraud service says. */
import type { Change } from "./messages";

export interface Alert {
	/** The same alert, however often it is raised. */
	key: string;
	customerId: string;
	at: string;
	severity: string;
	/** The rule's or the flag's name, for the words; null: none was given. */
	kind: string | null;
	/** The sender's own words. */
	text: string | null;
	/** Among the customer's flags; null: not said. */
	flagId: string | null;
	/** What was found, as the portal tells it. */
	evidence: Readonly<Record<string, unknown>>;
}

export const ALERTS_MAX = 50;
const LOUD = new Set(["critical", "high"]);
const TYPES = new Set(["alert", "pitboss.alert", "fraud.alert", "pitboss.fraud.alert"]);

function text(value: unknown): string | null {
	return typeof value === "string" && value !== "" ? value : null;
}

/** null: it is none. */
export function alertOf({ type, customerId, at, data }: Change): Alert | null {
	if (!TYPES.has(type)) return null;
	const kind = text(data.rule) ?? text(data.flagType);
	const id = text(data.alertId);
	const name = text(data.flagId) ?? kind ?? text(data.description) ?? type;
	return {
		key: id ?? `${customerId} ${name}`,
		customerId,
		at,
		severity: text(data.severity) ?? "none",
		kind,
		text: text(data.description),
		flagId: text(data.flagId) ?? id,
		evidence: data,
	};
}

/** Such that somebody should look up. */
export function isLoud(alert: Alert): boolean {
	return LOUD.has(alert.severity);
}

/** The list with @alert on top; the same one of before is gone from below. */
export function withAlert(alerts: readonly Alert[], alert: Alert): readonly Alert[] {
	return [alert, ...alerts.filter((a) => a.key !== alert.key)].slice(0, ALERTS_MAX);
}
