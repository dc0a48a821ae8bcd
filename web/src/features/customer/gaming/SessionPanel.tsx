import { Play } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf, type Schemas } from "@/api/client";
import { PAGE_ROWS, type PagedRows, usePages } from "@/api/pages";
import { useOpen, useOpened } from "@/ui/address";
import { minus } from "@/ui/amounts";
import { Button } from "@/ui/Button";
import { Chart } from "@/ui/Chart";
import type { ChartSeries } from "@/ui/ChartModel";
import { Copyable } from "@/ui/Copyable";
import { DataTable } from "@/ui/DataTable";
import type { Column } from "@/ui/DataTableColumns";
import { Field, Fields } from "@/ui/Fields";
import { duration, number } from "@/ui/format";
import { Money, Unknown } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { SidePanel } from "@/ui/SidePanel";
import { Time, useZone } from "@/ui/Time";
import type { SectionProps } from "../CustomerPage";
import css from "./Gaming.module.css";
import { sessionLength } from "./sessionLength";
import { LOOKED_THROUGH, useSession } from "./useSession";

type Session = Schemas["Session"];
type Round = Schemas["Round"];

const CHART_HEIGHT = 140;
const ROUNDS_HEIGHT = 420;

/** One game session with its rounds: "open=session:SES-…". */
export function SessionPanel({ id }: SectionProps) {
	const { t } = useTranslation("gaming");
	const opened = useOpened("session");
	const open = useOpen();
	return (
		<SidePanel
			opened={opened !== null}
			onClose={() => open(null)}
			title={<bdi>{t("session.title", { id: opened?.id ?? "" })}</bdi>}
		>
			{opened && <SessionOf key={opened.id} id={id} sid={opened.id} />}
		</SidePanel>
	);
}

function useRounds(id: string, sid: string): PagedRows<Round> {
	return usePages({
		key: ["customer", id, "rounds", sid],
		fetchPage: (cursor, signal) =>
			dataOf(
				api.GET("/api/v1/customers/{id}/sessions/{sid}/rounds", {
					params: { path: { id, sid }, query: { limit: PAGE_ROWS, ...(cursor === null ? {} : { cursor }) } },
					signal,
				}),
			),
		idOf: (round) => round.roundId,
	});
}

function SessionOf({ id, sid }: { id: string; sid: string }) {
	const { t } = useTranslation(["gaming", "replay"]);
	const open = useOpen();
	const rounds = useRounds(id, sid);
	const session = useSession(id, sid, rounds);
	const page = rounds.query.data;
	return (
		<div className={css.facts} data-session={sid}>
			<Panel
				title={t("session.facts")}
				name="session"
				query={session}
				lines={8}
				actions={
					<Button
						variant="default"
						leftSection={<Play size={13} aria-hidden />}
						onClick={() => open({ kind: "replay", id: sid })}
						data-action="replay"
					>
						{t("replay:open")}
					</Button>
				}
			>
				{(facts) =>
					facts ? <Facts session={facts} /> : <p className="dim">{t("session.unknown", { count: LOOKED_THROUGH })}</p>
				}
			</Panel>
			<Panel
				title={t("session.roundsTitle")}
				name="session-rounds"
				query={rounds.query}
				meta={(p) => p.meta}
				height={ROUNDS_HEIGHT}
			>
				{() => (
					<div className={css.facts}>
						{page && <Balance rounds={page.items} all={page.nextCursor === null} />}
						<Rounds rounds={rounds} />
					</div>
				)}
			</Panel>
		</div>
	);
}

function Facts({ session }: { session: Session }) {
	const { t } = useTranslation("gaming");
	const length = sessionLength(session);
	const { currency } = session;
	return (
		<Fields columns={1}>
			<Field label={t("session.game")}>{session.game ? <bdi>{session.game}</bdi> : <Unknown />}</Field>
			<Field label={t("session.started")}>
				<Time at={session.startedAt} style="seconds" />
			</Field>
			<Field label={t("session.ended")}>
				{session.endedAt ? <Time at={session.endedAt} style="seconds" /> : t("session.open")}
			</Field>
			{length !== null && <Field label={t("session.length")}>{duration(length)}</Field>}
			<Field label={t("session.bets")}>{session.bets === null ? <Unknown /> : number(session.bets)}</Field>
			<Field label={t("session.wagered")}>
				<Money amount={session.wagered} currency={currency} />
			</Field>
			<Field label={t("session.won")}>
				<Money amount={session.won} currency={currency} />
			</Field>
			<Field label={t("session.net")} title={t("definition.net")}>
				<Money amount={minus(session.won, session.wagered)} currency={currency} sign />
			</Field>
			<Field label={t("session.device")}>
				{session.deviceId ? <Copyable text={session.deviceId} label={t("session.device")} /> : <Unknown />}
			</Field>
			<Field label={t("session.id")}>
				<Copyable text={session.sessionId} label={t("session.id")} />
			</Field>
		</Fields>
	);
}

/** The balance after each of the latest rounds; nothing where the service doesn't say. */
function Balance({ rounds, all }: { rounds: readonly Round[]; all: boolean }) {
	const { t } = useTranslation("gaming");
	const zone = useZone();
	const { at, series, unit } = useMemo(() => {
		const forward = [...rounds].reverse();
		const balance = forward.map((r) => r.balance);
		const line: ChartSeries = {
			key: "balance",
			label: t("session.balanceOf"),
			shape: "line",
			color: 1,
			values: balance,
			rest: balance.at(-1) ?? null,
		};
		return {
			at: forward.map((r) => r.at),
			series: [line],
			unit: { kind: "money", currency: forward[0]?.currency } as const,
		};
	}, [rounds, t]);
	if (rounds.length < 2 || rounds.every((r) => r.balance === null)) return null;
	return (
		<Chart
			label={all ? t("session.balance") : t("session.balanceLast", { count: rounds.length })}
			at={at}
			series={series}
			step="moment"
			fit
			unit={unit}
			height={CHART_HEIGHT}
			zone={zone}
			restLabel={all ? t("session.balance") : t("session.balanceLast", { count: rounds.length })}
		/>
	);
}

function Rounds({ rounds }: { rounds: PagedRows<Round> }) {
	const { t } = useTranslation("gaming");
	const open = useOpen();
	const columns = useMemo(
		(): Column<Round>[] => [
			{ id: "at", header: t("session.at"), width: 84, cell: (r) => <Time at={r.at} style="time" />, card: "title" },
			{
				id: "stake",
				header: t("session.stake"),
				width: 90,
				align: "end",
				cell: (r) => <Money amount={r.stake} currency={r.currency} />,
			},
			{
				id: "net",
				header: t("session.roundNet"),
				width: 100,
				align: "end",
				cell: (r) => <Money amount={r.won === null ? null : minus(r.won, r.stake)} currency={r.currency} sign />,
				card: "amount",
			},
			{
				id: "balance",
				header: t("session.roundBalance"),
				width: 110,
				align: "end",
				cell: (r) => <Money amount={r.balance} currency={r.currency} />,
			},
		],
		[t],
	);
	return (
		<DataTable
			label={t("session.roundsTitle")}
			name="rounds"
			rows={rounds}
			idOf={(r) => r.roundId}
			columns={columns}
			onOpen={(r) => open({ kind: "bet", id: r.roundId })}
			nameOf={(r) => t("session.roundName", { id: r.roundId })}
			empty={t("session.roundsEmpty")}
			maxHeight={ROUNDS_HEIGHT}
			plain
		/>
	);
}
