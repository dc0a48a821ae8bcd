import { useTranslation } from "react-i18next";
import * as format from "@/ui/format";
import { useNow } from "@/ui/now";
import { resolutionOf, type Ticket } from "./contacts";

/** "Resolved in 6 h 15 min", "Open for 3 days". */
export function Resolution({ ticket }: { ticket: Pick<Ticket, "status" | "createdAt" | "resolvedAt"> }) {
	const { t } = useTranslation("support");
	const resolution = resolutionOf(ticket, useNow());
	if (resolution.state === "unknown") return null;
	return <span data-resolution={resolution.state}>{t(resolution.state, { time: format.duration(resolution.ms) })}</span>;
}
