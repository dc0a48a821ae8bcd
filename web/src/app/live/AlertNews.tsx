import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bell, CheckCheck } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { type AlertRow, alertRows, alertsQuery, markAlertsSeen } from "@/api/alerts";
import { useLive } from "@/api/live/store";
import { useMay } from "@/api/session";
import { announce } from "@/ui/announce";
import { Button } from "@/ui/Button";
import { number } from "@/ui/format";
import { Popover } from "@/ui/Popover";
import { Empty, Failed, Loading } from "@/ui/States";
import { Ago } from "@/ui/Time";
import { AlertLine } from "./AlertLine";
import css from "./AlertNews.module.css";

/* What a badge of this size can say. */
const SAID_MAX = 99;
/* Whoever opens the list wants it as it is now. */
const OLD_MS = 5_000;

function useAlertRows() {
	const may = useMay("alerts_view");
	const query = useQuery({ ...alertsQuery, enabled: may });
	const news = useLive((l) => l.alerts);
	const unread = useLive((l) => l.unread);
	const rows = alertRows(query.data, news, unread);
	return { query, rows, unread: rows.filter((row) => row.unread).length };
}

/** The open alerts, and how many of them the person has not seen. */
export function AlertNews() {
	const { t } = useTranslation("live");
	const came = useLive((l) => l.alerts.length);
	const { unread } = useAlertRows();
	const formatted = unread > SAID_MAX ? `${number(SAID_MAX)}+` : number(unread);
	const name = unread > 0 ? t("alerts.unread", { count: unread, formatted }) : t("alerts.title");
	return (
		<Popover
			width={420}
			label={t("alerts.title")}
			className={css.box}
			target={(props) => (
				<button
					{...props}
					type="button"
					className={css.bell}
					aria-label={name}
					title={name}
					data-alerts={came}
					data-unread={unread || undefined}
				>
					<Bell size={16} aria-hidden />
					{unread > 0 && <span aria-hidden>{formatted}</span>}
				</button>
			)}
		>
			<AlertList />
		</Popover>
	);
}

function AlertList() {
	const { t } = useTranslation("live");
	const { query, rows, unread } = useAlertRows();
	const { dataUpdatedAt, refetch, isFetching } = query;
	// biome-ignore lint/correctness/useExhaustiveDependencies: when it is opened, and no more
	useEffect(() => {
		if (!isFetching && Date.now() - dataUpdatedAt > OLD_MS) void refetch();
	}, []);
	return (
		<>
			<div className={css.head}>
				<h2 className={css.title}>{t("alerts.title")}</h2>
				{unread > 0 && <SeeAll />}
			</div>
			{query.error && !query.isFetching && (
				<Failed error={query.error} since={query.errorUpdatedAt} onRetry={() => void refetch()} compact={rows.length > 0} />
			)}
			{rows.length > 0 ? (
				<ul className={css.list}>
					{rows.map((row) => (
						<Row key={row.key} row={row} />
					))}
				</ul>
			) : query.isLoading ? (
				<Loading lines={5} />
			) : (
				!query.error && <Empty>{t("alerts.none")}</Empty>
			)}
			{query.data?.nextCursor && <p className="dim">{t("alerts.more")}</p>}
		</>
	);
}

function Row({ row }: { row: AlertRow }) {
	const { t } = useTranslation("live");
	return (
		<li className={css.row} data-alert={row.kind ?? ""} data-unread={row.unread || undefined}>
			<AlertLine alert={row} />
			<span className={css.when}>
				<Ago at={row.at} narrow />
				{row.unread && <span className={css.dot} role="img" aria-label={t("alerts.new")} title={t("alerts.new")} />}
			</span>
		</li>
	);
}

function SeeAll() {
	const { t } = useTranslation("live");
	const client = useQueryClient();
	const see = useMutation({
		mutationFn: () => markAlertsSeen(client),
		onSuccess: () => announce(t("alerts.seen")),
		onError: () => announce(t("alerts.notSeen")),
	});
	return (
		<span className={css.see}>
			{see.isError && <span role="alert">{t("alerts.notSeen")}</span>}
			<Button
				variant="default"
				leftSection={<CheckCheck size={14} aria-hidden />}
				loading={see.isPending}
				onClick={() => see.mutate()}
			>
				{t("alerts.seeAll")}
			</Button>
		</span>
	);
}
