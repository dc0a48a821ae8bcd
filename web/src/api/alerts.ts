/* The open alerts of all customers that this role may know of: the list as the portal keeps it, and what came live since. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, dataOf, type Schemas } from "./client";
import type { Alert } from "./live/alerts";
import { live, setLive } from "./live/store";

export type AlertPage = Schemas["Alerts"];
export type AlertItem = Schemas["Alert"];

const PAGE_ALERTS = 50;
/* Each look is on the record: not more often than somebody could look. */
const FRESH_MS = 30_000;
const AGAIN_MS = 5 * 60_000;

export const alertsQuery = queryOptions({
	queryKey: ["alerts"],
	queryFn: ({ signal }): Promise<AlertPage> =>
		dataOf(api.GET("/api/v1/alerts", { params: { query: { limit: PAGE_ALERTS } }, signal })),
	staleTime: FRESH_MS,
	refetchInterval: AGAIN_MS,
});

/** One line of the list. */
export interface AlertRow {
	key: string;
	customerId: string;
	/** Among the customer's flags; null: the sender gave none. */
	flagId: string | null;
	severity: string;
	kind: string | null;
	text: string | null;
	at: string;
	evidence: Readonly<Record<string, unknown>>;
	unread: boolean;
}

function rowOf(item: AlertItem, seenUntil: number): AlertRow {
	return {
		key: item.alertId,
		customerId: item.customerId,
		flagId: item.flagId,
		severity: item.severity,
		kind: item.rule,
		text: item.description,
		at: item.risenAt,
		evidence: item.evidence,
		unread: Date.parse(item.heardAt) > seenUntil,
	};
}

/** The list, newest first: what came live and is not in @page yet, or is graver than there, stands on top. @unread: how many of @news nobody
 * has seen. */
export function alertRows(page: AlertPage | undefined, news: readonly Alert[], unread: number): AlertRow[] {
	const seenUntil = Date.parse(page?.seenUntil ?? "") || 0;
	const items = page?.items ?? [];
	const told = new Map(items.map((item) => [item.alertId, Date.parse(item.risenAt)]));
	const on = news.flatMap((alert, i): AlertRow[] => {
		if ((told.get(alert.key) ?? Number.NEGATIVE_INFINITY) >= Date.parse(alert.at)) return [];
		const { key, customerId, flagId, severity, kind, text, at, evidence } = alert;
		return [{ key, customerId, flagId, severity, kind, text, at, evidence, unread: i < unread }];
	});
	const above = new Set(on.map((row) => row.key));
	return [...on, ...items.filter((item) => !above.has(item.alertId)).map((item) => rowOf(item, seenUntil))];
}

/** All that is in the list now has been seen. */
export async function markAlertsSeen(client: QueryClient): Promise<void> {
	const before = live().unread;
	/* What came live is asked for: when the portal learned of it, only the list says. */
	const page = await client.fetchQuery({ ...alertsQuery, staleTime: before > 0 ? 0 : FRESH_MS });
	const until = page.items.reduce((newest, { heardAt }) => Math.max(newest, Date.parse(heardAt)), 0) || Date.now();
	const { seenUntil } = await dataOf(api.PUT("/api/v1/alerts/seen", { body: { until: new Date(until).toISOString() } }));
	client.setQueryData(alertsQuery.queryKey, (now) => now && { ...now, seenUntil });
	setLive({ unread: Math.max(0, live().unread - before) });
}
