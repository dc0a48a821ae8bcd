import { Badge, type Tone } from "@/ui/Badge";
import { useWords } from "@/ui/words";

const TONE: Record<string, Tone> = { requested: "info", uploaded: "warn", accepted: "good", rejected: "bad", expired: "bad" };

export function DocumentStatus({ status }: { status: string }) {
	const words = useWords();
	return <Badge tone={TONE[status] ?? "neutral"}>{words("documentStatus", status)}</Badge>;
}
