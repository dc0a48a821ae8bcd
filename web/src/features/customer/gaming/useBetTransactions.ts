/* The movements of money that a bet made. The wallet is asked for what happened about when the bet was placed and settled. */
import { useQuery } from "@tanstack/react-query";
import { api, dataOf, type Schemas } from "@/api/client";

/* Services' clocks differ, and a booking may come after what it books. */
const ABOUT_MS = 120_000;
/* The most that the API gives at once. */
const LIMIT = 200;

type Bet = Pick<Schemas["Bet"], "betId" | "placedAt" | "settledAt">;

/** Around which moments to look: one window when they touch. */
export function windowsOf({ placedAt, settledAt }: Bet): { from: string; to: string }[] {
	const around = (at: string) => ({ from: Date.parse(at) - ABOUT_MS, to: Date.parse(at) + ABOUT_MS });
	const placed = around(placedAt);
	const settled = settledAt ? around(settledAt) : null;
	const windows =
		!settled || Number.isNaN(settled.from)
			? [placed]
			: settled.from <= placed.to && settled.to >= placed.from
				? [{ from: Math.min(placed.from, settled.from), to: Math.max(placed.to, settled.to) }]
				: [placed, settled];
	return windows
		.filter((w) => !Number.isNaN(w.from))
		.map((w) => ({ from: new Date(w.from).toISOString(), to: new Date(w.to).toISOString() }));
}

export function useBetTransactions(id: string, bet: Bet) {
	return useQuery({
		queryKey: ["customer", id, "bet", bet.betId, "transactions", bet.placedAt, bet.settledAt] as const,
		queryFn: async ({ signal }) => {
			const pages = await Promise.all(
				windowsOf(bet).map((span) =>
					dataOf(
						api.GET("/api/v1/customers/{id}/transactions", {
							params: { path: { id }, query: { ...span, limit: LIMIT } },
							signal,
						}),
					),
				),
			);
			return pages.flatMap((page) => page.items).filter((t) => t.betId === bet.betId);
		},
	});
}
