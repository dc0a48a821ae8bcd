import type { Schemas } from "@/api/client";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./TicketPanel.module.css";

/** What was said, oldest first: the customer on one side, the company on the other, the system in the middle. */
export function Conversation({ messages }: { messages: readonly Schemas["Message"][] }) {
	const words = useWords();
	const inOrder = [...messages].sort((a, b) => a.at.localeCompare(b.at));
	return (
		<ol className={css.messages}>
			{inOrder.map((m, i) => (
				<li key={m.messageId ?? i} className={css.message} data-author={m.author}>
					<p className={css.head}>
						<span className={css.author}>{words("author", m.author)}</span> <Time at={m.at} />
					</p>
					<p className={css.text}>
						<bdi dir="auto">{m.text}</bdi>
					</p>
				</li>
			))}
		</ol>
	);
}
