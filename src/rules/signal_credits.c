/* What about one euro is in other currencies, so that a floor or a threshold means something like the same everywhere. Orders of
 * magnitude, two digits, from the reference rates of 2024: thresholds need no more, and no amount is ever converted by them to be
 * shown. Where a pack needs an exact threshold in a currency it sets one. */
#include "rules/signal_private.h"

struct credit {
	char code[4];
	uint32_t cents; /* hundredths of the currency's unit */
};

static const struct credit credits[] = {
	{"EUR", 100},    {"USD", 110},    {"GBP", 85},     {"CHF", 95},     {"CAD", 150},    {"AUD", 160},     {"NZD", 180},
	{"SEK", 1100},   {"NOK", 1200},   {"DKK", 750},    {"ISK", 15000},  {"PLN", 430},    {"CZK", 2500},    {"HUF", 40000},
	{"RON", 500},    {"BGN", 200},    {"RSD", 12000},  {"MKD", 6200},   {"ALL", 10000},  {"BAM", 200},     {"MDL", 1900},
	{"UAH", 4300},   {"GEL", 300},    {"AMD", 42000},  {"AZN", 180},    {"KZT", 50000},  {"TRY", 3500},    {"RUB", 10000},
	{"ILS", 400},    {"AED", 400},    {"SAR", 410},    {"QAR", 400},    {"KWD", 33},     {"BHD", 41},      {"OMR", 42},
	{"JOD", 78},     {"TND", 340},    {"MAD", 1100},   {"EGP", 5200},   {"ZAR", 2000},   {"NGN", 160000},  {"KES", 14000},
	{"GHS", 1600},   {"UGX", 400000}, {"TZS", 280000}, {"XOF", 65600},  {"XAF", 65600},  {"INR", 9100},    {"PKR", 30000},
	{"BDT", 13000},  {"LKR", 33000},  {"NPR", 14600},  {"JPY", 16000},  {"CNY", 780},    {"HKD", 850},     {"TWD", 3500},
	{"KRW", 150000}, {"SGD", 145},    {"MYR", 480},    {"THB", 3800},   {"PHP", 6300},   {"IDR", 1700000}, {"VND", 2700000},
	{"BRL", 590},    {"MXN", 2000},   {"ARS", 100000}, {"CLP", 102000}, {"COP", 440000}, {"PEN", 410},     {"UYU", 4300},
	{"PYG", 820000}, {"BOB", 760},    {"VES", 5000},   {"CRC", 56000},  {"DOP", 6500},   {"GTQ", 850},
};

uint32_t signal_credit_cents(const struct currency *c)
{
	for (size_t i = 0; i < ARRAY_LEN(credits); i++)
		if (memcmp(credits[i].code, c->code, sizeof credits[i].code) == 0)
			return credits[i].cents;
	return 0;
}

void signal_credits_fill(uint32_t cents[1000])
{
	for (size_t i = 0; i < ARRAY_LEN(credits); i++) {
		const struct currency *c = currency_find(str_of(credits[i].code));
		if (c && c->numeric < 1000)
			cents[c->numeric] = credits[i].cents;
	}
}
