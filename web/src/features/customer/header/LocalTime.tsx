import { useTranslation } from "react-i18next";
import { dateTimeZone, dayKey, time } from "@/ui/format";
import { useNow } from "@/ui/now";
import css from "./Header.module.css";
import { Missing } from "./Missing";

const MINUTE_MS = 60_000;

/** The customer's local time beside the agent's; with the day where the two differ. */
export function LocalTime({ zone, loading, why }: { zone: string | null; loading: boolean; why: string | null }) {
	const { t } = useTranslation("header");
	const now = new Date(useNow(MINUTE_MS));
	const dayDiffers = zone !== null && dayKey(now, zone) !== dayKey(now);
	const later = zone !== null && dayKey(now, zone) > dayKey(now);
	return (
		<dl className={css.pair} data-local-time>
			<dt>{t("time.theirs")}</dt>
			<dd title={zone ? dateTimeZone(now, zone) : undefined}>
				{loading ? <span className={css.bone} aria-hidden /> : zone ? time(now, zone) : <Missing why={why} />}
				{dayDiffers && <sup title={t(later ? "time.dayLater" : "time.dayEarlier")}>{later ? "+1" : "−1"}</sup>}
			</dd>
			<dt>{t("time.yours")}</dt>
			<dd title={dateTimeZone(now)}>{time(now)}</dd>
		</dl>
	);
}
