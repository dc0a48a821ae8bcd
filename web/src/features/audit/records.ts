import { type InfiniteData, infiniteQueryOptions } from "@tanstack/react-query";
import { api, dataOf, type Schemas } from "@/api/client";
import type { Address } from "@/ui/address";

export type AuditRecord = Schemas["AuditRecord"];
export type AuditRecords = Schemas["AuditRecords"];

/** The kinds of records, as docs/audit.md names them. */
export const KINDS = [
	"look",
	"search",
	"reveal",
	"document",
	"denied",
	"sign_on",
	"sign_off",
	"stream_open",
	"stream_change",
	"stream_close",
	"admin",
	"strangers",
	"push",
] as const satisfies readonly AuditRecord["kind"][];

export interface AuditFilter {
	who?: string;
	customer?: string;
	kind?: AuditRecord["kind"];
	/** Days, inclusive, by this machine's calendar. */
	from?: string;
	to?: string;
}

/* The API takes no longer ones. */
const TEXT_MAX = 127;

function textOf(value: string | undefined): string | undefined {
	return value?.trim().slice(0, TEXT_MAX) || undefined;
}

function dayOf(value: string | undefined): string | undefined {
	return value && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00`)) ? value : undefined;
}

/** The filter that stands in the address; what makes none is left out. */
export function filterOf(address: Address): AuditFilter {
	return {
		who: textOf(address["audit.who"]),
		customer: textOf(address["audit.customer"]),
		kind: KINDS.find((k) => k === address["audit.kind"]),
		from: dayOf(address["audit.from"]),
		to: dayOf(address["audit.to"]),
	};
}

export function isFiltered(filter: AuditFilter): boolean {
	return Object.values(filter).some((v) => v !== undefined);
}

/** The moments between which the days of a filter lie: from the first's start up to the start of the day after the last. */
export function spanOf(filter: AuditFilter): { from?: string; to?: string } {
	const start = (day: string, add: number) => {
		const at = new Date(`${day}T00:00:00`);
		at.setDate(at.getDate() + add);
		return at.toISOString();
	};
	return { from: filter.from && start(filter.from, 0), to: filter.to && start(filter.to, 1) };
}

const PAGE_RECORDS = 50;

export function recordsQuery(filter: AuditFilter) {
	return infiniteQueryOptions<AuditRecords, Error, InfiniteData<AuditRecords>, readonly unknown[], string | null>({
		queryKey: ["audit", filter],
		initialPageParam: null,
		queryFn: async ({ pageParam, signal }) => {
			const { who, customer, kind } = filter;
			const query = { limit: PAGE_RECORDS, who, customer, kind, ...spanOf(filter), cursor: pageParam ?? undefined };
			return dataOf(api.GET("/api/v1/audit", { params: { query }, signal }));
		},
		getNextPageParam: (last) => last.nextCursor,
		/* Reading the record is itself recorded: only when somebody asks. */
		staleTime: Number.POSITIVE_INFINITY,
		refetchOnWindowFocus: false,
		refetchOnReconnect: false,
	});
}
