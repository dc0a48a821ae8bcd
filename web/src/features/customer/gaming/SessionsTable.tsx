import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type ListItem, useList } from "@/api/lists";
import { useOpen, useOpened } from "@/ui/address";
import { minus } from "@/ui/amounts";
import { Badge } from "@/ui/Badge";
import { DataTable } from "@/ui/DataTable";
import type { Column } from "@/ui/DataTableColumns";
import { duration, number } from "@/ui/format";
import { Money, Unknown } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { Time } from "@/ui/Time";
import { sessionLength } from "./sessionLength";

type Session = ListItem<"sessions">;

/** Game sessions, newest first. A row opens the session beside the page. */
export function SessionsTable({ id }: { id: string }) {
	const { t } = useTranslation("gaming");
	const open = useOpen();
	const opened = useOpened("session");
	const sessions = useList(id, "sessions");
	const columns = useSessionColumns();
	return (
		<Panel title={t("sessions.title")} name="gaming-sessions" query={sessions.query} meta={(page) => page.meta} height={300}>
			{() => (
				<DataTable
					label={t("sessions.title")}
					name="sessions"
					rows={sessions}
					idOf={(s) => s.sessionId}
					columns={columns}
					onOpen={(s) => open({ kind: "session", id: s.sessionId })}
					openId={opened?.id ?? null}
					nameOf={(s) => t("session.title", { id: s.sessionId })}
					empty={t("sessions.empty")}
					maxHeight={300}
				/>
			)}
		</Panel>
	);
}

function useSessionColumns(): Column<Session>[] {
	const { t } = useTranslation("gaming");
	return useMemo(
		(): Column<Session>[] => [
			{ id: "started", header: t("sessions.started"), width: 150, cell: (s) => <Time at={s.startedAt} />, card: "subtitle" },
			{
				id: "game",
				header: t("sessions.game"),
				width: 130,
				grow: 2,
				cell: (s) => (s.game ? <bdi>{s.game}</bdi> : <Unknown />),
				text: (s) => s.game,
				card: "title",
			},
			{
				id: "length",
				header: t("sessions.length"),
				width: 140,
				align: "end",
				cell: (s) => {
					const length = sessionLength(s);
					if (s.endedAt === null) return <Badge tone="info">{t("sessions.running")}</Badge>;
					return length === null ? <Unknown /> : duration(length);
				},
			},
			{
				id: "bets",
				header: t("sessions.bets"),
				width: 72,
				align: "end",
				hideOn: 3,
				cell: (s) => (s.bets === null ? <Unknown /> : number(s.bets)),
			},
			{
				id: "wagered",
				header: t("sessions.wagered"),
				width: 110,
				align: "end",
				hideOn: 2,
				cell: (s) => <Money amount={s.wagered} currency={s.currency} />,
			},
			{
				id: "won",
				header: t("sessions.won"),
				width: 110,
				align: "end",
				hideOn: 1,
				cell: (s) => <Money amount={s.won} currency={s.currency} />,
				card: "hidden",
			},
			{
				id: "net",
				header: t("sessions.net"),
				width: 116,
				align: "end",
				cell: (s) => <Money amount={minus(s.won, s.wagered)} currency={s.currency} sign />,
				card: "amount",
			},
		],
		[t],
	);
}
