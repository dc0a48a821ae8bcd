/* Tickets and correspondence come as two lists, each newest first, each a page at a time. Merged they are one list in order of time, as far as
 * that is known: what lies behind the end of what was read of either can't be placed yet. */
import type { Schemas } from "@/api/client";

export type Ticket = Schemas["Ticket"];
export type Message = Schemas["Correspondence"];

export type Contact =
	| { kind: "ticket"; id: string; at: string; state: string; ticket: Ticket }
	| { kind: "message"; id: string; at: string; state: string | null; message: Message };

export type ContactKind = Contact["kind"];

export interface Stream {
	kind: ContactKind;
	items: readonly Contact[];
	/** There are older ones that were not read. */
	more: boolean;
}

export function ofTicket(ticket: Ticket): Contact {
	return { kind: "ticket", id: ticket.ticketId, at: ticket.createdAt, state: ticket.status, ticket };
}

export function ofMessage(message: Message): Contact {
	return { kind: "message", id: message.messageId, at: message.at, state: message.status, message };
}

function time(contact: Contact): number {
	const at = Date.parse(contact.at);
	/* What has no time that can be read sorts last: it is shown, and hides nothing. */
	return Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at;
}

/** How far back a stream is known: its oldest item while there are older ones. */
function horizon(stream: Stream): number {
	if (!stream.more) return Number.NEGATIVE_INFINITY;
	const last = stream.items.at(-1);
	return last ? time(last) : Number.POSITIVE_INFINITY;
}

export interface Merged {
	items: Contact[];
	/** Whose next page lets the list go on; null: this is all. */
	next: ContactKind | null;
}

export function merged(streams: readonly Stream[]): Merged {
	const limit = Math.max(...streams.map(horizon), Number.NEGATIVE_INFINITY);
	const next = streams.find((s) => s.more && horizon(s) === limit) ?? null;
	const seen = new Set<string>();
	const items = streams
		.flatMap((s) => s.items)
		.filter((c) => {
			const key = `${c.kind} ${c.id}`;
			if (seen.has(key)) return false;
			seen.add(key);
			return next === null || time(c) >= limit;
		})
		.sort((a, b) => time(b) - time(a) || a.id.localeCompare(b.id));
	return { items, next: next?.kind ?? null };
}

/** Stands for every state of a ticket but resolved. */
export const UNRESOLVED = "unresolved";

interface ContactFilter {
	kind?: string | undefined;
	state?: string | undefined;
}

export function matches(contact: Contact, { kind, state }: ContactFilter): boolean {
	if (kind && contact.kind !== kind) return false;
	if (!state) return true;
	if (state === UNRESOLVED) return contact.kind === "ticket" && contact.state !== "resolved";
	return contact.state === state;
}

export type Resolution = { state: "resolved" | "open"; ms: number } | { state: "unknown" };

/** How long a ticket took, or has been open for. Reopened it counts from its beginning. */
export function resolutionOf(ticket: Pick<Ticket, "status" | "createdAt" | "resolvedAt">, now: number): Resolution {
	const opened = Date.parse(ticket.createdAt);
	if (Number.isNaN(opened)) return { state: "unknown" };
	if (ticket.status !== "resolved") return now < opened ? { state: "unknown" } : { state: "open", ms: now - opened };
	const resolved = ticket.resolvedAt ? Date.parse(ticket.resolvedAt) : Number.NaN;
	return resolved >= opened ? { state: "resolved", ms: resolved - opened } : { state: "unknown" };
}

interface TicketSummary {
	count: number;
	unresolved: number;
	resolved: number;
	/** Half of those that were resolved took no longer; null: none was. */
	medianMs: number | null;
}

export function summaryOf(tickets: readonly Ticket[]): TicketSummary {
	const took = tickets
		.map((ticket) => resolutionOf(ticket, Number.POSITIVE_INFINITY))
		.filter((r): r is { state: "resolved"; ms: number } => r.state === "resolved")
		.map((r) => r.ms)
		.sort((a, b) => a - b);
	const middle = took.length / 2;
	const low = took[Math.ceil(middle) - 1];
	const high = took[Math.floor(middle)];
	return {
		count: tickets.length,
		unresolved: tickets.filter((ticket) => ticket.status !== "resolved").length,
		resolved: took.length,
		medianMs: low === undefined || high === undefined ? null : (low + high) / 2,
	};
}
