import type { Statistics } from "@/api/statistics";
import { minus, sum } from "@/ui/amounts";
import { type BucketStep, bucketed } from "@/ui/ChartBuckets";
import type { ChartSeries } from "@/ui/ChartModel";
import type { Days } from "./range";

interface Names {
	stake: string;
	win: string;
	net: string;
}

/** Stake, win and net of each bucket, as a chart shows them. Net is the customer's side: won − wagered; below zero they lost. */
export function playSeries(days: Statistics["days"], { first, last }: Days, step: BucketStep, names: Names) {
	const { at, sums } = bucketed(days, first, last, step, ["wagered", "won"]);
	const net = at.map((_, i) => minus(sums.won[i], sums.wagered[i]));
	const series: ChartSeries[] = [
		{ key: "stake", label: names.stake, shape: "area", color: 1, values: sums.wagered, rest: sum(sums.wagered) },
		{ key: "win", label: names.win, shape: "line", color: 2, values: sums.won, rest: sum(sums.won) },
		{ key: "net", label: names.net, shape: "bar", color: 3, values: net, rest: sum(net) },
	];
	return { at, series };
}
