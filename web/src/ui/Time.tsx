import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";
import * as format from "./format";
import { Unknown } from "./Money";
import { useNow } from "./now";
import { useSettings } from "./settings";

/** The customer's time zone, for everything below; null: not known. */
export const CustomerZone = createContext<string | null>(null);

/** The zone that times are written in: the agent's own (undefined), or the customer's. */
export function useZone(): string | undefined {
	const customer = useContext(CustomerZone);
	return useSettings().zone === "customer" && customer ? customer : undefined;
}

type TimeStyle = "dateTime" | "seconds" | "date" | "time";

/** A moment, absolute; on hover with its zone, how long ago, and the customer's local time. */
export function Time({ at, style = "dateTime" }: { at: string | null | undefined; style?: TimeStyle }) {
	useTranslation();
	const zone = useZone();
	const customer = useContext(CustomerZone);
	const moment = format.moment(at);
	if (!moment) return at ? <span>{at}</span> : <Unknown />;
	const text =
		style === "date"
			? format.date(moment, zone)
			: style === "time"
				? format.time(moment, zone, true)
				: format.dateTime(moment, zone, style === "seconds");
	const lines = [format.dateTimeZone(moment), customer && format.dateTimeZone(moment, customer), format.relative(moment)];
	return (
		<time dateTime={moment.toISOString()} className="num" title={lines.filter(Boolean).join("\n")}>
			{text}
		</time>
	);
}

/** A calendar day, which belongs to no zone. */
export function Day({ of }: { of: string | null | undefined }) {
	useTranslation();
	return of ? (
		<time dateTime={of} className="num">
			{format.day(of)}
		</time>
	) : (
		<Unknown />
	);
}

/** "3 minutes ago", ageing by itself; absolute on hover. Narrow it is "3min ago". */
export function Ago({ at, narrow = false }: { at: string | null | undefined; narrow?: boolean }) {
	useTranslation();
	const now = useNow();
	const moment = format.moment(at);
	if (!moment) return <Unknown />;
	return (
		<time dateTime={moment.toISOString()} title={format.dateTimeZone(moment)}>
			{format.relative(moment, now, narrow ? "narrow" : "long")}
		</time>
	);
}
