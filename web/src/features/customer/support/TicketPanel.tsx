/* One ticket beside the page: its facts, and what was said in order. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ticketQuery } from "@/api/details";
import { useOpen, useOpened } from "@/ui/address";
import { Copyable } from "@/ui/Copyable";
import { Field, Fields } from "@/ui/Fields";
import { Freshness } from "@/ui/Freshness";
import { Unknown } from "@/ui/Money";
import { SidePanel } from "@/ui/SidePanel";
import { Empty, Failed, Loading } from "@/ui/States";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import type { SectionProps } from "../CustomerPage";
import { Conversation } from "./Conversation";
import { Resolution } from "./Resolution";
import css from "./TicketPanel.module.css";
import { TicketStatus } from "./TicketStatus";

export function TicketPanel({ id }: SectionProps) {
	const { t } = useTranslation("support");
	const opened = useOpened("ticket");
	const open = useOpen();
	const query = useQuery({ ...ticketQuery(id, opened?.id ?? ""), enabled: opened !== null });
	const { data } = query;
	return (
		<SidePanel
			opened={opened !== null}
			onClose={() => open(null)}
			title={data && opened ? <bdi dir="auto">{data.subject}</bdi> : t("ticket")}
		>
			{data ? (
				<div className={css.panel} data-ticket-panel={data.ticketId}>
					<Facts data={data} />
					<section className={css.said} aria-label={t("conversation")}>
						<h3 className={css.heading}>
							{t("conversation")} <Freshness meta={data.meta} receivedAt={query.dataUpdatedAt} />
						</h3>
						{data.messages.length === 0 ? <Empty>{t("noMessages")}</Empty> : <Conversation messages={data.messages} />}
					</section>
				</div>
			) : query.error ? (
				<Failed error={query.error} since={query.errorUpdatedAt} onRetry={() => void query.refetch()} />
			) : (
				<Loading lines={10} />
			)}
		</SidePanel>
	);
}

type Detail = NonNullable<Awaited<ReturnType<NonNullable<ReturnType<typeof ticketQuery>["queryFn"]>>>>;

function Facts({ data }: { data: Detail }) {
	const { t } = useTranslation("support");
	const words = useWords();
	return (
		<Fields columns={1}>
			<Field label={t("facts.status")}>
				<TicketStatus status={data.status} />
			</Field>
			<Field label={t("facts.time")}>
				<Resolution ticket={data} />
			</Field>
			<Field label={t("facts.opened")}>
				<Time at={data.createdAt} />
			</Field>
			{data.resolvedAt && (
				<Field label={t("facts.resolved")}>
					<Time at={data.resolvedAt} />
				</Field>
			)}
			<Field label={t("facts.priority")}>{data.priority ? words("priority", data.priority) : <Unknown />}</Field>
			<Field label={t("facts.category")}>
				{data.category ? <bdi>{words("ticketCategory", data.category)}</bdi> : <Unknown />}
			</Field>
			<Field label={t("facts.channel")}>{data.channel ? <bdi>{words("channel", data.channel)}</bdi> : <Unknown />}</Field>
			<Field label={t("facts.id")}>
				<Copyable text={data.ticketId} label={t("facts.id")} />
			</Field>
		</Fields>
	);
}
