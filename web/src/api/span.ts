/** Moments; what is left out is up to the portal: until now, and 90 days before that. */
export interface Span {
	from?: string;
	to?: string;
}

/* A day in a zone whose clocks are turned. */
const DAY_MIN_MS = 23 * 3_600_000;
const DAY_MAX_MS = 25 * 3_600_000;

/** Whether a span that ends with today is the one before, a day later: midnight has passed. What was fetched for the one before then does for the
 * moment. */
export function slid(before: { from?: string | null; to?: string | null }, { from, to }: Span, now = Date.now()): boolean {
	const by = (a: string | null | undefined, b: string | undefined) => Date.parse(b ?? "") - Date.parse(a ?? "");
	const isDay = (ms: number) => ms >= DAY_MIN_MS && ms <= DAY_MAX_MS;
	const begins = by(before.from, from);
	return (begins === 0 || isDay(begins)) && isDay(by(before.to, to)) && Date.parse(to ?? "") > now;
}
