/* Utility bills and bank statements, on A4 in points. Firms are invented. Figures come from the subject's seed, whole minor
 * units, and add up from page to page. */
#include "sim/draw_kit.h"

#include "base/clock.h"
#include "base/money.h"

#include <stdio.h>

#define LEFT          52.0
#define RIGHT         543.0
#define ROW_H         17.0
#define LINES_FIRST   26 /* statement lines on the first page */
#define LINES_NEXT    36
#define MONTHS        12
#define MONEY_TEXT    48
#define STATEMENT_DAY 30 /* days before issue that a statement covers, a page more a page */

static const struct kit_rgb ink = {0.12, 0.13, 0.17}, soft = {0.42, 0.45, 0.5};
static const struct kit_font body = {KIT_SANS, 9.5, false, false}, strong = {KIT_SANS, 9.5, true, false};

static unsigned exponent_of(const struct draw_subject *s)
{
	const struct currency *c = currency_find(str_of(kit_or_empty(s->currency)));
	return c ? c->exponent : 2;
}

static void money_text(const struct draw_subject *s, int64_t minor, char out[MONEY_TEXT])
{
	char number[MONEY_TEXT_MAX];
	money_format(minor, exponent_of(s), number);
	snprintf(out, MONEY_TEXT, "%s %s", number, kit_or_empty(s->currency));
}

/* @units whole units of the currency and a random part below. */
static int64_t amount(struct kit_page *p, uint32_t from_units, uint32_t to_units)
{
	unsigned exponent = exponent_of(p->s);
	int64_t scale = exponent ? 1 : 100; /* a currency without decimals has small units */
	for (; exponent > 0; exponent--)
		scale *= 10;
	return (int64_t)from_units * scale + (int64_t)rng_below(&p->rng, (uint32_t)((to_units - from_units) * scale));
}

static void rule(cairo_t *cr, double y, double width)
{
	cairo_set_source_rgba(cr, 0.2, 0.22, 0.27, 0.5);
	cairo_rectangle(cr, LEFT, y, RIGHT - LEFT, width);
	cairo_fill(cr);
}

/* A firm's mark: two leaning bars in a circle. */
static void letterhead(struct kit_page *p, double hue, const char *firm, const char *line)
{
	cairo_t *cr = p->cr;
	struct kit_font name = {KIT_SANS, 21, true, false}, small = {KIT_SANS, 8, false, false};
	kit_ink(cr, kit_hsl(hue, 0.62, 0.36), 1);
	cairo_arc(cr, LEFT + 17, 59, 17, 0, 6.2832);
	cairo_fill(cr);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_set_line_width(cr, 4);
	cairo_move_to(cr, LEFT + 11, 68);
	cairo_line_to(cr, LEFT + 17, 49);
	cairo_move_to(cr, LEFT + 19, 68);
	cairo_line_to(cr, LEFT + 25, 49);
	cairo_stroke(cr);
	kit_text(cr, name, KIT_LEFT, LEFT + 44, 41, 300, kit_hsl(hue, 0.62, 0.28), firm);
	kit_text(cr, small, KIT_LEFT, LEFT + 44, 69, 300, soft, line);
}

static void address_block(struct kit_page *p, double y)
{
	const struct draw_subject *s = p->s;
	char name[260], town[200];
	snprintf(name, sizeof(name), "%s %s", kit_or_empty(s->given), kit_or_empty(s->family));
	snprintf(town, sizeof(town), "%s %s", kit_or_empty(s->postcode), kit_or_empty(s->city));
	kit_text(p->cr, strong, KIT_LEFT, LEFT, y, 260, ink, name);
	kit_text(p->cr, body, KIT_LEFT, LEFT, y + 15, 260, ink, kit_or_empty(s->street));
	kit_text(p->cr, body, KIT_LEFT, LEFT, y + 30, 260, ink, town);
	kit_text(p->cr, body, KIT_LEFT, LEFT, y + 45, 260, ink, kit_or_empty(s->country));
}

static void detail(struct kit_page *p, double y, const char *caption, const char *value)
{
	kit_text(p->cr, body, KIT_LEFT, 340, y, 100, soft, caption);
	kit_text(p->cr, strong, KIT_RIGHT, RIGHT, y, 130, ink, value);
}

static void page_foot(struct kit_page *p)
{
	struct kit_font small = {KIT_SANS, 8, false, false};
	char text[40];
	snprintf(text, sizeof(text), "Page %u of %u", p->index + 1, p->count);
	kit_text(p->cr, small, KIT_RIGHT, RIGHT, 800, 0, soft, text);
}

/* ---- utility bill ---- */

struct bill {
	unsigned use[MONTHS]; /* kWh */
	int64_t price, standing, tax, total;
	unsigned used;
	unsigned reading;
};

static void make_bill(struct kit_page *p, struct bill *b)
{
	for (unsigned i = 0; i < MONTHS; i++) {
		/* More in winter: the year is a valley around its middle. */
		unsigned away = i < 6 ? 6 - i : i - 6;
		b->use[i] = 130 + away * 22 + (unsigned)rng_below(&p->rng, 40);
	}
	b->used = b->use[MONTHS - 1];
	b->reading = 12000 + (unsigned)rng_below(&p->rng, 60000);
	b->price = amount(p, 0, 1) / 4 + 1;
	b->standing = amount(p, 9, 16);
	int64_t net = b->price * b->used + b->standing;
	b->tax = net / 5;
	b->total = net + b->tax;
}

static void bill_chart(struct kit_page *p, const struct bill *b, double y, double hue)
{
	static const char *const initials[] = {"J", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N", "D"};
	struct kit_font small = {KIT_SANS, 8, false, false};
	int year;
	unsigned month, day;
	clock_civil_from_days(p->s->issue_day, &year, &month, &day);
	kit_text(p->cr, strong, KIT_LEFT, LEFT, y, 0, ink, "Your use over twelve months, kWh");
	for (unsigned i = 0; i < MONTHS; i++) {
		double x = LEFT + 8 + 40.0 * i, h = b->use[i] * 0.34;
		char number[12];
		kit_ink(p->cr, kit_hsl(hue, 0.5, i == MONTHS - 1 ? 0.4 : 0.7), 1);
		cairo_rectangle(p->cr, x, y + 130 - h, 24, h);
		cairo_fill(p->cr);
		snprintf(number, sizeof(number), "%u", b->use[i]);
		kit_text(p->cr, small, KIT_CENTRE, x + 12, y + 117 - h, 0, soft, number);
		kit_text(p->cr, small, KIT_CENTRE, x + 12, y + 132, 0, soft, initials[(month - 1 + i) % MONTHS]);
	}
}

static double bill_line(struct kit_page *p, double y, const char *what, const char *how, int64_t minor, bool bold)
{
	char text[MONEY_TEXT];
	money_text(p->s, minor, text);
	kit_text(p->cr, bold ? strong : body, KIT_LEFT, LEFT, y, 180, ink, what);
	kit_text(p->cr, body, KIT_LEFT, 240, y, 180, soft, how);
	kit_text(p->cr, bold ? strong : body, KIT_RIGHT, RIGHT, y, 130, ink, text);
	rule(p->cr, y + ROW_H - 1, bold ? 1.2 : 0.4);
	return y + ROW_H + 3;
}

static void bill_first_page(struct kit_page *p, const struct bill *b, double hue)
{
	const struct draw_subject *s = p->s;
	char date[16], due[16], from[16], text[96], total[MONEY_TEXT];
	struct kit_font big = {KIT_SANS, 22, true, false};
	kit_date(s->issue_day, date);
	kit_date(s->issue_day + 14, due);
	kit_date(s->issue_day - 30, from);
	money_text(s, b->total, total);
	address_block(p, 130);
	detail(p, 130, "Account", kit_or_empty(s->document_number));
	detail(p, 147, "Date", date);
	detail(p, 164, "Period from", from);
	detail(p, 181, "Payment due", due);
	kit_ink(p->cr, kit_hsl(hue, 0.5, 0.94), 1);
	kit_rounded(p->cr, LEFT, 222, RIGHT - LEFT, 62, 8);
	cairo_fill(p->cr);
	kit_text(p->cr, body, KIT_LEFT, LEFT + 16, 232, 0, soft, "Electricity bill: amount to pay");
	kit_text(p->cr, big, KIT_LEFT, LEFT + 16, 246, 320, kit_hsl(hue, 0.62, 0.28), total);
	snprintf(text, sizeof(text), "by direct debit on %s", due);
	kit_text(p->cr, body, KIT_RIGHT, RIGHT - 16, 256, 200, ink, text);
	double y = 312;
	snprintf(text, sizeof(text), "%u kWh, meter %05u to %05u", b->used, b->reading, b->reading + b->used);
	y = bill_line(p, y, "Energy used", text, b->price * b->used, false);
	y = bill_line(p, y, "Standing charge", "30 days", b->standing, false);
	y = bill_line(p, y, "Tax", "20 %", b->tax, false);
	y = bill_line(p, y, "Total", "", b->total, true);
	bill_chart(p, b, y + 40, hue);
	kit_text(p->cr, body, KIT_LEFT, LEFT, 690, RIGHT - LEFT, soft,
		 "Supply address: as above. Questions? Have your account number at hand.");
}

static void bill_next_page(struct kit_page *p, const struct bill *b)
{
	struct kit_font head = {KIT_SANS, 13, true, false};
	char text[64], reading[32];
	unsigned at = b->reading;
	kit_text(p->cr, head, KIT_LEFT, LEFT, 120, 0, ink, "Daily readings");
	for (unsigned i = 0; i < 30; i++) {
		double y = 150 + ROW_H * i;
		char date[16];
		unsigned use = b->used / 30 + (unsigned)rng_below(&p->rng, 5);
		kit_date(p->s->issue_day - 30 * (int32_t)p->index + (int32_t)i, date);
		at += use;
		snprintf(text, sizeof(text), "%u kWh", use);
		snprintf(reading, sizeof(reading), "%05u", at);
		kit_text(p->cr, body, KIT_LEFT, LEFT, y, 0, ink, date);
		kit_text(p->cr, body, KIT_RIGHT, 330, y, 0, ink, reading);
		kit_text(p->cr, body, KIT_RIGHT, RIGHT, y, 0, ink, text);
		rule(p->cr, y + ROW_H - 2, 0.4);
	}
}

void page_utility_bill(struct kit_page *p)
{
	static const char *const firms[] = {"Northlight Energy", "Brightwater Power", "Meridian Electric", "Harbour Grid"};
	unsigned firm = (unsigned)rng_below(&p->rng, ARRAY_LEN(firms));
	double hue = 0.08 + 0.22 * firm;
	struct bill b;
	make_bill(p, &b);
	letterhead(p, hue, firms[firm], "Customer service · PO Box 100 · an invented supplier");
	if (p->index == 0)
		bill_first_page(p, &b, hue);
	else
		bill_next_page(p, &b);
	page_foot(p);
}

/* ---- bank statement ---- */

struct entry {
	int32_t day;
	const char *text;
	int64_t minor;
};

static struct entry next_entry(struct kit_page *p, unsigned i, unsigned total)
{
	static const struct {
		const char *text;
		uint32_t from, to;
	} spends[] = {{"Card payment · Corner Grocery", 8, 90},
		      {"Card payment · City Transport", 2, 30},
		      {"Direct debit · Northlight Energy", 40, 95},
		      {"Card payment · Café Aurora", 3, 24},
		      {"Card payment · Corner Grocery", 8, 90},
		      {"Card payment · Bookshop", 9, 48},
		      {"Direct debit · Mobile phone", 14, 32},
		      {"Card payment · Pharmacy", 4, 36},
		      {"Cash withdrawal", 20, 160},
		      {"Card payment · Hardware Store", 6, 120}};
	int32_t span = STATEMENT_DAY * (int32_t)p->count;
	struct entry e = {.day = p->s->issue_day - span + (int32_t)(span * (int64_t)i / total)};
	if (i % 24 == 3) {
		e.text = "Salary";
		e.minor = amount(p, 2100, 3900);
		return e;
	}
	if (i % 24 == 5) {
		e.text = "Standing order · Rent";
		e.minor = -amount(p, 780, 1300);
		return e;
	}
	unsigned pick = (unsigned)rng_below(&p->rng, ARRAY_LEN(spends));
	e.text = spends[pick].text;
	e.minor = -amount(p, spends[pick].from, spends[pick].to);
	return e;
}

static void statement_row(struct kit_page *p, double y, const struct entry *e, int64_t balance)
{
	char date[16], text[MONEY_TEXT];
	kit_date(e->day, date);
	kit_text(p->cr, body, KIT_LEFT, LEFT, y, 0, ink, date);
	kit_text(p->cr, body, KIT_LEFT, LEFT + 84, y, 220, ink, e->text);
	money_text(p->s, e->minor, text);
	kit_text(p->cr, body, KIT_RIGHT, 440, y, 90, ink, text);
	money_text(p->s, balance, text);
	kit_text(p->cr, body, KIT_RIGHT, RIGHT, y, 96, ink, text);
	rule(p->cr, y + ROW_H - 2, 0.35);
}

static void statement_head(struct kit_page *p, double y)
{
	kit_text(p->cr, strong, KIT_LEFT, LEFT, y, 0, soft, "Date");
	kit_text(p->cr, strong, KIT_LEFT, LEFT + 84, y, 0, soft, "Details");
	kit_text(p->cr, strong, KIT_RIGHT, 440, y, 0, soft, "Amount");
	kit_text(p->cr, strong, KIT_RIGHT, RIGHT, y, 0, soft, "Balance");
	rule(p->cr, y + ROW_H - 2, 1);
}

static void statement_intro(struct kit_page *p, int64_t opening)
{
	char from[16], to[16], text[MONEY_TEXT];
	kit_date(p->s->issue_day - STATEMENT_DAY * (int32_t)p->count, from);
	kit_date(p->s->issue_day, to);
	money_text(p->s, opening, text);
	address_block(p, 130);
	detail(p, 130, "Account", kit_or_empty(p->s->document_number));
	detail(p, 147, "From", from);
	detail(p, 164, "To", to);
	detail(p, 181, "Opening balance", text);
}

static void statement_closing(struct kit_page *p, double y, int64_t balance)
{
	char text[MONEY_TEXT];
	money_text(p->s, balance, text);
	kit_text(p->cr, strong, KIT_LEFT, LEFT + 84, y + 4, 0, ink, "Closing balance");
	kit_text(p->cr, strong, KIT_RIGHT, RIGHT, y + 4, 96, ink, text);
}

void page_bank_statement(struct kit_page *p)
{
	static const char *const banks[] = {"Quayside Bank", "Fernhill Mutual", "Bank of Three Rivers", "Lantern Savings"};
	unsigned bank = (unsigned)rng_below(&p->rng, ARRAY_LEN(banks));
	unsigned first = p->index ? LINES_FIRST + LINES_NEXT * (p->index - 1) : 0, lines = p->index ? LINES_NEXT : LINES_FIRST;
	unsigned total = LINES_FIRST + LINES_NEXT * (p->count - 1);
	int64_t opening = amount(p, 900, 4200), balance = opening;
	double y = p->index ? 110 : 240;
	letterhead(p, 0.55 + 0.09 * bank, banks[bank], "Statement of account · an invented bank");
	if (p->index == 0)
		statement_intro(p, opening);
	statement_head(p, y);
	/* Pages before this one are counted through, so that the balance carries over. */
	for (unsigned i = 0; i < first + lines; i++) {
		struct entry e = next_entry(p, i, total);
		balance += e.minor;
		if (i >= first)
			statement_row(p, y + ROW_H * (1 + i - first) + 3, &e, balance);
	}
	if (p->index + 1 == p->count)
		statement_closing(p, y + ROW_H * (1 + lines) + 6, balance);
	page_foot(p);
}
