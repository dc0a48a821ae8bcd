import { Badge, type Tone } from "@/ui/Badge";
import { useWords } from "@/ui/words";

const TONE: Record<string, Tone> = {
	open: "warn",
	reopened: "warn",
	waiting_for_customer: "info",
	resolved: "good",
	complaint: "bad",
	dispute: "bad",
};

export function TicketStatus({ status }: { status: string }) {
	const words = useWords();
	return <Badge tone={TONE[status] ?? "neutral"}>{words("ticketStatus", status)}</Badge>;
}
