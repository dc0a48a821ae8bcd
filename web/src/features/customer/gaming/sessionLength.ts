import { moment } from "@/ui/format";

/** How long something took; null while it is open, or when its times make no sense. */
export function sessionLength({ startedAt, endedAt }: { startedAt: string; endedAt: string | null }): number | null {
	const from = moment(startedAt);
	const to = moment(endedAt);
	if (!from || !to || to < from) return null;
	return to.getTime() - from.getTime();
}
