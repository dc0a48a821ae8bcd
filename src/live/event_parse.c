/* The text is read once, front to back, except that data which stands before the type waits until the type is known. Whether it
 * is JSON at all comes first, then the envelope, then what the data say: each failure is the first of the gravest kind. */
#include "base/clock.h"
#include "base/json_writer.h"
#include "base/real.h"
#include "live/card.h"
#include "live/event.h"
#include "live/event_form.h"

#include <arpa/inet.h>

#define MONEY_SENT_MAX 64 /* bytes of an amount's text */

/* An amount waits for its currency. */
struct amount {
	struct str text; /* p == NULL: none */
	bool number;
};

struct parse {
	struct json_reader r;
	struct arena *a;
	struct live_event *e;
	struct err_info *info;
	enum err verdict; /* OK, ERR_UPSTREAM, ERR_SHAPE */
	struct event_cut **cuts_end;
	struct json_reader data; /* where it stands, when it came before the type */
	bool data_said, data_waits;
	uint32_t members; /* of the envelope that were there */
	unsigned extensions;
};

/* The first failure of the gravest kind stays. @name may be anybody's text. */
static void refuse(struct parse *p, enum err verdict, const char *folder, struct str name, const char *why)
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

static void poison(struct parse *p, const char *folder, struct str name, const char *why)
{
	refuse(p, ERR_UPSTREAM, folder, name, why);
}

static void wrong(struct parse *p, const struct event_field *f, const char *why)
{
	poison(p, "/data/", f->name, why);
}

/* --- what is kept otherwise than it was sent --- */

static void cut_add(struct parse *p, struct json_reader *r, struct str raw, struct str text)
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
static struct str hide_cards(struct parse *p, struct json_reader *r, struct str raw, struct str text, bool sure)
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

static bool names_a_card(struct str name)
{
	for (size_t i = 0; i + 4 <= name.n; i++)
		if (str_ieq(str_mem(name.p + i, 4), STR("card")))
			return true;
	return str_ieq(name, STR("pan"));
}

/* A value that nobody here understands is kept, but no card number in it. */
static void keep_value(struct parse *p, struct json_reader *r, bool card)
{
	struct json_reader before;
	struct str key, raw, text;
	switch (json_peek(r)) {
	case JSON_OBJECT:
		json_enter_object(r);
		while (json_next_key(r, p->a, &key))
			keep_value(p, r, card || names_a_card(key));
		return;
	case JSON_ARRAY:
		json_enter_array(r);
		while (json_next_element(r))
			keep_value(p, r, card);
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

static bool has_controls(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
			return true;
	return false;
}

/* What is not a text is kept for whoever looks at it later. */
static bool get_text(struct parse *p, struct json_reader *r, const struct event_field *f, struct str *ret, struct str *ret_raw)
{
	if (json_peek(r) != JSON_STRING) {
		keep_value(p, r, f->kind == EVENT_KIND_CARD);
		wrong(p, f, "must be a text");
		return false;
	}
	const char *begin = r->p;
	if (!json_get_string(r, p->a, ret))
		return false;
	*ret_raw = str_mem(begin, (size_t)(r->p - begin));
	return true;
}

static void read_text(struct parse *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct str s, raw;
	if (!get_text(p, r, f, &s, &raw))
		return;
	if (f->kind == EVENT_KIND_PROSE)
		s = hide_cards(p, r, raw, s, false);
	if (s.n > (size_t)f->limit)
		wrong(p, f, "is longer than allowed");
	else if (s.n == 0 && f->required)
		wrong(p, f, "must not be empty");
	else if (f->kind == EVENT_KIND_ID && has_controls(s))
		wrong(p, f, "has control characters");
	else
		*(struct str *)dst = s;
}

static void read_amount(struct parse *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct amount *m = dst;
	bool number = json_peek(r) == JSON_NUMBER;
	struct str text, raw;
	if (number ? !json_get_number(r, &text) : !get_text(p, r, f, &text, &raw))
		return;
	*m = (struct amount){.text = text, .number = number};
}

static void read_bool(struct parse *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	enum json_type t = json_peek(r);
	if (t == JSON_TRUE || t == JSON_FALSE) {
		json_get_bool(r, dst);
		return;
	}
	keep_value(p, r, false);
	wrong(p, f, "must be true or false");
}

static bool get_number(struct parse *p, struct json_reader *r, const struct event_field *f, struct str *ret)
{
	if (json_peek(r) == JSON_NUMBER)
		return json_get_number(r, ret);
	keep_value(p, r, false);
	wrong(p, f, "must be a number");
	return false;
}

static void read_decimal(struct parse *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct event_decimal d = {.said = true};
	struct str text;
	if (!get_number(p, r, f, &text))
		return;
	if (real_parse(text, &d.v) != OK || d.v > (double)f->limit || d.v < -(double)f->limit)
		wrong(p, f, "is out of range");
	else
		*(struct event_decimal *)dst = d;
}

static void read_count(struct parse *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct event_count c = {.said = true};
	struct str text;
	if (!get_number(p, r, f, &text))
		return;
	if (money_parse_json_number(text, 0, &c.v) != OK || c.v < 0 || c.v > f->limit)
		wrong(p, f, "must be a whole number within its range");
	else
		*(struct event_count *)dst = c;
}

static void read_time(struct parse *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct event_time t = {.said = true};
	struct str s, raw;
	if (!get_text(p, r, f, &s, &raw))
		return;
	if (clock_parse_rfc3339(s, &t.ms) != OK)
		wrong(p, f, "must be a time such as 2025-10-06T14:23:00Z");
	else
		*(struct event_time *)dst = t;
}

static void read_country(struct parse *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct str s, raw;
	if (!get_text(p, r, f, &s, &raw))
		return;
	if (s.n == 2 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] >= 'A' && s.p[1] <= 'Z')
		*(struct str *)dst = s;
	else
		wrong(p, f, "must be a country's two letters");
}

static void read_ip(struct parse *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char address[sizeof(struct in6_addr)];
	struct str s, raw;
	if (!get_text(p, r, f, &s, &raw))
		return;
	if (str_copy(text, sizeof text, s) && (inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1))
		*(struct str *)dst = s;
	else
		wrong(p, f, "must be an IP address");
}

static void read_card(struct parse *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	char out[CARD_TEXT_MAX];
	struct str s, raw;
	if (!get_text(p, r, f, &s, &raw))
		return;
	size_t n = card_shorten(s, out);
	if (n == 0) {
		hide_cards(p, r, raw, s, true);
		wrong(p, f, "must be a card's number, or what may be shown of it");
		return;
	}
	struct str kept = arena_dup(p->a, str_mem(out, n));
	if (!kept.p)
		json_fail(r, ERR_NOMEM, "no memory for the event");
	else if (!str_eq(kept, s))
		cut_add(p, r, raw, kept);
	*(struct str *)dst = kept;
}

static void read_enum(struct parse *p, struct json_reader *r, const struct event_field *f, void *dst)
{
	struct str s, raw;
	if (!get_text(p, r, f, &s, &raw))
		return;
	for (unsigned i = 1; i < f->words->count; i++) {
		if (str_is(s, f->words->words[i])) {
			memcpy(dst, &i, sizeof i);
			return;
		}
	}
	wrong(p, f, "is none of the words that it may be");
}

_Static_assert(sizeof(enum event_outcome) == sizeof(unsigned), "read_enum writes them");

static void (*const readers[EVENT_KIND_COUNT_])(struct parse *, struct json_reader *, const struct event_field *, void *) = {
	[EVENT_KIND_ID] = read_text,         [EVENT_KIND_TEXT] = read_text,      [EVENT_KIND_PROSE] = read_text,
	[EVENT_KIND_MONEY] = read_amount,    [EVENT_KIND_BALANCE] = read_amount, [EVENT_KIND_BOOL] = read_bool,
	[EVENT_KIND_DECIMAL] = read_decimal, [EVENT_KIND_COUNT] = read_count,    [EVENT_KIND_TIME] = read_time,
	[EVENT_KIND_COUNTRY] = read_country, [EVENT_KIND_IP] = read_ip,          [EVENT_KIND_CARD] = read_card,
	[EVENT_KIND_ENUM] = read_enum,
};

/* --- data --- */

static bool is_amount(const struct event_field *f)
{
	return f->kind == EVENT_KIND_MONEY || f->kind == EVENT_KIND_BALANCE;
}

static void settle_amount(struct parse *p, const struct event_field *f, struct amount m)
{
	struct event_amount v = {.said = true};
	const struct currency *c = p->e->currency;
	if (!c) {
		wrong(p, f, "an amount needs its currency beside it");
		return;
	}
	enum err err = m.text.n > MONEY_SENT_MAX ? ERR_RANGE
		       : m.number                ? money_parse_json_number(m.text, c->exponent, &v.minor)
						 : money_parse_decimal(m.text, c->exponent, &v.minor);
	if (err == ERR_SYNTAX)
		wrong(p, f, "must be an amount in decimals");
	else if (err)
		wrong(p, f, "is no exact amount of its currency");
	else if (v.minor > f->limit || v.minor < -f->limit)
		wrong(p, f, "is more than any amount can be");
	else if (v.minor < 0 && f->kind == EVENT_KIND_MONEY)
		wrong(p, f, "must not be below zero");
	else
		memcpy((char *)p->e + f->offset, &v, sizeof v);
}

static void read_currency(struct parse *p, struct json_reader *r, const struct event_form *form)
{
	static const struct event_field f = {.name = {"currency", 8}};
	struct str s, raw;
	if (form->currency == EVENT_NONE) {
		keep_value(p, r, false);
		return;
	}
	if (!get_text(p, r, &f, &s, &raw))
		return;
	p->e->currency = currency_find(s);
	if (!p->e->currency)
		wrong(p, &f, "must be a currency's three letters");
}

/* Senders write members in the order of the tables more often than not: the look-up goes on where the last one ended. */
static size_t field_find(const struct event_form *form, struct str name, size_t from)
{
	for (size_t k = 0; k < form->count; k++) {
		size_t i = from + k < form->count ? from + k : from + k - form->count;
		if (str_eq(form->fields[i].name, name))
			return i;
	}
	return form->count;
}

struct data {
	const struct event_form *form;
	struct amount amounts[EVENT_FIELDS_MAX];
	uint32_t said;
	bool currency_said;
	size_t next;
};

static void read_member(struct parse *p, struct json_reader *r, struct data *d, struct str name)
{
	size_t i = field_find(d->form, name, d->next);
	if (i == d->form->count) {
		bool currency = str_eq(name, STR("currency"));
		if (currency && d->currency_said)
			poison(p, "/data/", name, "is said twice");
		if (!currency)
			keep_value(p, r, names_a_card(name));
		else if (!json_take_null(r))
			read_currency(p, r, d->form);
		d->currency_said |= currency;
		return;
	}
	const struct event_field *f = &d->form->fields[i];
	d->next = i + 1;
	if (d->said & 1u << i)
		wrong(p, f, "is said twice");
	json_peek(r);
	if (json_take_null(r))
		return;
	d->said |= 1u << i;
	readers[f->kind](p, r, f, is_amount(f) ? (void *)&d->amounts[i] : (char *)p->e + f->offset);
}

static void read_data(struct parse *p, struct json_reader *r)
{
	static const struct str currency = {"currency", 8};
	struct data d = {.form = &event_forms[p->e->type]};
	struct str name;
	if (json_peek(r) != JSON_OBJECT) {
		keep_value(p, r, false);
		poison(p, "/", STR("data"), "must be an object");
		return;
	}
	json_enter_object(r);
	while (json_next_key(r, p->a, &name))
		read_member(p, r, &d, name);
	if (r->failed)
		return;
	for (size_t i = 0; i < d.form->count; i++) {
		if (d.form->fields[i].required && !(d.said & 1u << i))
			wrong(p, &d.form->fields[i], "is missing");
		else if (d.amounts[i].text.p)
			settle_amount(p, &d.form->fields[i], d.amounts[i]);
	}
	if (d.form->currency == EVENT_REQUIRED && !p->e->currency)
		poison(p, "/data/", currency, "is missing");
}

/* --- the envelope --- */

enum member {
	MEMBER_SPECVERSION,
	MEMBER_ID,
	MEMBER_SOURCE,
	MEMBER_TYPE,
	MEMBER_SUBJECT,
	MEMBER_TIME,
	MEMBER_CONTENT_TYPE,
	MEMBER_SCHEMA,
	MEMBER_DATA,
	MEMBER_BASE64,
	MEMBER_COUNT_
};

static const struct str member_names[MEMBER_COUNT_] = {
	[MEMBER_SPECVERSION] = {"specversion", 11},
	[MEMBER_ID] = {"id", 2},
	[MEMBER_SOURCE] = {"source", 6},
	[MEMBER_TYPE] = {"type", 4},
	[MEMBER_SUBJECT] = {"subject", 7},
	[MEMBER_TIME] = {"time", 4},
	[MEMBER_CONTENT_TYPE] = {"datacontenttype", 15},
	[MEMBER_SCHEMA] = {"dataschema", 10},
	[MEMBER_DATA] = {"data", 4},
	[MEMBER_BASE64] = {"data_base64", 11},
};

/* Without these an event has no name by which it could be told from others: not even to be set aside. */
static bool is_envelope(unsigned m)
{
	return m == MEMBER_SPECVERSION || m == MEMBER_ID || m == MEMBER_SOURCE || m == MEMBER_TYPE;
}

static bool customer_valid(struct str s)
{
	size_t dots = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		dots += c == '.';
		if (!alnum && c != '_' && c != '.' && c != ':' && c != '-')
			return false;
	}
	return s.n > dots && s.n <= EVENT_CUSTOMER_MAX;
}

static bool is_json_type(struct str s)
{
	size_t semicolon = str_find(s, ';', 0);
	return str_ieq(str_trim(str_mem(s.p, MIN(semicolon, s.n))), STR("application/json"));
}

static const char *check_time(struct parse *p, struct str s)
{
	if (clock_parse_rfc3339(s, &p->e->at_ms) != OK)
		return "must be a time such as 2025-10-06T14:23:00Z";
	if (p->e->at_ms < EVENT_TIME_MIN_MS)
		return "is before anything can have happened";
	return p->e->at_ms > p->e->received_ms + EVENT_FUTURE_MS ? "is in the future" : NULL;
}

/* Why the text can't be, or NULL. */
static const char *set_member(struct parse *p, unsigned m, struct str s)
{
	switch (m) {
	case MEMBER_SPECVERSION:
		return str_eq(s, STR("1.0")) ? NULL : "must be 1.0";
	case MEMBER_ID:
		p->e->id = s;
		break;
	case MEMBER_SOURCE:
		p->e->source = s;
		break;
	case MEMBER_TYPE:
		p->e->type_name = s;
		p->e->type = str_starts(s, STR(EVENT_TYPE_PREFIX)) ? event_type_find(s) : EVENT_TYPE_COUNT_;
		break;
	case MEMBER_SUBJECT:
		p->e->customer = s;
		return customer_valid(s) ? NULL : "must be a customer's id";
	case MEMBER_TIME:
		return check_time(p, s);
	case MEMBER_CONTENT_TYPE:
		return is_json_type(s) ? NULL : "must be application/json";
	default:
		return NULL;
	}
	if (s.n == 0)
		return "must not be empty";
	if (s.n > EVENT_ENVELOPE_MAX)
		return "is longer than allowed";
	return has_controls(s) ? "has control characters" : NULL;
}

static void read_envelope_text(struct parse *p, unsigned m)
{
	enum err verdict = is_envelope(m) ? ERR_SHAPE : ERR_UPSTREAM;
	struct str s;
	if (json_peek(&p->r) != JSON_STRING) {
		json_skip(&p->r, NULL);
		refuse(p, verdict, "/", member_names[m], "must be a text");
		return;
	}
	if (!json_get_string(&p->r, p->a, &s))
		return;
	const char *why = set_member(p, m, s);
	if (why)
		refuse(p, verdict, "/", member_names[m], why);
}

static void read_extension(struct parse *p, struct str name)
{
	struct str raw;
	enum json_type t = json_peek(&p->r);
	bool plain = name.n > 0 && name.n <= EVENT_EXTENSION_NAME;
	for (size_t i = 0; plain && i < name.n; i++)
		plain = (name.p[i] >= 'a' && name.p[i] <= 'z') || (name.p[i] >= '0' && name.p[i] <= '9');
	if (!json_skip(&p->r, &raw))
		return;
	if (!plain)
		poison(p, "/", name, "is no name of an extension attribute: at most 20 of a-z and 0-9");
	else if (t == JSON_OBJECT || t == JSON_ARRAY)
		poison(p, "/", name, "an extension attribute must be a text, a number or a truth value");
	else if (raw.n > EVENT_EXTENSION_MAX)
		poison(p, "/", name, "is longer than allowed");
	else if (++p->extensions > EVENT_EXTENSIONS_MAX)
		poison(p, "/", name, "more extension attributes than allowed");
}

static void read_envelope(struct parse *p, struct str name)
{
	unsigned m = 0;
	while (m < MEMBER_COUNT_ && !str_eq(member_names[m], name))
		m++;
	if (m == MEMBER_COUNT_) {
		read_extension(p, name);
		return;
	}
	if (p->members & 1u << m)
		refuse(p, ERR_SHAPE, "/", name, "is said twice");
	json_peek(&p->r);
	if (json_take_null(&p->r))
		return;
	p->members |= 1u << m;
	if (m == MEMBER_BASE64) {
		json_skip(&p->r, NULL);
		poison(p, "/", name, "data must be JSON");
	} else if (m != MEMBER_DATA) {
		read_envelope_text(p, m);
	} else if (p->members & 1u << MEMBER_TYPE) {
		read_data(p, &p->r);
	} else {
		p->data = p->r;
		p->data_waits = json_skip(&p->r, NULL);
	}
}

static void check_members(struct parse *p)
{
	for (unsigned m = 0; m < MEMBER_COUNT_; m++) {
		if (p->members & 1u << m)
			continue;
		if (is_envelope(m))
			refuse(p, ERR_SHAPE, "/", member_names[m], "is missing");
		else if (m == MEMBER_SUBJECT || m == MEMBER_TIME || (m == MEMBER_DATA && !(p->members & 1u << MEMBER_BASE64)))
			poison(p, "/", member_names[m], "is missing");
	}
	if (p->e->type == EVENT_TYPE_COUNT_)
		poison(p, "/", member_names[MEMBER_TYPE], "is no type of event that is known here");
}

static enum err json_failure(const struct json_reader *r, struct err_info *info)
{
	if (info)
		json_describe_failure(r, info);
	return r->failed;
}

enum err event_parse(struct str json, int64_t received_ms, struct arena *a, struct live_event *ret, struct err_info *info)
{
	struct live_event e = {.type = EVENT_TYPE_COUNT_, .received_ms = received_ms, .json = str_trim(json)};
	struct parse p = {.a = a, .e = &e, .info = info, .cuts_end = &e.cuts};
	struct str name;
	json_reader_init(&p.r, json, (struct json_limits){.max_depth = EVENT_DEPTH_MAX, .max_bytes = EVENT_JSON_MAX});
	if (json_peek(&p.r) != JSON_OBJECT) {
		json_skip(&p.r, NULL);
		return json_finish(&p.r) ? json_failure(&p.r, info) : err_set(info, ERR_SHAPE, "", "must be an object");
	}
	json_enter_object(&p.r);
	while (json_next_key(&p.r, a, &name))
		read_envelope(&p, name);
	if (json_finish(&p.r))
		return json_failure(&p.r, info);
	if (p.data_waits) {
		read_data(&p, &p.data);
		if (p.data.failed)
			return json_failure(&p.data, info);
	}
	check_members(&p);
	if (p.verdict == ERR_SHAPE)
		return ERR_SHAPE;
	*ret = e;
	return p.verdict;
}
