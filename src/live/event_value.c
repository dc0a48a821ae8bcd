/* The kinds of members that data have, and what is kept of a value otherwise than it was sent. */
#include "live/event_reading.h"

#include "base/clock.h"
#include "base/json_writer.h"
#include "base/real.h"
#include "live/card.h"

#include <arpa/inet.h>

#define MONEY_SENT_MAX 64 /* bytes of an amount's text */

void event_refuse(struct event_reading *p, enum err verdict, const char *folder, struct str name, const char *why)
{
	char field[sizeof p->info->field];
	if (p->verdict == verdict || p->verdict == ERR_SHAPE)
		return;
	p->verdict = verdict;
	size_t n = str_of(folder).n;
	memcpy(field, folder, n);
	bool plain = true;
	for (size_t i = 0; i < name.n; i++)
		plain &= name.p[i] > ' ' && name.p[i] < 0x7F && name.p[i] != '~' && name.p[i] != '/';
	if (!plain || name.n > EVENT_EXTENSION_NAME)
		name = STR("?");
	memcpy(field + n, name.p, name.n);
	field[n + name.n] = '\0';
	err_set(p->info, verdict, field, "%s", why);
}

bool event_has_controls(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
			return true;
	return false;
}

/* --- what is kept otherwise than it was sent --- */

static void cut_add(struct event_reading *p, struct json_reader *r, struct str raw, struct str text)
{
	struct event_cut *c = ARENA_NEW(p->a, struct event_cut);
	struct buf b;
	buf_init(&b, EVENT_JSON_MAX * 6 + 2);
	json_escape(&b, text);
	if (c && buf_ok(&b) == OK)
		c->to = arena_dup(p->a, buf_view(&b));
	buf_done(&b);
	if (!c || !c->to.p) {
		json_fail(r, ERR_NOMEM, "no memory for the event");
		return;
	}
	c->from = raw;
	*p->cuts_end = c;
	p->cuts_end = &c->next;
}

/* A text with the card numbers in it made short; @raw is its place in the JSON. */
static struct str hide_cards(struct event_reading *p, struct json_reader *r, struct str raw, struct str text, bool sure)
{
	if (!card_stands_in(text, sure))
		return text;
	struct str copy = arena_dup(p->a, text);
	if (!copy.p) {
		json_fail(r, ERR_NOMEM, "no memory for the event");
		return text;
	}
	card_hide((char *)copy.p, copy.n, sure);
	cut_add(p, r, raw, copy);
	return copy;
}

bool event_names_card(struct str name)
{
	for (size_t i = 0; i + 4 <= name.n; i++)
		if (str_ieq(str_mem(name.p + i, 4), STR("card")))
			return true;
	return str_ieq(name, STR("pan"));
}

void event_keep_value(struct event_reading *p, struct json_reader *r, bool card)
{
	struct json_reader before;
	struct str key, raw, text;
	switch (json_peek(r)) {
	case JSON_OBJECT:
		json_enter_object(r);
		while (json_next_key(r, p->a, &key))
			event_keep_value(p, r, card || event_names_card(key));
		return;
	case JSON_ARRAY:
		json_enter_array(r);
		while (json_next_element(r))
			event_keep_value(p, r, card);
		return;
	case JSON_STRING:
		before = *r;
		if (!json_skip(r, &raw) || raw.n < CARD_DIGITS_MIN || !json_get_string(&before, p->a, &text))
			return;
		hide_cards(p, r, raw, text, card);
		return;
	case JSON_NUMBER:
		if (json_skip(r, &raw))
			hide_cards(p, r, raw, raw, card);
		return;
	default:
		json_skip(r, NULL);
	}
}

/* --- the kinds of members; false: refused --- */

/* What is not a text is kept for whoever looks at it later. */
bool event_get_text(struct event_reading *p, struct json_reader *r, const struct event_field *f, struct str *ret,
		    struct str *ret_raw)
{
	if (json_peek(r) != JSON_STRING) {
		event_keep_value(p, r, f->kind == EVENT_KIND_CARD);
		event_wrong(p, f, "must be a text");
		return false;
	}
	const char *begin = r->p;
	if (!json_get_string(r, p->a, ret))
		return false;
	*ret_raw = str_mem(begin, (size_t)(r->p - begin));
	return true;
}

static void read_text(struct event_reading *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct str s, raw;
	if (!event_get_text(p, r, f, &s, &raw))
		return;
	if (f->kind == EVENT_KIND_PROSE)
		s = hide_cards(p, r, raw, s, false);
	if (s.n > (size_t)f->limit)
		event_wrong(p, f, "is longer than allowed");
	else if (s.n == 0 && f->required)
		event_wrong(p, f, "must not be empty");
	else if (f->kind == EVENT_KIND_ID && event_has_controls(s))
		event_wrong(p, f, "has control characters");
	else
		*(struct str *)dst = s;
}

static void read_amount(struct event_reading *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct event_sum *m = dst;
	bool number = json_peek(r) == JSON_NUMBER;
	struct str text, raw;
	if (number ? !json_get_number(r, &text) : !event_get_text(p, r, f, &text, &raw))
		return;
	*m = (struct event_sum){.text = text, .number = number};
}

static void read_bool(struct event_reading *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	enum json_type t = json_peek(r);
	if (t == JSON_TRUE || t == JSON_FALSE) {
		json_get_bool(r, dst);
		return;
	}
	event_keep_value(p, r, false);
	event_wrong(p, f, "must be true or false");
}

static bool get_number(struct event_reading *p, struct json_reader *r, const struct event_field *f, struct str *ret)
{
	if (json_peek(r) == JSON_NUMBER)
		return json_get_number(r, ret);
	event_keep_value(p, r, false);
	event_wrong(p, f, "must be a number");
	return false;
}

static void read_decimal(struct event_reading *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct event_decimal d = {.said = true};
	struct str text;
	if (!get_number(p, r, f, &text))
		return;
	if (real_parse(text, &d.v) != OK || d.v > (double)f->limit || d.v < -(double)f->limit)
		event_wrong(p, f, "is out of range");
	else
		*(struct event_decimal *)dst = d;
}

static void read_count(struct event_reading *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct event_count c = {.said = true};
	struct str text;
	if (!get_number(p, r, f, &text))
		return;
	if (money_parse_json_number(text, 0, &c.v) != OK || c.v < 0 || c.v > f->limit)
		event_wrong(p, f, "must be a whole number within its range");
	else
		*(struct event_count *)dst = c;
}

static void read_time(struct event_reading *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct event_time t = {.said = true};
	struct str s, raw;
	if (!event_get_text(p, r, f, &s, &raw))
		return;
	if (clock_parse_rfc3339(s, &t.ms) != OK)
		event_wrong(p, f, "must be a time such as 2025-10-06T14:23:00Z");
	else
		*(struct event_time *)dst = t;
}

static void read_country(struct event_reading *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct str s, raw;
	if (!event_get_text(p, r, f, &s, &raw))
		return;
	if (s.n == 2 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] >= 'A' && s.p[1] <= 'Z')
		*(struct str *)dst = s;
	else
		event_wrong(p, f, "must be a country's two letters");
}

static void read_ip(struct event_reading *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char address[sizeof(struct in6_addr)];
	struct str s, raw;
	if (!event_get_text(p, r, f, &s, &raw))
		return;
	if (str_copy(text, sizeof text, s) && (inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1))
		*(struct str *)dst = s;
	else
		event_wrong(p, f, "must be an IP address");
}

static void read_card(struct event_reading *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	char out[CARD_TEXT_MAX];
	struct str s, raw;
	if (!event_get_text(p, r, f, &s, &raw))
		return;
	size_t n = card_shorten(s, out);
	if (n == 0) {
		hide_cards(p, r, raw, s, true);
		event_wrong(p, f, "must be a card's number, or what may be shown of it");
		return;
	}
	struct str kept = arena_dup(p->a, str_mem(out, n));
	if (!kept.p)
		json_fail(r, ERR_NOMEM, "no memory for the event");
	else if (!str_eq(kept, s))
		cut_add(p, r, raw, kept);
	*(struct str *)dst = kept;
}

static void read_enum(struct event_reading *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct str s, raw;
	if (!event_get_text(p, r, f, &s, &raw))
		return;
	for (unsigned i = 1; i < f->words->count; i++) {
		if (str_is(s, f->words->words[i])) {
			memcpy(dst, &i, sizeof i);
			return;
		}
	}
	event_wrong(p, f, "is none of the words that it may be");
}

_Static_assert(sizeof(enum event_outcome) == sizeof(unsigned), "read_enum writes them");

static void (*const readers[EVENT_KIND_COUNT_])(struct event_reading *, struct json_reader *, const struct event_field *,
						void *) = {
	[EVENT_KIND_ID] = read_text,         [EVENT_KIND_TEXT] = read_text,      [EVENT_KIND_PROSE] = read_text,
	[EVENT_KIND_MONEY] = read_amount,    [EVENT_KIND_BALANCE] = read_amount, [EVENT_KIND_BOOL] = read_bool,
	[EVENT_KIND_DECIMAL] = read_decimal, [EVENT_KIND_COUNT] = read_count,    [EVENT_KIND_TIME] = read_time,
	[EVENT_KIND_COUNTRY] = read_country, [EVENT_KIND_IP] = read_ip,          [EVENT_KIND_CARD] = read_card,
	[EVENT_KIND_ENUM] = read_enum,
};

static bool is_amount(const struct event_field *f)
{
	return f->kind == EVENT_KIND_MONEY || f->kind == EVENT_KIND_BALANCE;
}

void event_read_value(struct event_reading *p, struct json_reader *r, const struct event_field *f, struct event_sum *sum)
{
	readers[f->kind](p, r, f, is_amount(f) ? (void *)sum : (char *)p->e + f->offset);
}

void event_settle_amount(struct event_reading *p, const struct event_field *f, struct event_sum m)
{
	struct event_amount v = {.said = true};
	const struct currency *c = p->e->currency;
	if (!c) {
		event_wrong(p, f, "an amount needs its currency beside it");
		return;
	}
	enum err err = m.text.n > MONEY_SENT_MAX ? ERR_RANGE
		       : m.number                ? money_parse_json_number(m.text, c->exponent, &v.minor)
						 : money_parse_decimal(m.text, c->exponent, &v.minor);
	if (err == ERR_SYNTAX)
		event_wrong(p, f, "must be an amount in decimals");
	else if (err)
		event_wrong(p, f, "is no exact amount of its currency");
	else if (v.minor > f->limit || v.minor < -f->limit)
		event_wrong(p, f, "is more than any amount can be");
	else if (v.minor < 0 && f->kind == EVENT_KIND_MONEY)
		event_wrong(p, f, "must not be below zero");
	else
		memcpy((char *)p->e + f->offset, &v, sizeof v);
}
