import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAddress, useChangeAddress } from "@/ui/address";
import { Button } from "@/ui/Button";
import { Page, PagePanel } from "@/ui/Page";
import { Empty, EmptyByFilter, Failed, Loading } from "@/ui/States";
import css from "./AuditPage.module.css";
import { Filters } from "./Filters";
import { RecordRow } from "./RecordRow";
import { type AuditFilter, type AuditRecords, filterOf, isFiltered, recordsQuery } from "./records";

/** Who saw and did what, newest first. Looking at this is recorded as well. */
export function AuditPage() {
	const { t } = useTranslation(["audit", "common"]);
	const filter = filterOf(useAddress());
	const change = useChangeAddress();
	const clear = () =>
		change({
			"audit.who": undefined,
			"audit.customer": undefined,
			"audit.kind": undefined,
			"audit.from": undefined,
			"audit.to": undefined,
		});
	const query = useInfiniteQuery(recordsQuery(filter));
	return (
		<Page name="audit" title={t("title")} text={t("text")}>
			<Filters filter={filter} onChange={change} onClear={clear} />
			<PagePanel
				title={t("records")}
				name="audit"
				query={query}
				actions={
					<Button
						variant="subtle"
						leftSection={<RefreshCw size={14} aria-hidden />}
						loading={query.isRefetching && !query.isFetchingNextPage}
						onClick={() => void query.refetch()}
					>
						{t("refresh")}
					</Button>
				}
			>
				<Records query={query} filter={filter} onClear={clear} />
			</PagePanel>
		</Page>
	);
}

type Query = UseInfiniteQueryResult<InfiniteData<AuditRecords>>;

function Records({ query, filter, onClear }: { query: Query; filter: AuditFilter; onClear: () => void }) {
	const { t } = useTranslation(["audit", "common"]);
	if (query.data === undefined)
		return query.error ? (
			<Failed error={query.error} since={query.errorUpdatedAt} onRetry={() => void query.refetch()} />
		) : (
			<Loading lines={12} />
		);
	const records = query.data.pages.flatMap((p) => p.items);
	if (records.length === 0 && !query.hasNextPage)
		return isFiltered(filter) ? <EmptyByFilter onClear={onClear} /> : <Empty>{t("empty")}</Empty>;
	return (
		<>
			<div className={css.head} aria-hidden>
				<span>{t("column.at")}</span>
				<span>{t("column.who")}</span>
				<span>{t("column.kind")}</span>
				<span>{t("column.what")}</span>
				<span>{t("column.customer")}</span>
				<span>{t("column.outcome")}</span>
				<span />
			</div>
			<ol data-list="audit">
				{records.map((record) => (
					<RecordRow key={record.hash} record={record} />
				))}
			</ol>
			{query.error && <Failed error={query.error} compact />}
			<div className={css.foot}>
				{query.hasNextPage ? (
					<Button
						variant="default"
						loading={query.isFetchingNextPage}
						onClick={() => void query.fetchNextPage()}
						data-action="older"
					>
						{t("older")}
					</Button>
				) : (
					<span className="dim">{t("end")}</span>
				)}
			</div>
		</>
	);
}
