import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { type Source, sourcesQuery } from "@/api/sources";
import { number } from "@/ui/format";
import { Unknown } from "@/ui/Money";
import { Page, PagePanel } from "@/ui/Page";
import { Empty, Failed, Loading } from "@/ui/States";
import { Ago } from "@/ui/Time";
import { useWords } from "@/ui/words";
import { milliseconds, stateOf } from "./health";
import css from "./SourcesPage.module.css";
import { StateBadge } from "./StateBadge";

/** All sources in a table that refreshes itself; what came last stays in sight when asking fails. */
export function SourcesPage() {
	const { t } = useTranslation("shell");
	const query = useQuery(sourcesQuery);
	return (
		<Page name="sources" title={t("sources.title")} text={t("sources.text")}>
			<PagePanel title={t("sources.panel")} name="sources" query={query} className={css.panel}>
				{query.error && (
					<Failed
						error={query.error}
						since={query.errorUpdatedAt}
						onRetry={() => void query.refetch()}
						compact={query.data !== undefined}
					/>
				)}
				{query.data === undefined ? (
					query.isPending && <Loading lines={6} />
				) : query.data.length === 0 ? (
					<Empty>{t("sources.none")}</Empty>
				) : (
					<Table sources={query.data} />
				)}
			</PagePanel>
		</Page>
	);
}

const NUMBERS = ["latency", "requests", "retries", "cache", "waiting"] as const;

function Table({ sources }: { sources: readonly Source[] }) {
	const { t } = useTranslation("shell");
	return (
		<table className={css.table} data-table="sources">
			<thead>
				<tr>
					<th scope="col">{t("sources.column.source")}</th>
					<th scope="col">{t("sources.column.state")}</th>
					<th scope="col">{t("sources.column.last")}</th>
					{NUMBERS.map((name) => (
						<th
							key={name}
							scope="col"
							className={css.number}
							title={name === "requests" || name === "retries" ? undefined : t(`sources.hint.${name}`)}
						>
							{t(`sources.column.${name}`)}
						</th>
					))}
					<th scope="col">{t("sources.column.failures")}</th>
				</tr>
			</thead>
			<tbody>
				{sources.map((source) => (
					<Row key={source.name} source={source} />
				))}
			</tbody>
		</table>
	);
}

function Row({ source }: { source: Source }) {
	const { t } = useTranslation("shell");
	const words = useWords();
	const state = stateOf(source);
	const { p50, p95, p99 } = source.latencyUs;
	const { hits, stale, misses } = source.cache;
	const failures = Object.entries(source.failures).sort(([, a], [, b]) => b - a);
	return (
		<tr data-source={source.name} data-state={state}>
			<th scope="row">{words("source", source.name)}</th>
			<td>
				<StateBadge state={state} />
				<p className={css.note}>{t(`sources.breaker.${source.breaker}`)}</p>
				{state !== "healthy" && source.lastError && (
					<p className={css.note}>
						{t("sources.lastError", { error: words("sourceError", source.lastError) })}
						{source.lastFailureAt && (
							<>
								{" · "}
								<Ago at={source.lastFailureAt} />
							</>
						)}
					</p>
				)}
			</td>
			<td data-label={t("sources.column.last")}>
				{source.lastSuccessAt ? <Ago at={source.lastSuccessAt} /> : <span className="dim">{t("sources.never")}</span>}
			</td>
			<td className={css.number} data-label={t("sources.column.latency")}>
				<Slashed values={[p50, p95, p99].map((us) => milliseconds(us))} digits={1} />
			</td>
			<td className={css.number} data-label={t("sources.column.requests")}>
				{number(source.requests)}
			</td>
			<td className={css.number} data-label={t("sources.column.retries")}>
				{number(source.retries)}
			</td>
			<td className={css.number} data-label={t("sources.column.cache")}>
				<Slashed values={[hits, stale, misses]} />
			</td>
			<td className={css.number} data-label={t("sources.column.waiting")}>
				<Slashed values={[source.inFlight, source.queued]} />
			</td>
			<td data-label={t("sources.column.failures")}>
				{failures.length === 0 ? (
					<span className="dim">{t("sources.noFailures")}</span>
				) : (
					<ul className={css.failures}>
						{failures.map(([kind, count]) => (
							<li key={kind}>
								<span>{words("sourceError", kind)}</span> <b>{number(count)}</b>
							</li>
						))}
					</ul>
				)}
			</td>
		</tr>
	);
}

function Slashed({ values, digits = 0 }: { values: (number | null)[]; digits?: number }) {
	return (
		<span className={css.slashed}>
			{values.map((value, i) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the place says which one it is
				<Fragment key={i}>
					{i > 0 && <span aria-hidden> / </span>}
					<span>{value === null ? <Unknown /> : number(value, digits)}</span>
				</Fragment>
			))}
		</span>
	);
}
