/* The text is read once, front to back, except that data which stands before the type waits until the type is known. Whether it
 * is JSON at all comes first, then the envelope, then what the data say: each failure is the first of the gravest kind. */
#include "base/clock.h"
#include "live/event.h"
#include "live/event_reading.h"

static void poison(struct event_reading *p, const char *folder, struct str name, const char *why)
{
	event_refuse(p, ERR_UPSTREAM, folder, name, why);
}

/* --- data --- */

static void read_currency(struct event_reading *p, struct json_reader *r, const struct event_form *form)
{
	static const struct event_field f = {.name = {"currency", 8}};
	struct str s, raw;
	if (form->currency == EVENT_NONE) {
		event_keep_value(p, r, false);
		return;
	}
	if (!event_get_text(p, r, &f, &s, &raw))
		return;
	p->e->currency = currency_find(s);
	if (!p->e->currency)
		event_wrong(p, &f, "must be a currency's three letters");
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
	struct event_sum amounts[EVENT_FIELDS_MAX];
	uint32_t said;
	bool currency_said;
	size_t next;
};

static void read_member(struct event_reading *p, struct json_reader *r, struct data *d, struct str name)
{
	size_t i = field_find(d->form, name, d->next);
	if (i == d->form->count) {
		bool currency = str_eq(name, STR("currency"));
		if (currency && d->currency_said)
			poison(p, "/data/", name, "is said twice");
		if (!currency)
			event_keep_value(p, r, event_names_card(name));
		else if (!json_take_null(r))
			read_currency(p, r, d->form);
		d->currency_said |= currency;
		return;
	}
	const struct event_field *f = &d->form->fields[i];
	d->next = i + 1;
	if (d->said & 1u << i)
		event_wrong(p, f, "is said twice");
	json_peek(r);
	if (json_take_null(r))
		return;
	d->said |= 1u << i;
	event_read_value(p, r, f, &d->amounts[i]);
}

static void read_data(struct event_reading *p, struct json_reader *r)
{
	static const struct str currency = {"currency", 8};
	struct data d = {.form = &event_forms[p->e->type]};
	struct str name;
	if (json_peek(r) != JSON_OBJECT) {
		event_keep_value(p, r, false);
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
			event_wrong(p, &d.form->fields[i], "is missing");
		else if (d.amounts[i].text.p)
			event_settle_amount(p, &d.form->fields[i], d.amounts[i]);
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

static const char *check_time(struct event_reading *p, struct str s)
{
	if (clock_parse_rfc3339(s, &p->e->at_ms) != OK)
		return "must be a time such as 2025-10-06T14:23:00Z";
	if (p->e->at_ms < EVENT_TIME_MIN_MS)
		return "is before anything can have happened";
	return p->e->at_ms > p->e->received_ms + EVENT_FUTURE_MS ? "is in the future" : NULL;
}

/* Why the text can't be, or NULL. */
static const char *set_member(struct event_reading *p, unsigned m, struct str s)
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
	return event_has_controls(s) ? "has control characters" : NULL;
}

static void read_envelope_text(struct event_reading *p, unsigned m)
{
	enum err verdict = is_envelope(m) ? ERR_SHAPE : ERR_UPSTREAM;
	struct str s;
	if (json_peek(&p->r) != JSON_STRING) {
		json_skip(&p->r, NULL);
		event_refuse(p, verdict, "/", member_names[m], "must be a text");
		return;
	}
	if (!json_get_string(&p->r, p->a, &s))
		return;
	const char *why = set_member(p, m, s);
	if (why)
		event_refuse(p, verdict, "/", member_names[m], why);
}

static void read_extension(struct event_reading *p, struct str name)
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

static void read_envelope(struct event_reading *p, struct str name)
{
	unsigned m = 0;
	while (m < MEMBER_COUNT_ && !str_eq(member_names[m], name))
		m++;
	if (m == MEMBER_COUNT_) {
		read_extension(p, name);
		return;
	}
	if (p->members & 1u << m)
		event_refuse(p, ERR_SHAPE, "/", name, "is said twice");
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

static void check_members(struct event_reading *p)
{
	for (unsigned m = 0; m < MEMBER_COUNT_; m++) {
		if (p->members & 1u << m)
			continue;
		if (is_envelope(m))
			event_refuse(p, ERR_SHAPE, "/", member_names[m], "is missing");
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

enum err event_parse_within(struct str json, size_t max_bytes, int64_t received_ms, struct arena *a, struct live_event *ret,
			    struct err_info *info)
{
	struct live_event e = {.type = EVENT_TYPE_COUNT_, .received_ms = received_ms, .json = str_trim(json)};
	struct event_reading p = {.a = a, .e = &e, .info = info, .cuts_end = &e.cuts};
	struct str name;
	json_reader_init(&p.r, json, (struct json_limits){.max_depth = EVENT_DEPTH_MAX, .max_bytes = max_bytes});
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
	e.compact = !p.r.blanks && e.json.n == json.n;
	check_members(&p);
	if (p.verdict == ERR_SHAPE)
		return ERR_SHAPE;
	*ret = e;
	return p.verdict;
}

enum err event_parse(struct str json, int64_t received_ms, struct arena *a, struct live_event *ret, struct err_info *info)
{
	return event_parse_within(json, EVENT_JSON_MAX, received_ms, a, ret, info);
}
