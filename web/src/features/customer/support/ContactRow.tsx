import { ArrowDownLeft, ArrowUpRight, Ticket as TicketIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useOpen } from "@/ui/address";
import { Badge, type Tone } from "@/ui/Badge";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import type { Contact, Message, Ticket } from "./contacts";
import { Resolution } from "./Resolution";
import css from "./Support.module.css";
import { TicketStatus } from "./TicketStatus";

export function ContactRow({ contact }: { contact: Contact }) {
	return contact.kind === "ticket" ? <TicketRow ticket={contact.ticket} /> : <MessageRow message={contact.message} />;
}

function TicketRow({ ticket }: { ticket: Ticket }) {
	const { t } = useTranslation("support");
	const words = useWords();
	const open = useOpen();
	return (
		<li className={css.row} data-contact="ticket" data-ticket={ticket.ticketId}>
			<TicketIcon size={16} className={css.icon} aria-label={t("ticket")} role="img" />
			<div className={css.what}>
				<button type="button" className={css.open} onClick={() => open({ kind: "ticket", id: ticket.ticketId })}>
					<bdi dir="auto">{ticket.subject}</bdi>
				</button>
				<p className={css.note}>
					<span className={css.part}>{ticket.ticketId}</span>
					{ticket.category && (
						<span className={css.part}>
							<bdi>{words("ticketCategory", ticket.category)}</bdi>
						</span>
					)}
					{ticket.channel && (
						<span className={css.part}>
							<bdi>{words("channel", ticket.channel)}</bdi>
						</span>
					)}
					{ticket.priority && <span className={css.part}>{t("priority", { priority: words("priority", ticket.priority) })}</span>}
					{ticket.messageCount !== null && <span className={css.part}>{t("messages", { count: ticket.messageCount })}</span>}
				</p>
			</div>
			<span className={css.took}>
				<Resolution ticket={ticket} />
			</span>
			<span className={css.state}>
				<TicketStatus status={ticket.status} />
			</span>
			<span className={css.at}>
				<Time at={ticket.createdAt} />
			</span>
		</li>
	);
}

const TONE: Record<string, Tone> = { bounced: "bad", failed: "bad", opened: "good" };

function MessageRow({ message }: { message: Message }) {
	const { t } = useTranslation("support");
	const words = useWords();
	const incoming = message.direction === "in";
	const Icon = incoming ? ArrowDownLeft : ArrowUpRight;
	return (
		<li className={css.row} data-contact="message">
			<Icon
				size={16}
				className={css.icon}
				role="img"
				aria-label={message.direction ? words("direction", message.direction) : t("message")}
			/>
			<div className={css.what}>
				<p className={css.subject}>{message.subject ? <bdi dir="auto">{message.subject}</bdi> : t("noSubject")}</p>
				<p className={css.note}>
					{message.direction && <span className={css.part}>{words("direction", message.direction)}</span>}
					<span className={css.part}>
						<bdi>{words("channel", message.channel)}</bdi>
					</span>
					{message.template && (
						<span className={css.part}>
							<bdi>{t("template", { name: words("template", message.template) })}</bdi>
						</span>
					)}
				</p>
			</div>
			<span className={css.took} />
			<span className={css.state}>
				{message.status && <Badge tone={TONE[message.status] ?? "neutral"}>{words("messageStatus", message.status)}</Badge>}
			</span>
			<span className={css.at}>
				<Time at={message.at} />
			</span>
		</li>
	);
}
