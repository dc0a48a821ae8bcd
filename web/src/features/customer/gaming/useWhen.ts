import { useContext, useMemo } from "react";
import { useSection } from "@/api/sections";
import { knownZone } from "@/ui/ChartBuckets";
import { dayKey, moment } from "@/ui/format";
import { useNow } from "@/ui/now";
import { CustomerZone } from "@/ui/Time";
import { anchorDay } from "./range";

/* A page that is open at midnight shows the new day. */
const TICK_MS = 60_000;

/** On which day a customer's play is looked back from, by their own calendar: today, or the day they last played, if that is long ago.
 * Null until it is known whether they do. */
export function useWhen(id: string): { zone: string; anchor: { day: string; past: boolean } | null } {
	const zone = knownZone(useContext(CustomerZone));
	const gaming = useSection(id, "gaming");
	const profile = useSection(id, "profile");
	const lastPlayed = moment(gaming.data?.gamingStats?.lastGamePlayed);
	const lastDay = lastPlayed && dayKey(lastPlayed, zone);
	const today = dayKey(new Date(useNow(TICK_MS)), zone);
	const known = !gaming.isPending && !profile.isPending;
	const anchor = useMemo(() => (known ? anchorDay(today, lastDay) : null), [known, today, lastDay]);
	return { zone, anchor };
}
