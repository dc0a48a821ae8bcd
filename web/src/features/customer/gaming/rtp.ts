/* What a return to player says, and whether it says anything: forty spins alarm nobody. */
import type { Schemas } from "@/api/client";

export type RtpBand = NonNullable<Schemas["GamingStats"]["rtpBand"]>;
type RtpVerdict = "within" | "below" | "above" | "tooFew" | "noTheory" | "none";

/* A band wider than a quarter of the stakes can't tell a game that returns 96 % from one that returns 84 %. At a slot's usual volatility
 * (2.3 stakes a spin) that takes some 1,300 spins. */
const BAND_WIDE = 0.25;

/** Whether what a customer got back differs from theory by more than chance explains. */
export function rtpVerdict(rtp: number | null, theory: number | null, band: RtpBand | null): RtpVerdict {
	if (rtp === null) return "none";
	if (!band || band.high - band.low > BAND_WIDE) return "tooFew";
	if (theory === null) return "noTheory";
	/* The band is around what was: theory above all of it means that less came back than chance explains. */
	if (theory > band.high) return "below";
	if (theory < band.low) return "above";
	return "within";
}

type RtpTone = "plain" | "odd" | "quiet";

export function rtpTone(verdict: RtpVerdict): RtpTone {
	if (verdict === "below" || verdict === "above") return "odd";
	return verdict === "within" ? "plain" : "quiet";
}
