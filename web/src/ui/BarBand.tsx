import { useTranslation } from "react-i18next";
import css from "./BarBand.module.css";
import { percent } from "./format";

interface BarBandProps {
	/** Shares of one: what was, and what theory says. */
	actual: number;
	theory: number | null;
	/** Between which shares it lies with @level certainty. */
	band: { low: number; high: number; level: number } | null;
	/** What it comes to, in words: the picture is never the only one to say it. */
	verdict: string;
	tone?: "plain" | "odd" | "quiet";
}

/* What is drawn: half to one and a half times of what went in. Beyond it the ends say that there is more. */
const FROM = 0.5;
const TO = 1.5;

/** Where on the bar a share stands, in per cent of its width; at its ends what is beyond them. */
export function barPlace(share: number): number {
	return Math.min(1, Math.max(0, (share - FROM) / (TO - FROM))) * 100;
}

/** A share against its theory: the dot is what was, the band what chance leaves open, the line the theory. Larger is to the right in
 * every language, as on an axis. */
export function BarBand({ actual, theory, band, verdict, tone = "plain" }: BarBandProps) {
	const { t } = useTranslation("chart");
	const words = { actual: percent(actual), theory: theory === null ? "–" : percent(theory), verdict };
	const name = band
		? t("band.nameBand", { ...words, level: percent(band.level, 0), low: percent(band.low), high: percent(band.high) })
		: t("band.name", words);
	const start = band ? barPlace(band.low) : 0;
	return (
		<div className={css.bar} role="img" aria-label={name} title={name} dir="ltr" data-tone={tone} data-band>
			<span className={css.line} />
			{band && (
				<span
					className={css.band}
					style={{ left: `${start}%`, width: `${barPlace(band.high) - start}%` }}
					data-open-low={band.low < FROM || undefined}
					data-open-high={band.high > TO || undefined}
				/>
			)}
			{theory !== null && <span className={css.theory} style={{ left: `${barPlace(theory)}%` }} />}
			<span className={css.actual} style={{ left: `${barPlace(actual)}%` }} />
		</div>
	);
}
