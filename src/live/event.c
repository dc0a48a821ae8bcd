#include "live/event.h"

#include "live/event_form.h"

/* --- words --- */

#define X(id, word) [EVENT_##id] = word,
#define ENUM(name, prefix, list)                                              \
	static const char *const words_of_##name[] = {list(X)};               \
	static const struct event_words words_##name = {                      \
		.words = words_of_##name,                                     \
		.count = ARRAY_LEN(words_of_##name),                          \
	};                                                                    \
	const char *name##_word(enum name v)                                  \
	{                                                                     \
		return v < words_##name.count ? words_##name.words[v] : NULL; \
	}
EVENT_ENUMS(ENUM)
#undef ENUM
#undef X

/* --- members of data --- */

#define LIMIT_ID(n)      .limit = (n)
#define LIMIT_TEXT(n)    .limit = (n)
#define LIMIT_PROSE(n)   .limit = (n)
#define LIMIT_MONEY(n)   .limit = EVENT_AMOUNT_MAX
#define LIMIT_BALANCE(n) .limit = EVENT_AMOUNT_MAX
#define LIMIT_BOOL(n)    .limit = (n)
#define LIMIT_DECIMAL(n) .limit = (n)
#define LIMIT_COUNT(n)   .limit = (n)
#define LIMIT_TIME(n)    .limit = (n)
#define LIMIT_COUNTRY(n) .limit = (n)
#define LIMIT_IP(n)      .limit = (n)
#define LIMIT_CARD(n)    .limit = (n)
#define LIMIT_ENUM(list) .words = &words_##list

#define FIELD(body, member, text, k, presence, limit)        \
	{.name = {text, sizeof text - 1},                    \
	 .kind = EVENT_KIND_##k,                             \
	 .required = EVENT_##presence == EVENT_REQUIRED,     \
	 .offset = offsetof(struct live_event, body.member), \
	 LIMIT_##k(limit)},
#define BODY(name, fields)                                                       \
	static const struct event_field fields_##name[] = {fields(FIELD, name)}; \
	_Static_assert(ARRAY_LEN(fields_##name) <= EVENT_FIELDS_MAX, "a bit each");
EVENT_BODIES(BODY)
#undef BODY
#undef FIELD

const struct event_form event_forms[EVENT_TYPE_COUNT_ + 1] = {
#define X(id, text, body, presence)                \
	[EVENT_##id] = {                           \
		.name = {text, sizeof text - 1},   \
		.currency = EVENT_##presence,      \
		.fields = fields_##body,           \
		.count = ARRAY_LEN(fields_##body), \
	},
	EVENT_TYPES(X)
#undef X
		[EVENT_TYPE_COUNT_] = {.name = {"unknown", 7}, .currency = EVENT_NONE},
};

const char *event_type_name(enum event_type t)
{
	return event_forms[MIN((unsigned)t, (unsigned)EVENT_TYPE_COUNT_)].name.p;
}

enum event_type event_type_find(struct str name)
{
	struct str prefix = STR(EVENT_TYPE_PREFIX);
	if (str_starts(name, prefix))
		name = str_mem(name.p + prefix.n, name.n - prefix.n);
	unsigned t = 0;
	while (t < EVENT_TYPE_COUNT_ && !str_eq(event_forms[t].name, name))
		t++;
	return (enum event_type)t;
}

/* --- the events of a request --- */

#define BATCH_BYTES_MAX ((size_t)EVENT_BATCH_MAX * EVENT_JSON_MAX)

void event_batch_init(struct event_batch *b, struct str body)
{
	*b = (struct event_batch){0};
	json_reader_init(&b->reader, body, (struct json_limits){.max_depth = EVENT_DEPTH_MAX + 1, .max_bytes = BATCH_BYTES_MAX});
	enum json_type type = json_peek(&b->reader);
	if (type == JSON_ARRAY) {
		b->array = true;
		json_enter_array(&b->reader);
	} else if (type != JSON_OBJECT && type != JSON_NONE) {
		/* Whether it is JSON at all comes first. */
		if (json_skip(&b->reader, NULL))
			json_fail(&b->reader, ERR_SHAPE, "an event or an array of events is expected here");
	}
}

bool event_batch_next(struct event_batch *b, struct str *ret_json)
{
	struct str raw;
	if (b->reader.failed || (!b->array && b->count))
		return false;
	if (b->array && !json_next_element(&b->reader))
		return false;
	if (b->count == EVENT_BATCH_MAX) {
		json_fail(&b->reader, ERR_TOO_LARGE, "more events than one request may bring");
		return false;
	}
	if (!json_skip(&b->reader, &raw))
		return false;
	if (raw.n > EVENT_JSON_MAX) {
		json_fail(&b->reader, ERR_TOO_LARGE, "an event is longer than allowed");
		return false;
	}
	b->count++;
	*ret_json = raw;
	return true;
}

enum err event_batch_finish(struct event_batch *b, struct err_info *info)
{
	enum err err = json_finish(&b->reader);
	if (err && info)
		json_describe_failure(&b->reader, info);
	return err;
}
