/* Values that a screen must bear: shapes, not people. */

const LONG = "A very long name that goes on ";

export const TEXTS: readonly string[] = [
	"A plain name",
	"اسم طويل جدا بالعربية",
	"שם ארוך מאוד בעברית",
	"一个非常长的中文名字",
	"ชื่อที่ยาวมากในภาษาไทย",
	"👩‍👩‍👧‍👦🇩🇪🎰🃏 emoji",
	'<b onclick="alert(1)">HTML & "quotes"</b>',
	LONG.repeat(10).slice(0, 300),
	"Averylongnamewithoutanyspaceinit".repeat(9).slice(0, 300),
	"Z͑̋ͩa̴l͂ǵo̊ marks",
	"‮backwards",
];

export const AMOUNTS: readonly { amount: number | string | null; currency: string | null }[] = [
	{ amount: 0, currency: "EUR" },
	{ amount: 1250.75, currency: "USD" },
	{ amount: -3050.25, currency: "USD" },
	{ amount: 0.01, currency: "GBP" },
	{ amount: "92233720368547758.07", currency: "EUR" },
	{ amount: "-92233720368547758.07", currency: "USD" },
	{ amount: "9223372036854775807", currency: "JPY" },
	{ amount: "9223372036854775.807", currency: "KWD" },
	{ amount: 12.5, currency: "XYZ" },
	{ amount: 12.5, currency: "not a currency" },
	{ amount: 12.5, currency: null },
	{ amount: null, currency: "EUR" },
];

export const TIMES: readonly (string | null)[] = [
	"2025-10-06T14:23:00Z",
	"1901-01-01T00:00:00Z",
	"2199-12-31T23:59:59Z",
	"not a time",
	null,
];
