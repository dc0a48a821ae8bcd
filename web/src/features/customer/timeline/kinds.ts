/* The kinds of things that happen: their picture, and what the portal's English titles say beyond the kind. */
import {
	ArrowDownToLine,
	ArrowUpFromLine,
	Ban,
	Dices,
	FileText,
	Flag,
	Gamepad2,
	Gift,
	LogIn,
	type LucideIcon,
	Mail,
	Receipt,
	RotateCcw,
	Scale,
	ShieldCheck,
	Snowflake,
	Ticket,
	Undo2,
} from "lucide-react";
import type { TimelineItem, TimelineType } from "@/api/timelineHead";
import type { Tone } from "@/ui/Badge";
import { readable } from "@/ui/words";

const KINDS: Record<TimelineType, { icon: LucideIcon; source: string; states: string }> = {
	bet: { icon: Dices, source: "gaming", states: "betState" },
	session: { icon: Gamepad2, source: "gaming", states: "sessionState" },
	deposit: { icon: ArrowDownToLine, source: "wallet", states: "transactionState" },
	withdrawal: { icon: ArrowUpFromLine, source: "wallet", states: "transactionState" },
	withdrawal_returned: { icon: Undo2, source: "wallet", states: "transactionState" },
	bonus_granted: { icon: Gift, source: "wallet", states: "transactionState" },
	bonus_converted: { icon: Gift, source: "wallet", states: "transactionState" },
	bonus_forfeited: { icon: Gift, source: "wallet", states: "transactionState" },
	chargeback: { icon: RotateCcw, source: "wallet", states: "transactionState" },
	refund: { icon: RotateCcw, source: "wallet", states: "transactionState" },
	fee: { icon: Receipt, source: "wallet", states: "transactionState" },
	adjustment: { icon: Scale, source: "wallet", states: "transactionState" },
	login: { icon: LogIn, source: "customer", states: "loginOutcome" },
	message: { icon: Mail, source: "customer", states: "messageStatus" },
	ticket: { icon: Ticket, source: "support", states: "ticketStatus" },
	risk_flag: { icon: Flag, source: "risk", states: "severity" },
	self_exclusion: { icon: Ban, source: "risk", states: "protectionState" },
	cooling_off: { icon: Snowflake, source: "risk", states: "protectionState" },
	document: { icon: FileText, source: "kyc", states: "documentStatus" },
	check: { icon: ShieldCheck, source: "kyc", states: "checkStatus" },
};

export const TYPES = Object.keys(KINDS) as TimelineType[];
export const SOURCES = [...new Set(TYPES.map((t) => KINDS[t].source))];

export function isType(name: string): name is TimelineType {
	return Object.hasOwn(KINDS, name);
}

export function iconOf(type: string): LucideIcon {
	return isType(type) ? KINDS[type].icon : Receipt;
}

export function sourceOfType(type: TimelineType): string {
	return KINDS[type].source;
}

/** Where a state's word is found: its group, and its key there ("In Review" is in_review). */
export function stateWord(item: TimelineItem): { group: string; value: string } | null {
	if (!item.state) return null;
	const group = isType(item.type) ? KINDS[item.type].states : "timelineState";
	return { group, value: group === "transactionState" ? item.state.toLowerCase().replaceAll(" ", "_") : item.state };
}

const BAD = new Set(["declined", "failed", "rejected", "bounced", "expired", "chargeback_received", "chargeback_lost"]);
const WARN = new Set(["pending", "requested", "in_review", "open", "reopened", "returned", "active"]);

/* A state that asks for attention. An open session or bet doesn't. */
export function stateTone(item: TimelineItem): Tone {
	const value = stateWord(item)?.value;
	if (value === undefined) return "neutral";
	if (BAD.has(value)) return "bad";
	return WARN.has(value) && item.type !== "session" && item.type !== "bet" ? "warn" : "neutral";
}

export type Detail = { text: string } | { group: string; value: string } | null;

/* "Deposit, Credit Card" is the kind and a method; the kind is said in the person's own language. */
function afterKind(item: TimelineItem): Detail {
	const kind = readable(item.type);
	if (item.title === kind) return null;
	return { text: item.title.startsWith(`${kind}, `) ? item.title.slice(kind.length + 2) : item.title };
}

/** What is to be said of a thing beside its kind: free text, or a value that has a word. */
export function detailOf(item: TimelineItem): Detail {
	switch (item.type) {
		case "login": {
			const place = /^(?:Failed login|Login)(?: from (.*))?$/s.exec(item.title);
			if (!place) return { text: item.title };
			return place[1] ? { text: place[1] } : null;
		}
		case "self_exclusion":
			return item.title === "Self-exclusion begins" ? null : { text: item.title };
		case "cooling_off":
			return item.title === "Cool-off begins" ? null : { text: item.title };
		case "document":
			return { group: "documentKind", value: item.title.toLowerCase().replaceAll(" ", "_") };
		case "check":
			return { group: "checkKind", value: item.title.toLowerCase().replaceAll(" ", "_") };
		case "session":
			return item.title === "Session" ? null : { text: item.title };
		case "bet":
		case "ticket":
		case "message":
		case "risk_flag":
			return { text: item.title };
		default:
			return afterKind(item);
	}
}

/** Tells things apart: an upload and its review have one id, and a bet and a login might share a moment. */
export function keyOf(item: TimelineItem): string {
	return `${item.type} ${item.id} ${item.at} ${item.state ?? ""}`;
}
