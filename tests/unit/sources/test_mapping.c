/* Mappings: every type, every form of money and time, in any order of members; what is of another form is a failure. */
#include "dump.h"
#include "sources/mapping_compile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* A schema of every type. */
static const char *const words[] = {"red", "green", "blue", NULL};
static const struct field item_fields[] = {
	{"name", FIELD_STRING, FIELD_REQUIRED, NULL, NULL},
	{"amount", FIELD_MONEY, 0, NULL, NULL},
	{"currency", FIELD_CURRENCY, 0, NULL, NULL},
	{"kind", FIELD_ENUM, 0, words, NULL},
	{"minutes", FIELD_INT, 0, NULL, NULL},
};
static const struct schema item_schema = {"ITEM", item_fields, ARRAY_LEN(item_fields)};
static const struct field fields[] = {
	{"id", FIELD_ID, FIELD_REQUIRED | FIELD_SUBJECT, NULL, NULL},
	{"text", FIELD_STRING, 0, NULL, NULL},
	{"ref", FIELD_ID, 0, NULL, NULL},
	{"count", FIELD_INT, 0, NULL, NULL},
	{"ratio", FIELD_DECIMAL, 0, NULL, NULL},
	{"flag", FIELD_BOOL, 0, NULL, NULL},
	{"money", FIELD_MONEY, 0, NULL, NULL},
	{"at", FIELD_TIME, 0, NULL, NULL},
	{"day", FIELD_DATE, 0, NULL, NULL},
	{"color", FIELD_ENUM, 0, words, NULL},
	{"currency", FIELD_CURRENCY, 0, NULL, NULL},
	{"card", FIELD_CARD_NUMBER, 0, NULL, NULL},
	{"tags", FIELD_STRINGS, 0, NULL, NULL},
	{"items", FIELD_LIST, 0, NULL, &item_schema},
	{"more.items", FIELD_LIST, 0, NULL, &item_schema},
};
static const struct schema schema = {"TEST", fields, ARRAY_LEN(fields)};

struct row {
	const char *map;      /* without the id, which is at /id */
	const char *json;     /* members besides "id" */
	const char *expected; /* without the id; or the error's name */
};

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static const struct yaml_node *yaml_of(const char *text)
{
	struct yaml_node *n;
	struct err_info info = {0};
	if (yaml_parse(str_of(text), &arena, &n, &info) != OK)
		fail_msg("%s: line %u: %s", text, info.line, info.text);
	return n;
}

static struct mapping *compile(const char *map, const char *defaults, const char *status, struct err_info *info)
{
	struct mapping *m = NULL;
	const struct yaml_node *n = yaml_of(map);
	struct map_context c = {.arena = &arena, .info = info};
	struct map_request request = {.map = n};
	c.enums = yaml_of("colors: {R: red, G: green}");
	c.maps = yaml_of("thing: {name: /n, amount: {at: /a, as: minor}}");
	if (defaults)
		c.defaults = yaml_of(defaults);
	if (status)
		request.status = yaml_of(status);
	return mapping_compile(&c, &schema, &request, 1, n, &m) == OK ? m : NULL;
}

static void run(const struct mapping *m, const char *json, struct buf *out)
{
	struct str body = arena_dup(&arena, str_of(json));
	struct record r;
	struct mapping_fault fault;
	enum source_error e = mapping_run(m, &body, STR("CUS-1"), &arena, NULL, &r, &fault);
	if (e == SOURCE_OK)
		dump_record(out, &r);
	else
		buf_str(out, str_of(source_error_name(e)));
}

static void check(const struct row *rows, size_t count, const char *defaults)
{
	for (size_t i = 0; i < count; i++) {
		char map[1024], json[2048], expected[1024];
		struct err_info info = {0};
		struct buf out;
		snprintf(map, sizeof(map), "{id: /id, %s}", rows[i].map);
		struct mapping *m = compile(map, defaults, NULL, &info);
		if (!m)
			fail_msg("%s: %s: %s", map, info.field, info.text);
		bool fails = strchr(rows[i].expected, '=') == NULL && rows[i].expected[0];
		snprintf(expected, sizeof(expected), "%s%s%s", fails ? "" : "id=CUS-1", fails || !rows[i].expected[0] ? "" : "; ",
			 rows[i].expected);
		/* The id behind and in front: order must not matter. */
		for (int behind = 0; behind < 2; behind++) {
			const char *comma = rows[i].json[0] ? "," : "";
			const char *id = "\"id\":\"CUS-1\"";
			snprintf(json, sizeof(json), "{%s%s%s}", behind ? rows[i].json : id, comma, behind ? id : rows[i].json);
			buf_init(&out, 65536);
			run(m, json, &out);
			if (!str_is(buf_view(&out), expected))
				fail_msg("%s\n%s:\n%.*s\ninstead of\n%s", map, json, STR_ARG(buf_view(&out)), expected);
			buf_done(&out);
		}
	}
}

static void texts_ids_and_numbers(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"text: /t", "\"t\":\"h\\u00e9llo\"", "text=h\xC3\xA9llo"},
		{"text: /t", "\"t\":null", ""},
		{"text: /t", "", ""},
		{"text: /t", "\"t\":\"\"", "text="},
		{"text: {at: /t, empty_is_null: true}", "\"t\":\"\"", ""},
		{"text: /t", "\"t\":5", "wrong_type"},
		{"text: /t", "\"t\":true", "wrong_type"},
		{"text: /t", "\"t\":[\"x\"]", "wrong_type"},
		{"text: /t", "\"t\":{\"x\":1}", "wrong_type"},
		{"text: {at: /t, as: any}", "\"t\":5.0", "text=5.0"},
		{"text: {at: /t, as: any}", "\"t\":true", "text=true"},
		{"text: /a/b/c", "\"a\":{\"b\":{\"c\":\"deep\",\"d\":[[[]]]},\"z\":1}", "text=deep"},
		{"text: /a/b/c", "\"a\":{\"b\":null}", ""},
		{"text: /a/b/c", "\"a\":{\"b\":7}", "wrong_type"},
		{"text: /a/1/b", "\"a\":[{\"b\":\"no\"},{\"b\":\"yes\"},{\"b\":\"no\"}]", "text=yes"},
		{"text: /a/1/b", "\"a\":[{\"b\":\"no\"}]", ""},
		{"text: /a/b", "\"a\":[1]", "wrong_type"},
		{"text: /x~1y~0z", "\"x/y~z\":\"odd\"", "text=odd"},
		{"text: /", "\"\":\"empty key\"", "text=empty key"},
		{"text: /t", "\"\\u0074\":\"escaped key\"", "text=escaped key"},
		{"text: /t", "\"t\":\"one\",\"t\":\"two\"", "wrong_type"},
		{"text: {join: [/f, /l]}", "\"f\":\"Ada\",\"l\":\"Byron\"", "text=Ada Byron"},
		{"text: {join: [/f, /m, /l], with: \"-\"}", "\"l\":\"B\",\"f\":\"A\",\"m\":null", "text=A-B"},
		{"text: {join: [/f, /l]}", "", ""},
		{"text: {value: always}", "", "text=always"},
		{"ref: /r", "\"r\":\"A-1\"", "ref=A-1"},
		{"ref: /r", "\"r\":12345678901234567890", "ref=12345678901234567890"},
		{"ref: /r", "\"r\":\"\"", "wrong_type"},
		{"ref: /r", "\"r\":false", "wrong_type"},
		{"count: /n", "\"n\":-9223372036854775808", "count=-9223372036854775808"},
		{"count: /n", "\"n\":9223372036854775808", "wrong_type"},
		{"count: /n", "\"n\":12.0", "count=12"},
		{"count: /n", "\"n\":12.5", "wrong_type"},
		{"count: /n", "\"n\":\"12\"", "wrong_type"},
		{"count: {at: /n, as: text}", "\"n\":\"12\"", "count=12"},
		{"count: {at: /n, as: text}", "\"n\":12", "wrong_type"},
		{"count: {value: 7}", "", "count=7"},
		{"ratio: /n", "\"n\":0.9650", "ratio=0.9650"},
		{"ratio: /n", "\"n\":1.5e-2", "ratio=0.015"},
		{"ratio: /n", "\"n\":\"0.5\"", "wrong_type"},
		{"ratio: {at: /n, as: text}", "\"n\":\"0.5\"", "ratio=0.5"},
		{"ratio: {at: /n, as: text}", "\"n\":\"half\"", "wrong_type"},
		{"ratio: {at: /n, as: text}", "\"n\":\".5\"", "wrong_type"},
		{"ratio: {at: /n, as: text}", "\"n\":\"5.\"", "wrong_type"},
		{"ratio: {at: /n, shift: -2}", "\"n\":96.5", "ratio=0.965"},
		{"ratio: {at: /n, shift: -2}", "\"n\":-3", "ratio=-0.03"},
		{"ratio: {at: /n, shift: 2}", "\"n\":0.9", "ratio=90"},
		{"ratio: {at: /n, shift: 3}", "\"n\":0.01234", "ratio=12.34"},
	};
	check(rows, ARRAY_LEN(rows), NULL);
}

static void booleans_enums_and_lists_of_text(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"flag: /f", "\"f\":true", "flag=true"},
		{"flag: /f", "\"f\":false", "flag=false"},
		{"flag: /f", "\"f\":1", "wrong_type"},
		{"flag: /f", "\"f\":\"true\"", "wrong_type"},
		{"flag: {at: /f, true: [Y, 1], false: N}", "\"f\":\"Y\"", "flag=true"},
		{"flag: {at: /f, true: [Y, 1], false: N}", "\"f\":1", "flag=true"},
		{"flag: {at: /f, true: [Y, 1], false: N}", "\"f\":\"N\"", "flag=false"},
		{"flag: {at: /f, true: [Y, 1], false: N}", "\"f\":\"X\"", "wrong_type"},
		{"flag: {at: /f, true: PASSED, default: false}", "\"f\":\"FAILED\"", "flag=false"},
		{"flag: {value: true}", "", "flag=true"},
		{"color: /c", "\"c\":\"green\"", "color=green"},
		{"color: /c", "\"c\":\"Green\"", "wrong_type"},
		{"color: {at: /c, enum: {1: red, 2: green}}", "\"c\":2", "color=green"},
		{"color: {at: /c, enum: {1: red, 2: green}}", "\"c\":3", "wrong_type"},
		{"color: {at: /c, enum: {1: red, 2: green}}", "\"c\":\"red\"", "wrong_type"},
		{"color: {at: /c, enum: {true: red, false: blue}}", "\"c\":false", "color=blue"},
		{"color: {at: /c, enum: colors, default: blue}", "\"c\":\"X\"", "color=blue"},
		{"color: {at: /c, enum: colors}", "\"c\":\"R\"", "color=red"},
		{"color: {value: blue}", "", "color=blue"},
		{"tags: /t", "\"t\":[\"a\",\"b\"]", "tags=a,b"},
		{"tags: /t", "\"t\":[]", "tags="},
		{"tags: /t", "\"t\":null", ""},
		{"tags: /t", "\"t\":[1]", "wrong_type"},
		{"tags: /t", "\"t\":\"a\"", "wrong_type"},
		{"tags: {value: []}", "", "tags="},
		{"currency: /c", "\"c\":\"EUR\"", "currency=EUR"},
		{"currency: /c", "\"c\":\"eur\"", "wrong_type"},
		{"currency: /c", "\"c\":\"XXQ\"", "wrong_type"},
		{"currency: /c", "\"c\":978", "wrong_type"},
		{"currency: {value: JPY}", "", "currency=JPY"},
	};
	check(rows, ARRAY_LEN(rows), NULL);
}

static void times_and_dates(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"at: /t", "\"t\":\"2025-10-06T14:23:00Z\"", "at=2025-10-06T14:23:00Z"},
		{"at: /t", "\"t\":\"2025-10-06T14:23:00.250+02:00\"", "at=2025-10-06T12:23:00.250Z"},
		{"at: /t", "\"t\":\"2025-10-06\"", "wrong_type"},
		{"at: /t", "\"t\":\"2025-02-30T00:00:00Z\"", "wrong_type"},
		{"at: /t", "\"t\":1759760580000", "wrong_type"},
		{"at: {at: /t, as: epoch_ms}", "\"t\":1759760580000", "at=2025-10-06T14:23:00Z"},
		{"at: {at: /t, as: epoch_ms}", "\"t\":\"1759760580000\"", "wrong_type"},
		{"at: {at: /t, as: epoch_ms}", "\"t\":1e30", "wrong_type"},
		{"at: {at: /t, as: epoch_ms}", "\"t\":253402300800000", "wrong_type"},
		{"at: {at: /t, as: epoch_s}", "\"t\":1759760580", "at=2025-10-06T14:23:00Z"},
		{"at: {at: /t, as: epoch_s}", "\"t\":1759760580.25", "at=2025-10-06T14:23:00.250Z"},
		{"at: {at: /t, as: epoch_s}", "\"t\":1759760580.123456", "at=2025-10-06T14:23:00.123Z"},
		{"at: {at: /t, as: epoch_s}", "\"t\":1.75976058e9", "at=2025-10-06T14:23:00Z"},
		{"at: {at: /t, as: epoch_s}", "\"t\":-1", "at=1969-12-31T23:59:59Z"},
		{"at: {at: /t, as: date}", "\"t\":\"2025-10-06\"", "at=2025-10-06T00:00:00Z"},
		{"day: /d", "\"d\":\"1985-06-15\"", "day=1985-06-15"},
		{"day: /d", "\"d\":\"1985-06-15T00:00:00Z\"", "wrong_type"},
		{"day: {at: /d, as: rfc3339}", "\"d\":\"1985-06-15T23:59:59Z\"", "day=1985-06-15"},
		{"day: {at: /d, as: rfc3339}", "\"d\":\"1965-06-15T23:59:59Z\"", "day=1965-06-15"},
		{"day: {at: /d, as: epoch_s}", "\"d\":-1", "day=1969-12-31"},
		{"day: {at: /d, as: epoch_ms}", "\"d\":86400000", "day=1970-01-02"},
	};
	check(rows, ARRAY_LEN(rows), NULL);
}

static void money_in_every_form(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"currency: /c, money: {at: /m, as: decimal}", "\"m\":\"1250.75\",\"c\":\"EUR\"",
		 "money=1250.75EUR; currency=EUR"},
		{"currency: /c, money: {at: /m, as: decimal}", "\"c\":\"JPY\",\"m\":\"500\"", "money=500JPY; currency=JPY"},
		{"currency: /c, money: {at: /m, as: decimal}", "\"c\":\"JPY\",\"m\":\"500.5\"", "wrong_type"},
		{"currency: /c, money: {at: /m, as: decimal}", "\"c\":\"BHD\",\"m\":\"-0.001\"", "money=-0.001BHD; currency=BHD"},
		{"currency: /c, money: {at: /m, as: decimal}", "\"c\":\"EUR\",\"m\":\"1.005\"", "wrong_type"},
		{"currency: /c, money: {at: /m, as: decimal}", "\"c\":\"EUR\",\"m\":\"1,00\"", "wrong_type"},
		{"currency: /c, money: {at: /m, as: decimal}", "\"c\":\"EUR\",\"m\":1", "wrong_type"},
		{"currency: /c, money: {at: /m, as: decimal}", "\"m\":\"1\"", "wrong_type"},
		{"currency: /c, money: {at: /m, as: decimal}", "\"m\":null", ""},
		{"currency: /c, money: {at: /m, as: number}", "\"c\":\"EUR\",\"m\":0.1", "money=0.10EUR; currency=EUR"},
		{"currency: /c, money: {at: /m, as: number}", "\"c\":\"EUR\",\"m\":1.5e2", "money=150.00EUR; currency=EUR"},
		{"currency: /c, money: {at: /m, as: number}", "\"c\":\"EUR\",\"m\":0.30000000000000004", "wrong_type"},
		{"currency: /c, money: {at: /m, as: number}", "\"c\":\"EUR\",\"m\":\"1.50\"", "wrong_type"},
		{"currency: /c, money: {at: /m, as: number}", "\"c\":\"EUR\",\"m\":92233720368547758.08", "wrong_type"},
		{"currency: /c, money: {at: /m, as: minor}", "\"c\":\"EUR\",\"m\":-5", "money=-0.05EUR; currency=EUR"},
		{"currency: /c, money: {at: /m, as: minor}", "\"c\":\"EUR\",\"m\":1.5", "wrong_type"},
		{"currency: /c, money: {at: /m, as: minor}", "\"c\":\"EUR\",\"m\":\"5\"", "wrong_type"},
		{"currency: /c, money: {at: /m, as: minor_text}", "\"c\":\"EUR\",\"m\":\"12345\"",
		 "money=123.45EUR; currency=EUR"},
		{"currency: /c, money: {at: /m, as: minor, decimals: 2}", "\"c\":\"JPY\",\"m\":50000",
		 "money=500JPY; currency=JPY"},
		{"currency: /c, money: {at: /m, as: minor, decimals: 2}", "\"c\":\"JPY\",\"m\":50001", "wrong_type"},
		{"currency: /c, money: {at: /m, as: minor, decimals: 2}", "\"c\":\"BHD\",\"m\":12",
		 "money=0.120BHD; currency=BHD"},
		{"currency: /c, money: {at: /m, as: minor, decimals: 6}", "\"c\":\"EUR\",\"m\":1230000",
		 "money=1.23EUR; currency=EUR"},
		{"money: {at: /m, as: minor, currency: GBP}", "\"m\":100", "money=1.00GBP"},
		{"money: {at: /m, as: minor, currency: /mc}", "\"m\":100,\"mc\":\"USD\"", "money=1.00USD"},
		{"money: {at: /m, as: minor, currency: /mc}", "\"m\":100", "wrong_type"},
		{"currency: {value: EUR}, money: {at: /m, as: minor}", "\"m\":100", "money=1.00EUR; currency=EUR"},
		{"money: {at: /m, as: object}", "\"m\":{\"amount\":\"1.50\",\"currency\":\"EUR\"}", "money=1.50EUR"},
		{"money: {at: /m, as: object}", "\"m\":{\"currency\":\"KWD\",\"amount\":\"1.5\",\"x\":[]}", "money=1.500KWD"},
		{"money: {at: /m, as: object}", "\"m\":null", ""},
		{"money: {at: /m, as: object}", "\"m\":\"1.50\"", "wrong_type"},
		{"money: {at: /m, as: object}", "\"m\":{\"amount\":\"1.50\"}", "wrong_type"},
		{"currency: /c, money: {at: /m, as: object}", "\"m\":{\"amount\":\"1.50\"},\"c\":\"EUR\"",
		 "money=1.50EUR; currency=EUR"},
		{"money: {at: /m, as: object, amount: /v/n, currency: /v/c, of: number}",
		 "\"m\":{\"v\":{\"n\":1.5,\"c\":\"EUR\"}}", "money=1.50EUR"},
		{"money: {at: /m, as: object, amount: /v, of: minor}", "\"m\":{\"v\":150,\"currency\":\"EUR\"}", "money=1.50EUR"},
		{"money: {at: /m, as: object, amount: /v, currency: EUR, of: minor_text}", "\"m\":{\"v\":\"150\"}",
		 "money=1.50EUR"},
		{"money: {at: /m, as: minor, currency: EUR, sign: {at: /d, negative: [OUT, DEBIT]}}", "\"m\":150,\"d\":\"OUT\"",
		 "money=-1.50EUR"},
		{"money: {at: /m, as: minor, currency: EUR, sign: {at: /d, negative: [OUT, DEBIT]}}", "\"m\":150,\"d\":\"IN\"",
		 "money=1.50EUR"},
	};
	check(rows, ARRAY_LEN(rows), NULL);
}

static void defaults_stand_in_for_what_a_field_does_not_say(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"money: /m", "\"m\":{\"v\":150,\"c\":\"EUR\"}", "money=1.50EUR"},
		{"currency: /c, money: {at: /m, as: decimal}", "\"m\":\"1.50\",\"c\":\"EUR\"", "money=1.50EUR; currency=EUR"},
		{"at: /t", "\"t\":1759760580", "at=2025-10-06T14:23:00Z"},
		{"at: {at: /t, as: rfc3339}", "\"t\":\"2025-10-06T14:23:00Z\"", "at=2025-10-06T14:23:00Z"},
		{"day: /t", "\"t\":86400", "day=1970-01-02"},
	};
	check(rows, ARRAY_LEN(rows), "{money: {as: object, amount: /v, currency: /c, of: minor}, time: epoch_s, date: epoch_s}");
}

static void card_numbers_are_cut_at_once(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"card: /c", "\"c\":\"4111111111111111\"", "card=411111******1111"},
		{"card: /c", "\"c\":\"4111 1111 1111 1111\"", "card=411111******1111"},
		{"card: /c", "\"c\":\"4111-1111-1111-1111\"", "card=411111******1111"},
		{"card: /c", "\"c\":\"\\u0034111111111111111\"", "card=411111******1111"},
		{"card: /c", "\"c\":\"411111XXXXXX1111\"", "card=411111******1111"},
		{"card: /c", "\"c\":\"************1111\"", "card=************1111"},
		{"card: /c", "\"c\":\"1111\"", "card=1111"},
		{"card: /c", "\"c\":\"12345678\"", "card=****5678"},
		{"card: /c", "\"c\":\"6304000000000000000\"", "card=630400*********0000"},
		{"card: /c", "\"c\":\"not a card\"", "wrong_type"},
		{"card: /c", "\"c\":4111111111111111", "wrong_type"},
		{"card: /c", "\"c\":\"\"", "wrong_type"},
		{"card: /c", "\"c\":\"41111111111111114111111111111111\"", "wrong_type"},
	};
	check(rows, ARRAY_LEN(rows), NULL);
}

static void lists_nest_and_inherit_the_currency(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"items: {items: /l, map: {name: /n}}", "\"l\":[{\"n\":\"a\"},{\"n\":\"b\",\"z\":{}}]",
		 "items=[name=a | name=b]"},
		{"items: {items: /l, map: {name: /n}}", "\"l\":[]", "items=[]"},
		{"items: {items: /l, map: {name: /n}}", "\"l\":null", ""},
		{"items: {items: /l, map: {name: /n}}", "\"l\":{\"n\":\"a\"}", "wrong_type"},
		{"items: {items: /l, map: {name: /n}}", "\"l\":[{}]", "wrong_type"},
		{"items: {items: /l, map: {name: /n}}", "\"l\":[null]", "wrong_type"},
		{"items: {items: /l, map: {name: /n}}", "\"l\":[[\"a\"]]", "wrong_type"},
		{"items: {items: /l, map: {name: \"\"}}", "\"l\":[\"a\",\"b\"]", "items=[name=a | name=b]"},
		{"items: {items: /a/b, map: {name: /n}}", "\"a\":{\"b\":[{\"n\":\"x\"}]}", "items=[name=x]"},
		{"items: {items: /l, map: thing}, currency: /c", "\"l\":[{\"n\":\"a\",\"a\":5}],\"c\":\"EUR\"",
		 "currency=EUR; items=[name=a; amount=0.05EUR]"},
		{"items: {items: /l, map: {name: /n, amount: {at: /a, as: minor}, currency: /c}}, currency: /c",
		 "\"l\":[{\"n\":\"a\",\"a\":5,\"c\":\"JPY\"},{\"n\":\"b\",\"a\":5}],\"c\":\"EUR\"",
		 "currency=EUR; items=[name=a; amount=5JPY; currency=JPY | name=b; amount=0.05EUR]"},
		{"items: {items: /l, map: {name: /n, kind: {at: /k, enum: {1: red}}}}", "\"l\":[{\"n\":\"a\",\"k\":2}]",
		 "wrong_type"},
		/* The same array twice. */
		{"items: {items: /l, map: {name: /n}}, more.items: {items: /l, map: {name: /m}}",
		 "\"l\":[{\"n\":\"a\",\"m\":\"b\"}]", "items=[name=a]; more.items=[name=b]"},
		{"items: {items: /l, map: {name: /n}}, text: /l/0/m", "\"l\":[{\"n\":\"a\",\"m\":\"b\"}]",
		 "text=b; items=[name=a]"},
		/* An object whose members' names are a field. */
		{"items: {items: /l, map: {name: {key: true}, minutes: /m}}", "\"l\":{\"day\":{\"m\":5},\"week\":{\"m\":6}}",
		 "items=[name=day; minutes=5 | name=week; minutes=6]"},
		{"items: {items: /l, map: {name: /n, kind: {key: true, enum: {x: blue}}}}", "\"l\":{\"x\":{\"n\":\"a\"}}",
		 "items=[name=a; kind=blue]"},
		{"items: {items: /l, map: {name: {key: true}}}", "\"l\":[]", "wrong_type"},
		/* Members of one object as records. */
		{"currency: /c, items: {records: [{if: /day, map: {name: {value: daily}, amount: {at: /day, as: number}}}, "
		 "{if: /week, map: {name: {value: weekly}, amount: {at: /week, as: number}, kind: {value: red}}}]}",
		 "\"day\":5,\"week\":7.50,\"c\":\"EUR\"",
		 "currency=EUR; items=[name=daily; amount=5.00EUR | name=weekly; amount=7.50EUR; kind=red]"},
		{"items: {records: [{if: /day, map: {name: {value: daily}, minutes: /day}}, {if: /week, map: {name: {value: "
		 "weekly}, minutes: "
		 "/week}}]}",
		 "\"week\":7,\"day\":null", "items=[name=weekly; minutes=7]"},
		{"items: {records: [{if: /o, map: {name: /o/n}}]}", "\"o\":{\"n\":\"a\"}", "items=[name=a]"},
		{"items: {records: [{if: /o, map: {name: /o/n}}]}", "\"o\":{}", "wrong_type"},
		{"items: {records: [{if: /o, map: {name: /o/n}}]}", "", "items=[]"},
	};
	check(rows, ARRAY_LEN(rows), NULL);
}

static void answers_that_are_no_answers(void **state)
{
	(void)state;
	static const struct {
		const char *json, *expected;
	} rows[] = {
		{"", "truncated"},
		{"{\"id\":\"CUS-1\"", "truncated"},
		{"{\"id\":\"CUS-1\",\"text\":\"ab", "truncated"},
		{"{\"id\":\"CUS-1\"} x", "malformed"},
		{"<html>", "malformed"},
		{"{\"id\":\"CUS-1\",\"x\":01}", "malformed"},
		{"{\"id\":\"CUS-1\",\"x\":\"\xFF\"}", "malformed"},
		{"[]", "wrong_type"},
		{"null", "wrong_type"},
		{"\"CUS-1\"", "wrong_type"},
		{"{}", "wrong_type"},
		{"{\"id\":null}", "wrong_type"},
		{"{\"id\":\"CUS-2\"}", "wrong_customer"},
		{"{\"id\":\"CUS-11\"}", "wrong_customer"},
		{"{\"id\":\"CUS-1\",\"id\":\"CUS-2\"}", "wrong_customer"},
		{"{\"id\":\"CUS-2\",\"id\":\"CUS-1\"}", "wrong_customer"},
	};
	struct err_info info = {0};
	struct mapping *m = compile("{id: /id, text: /text}", NULL, NULL, &info);
	assert_non_null(m);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf out;
		buf_init(&out, 4096);
		run(m, rows[i].json, &out);
		if (!str_is(buf_view(&out), rows[i].expected))
			fail_msg("%s: %.*s instead of %s", rows[i].json, STR_ARG(buf_view(&out)), rows[i].expected);
		buf_done(&out);
	}
}

static void a_status_in_the_answer_is_believed_before_its_fields(void **state)
{
	(void)state;
	static const struct {
		const char *json, *expected;
	} rows[] = {
		{"{\"status\":\"Ok\",\"id\":\"CUS-1\"}", "id=CUS-1"},
		{"{\"id\":\"CUS-1\",\"status\":\"NotFound\"}", "not_found"},
		{"{\"status\":\"NotFound\",\"id\":null}", "not_found"},
		{"{\"status\":\"Broken\",\"id\":\"CUS-1\"}", "http_error"},
		{"{\"id\":\"CUS-1\"}", "http_error"},
	};
	struct err_info info = {0};
	struct mapping *m = compile("{id: /id}", NULL, "{at: /status, ok: Ok, not_found: [NotFound]}", &info);
	assert_non_null(m);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf out;
		buf_init(&out, 4096);
		run(m, rows[i].json, &out);
		if (!str_is(buf_view(&out), rows[i].expected))
			fail_msg("%s: %.*s instead of %s", rows[i].json, STR_ARG(buf_view(&out)), rows[i].expected);
		buf_done(&out);
	}
}

static void several_requests_make_one_record(void **state)
{
	(void)state;
	struct mapping *m;
	struct err_info info = {0};
	struct record r;
	struct map_context c = {.arena = &arena, .info = &info};
	const struct yaml_node *a = yaml_of("{id: /id, text: /t, currency: /c}"),
			       *b = yaml_of("{id: /who, items: {items: /l, map: {name: /n, amount: {at: /a, as: minor}}}}");
	struct map_request requests[] = {{.map = b, .root = STR("/data")}, {.map = a}};
	assert_int_equal(mapping_compile(&c, &schema, requests, 2, a, &m), OK);
	struct str bodies[] = {STR("{\"data\":{\"l\":[{\"n\":\"x\",\"a\":5}],\"who\":\"CUS-1\"}}"),
			       STR("{\"id\":\"CUS-1\",\"t\":\"hi\",\"c\":\"EUR\"}")};
	struct buf out;
	buf_init(&out, 4096);
	assert_int_equal(mapping_run(m, bodies, STR("CUS-1"), &arena, NULL, &r, NULL), SOURCE_OK);
	dump_record(&out, &r);
	assert_true(str_is(buf_view(&out), "id=CUS-1; text=hi; currency=EUR; items=[name=x; amount=0.05EUR]"));
	/* One of them about somebody else. */
	struct str other[] = {STR("{\"data\":{\"l\":[],\"who\":\"CUS-2\"}}"), bodies[1]};
	assert_int_equal(mapping_run(m, other, STR("CUS-1"), &arena, NULL, &r, NULL), SOURCE_WRONG_CUSTOMER);
	/* Nothing there: an empty list. */
	struct str nothing[] = {STR_NONE, bodies[1]};
	buf_reset(&out);
	assert_int_equal(mapping_run(m, nothing, STR("CUS-1"), &arena, NULL, &r, NULL), SOURCE_OK);
	dump_record(&out, &r);
	assert_true(str_is(buf_view(&out), "id=CUS-1; text=hi; currency=EUR; items=[]"));
	buf_done(&out);
}

static void a_capped_arena_is_too_large_and_no_crash(void **state)
{
	(void)state;
	struct err_info info = {0};
	struct mapping *m = compile("{id: /id, items: {items: /l, map: {name: /n}}, tags: /t}", NULL, NULL, &info);
	struct buf json;
	buf_init(&json, 1 << 20);
	BUF_LIT(&json, "{\"id\":\"CUS-1\",\"t\":[\"a\\n\"");
	for (int i = 0; i < 500; i++)
		BUF_LIT(&json, ",\"b\\n\"");
	BUF_LIT(&json, "],\"l\":[{\"n\":\"\\n\"}");
	for (int i = 0; i < 500; i++)
		BUF_LIT(&json, ",{\"n\":\"x\"}");
	BUF_LIT(&json, "]}");
	struct str body = buf_view(&json);
	bool passed = false;
	for (size_t cap = 0; cap < 400000; cap += 971) {
		struct arena small;
		struct record r;
		arena_init(&small, cap);
		enum source_error e = mapping_run(m, &body, STR("CUS-1"), &small, NULL, &r, NULL);
		assert_true(e == SOURCE_OK || e == SOURCE_TOO_LARGE);
		assert_false(passed && e != SOURCE_OK);
		passed |= e == SOURCE_OK;
		arena_done(&small);
	}
	assert_true(passed);
	buf_done(&json);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(texts_ids_and_numbers),
		T(booleans_enums_and_lists_of_text),
		T(times_and_dates),
		T(money_in_every_form),
		T(defaults_stand_in_for_what_a_field_does_not_say),
		T(card_numbers_are_cut_at_once),
		T(lists_nest_and_inherit_the_currency),
		T(answers_that_are_no_answers),
		T(a_status_in_the_answer_is_believed_before_its_fields),
		T(several_requests_make_one_record),
		T(a_capped_arena_is_too_large_and_no_crash),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
