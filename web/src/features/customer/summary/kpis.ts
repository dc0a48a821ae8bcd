/* The figures of the six KPIs, from what the sections say. */
import type { Schemas } from "@/api/client";
import type { SectionViews } from "@/api/sections";
import { sum } from "@/ui/amounts";
import type { Amount } from "@/ui/format";
import { isOpenFlag } from "./alerts";

export interface Pending {
	count: number;
	/** null: one of the amounts is unreadable. */
	sum: Amount | null;
	oldest: Schemas["Withdrawal"] | null;
	/** The oldest is past the time by which it should be done. */
	late: boolean;
}

export function pendingOf(withdrawals: readonly Schemas["Withdrawal"][], now: number): Pending {
	const oldest = withdrawals.reduce<Schemas["Withdrawal"] | null>(
		(found, w) => (found && found.requestedAt <= w.requestedAt ? found : w),
		null,
	);
	const target = Date.parse(oldest?.targetAt ?? "");
	return { count: withdrawals.length, sum: sum(withdrawals.map((w) => w.amount)), oldest, late: target < now };
}

const SETTLED: ReadonlySet<string> = new Set(["resolved"]);

/** Tickets that wait for somebody, and when the customer and we last had to do with each other; null: not known. */
export function ticketsOf(
	history: SectionViews["support"]["supportHistory"],
): { open: number; lastContact: string | null } | null {
	if (!history) return null;
	const times = history.map((ticket) => ticket.updatedAt ?? ticket.createdAt).sort();
	return { open: history.filter((ticket) => !SETTLED.has(ticket.status)).length, lastContact: times.at(-1) ?? null };
}

/** How many flags stand; null: not known. */
export function openFlagsOf(flags: SectionViews["risk"]["riskFlags"]): number | null {
	return flags ? flags.filter(isOpenFlag).length : null;
}
