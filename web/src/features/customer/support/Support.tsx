/* Everything that was said between the customer and the company, newest first: tickets with how long they took, and correspondence. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAddress, useChangeAddress } from "@/ui/address";
import { Button } from "@/ui/Button";
import { Freshness, type Meta } from "@/ui/Freshness";
import { PanelFrame } from "@/ui/Panel";
import { Empty, EmptyByFilter, Failed, Loading } from "@/ui/States";
import type { SectionProps } from "../CustomerPage";
import { ContactFilters } from "./ContactFilters";
import { ContactRow } from "./ContactRow";
import { matches } from "./contacts";
import css from "./Support.module.css";
import { TicketsSummary } from "./TicketsSummary";
import { type Contacts, type Half, useContacts } from "./useContacts";

/* Rows at first, and with each press more. */
const FIRST_ROWS = 10;
const MORE_ROWS = 25;
/* A filter that finds little reads on by itself, this far back. */
const READ_ON_MAX = 10;

/** The age of both lists as one: the worse state of the two, each with its own origin. */
function metaOf(halves: readonly Half[]): { meta: Meta; receivedAt: number } | null {
	const known = halves.filter((h) => h.meta !== null);
	const worst = known.find((h) => h.meta?.state === "missing") ?? known.find((h) => h.meta?.state === "stale") ?? known[0];
	if (!worst?.meta) return null;
	const parts = Object.fromEntries(known.map((h) => [h.kind === "ticket" ? "support" : "customer", h.meta ?? undefined]));
	return { meta: { ...worst.meta, parts }, receivedAt: worst.receivedAt };
}

export function Support({ id }: SectionProps) {
	const { t } = useTranslation(["support", "header"]);
	const contacts = useContacts(id);
	const origin = metaOf(contacts.halves);
	const failed = contacts.halves.filter((h) => h.error);
	return (
		<PanelFrame
			level={2}
			title={t("header:section.support")}
			name="support"
			state={failed.length === contacts.halves.length ? "failed" : (origin?.meta.state ?? "fresh")}
			freshness={origin && <Freshness meta={origin.meta} receivedAt={origin.receivedAt} />}
		>
			<div className={css.support}>
				<div className={css.top}>
					<TicketsSummary id={id} />
					<ContactFilters contacts={contacts.items} />
				</div>
				{failed.map((h) => (
					<div key={h.kind} data-half={h.kind}>
						<p className="dim">{t(`failed.${h.kind}`)}</p>
						<Failed error={h.error} since={h.since} onRetry={h.retry} compact />
					</div>
				))}
				{contacts.items.length > 0 &&
					contacts.halves
						.filter((h) => h.loading)
						.map((h) => (
							<p key={h.kind} className="dim" role="status">
								{t(`loading.${h.kind}`)}
							</p>
						))}
				<List contacts={contacts} failed={failed.length} />
			</div>
		</PanelFrame>
	);
}

function List({ contacts, failed }: { contacts: Contacts; failed: number }) {
	const { t } = useTranslation("support");
	const address = useAddress();
	const change = useChangeAddress();
	const filter = { kind: address["support.kind"], state: address["support.state"] };
	const wanted = `${filter.kind ?? ""} ${filter.state ?? ""}`;
	const [shown, setShown] = useState({ of: wanted, rows: FIRST_ROWS, read: 0 });
	const { rows, read } = shown.of === wanted ? shown : { rows: FIRST_ROWS, read: 0 };
	const { items, next, fetchingMore, readOn } = contacts;
	const found = items.filter((c) => matches(c, filter));
	const short = found.length < rows && next !== null && !fetchingMore && read < READ_ON_MAX;
	useEffect(() => {
		if (!short) return;
		setShown({ of: wanted, rows, read: read + 1 });
		readOn();
	}, [short, wanted, rows, read, readOn]);

	const loading = contacts.halves.some((h) => h.loading);
	if (found.length === 0 && (fetchingMore || short || loading)) return <Loading lines={6} />;
	if (items.length === 0 && next === null) return failed > 0 ? null : <Empty>{t("none")}</Empty>;
	const more = found.length > rows || next !== null;
	return (
		<>
			{found.length === 0 ? (
				<EmptyByFilter onClear={() => change({ "support.kind": undefined, "support.state": undefined })}>
					{next === null ? undefined : t("noneSoFar")}
				</EmptyByFilter>
			) : (
				<ul>
					{found.slice(0, rows).map((c) => (
						<ContactRow key={`${c.kind} ${c.id}`} contact={c} />
					))}
				</ul>
			)}
			{more && (
				<Button
					variant="default"
					className={css.more}
					loading={fetchingMore}
					onClick={() => setShown({ of: wanted, rows: found.length > rows ? rows + MORE_ROWS : rows, read: 0 })}
				>
					{t("older")}
				</Button>
			)}
		</>
	);
}
