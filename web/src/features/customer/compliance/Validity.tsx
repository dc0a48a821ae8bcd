import { CircleAlert, Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/Badge";
import { useNow } from "@/ui/now";
import { Day, Time } from "@/ui/Time";
import css from "./Compliance.module.css";
import { validityOf } from "./validity";

/** A date that something is valid until, marked when it is over or near. @kind chooses the words: a check expires, a review is due. */
export function Validity({ until, kind }: { until: string | null | undefined; kind: "check" | "review" }) {
	const { t } = useTranslation("compliance");
	const { mark, days } = validityOf(until, useNow());
	const date = until?.length === 10 ? <Day of={until} /> : <Time at={until} style="date" />;
	return (
		<span className={css.validity} data-validity={mark}>
			{date}
			{mark === "over" && (
				<Badge tone="bad" icon={<CircleAlert size={12} aria-hidden />}>
					{t(`${kind}.over`, { count: days ?? 0 })}
				</Badge>
			)}
			{mark === "soon" && (
				<Badge tone="warn" icon={<Clock size={12} aria-hidden />}>
					{t(`${kind}.soon`, { count: days ?? 0 })}
				</Badge>
			)}
		</span>
	);
}
