#include "api/search_query.h"

#include "api/answer.h"
#include "api/call.h"
#include "base/clock.h"

#define NAMES_MAX_BYTES 512
#define CURSOR_MAX      8448

/* --- filters --- */

static const struct field *customer_field(size_t field)
{
	return &schema_list(LIST_CUSTOMERS)->fields[field];
}

static int word_index(size_t field, struct str word)
{
	const char *const *values = customer_field(field)->values;
	for (int i = 0; values[i]; i++)
		if (str_is(word, values[i]))
			return i;
	return -1;
}

struct filters_reader {
	struct call *c;
	struct json_reader r;
	struct directory_filters *out;
	struct search_query *q;
	const char *reason; /* of a refusal */
};

/* One string or a list of them, at most @max; false with a reason. */
static bool take_strings(struct filters_reader *f, struct str *out, size_t max, size_t *ret_count)
{
	size_t n = 0;
	if (json_peek(&f->r) == JSON_STRING) {
		*ret_count = 1;
		return json_get_string(&f->r, f->c->arena, &out[0]);
	}
	if (json_peek(&f->r) != JSON_ARRAY) {
		f->reason = "must be a string or a list of strings";
		return false;
	}
	json_enter_array(&f->r);
	while (json_next_element(&f->r)) {
		if (n == max) {
			f->reason = max == SEARCH_IDS_MAX ? "has more than 20 values" : "has more than 16 values";
			return false;
		}
		if (json_peek(&f->r) != JSON_STRING) {
			f->reason = "must be a string or a list of strings";
			return false;
		}
		if (!json_get_string(&f->r, f->c->arena, &out[n++]))
			return false;
	}
	*ret_count = n;
	if (n)
		return true;
	f->reason = "must not be empty";
	return false;
}

static bool take_words(struct filters_reader *f, size_t field, unsigned *ret_bits)
{
	struct str words[DIRECTORY_VALUES_MAX];
	size_t n;
	if (!take_strings(f, words, DIRECTORY_VALUES_MAX, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		int index = word_index(field, words[i]);
		if (index < 0) {
			f->reason = "has a value that there is not";
			return false;
		}
		*ret_bits |= 1u << index;
	}
	return true;
}

static bool take_list(struct filters_reader *f, const struct str **ret, size_t *ret_count)
{
	struct str *items = arena_array(f->c->arena, DIRECTORY_VALUES_MAX, sizeof *items);
	if (!items || !take_strings(f, items, DIRECTORY_VALUES_MAX, ret_count))
		return false;
	*ret = items;
	return true;
}

static bool take_date(struct filters_reader *f, bool *ret_has, int32_t *ret_days)
{
	struct str text;
	if (json_peek(&f->r) == JSON_STRING && json_get_string(&f->r, f->c->arena, &text) &&
	    clock_parse_date(text, ret_days) == OK) {
		*ret_has = true;
		return true;
	}
	f->reason = "must be a date such as 2026-01-31";
	return false;
}

static bool take_account_status(struct filters_reader *f)
{
	return take_words(f, F_CUSTOMER_accountStatus, &f->out->account_status);
}
static bool take_vip_tier(struct filters_reader *f)
{
	return take_words(f, F_CUSTOMER_vipTier, &f->out->vip_tier);
}
static bool take_kyc_status(struct filters_reader *f)
{
	return take_words(f, F_CUSTOMER_kycStatus, &f->out->kyc_status);
}
static bool take_country(struct filters_reader *f)
{
	return take_list(f, &f->out->countries, &f->out->country_count);
}
static bool take_brand(struct filters_reader *f)
{
	return take_list(f, &f->out->brands, &f->out->brand_count);
}
static bool take_tag(struct filters_reader *f)
{
	return take_list(f, &f->out->tags, &f->out->tag_count);
}
static bool take_from(struct filters_reader *f)
{
	return take_date(f, &f->out->has_registered_from, &f->out->registered_from);
}
static bool take_to(struct filters_reader *f)
{
	return take_date(f, &f->out->has_registered_to, &f->out->registered_to);
}
static bool take_risk(struct filters_reader *f)
{
	struct str word;
	if (json_peek(&f->r) == JSON_STRING && json_get_string(&f->r, f->c->arena, &word))
		f->out->risk_at_least = word_index(F_CUSTOMER_riskLevel, word);
	if (f->out->risk_at_least >= 0)
		return true;
	f->reason = "must be one of none, low, medium, high, critical";
	return false;
}

/* Ids that can be nobody's are refused, as in an address; those of nobody we know are just not found. */
static bool take_ids(struct filters_reader *f)
{
	struct str *ids = arena_array(f->c->arena, SEARCH_IDS_MAX, sizeof *ids);
	size_t n;
	if (!ids || !take_strings(f, ids, SEARCH_IDS_MAX, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!customer_id_valid(ids[i])) {
			f->reason = "has a value that is no customer's id";
			return false;
		}
		for (size_t k = 0; k < i; k++) {
			if (str_eq(ids[i], ids[k])) {
				f->reason = "has a value twice";
				return false;
			}
		}
	}
	f->q->customer_ids = ids;
	f->q->customer_id_count = n;
	return true;
}

static const struct {
	const char *name;
	bool (*take)(struct filters_reader *f);
} filters[] = {
	{"customerIds", take_ids},  {"accountStatus", take_account_status},
	{"vipTier", take_vip_tier}, {"kycStatus", take_kyc_status},
	{"country", take_country},  {"brand", take_brand},
	{"tag", take_tag},          {"registeredFrom", take_from},
	{"registeredTo", take_to},  {"riskAtLeast", take_risk},
};

static bool refuse_filter(struct filters_reader *f, struct str name, const char *reason)
{
	char *field = arena_printf(f->c->arena, "/filters/%.*s", STR_ARG(name));
	call_invalid(f->c, field ? field : "/filters", reason ? reason : "can't be read");
	return false;
}

static bool read_members(struct filters_reader *f, struct buf *names)
{
	struct str key;
	unsigned seen = 0;
	json_enter_object(&f->r);
	while (json_next_key(&f->r, f->c->arena, &key)) {
		size_t i = 0;
		while (i < ARRAY_LEN(filters) && !str_is(key, filters[i].name))
			i++;
		if (i == ARRAY_LEN(filters))
			return refuse_filter(f, key, "is not known here");
		if (seen >> i & 1)
			return refuse_filter(f, key, "is given twice");
		seen |= 1u << i;
		if (!filters[i].take(f))
			return refuse_filter(f, key, f->reason);
		buf_printf(names, "%s\"%s\"", names->n ? "," : "", filters[i].name);
	}
	if (json_finish(&f->r) == OK)
		return true;
	call_invalid(f->c, "/filters", "can't be read");
	return false;
}

static bool read_filters(struct call *c, struct str raw, struct search_query *q)
{
	struct filters_reader f = {.c = c, .out = &q->query.filters, .q = q};
	struct buf names;
	q->query.filters = DIRECTORY_FILTERS_NONE;
	if (!raw.p)
		return true;
	if (!call_buf(c, NAMES_MAX_BYTES, &names)) {
		call_problem(c, ERR_NOMEM, NULL);
		return false;
	}
	json_reader_init(&f.r, raw, JSON_LIMITS_DEFAULT);
	if (json_peek(&f.r) != JSON_OBJECT) {
		call_invalid(c, "/filters", "must be an object");
		return false;
	}
	if (!read_members(&f, &names))
		return false;
	q->filter_names = buf_view(&names);
	return true;
}

/* --- the body --- */

struct search_body {
	struct str text, filters, sort, cursor;
	int64_t limit;
};

static const struct json_bind body_fields[] = {
	{.name = "text", .type = JSON_BIND_STRING, .offset = offsetof(struct search_body, text), .max = DIRECTORY_TEXT_MAX},
	{.name = "filters", .type = JSON_BIND_RAW, .offset = offsetof(struct search_body, filters), .nullable = true},
	{.name = "sort", .type = JSON_BIND_STRING, .offset = offsetof(struct search_body, sort), .nullable = true},
	{.name = "limit",
	 .type = JSON_BIND_I64,
	 .offset = offsetof(struct search_body, limit),
	 .nullable = true,
	 .min = 1,
	 .max = DIRECTORY_LIMIT_MAX},
	{.name = "cursor",
	 .type = JSON_BIND_STRING,
	 .offset = offsetof(struct search_body, cursor),
	 .nullable = true,
	 .max = CURSOR_MAX},
};

static bool read_sort(struct call *c, struct str sort, struct search_query *q)
{
	if (!sort.p)
		sort = STR("relevance");
	struct str name = sort;
	if (name.n && name.p[0] == '-') {
		q->query.descending = true;
		name = str_mem(name.p + 1, name.n - 1);
	}
	if (!directory_sort_parse(name, &q->query.sort) || (q->query.descending && q->query.sort == DIRECTORY_SORT_RELEVANCE)) {
		call_invalid(c, "/sort",
			     "must be relevance, registered, name, username, vip or id, with - in front for the other way "
			     "round (not relevance)");
		return false;
	}
	q->sort_name = sort;
	return true;
}

/* Whom one names one gets: nothing else chooses among them or puts them in order. */
static bool ids_stand_alone(struct call *c, const struct search_query *q)
{
	bool alone = str_is(q->filter_names, "\"customerIds\"") && q->query.text.n == 0 && !q->cursor.p &&
		     q->query.sort == DIRECTORY_SORT_RELEVANCE;
	if (q->customer_id_count == 0 || alone)
		return true;
	call_invalid(c, "/filters/customerIds", "stands alone: without a text, other filters, a sort or a cursor");
	return false;
}

bool search_read(struct call *c, struct search_query *ret)
{
	struct search_body body = {.limit = SEARCH_LIMIT_USUAL};
	if (!call_bind(c, body_fields, ARRAY_LEN(body_fields), &body))
		return false;
	ret->query.text = str_trim(body.text);
	ret->query.limit = (size_t)body.limit;
	ret->query.contact_visible = c->sight & SIGHT_CONTACT;
	ret->cursor = body.cursor;
	return read_filters(c, body.filters, ret) && read_sort(c, body.sort, ret) && ids_stand_alone(c, ret);
}
