import type { Schemas } from "@/api/client";
import { minus, sum } from "@/ui/amounts";
import { type BucketStep, bucketed } from "@/ui/ChartBuckets";
import type { ChartSeries } from "@/ui/ChartModel";
import type { Amount } from "@/ui/format";

interface CashNames {
	deposits: string;
	withdrawals: string;
	bonuses: string;
	net: string;
}

/** Money in above the line, money out below it, and what is left of both. Bonuses that became cash only where there were any. */
export function cashSeries(
	days: readonly Schemas["CashDay"][],
	first: string,
	last: string,
	step: BucketStep,
	names: CashNames,
): { at: string[]; series: ChartSeries[] } {
	const { at, sums } = bucketed(days, first, last, step, ["deposits", "withdrawals", "bonuses", "net"]);
	const out = sums.withdrawals.map((amount) => minus(0, amount));
	const bar = (key: keyof CashNames, color: 1 | 2 | 3 | 4, values: (Amount | null)[]): ChartSeries => ({
		key,
		label: names[key],
		shape: "bar",
		color,
		values,
		rest: sum(values),
	});
	const series = [bar("deposits", 2, sums.deposits), bar("withdrawals", 3, out)];
	if (sums.bonuses.some((amount) => amount === null || Number(amount) !== 0)) series.push(bar("bonuses", 4, sums.bonuses));
	series.push({ key: "net", label: names.net, shape: "line", color: 1, values: sums.net, rest: sum(sums.net) });
	return { at, series };
}
