/* Exact arithmetic with the amounts of the API: decimal digits in big integers, so that sums of cents stay sums of cents. */
import type { Amount } from "./format";

interface Decimal {
	/** The digits, without the point. */
	units: bigint;
	/** How many of them are behind it. */
	scale: number;
}

/* More decimals than any currency or ratio has: such a number is an error of its source, not an amount. */
const SCALE_MAX = 40;
/* What a double writes back digit for digit. */
const SAFE_DIGITS = 15;

function decimal(amount: Amount): Decimal | null {
	const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(String(amount));
	if (!parts) return null;
	const [, sign = "", whole = "0", fraction = "", exponent = "0"] = parts;
	const scale = fraction.length - Number(exponent);
	if (Math.abs(scale) > SCALE_MAX) return null;
	const digits = BigInt(sign + whole + fraction);
	return scale < 0 ? { units: digits * 10n ** BigInt(-scale), scale: 0 } : { units: digits, scale };
}

function amountOf({ units, scale }: Decimal): Amount {
	const negative = units < 0n;
	const digits = String(negative ? -units : units).padStart(scale + 1, "0");
	const whole = digits.slice(0, digits.length - scale);
	const text = `${negative ? "-" : ""}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ""}`;
	return digits.length <= SAFE_DIGITS ? Number(text) : text;
}

function aligned(d: Decimal, scale: number): bigint {
	return d.units * 10n ** BigInt(scale - d.scale);
}

/** The sum, exact; null when any of them is not known. */
export function sum(amounts: readonly (Amount | null | undefined)[]): Amount | null {
	let total: Decimal = { units: 0n, scale: 0 };
	for (const amount of amounts) {
		const d = amount === null || amount === undefined ? null : decimal(amount);
		if (!d) return null;
		const scale = Math.max(total.scale, d.scale);
		total = { units: aligned(total, scale) + aligned(d, scale), scale };
	}
	return amountOf(total);
}

/** a − b, exact; null when either is not known. */
export function minus(a: Amount | null | undefined, b: Amount | null | undefined): Amount | null {
	const d = b === null || b === undefined ? null : decimal(b);
	return d && sum([a, amountOf({ units: -d.units, scale: d.scale })]);
}
