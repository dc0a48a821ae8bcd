/* The description and the route table say the same. */
#include "api/api.h"
#include "api/openapi.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#define json_type json_c_type /* base/json_reader.h has the tag */
#include <json.h>
#undef json_type

static struct json_object *document;

static int parse(void **state)
{
	(void)state;
	struct json_tokener *t = json_tokener_new();
	struct str text = openapi_text();
	json_tokener_set_flags(t, JSON_TOKENER_STRICT);
	document = json_tokener_parse_ex(t, text.p, (int)text.n);
	json_tokener_free(t);
	return document ? 0 : -1;
}

static int drop(void **state)
{
	(void)state;
	json_object_put(document);
	return 0;
}

static struct json_object *member(struct json_object *o, const char *name)
{
	struct json_object *found = NULL;
	json_object_object_get_ex(o, name, &found);
	return found;
}

static struct json_object *operation_of(const struct route *r)
{
	char method[16] = "";
	const char *name = http_method_name(r->method);
	for (size_t i = 0; name[i]; i++)
		method[i] = (char)(name[i] | 0x20);
	struct json_object *path = member(member(document, "paths"), r->pattern);
	struct json_object *operation = path ? member(path, method) : NULL;
	if (!operation)
		fail_msg("%s %s is not described", name, r->pattern);
	return operation;
}

static void every_route_is_described_with_its_action(void **state)
{
	(void)state;
	for (size_t i = 0; i < api_route_count; i++) {
		struct json_object *action = member(operation_of(&api_routes[i]), "x-action");
		assert_non_null(action);
		assert_string_equal(json_object_get_string(action), action_name(api_routes[i].action));
		struct json_object *security = member(operation_of(&api_routes[i]), "security");
		assert_non_null(security);
		assert_int_equal(json_object_array_length(security) == 0, api_routes[i].action == ACTION_PUBLIC);
	}
}

static void nothing_is_described_that_is_no_route(void **state)
{
	(void)state;
	size_t described = 0;
	json_object_object_foreach(member(document, "paths"), path, methods)
	{
		(void)path;
		described += (size_t)json_object_object_length(methods);
	}
	assert_int_equal(described, api_route_count);
}

static bool is_listed(const char *list, const char *name)
{
	struct str rest = str_of(list), word;
	while (str_split(&rest, ' ', &word))
		if (str_is(word, name))
			return true;
	return false;
}

static void parameters_are_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *r = &api_routes[i];
		struct json_object *parameters = member(operation_of(r), "parameters");
		size_t queries = 0, wanted = 0;
		for (size_t k = 0; parameters && k < json_object_array_length(parameters); k++) {
			struct json_object *p = json_object_array_get_idx(parameters, k);
			const char *name = json_object_get_string(member(p, "name"));
			bool in_query = strcmp(json_object_get_string(member(p, "in")), "query") == 0;
			char segment[64];
			snprintf(segment, sizeof segment, "{%s}", name);
			queries += in_query;
			if (in_query ? !is_listed(r->query, name) : !strstr(r->pattern, segment))
				fail_msg("%s does not take %s", r->pattern, name);
		}
		struct str rest = str_of(r->query), word;
		while (str_split(&rest, ' ', &word))
			wanted += word.n > 0;
		assert_int_equal(queries, wanted);
	}
}

static void bodies_and_the_csrf_token_are_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < api_route_count; i++) {
		struct json_object *operation = operation_of(&api_routes[i]), *security = member(operation, "security");
		assert_int_equal(member(operation, "requestBody") != NULL, (api_routes[i].flags & ROUTE_BODY) != 0);
		bool csrf = json_object_array_length(security) && member(json_object_array_get_idx(security, 0), "csrf");
		assert_int_equal(csrf, (api_routes[i].flags & ROUTE_CSRF) != 0);
	}
}

static void check_refs(struct json_object *o)
{
	if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			check_refs(json_object_array_get_idx(o, i));
	} else if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, key, value)
		{
			static const char prefix[] = "#/components/schemas/";
			if (strcmp(key, "$ref") != 0) {
				check_refs(value);
				continue;
			}
			const char *to = json_object_get_string(value);
			assert_memory_equal(to, prefix, sizeof prefix - 1);
			if (!member(member(member(document, "components"), "schemas"), to + sizeof prefix - 1))
				fail_msg("%s leads nowhere", to);
		}
	}
}

static void every_reference_leads_somewhere(void **state)
{
	(void)state;
	check_refs(document);
}

/* Objects that are ours name all their members; a client's unknown one is refused, and so must a check of our answers. */
static void check_closed(const char *name, struct json_object *o)
{
	if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			check_closed(name, json_object_array_get_idx(o, i));
	} else if (json_object_is_type(o, json_type_object)) {
		struct json_object *type = member(o, "type");
		bool object = type && json_object_is_type(type, json_type_string) &&
			      strcmp(json_object_get_string(type), "object") == 0;
		if (object && !member(o, "additionalProperties"))
			fail_msg("%s has an object that takes anything", name);
		json_object_object_foreach(o, key, value)
		{
			(void)key;
			check_closed(name, value);
		}
	}
}

static void objects_take_no_unknown_members(void **state)
{
	(void)state;
	json_object_object_foreach(member(member(document, "components"), "schemas"), name, schema) check_closed(name, schema);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_route_is_described_with_its_action),
		cmocka_unit_test(nothing_is_described_that_is_no_route),
		cmocka_unit_test(parameters_are_the_same),
		cmocka_unit_test(bodies_and_the_csrf_token_are_the_same),
		cmocka_unit_test(every_reference_leads_somewhere),
		cmocka_unit_test(objects_take_no_unknown_members),
	};
	return cmocka_run_group_tests(tests, parse, drop);
}
