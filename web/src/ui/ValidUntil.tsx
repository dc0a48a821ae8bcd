import { CircleAlert, Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "./Badge";
import { validityOf } from "./expiry";
import { useNow } from "./now";
import { Day, Time } from "./Time";
import css from "./ValidUntil.module.css";

/** A date that something is valid until, marked when it is over or near. @kind chooses the words: what is valid expires, a review is due. */
export function ValidUntil({ until, kind }: { until: string | null | undefined; kind: "valid" | "review" }) {
	const { t } = useTranslation();
	const { mark, days } = validityOf(until, useNow());
	const date = until?.length === 10 ? <Day of={until} /> : <Time at={until} style="date" />;
	return (
		<span className={css.validity} data-validity={mark}>
			{date}
			{mark === "over" && (
				<Badge tone="bad" icon={<CircleAlert size={12} aria-hidden />}>
					{t(`until.${kind}.over`, { count: days ?? 0 })}
				</Badge>
			)}
			{mark === "soon" && (
				<Badge tone="warn" icon={<Clock size={12} aria-hidden />}>
					{t(`until.${kind}.soon`, { count: days ?? 0 })}
				</Badge>
			)}
		</span>
	);
}
