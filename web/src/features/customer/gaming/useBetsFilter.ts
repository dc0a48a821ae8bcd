/* Which bets are listed: of some days, of a game. Stands in the address as bets.from, bets.to and bets.game. */
import { useCallback, useEffect, useMemo } from "react";
import type { ListFilters } from "@/api/lists";
import { type Address, useAddress, useChangeAddress } from "@/ui/address";
import { dayAfter, startOfDay } from "@/ui/ChartBuckets";
import { isDay } from "./range";

/** Where the table of bets begins: what filters it goes there. */
export const BETS_ANCHOR = "gaming-bets";

/* The table is drawn late: who wants to go there before it is, is remembered. */
let wanted = false;

/** Goes to the table of bets, as soon as it is there. */
export function goToBets(): void {
	const place = document.getElementById(BETS_ANCHOR);
	wanted = place === null;
	place?.scrollIntoView({ block: "start" });
	place?.focus({ preventScroll: true });
}

/** For the table of bets: it is there now. */
export function useGoToBets(): void {
	useEffect(() => {
		if (wanted) goToBets();
	}, []);
}

interface BetsFilter {
	first?: string;
	last?: string;
	gameId?: string;
}

export function betsFilterOf(address: Address): BetsFilter {
	const { "bets.from": from, "bets.to": to, "bets.game": gameId } = address;
	return { first: isDay(from) ? from : undefined, last: isDay(to) ? to : undefined, gameId };
}

/** The same, as the API asks for it: moments, on the customer's own clock. */
export function betsQuery({ first, last, gameId }: BetsFilter, zone: string): ListFilters<"bets"> {
	return {
		...(first && { from: startOfDay(first, zone).toISOString() }),
		...(last && { to: startOfDay(dayAfter(last, 1), zone).toISOString() }),
		...(gameId && { gameId }),
	};
}

export function useBetsFilter() {
	const address = useAddress();
	const change = useChangeAddress();
	const { "bets.from": from, "bets.to": to, "bets.game": game } = address;
	const filter = useMemo(() => betsFilterOf({ "bets.from": from, "bets.to": to, "bets.game": game }), [from, to, game]);
	const set = useCallback(
		({ first, last, gameId }: BetsFilter) => change({ "bets.from": first, "bets.to": last, "bets.game": gameId }),
		[change],
	);
	/** Lists other bets and goes to them; what is open beside the page closes. */
	const show = useCallback(
		({ first, last, gameId }: BetsFilter) => {
			change({ "bets.from": first, "bets.to": last, "bets.game": gameId, open: undefined });
			goToBets();
		},
		[change],
	);
	return { filter, set, show };
}
