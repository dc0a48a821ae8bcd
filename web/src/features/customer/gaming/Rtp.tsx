import { useTranslation } from "react-i18next";
import { BarBand } from "@/ui/BarBand";
import { percent } from "@/ui/format";
import { Unknown } from "@/ui/Money";
import css from "./Gaming.module.css";
import { type RtpBand, rtpTone, rtpVerdict } from "./rtp";

interface RtpProps {
	rtp: number | null;
	theory: number | null;
	band: RtpBand | null;
	/** On one line, for tables. */
	dense?: boolean;
}

/** The return to player against theory: number, bar, and what it comes to in words. */
export function Rtp({ rtp, theory, band, dense = false }: RtpProps) {
	const { t } = useTranslation("gaming");
	const verdict = rtpVerdict(rtp, theory, band);
	if (rtp === null) return <Unknown />;
	const words = t(`rtp.${verdict}`);
	return (
		<div className={dense ? css.rtpDense : css.rtp} data-rtp={verdict}>
			<strong className="num">{percent(rtp)}</strong>
			<BarBand actual={rtp} theory={theory} band={band} verdict={words} tone={rtpTone(verdict)} />
			<span className={css.verdict} title={dense ? words : undefined} data-odd={rtpTone(verdict) === "odd" || undefined}>
				{dense ? t(`rtp.short.${verdict}`) : words}
			</span>
			{!dense && (
				<span className={css.rtpFacts}>
					{theory !== null && <span>{t("rtp.theory", { theory: percent(theory) })}</span>}
					{band && (
						<span>{t("rtp.band", { low: percent(band.low), high: percent(band.high), level: percent(band.level, 0) })}</span>
					)}
					<span>{t("rtp.legend")}</span>
				</span>
			)}
		</div>
	);
}
