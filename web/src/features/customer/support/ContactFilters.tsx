import { useTranslation } from "react-i18next";
import { useAddress, useChangeAddress } from "@/ui/address";
import { useWords } from "@/ui/words";
import { type Contact, UNRESOLVED } from "./contacts";
import css from "./Support.module.css";

const TICKET_STATES = ["open", "waiting_for_customer", "reopened", "complaint", "dispute", "resolved"] as const;

/* Messages' states are the operator's own words: those that were seen. */
function messageStates(contacts: readonly Contact[]): string[] {
	const states = contacts.map((c) => (c.kind === "message" ? c.state : null)).filter((s): s is string => s !== null);
	return [...new Set(states)].sort();
}

export function ContactFilters({ contacts }: { contacts: readonly Contact[] }) {
	const { t } = useTranslation("support");
	const words = useWords();
	const address = useAddress();
	const change = useChangeAddress();
	const kind = address["support.kind"] ?? "";
	const state = address["support.state"] ?? "";
	const seen = messageStates(contacts);
	return (
		<div className={css.filters}>
			<select
				className={css.select}
				aria-label={t("filter.kind")}
				value={kind}
				onChange={(e) => change({ "support.kind": e.currentTarget.value || undefined, "support.state": undefined })}
			>
				<option value="">{t("filter.allKinds")}</option>
				<option value="ticket">{t("filter.tickets")}</option>
				<option value="message">{t("filter.messages")}</option>
			</select>
			<select
				className={css.select}
				aria-label={t("filter.state")}
				value={state}
				onChange={(e) => change({ "support.state": e.currentTarget.value || undefined })}
			>
				<option value="">{t("filter.allStates")}</option>
				{kind !== "message" && (
					<optgroup label={t("filter.tickets")}>
						<option value={UNRESOLVED}>{t("filter.unresolved")}</option>
						{TICKET_STATES.map((s) => (
							<option key={s} value={s}>
								{words("ticketStatus", s)}
							</option>
						))}
					</optgroup>
				)}
				{kind !== "ticket" && seen.length > 0 && (
					<optgroup label={t("filter.messages")}>
						{seen.map((s) => (
							<option key={s} value={s}>
								{words("messageStatus", s)}
							</option>
						))}
					</optgroup>
				)}
			</select>
		</div>
	);
}
