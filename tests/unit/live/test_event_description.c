/* What senders are told (src/api/asyncapi.json) is what the parser goes by. */
#include "tests/unit/live/event_fixture.h"

#define json_type json_c_type
#include <json-c/json.h>
#undef json_type

static struct json_object *document;

static struct json_object *at(struct json_object *o, const char *name)
{
	struct json_object *v = NULL;
	if (!json_object_object_get_ex(o, name, &v))
		fail_msg("no member %s", name);
	return v;
}

static struct json_object *schema(const char *name)
{
	return at(at(at(document, "components"), "schemas"), name);
}

/* "session.started" → "SessionStartedData" */
static const char *data_name(struct str name)
{
	static char out[64];
	size_t n = 0;
	bool up = true;
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] != '.')
			out[n++] = up ? (char)(name.p[i] - 'a' + 'A') : name.p[i];
		up = name.p[i] == '.';
	}
	memcpy(out + n, "Data", 5);
	return out;
}

static bool lists(struct json_object *array, struct str word)
{
	for (size_t i = 0; i < json_object_array_length(array); i++) {
		struct json_object *o = json_object_array_get_idx(array, i);
		if (o && str_is(word, json_object_get_string(o)))
			return true;
	}
	return false;
}

static void every_type_has_its_message(void **state)
{
	(void)state;
	struct json_object *messages = at(at(document, "components"), "messages");
	assert_int_equal(json_object_object_length(messages), EVENT_TYPE_COUNT_ + 1); /* and the batch */
	for (unsigned t = 0; t < EVENT_TYPE_COUNT_; t++) {
		char name[64];
		snprintf(name, sizeof name, EVENT_TYPE_PREFIX "%s", event_type_name(t));
		assert_string_equal(json_object_get_string(at(at(messages, event_type_name(t)), "name")), name);
	}
}

static void every_member_is_described_with_what_it_may_be(void **state)
{
	(void)state;
	for (unsigned t = 0; t < EVENT_TYPE_COUNT_; t++) {
		const struct event_form *form = &event_forms[t];
		struct json_object *data = schema(data_name(form->name)), *members = at(data, "properties");
		struct json_object *required = at(data, "required"), *v;
		size_t count = 0, must = form->currency == EVENT_REQUIRED;
		for (size_t i = 0; i < form->count; i++) {
			const struct event_field *f = &form->fields[i];
			struct json_object *member = at(members, f->name.p);
			assert_int_equal(lists(required, f->name), f->required);
			must += f->required;
			if (f->kind == EVENT_KIND_ID || f->kind == EVENT_KIND_TEXT || f->kind == EVENT_KIND_PROSE)
				assert_int_equal(json_object_get_int64(at(member, "maxLength")), f->limit);
			if (f->kind == EVENT_KIND_DECIMAL || f->kind == EVENT_KIND_COUNT)
				assert_int_equal(json_object_get_int64(at(member, "maximum")), f->limit);
			if (f->kind == EVENT_KIND_ENUM)
				for (size_t w = 1; w < f->words->count; w++)
					assert_true(lists(at(member, "enum"), str_of(f->words->words[w])));
			count++;
		}
		assert_int_equal(json_object_object_get_ex(members, "currency", &v), form->currency != EVENT_NONE);
		assert_int_equal(json_object_object_length(members), count + (form->currency != EVENT_NONE));
		assert_int_equal(json_object_array_length(required), must);
	}
	assert_int_equal(json_object_get_int64(at(schema("Batch"), "maxItems")), EVENT_BATCH_MAX);
}

static int setup(void **state)
{
	(void)state;
	document = json_object_from_file(PITBOSS_SOURCE_DIR "/src/api/asyncapi.json");
	return document ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	json_object_put(document);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_has_its_message),
		cmocka_unit_test(every_member_is_described_with_what_it_may_be),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
