import { useContext, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type ListItem, useList } from "@/api/lists";
import { useAddress, useChangeAddress, useOpen, useOpened } from "@/ui/address";
import { Badge } from "@/ui/Badge";
import { knownZone } from "@/ui/ChartBuckets";
import { type Column, DataTable } from "@/ui/DataTable";
import { DateRange, useDateRange } from "@/ui/DateRange";
import { momentsOf } from "@/ui/dateRanges";
import { dateTime, moment, money } from "@/ui/format";
import { Money } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { EmptyByFilter } from "@/ui/States";
import { CustomerZone, Time, useZone } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./Finance.module.css";
import { methodOf } from "./methods";
import { stateKey, toneOf } from "./states";
import { GROUPS, txFilterOf, txQueryOf } from "./txFilter";

type Transaction = ListItem<"transactions">;
/* Choices of states, as far as they were seen. */
const STATES_MAX = 40;

/** Every movement of money, however many there are: the service gives them a page at a time, by period, kind and state. */
export function Transactions({ id }: { id: string }) {
	const { t } = useTranslation("finance");
	const zone = knownZone(useContext(CustomerZone));
	const range = useDateRange("tx", "all", zone);
	const address = useAddress();
	const change = useChangeAddress();
	const filter = txFilterOf(address);
	const span = momentsOf(range, zone);
	const rows = useList(id, "transactions", { ...(span ?? {}), ...txQueryOf(filter) }, span !== null);
	const filtered = !range.isUsual || filter.kind !== null || filter.state !== null;
	const clear = () => {
		change({
			"tx.range": undefined,
			"tx.from": undefined,
			"tx.to": undefined,
			"tx.kind": undefined,
			"tx.state": undefined,
		});
	};
	const states = useSeenStates(id, rows.query.data?.items, filter.state);
	const toolbar = (
		<>
			<DateRange range={range} />
			<select
				aria-label={t("tx.kind")}
				value={filter.kind ?? ""}
				onChange={(e) => change({ "tx.kind": e.currentTarget.value || undefined, "tx.state": undefined })}
				data-filter="tx.kind"
			>
				<option value="">{t("tx.allKinds")}</option>
				{GROUPS.map((group) => (
					<option key={group} value={group}>
						{t(`tx.group.${group}`)}
					</option>
				))}
			</select>
			<StateFilter state={filter.state} states={states} onChange={(state) => change({ "tx.state": state })} />
		</>
	);
	return (
		<Panel title={t("tx.title")} name="transactions" query={always(rows.query)} meta={(page) => page?.meta} lines={10}>
			{() =>
				span === null ? (
					<>
						<div className={css.filters}>{toolbar}</div>
						<EmptyByFilter onClear={clear} />
					</>
				) : (
					<Rows rows={rows} toolbar={toolbar} onClear={filtered ? clear : undefined} />
				)
			}
		</Panel>
	);
}

/* The filters stay whatever the rows do: the table draws their states itself, below them. */
function always<T>(query: { data: T | undefined; dataUpdatedAt: number; errorUpdatedAt: number; refetch: () => void }) {
	return { ...query, data: query.data ?? null, error: null, isPending: false };
}

function Rows({
	rows,
	toolbar,
	onClear,
}: {
	rows: ReturnType<typeof useList<"transactions">>;
	toolbar: React.ReactNode;
	onClear?: () => void;
}) {
	const { t } = useTranslation("finance");
	const words = useWords();
	const open = useOpen();
	const opened = useOpened("transaction");
	const columns = useColumns();
	const zone = useZone();
	return (
		<DataTable
			label={t("tx.title")}
			name="transactions"
			rows={rows}
			idOf={(row) => row.transactionId}
			columns={columns}
			empty={t("tx.empty")}
			onClearFilter={onClear}
			toolbar={toolbar}
			onOpen={(row) => open({ kind: "transaction", id: row.transactionId })}
			openId={opened?.id ?? null}
			nameOf={(row) => {
				const at = moment(row.at);
				return t("tx.name", {
					at: at ? dateTime(at, zone) : row.at,
					kind: words("transactionKind", row.kind),
					amount: money(row.amount, row.currency),
				});
			}}
		/>
	);
}

function useColumns(): readonly Column<Transaction>[] {
	const { t, i18n } = useTranslation("finance");
	const words = useWords();
	const { language } = i18n;
	// biome-ignore lint/correctness/useExhaustiveDependencies: words say the same until the language changes
	return useMemo(
		() => [
			{ id: "at", header: t("tx.at"), width: 168, cell: (r) => <Time at={r.at} style="seconds" />, card: "subtitle" },
			{
				id: "kind",
				header: t("tx.kind"),
				width: 130,
				grow: 1,
				cell: (r) => words("transactionKind", r.kind),
				text: (r) => words("transactionKind", r.kind),
				card: "title",
			},
			{
				id: "state",
				header: t("tx.state"),
				width: 150,
				cell: (r) =>
					stateKey(r.state) === "posted" ? (
						<span className="dim">{words("transactionState", "posted")}</span>
					) : (
						<Badge tone={toneOf(r.state)}>{words("transactionState", stateKey(r.state))}</Badge>
					),
				text: (r) => words("transactionState", stateKey(r.state)),
				card: "subtitle",
			},
			{
				id: "method",
				header: t("tx.method"),
				width: 120,
				grow: 1,
				hideOn: 3,
				cell: (r) => (r.method === null ? null : <bdi>{methodOf(r.method)}</bdi>),
				text: (r) => r.method && methodOf(r.method),
			},
			{
				id: "reference",
				header: t("tx.reference"),
				width: 150,
				grow: 1,
				hideOn: 4,
				cell: (r) => r.paymentReference && <bdi>{r.paymentReference}</bdi>,
				text: (r) => r.paymentReference,
				card: "hidden",
			},
			{
				id: "id",
				header: t("tx.id"),
				width: 170,
				optional: true,
				cell: (r) => <bdi>{r.transactionId}</bdi>,
				text: (r) => r.transactionId,
				card: "hidden",
			},
			{
				id: "pocket",
				header: t("tx.pocket"),
				width: 80,
				hideOn: 5,
				cell: (r) => r.pocket && words("pocket", r.pocket),
				card: "hidden",
			},
			{
				id: "amount",
				header: t("tx.amount"),
				align: "end",
				width: 130,
				cell: (r) => <Money amount={r.amount} currency={r.currency} />,
				text: (r) => money(r.amount, r.currency),
				card: "amount",
			},
			{
				id: "after",
				header: t("tx.after"),
				align: "end",
				width: 130,
				hideOn: 2,
				cell: (r) => <Money amount={r.balanceAfter} currency={r.currency} />,
				text: (r) => (r.balanceAfter === null ? null : money(r.balanceAfter, r.currency)),
			},
		],
		[t, language],
	);
}

function StateFilter({
	state,
	states,
	onChange,
}: {
	state: string | null;
	states: readonly string[];
	onChange: (state: string | undefined) => void;
}) {
	const { t } = useTranslation("finance");
	const words = useWords();
	return (
		<select
			aria-label={t("tx.state")}
			value={state ?? ""}
			onChange={(e) => onChange(e.currentTarget.value || undefined)}
			data-filter="tx.state"
		>
			<option value="">{t("tx.allStates")}</option>
			{states.map((s) => (
				<option key={s} value={s}>
					{words("transactionState", stateKey(s))}
				</option>
			))}
		</select>
	);
}

/* The service names states in its own words, and nobody lists them: those that this customer's transactions have shown. */
function useSeenStates(id: string, items: readonly Transaction[] | undefined, chosen: string | null): readonly string[] {
	const seen = useRef({ id, states: new Set<string>() });
	if (seen.current.id !== id) seen.current = { id, states: new Set() };
	const { states } = seen.current;
	if (chosen) states.add(chosen);
	for (const { state } of items ?? []) if (states.size < STATES_MAX) states.add(state);
	return [...states].sort();
}
