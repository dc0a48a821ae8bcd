import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronRight, CircleAlert, CircleCheck, OctagonAlert } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { IconButton } from "@/ui/Button";
import { Copyable } from "@/ui/Copyable";
import { locale } from "@/ui/format";
import { Unknown } from "@/ui/Money";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./AuditPage.module.css";
import type { AuditRecord } from "./records";
import { customersOf, outcomeOf, tell } from "./tell";

const CUSTOMERS_SHOWN = 2;

/** One record: who, when, what; a press shows all of it, as it was written. */
export function RecordRow({ record }: { record: AuditRecord }) {
	const { t } = useTranslation("audit");
	const words = useWords();
	const [open, setOpen] = useState(false);
	const whole = useId();
	const Chevron = open ? ChevronDown : ChevronRight;
	return (
		<li className={css.record} data-kind={record.kind}>
			<div className={css.line}>
				<Time at={record.at} style="seconds" />
				<span className={css.who}>
					{record.who ? <bdi>{record.who}</bdi> : <span className="dim">{t("nobody")}</span>}
					{record.role && <span className="dim">{words("role", record.role)}</span>}
				</span>
				<span className={css.kind}>{t(`kind.${record.kind}`)}</span>
				<span className={css.what}>
					<What record={record} />
				</span>
				<Customers ids={customersOf(record)} />
				<Outcome record={record} />
				<IconButton
					size="small"
					aria-expanded={open}
					aria-controls={whole}
					aria-label={t("whole", { seq: record.seq })}
					onClick={() => setOpen(!open)}
				>
					<Chevron size={14} aria-hidden />
				</IconButton>
			</div>
			{open && (
				<dl id={whole} className={css.whole}>
					{Object.entries(record).map(([name, value]) => (
						<div key={name}>
							<dt>{name}</dt>
							<dd>
								{name === "hash" || name === "prev" || name === "request" ? (
									<Copyable text={String(value)} label={name} />
								) : (
									<bdi>{typeof value === "string" ? value : JSON.stringify(value)}</bdi>
								)}
							</dd>
						</div>
					))}
				</dl>
			)}
		</li>
	);
}

function What({ record }: { record: AuditRecord }) {
	const { t } = useTranslation("audit");
	const words = useWords();
	const { key, things, count } = tell(record);
	const group = GROUPS[key];
	const what = new Intl.ListFormat(locale()).format(things.map((thing) => (group ? words(group, thing) : thing)));
	return <>{t(`told.${key}`, { what, count })}</>;
}

/* Where the words of a sentence's things are; those of the rest stay as they are. */
const GROUPS: Partial<Record<ReturnType<typeof tell>["key"], string>> = {
	list: "auditThing",
	detail: "auditThing",
	parts: "part",
	denied: "auditReason",
	notSignedOn: "auditReason",
	admin: "auditEvent",
};

function Customers({ ids }: { ids: readonly string[] }) {
	const { t } = useTranslation("audit");
	const may = useMay("customer_view");
	if (ids.length === 0)
		return (
			<span className={css.customers} data-none>
				<Unknown />
			</span>
		);
	return (
		<span className={css.customers}>
			{ids.slice(0, CUSTOMERS_SHOWN).map((id) =>
				may ? (
					<Link key={id} to="/customers/$id/{-$section}" params={{ id }} search={{}}>
						<bdi>{id}</bdi>
					</Link>
				) : (
					<bdi key={id}>{id}</bdi>
				),
			)}
			{ids.length > CUSTOMERS_SHOWN && <span className="dim">{t("moreCustomers", { count: ids.length - CUSTOMERS_SHOWN })}</span>}
		</span>
	);
}

const ICONS = { good: CircleCheck, refused: CircleAlert, failed: OctagonAlert } as const;

function Outcome({ record }: { record: AuditRecord }) {
	const { t } = useTranslation("audit");
	const outcome = outcomeOf(record);
	if (outcome === "none") return <span className={css.outcome} data-none />;
	const Icon = ICONS[outcome];
	return (
		<span className={css.outcome} data-outcome={outcome}>
			<Icon size={13} aria-hidden />
			{t(`outcome.${outcome}`, { status: record.status })}
		</span>
	);
}
