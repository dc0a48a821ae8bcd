/* pitboss search: finds customers, as the running portal does. */
#include "app/command.h"
#include "app/format.h"
#include "app/portal.h"
#include "app/show.h"
#include "base/clock.h"
#include "base/json_writer.h"

#include <stdio.h>
#include <unistd.h>

#define SEARCH_ARENA_MAX (64u << 20)
#define LIMIT_MAX        200
#define LIMIT_DEFAULT    20
#define REQUEST_MAX      16384
#define WIDE             116 /* names come before the date of registration */

/* "name" exactly, "name…" by its beginning, "…name…" somewhere inside. */
static struct str found_by(struct show *s, const struct json_node *hit)
{
	struct str field = format_words(s->arena, json_text_at(hit, "matched.field")), how = json_text_at(hit, "matched.how");
	struct str dots = term_sign_text(s->t, SIGN_ELLIPSIS);
	if (str_is(how, "prefix"))
		return format_text(s->arena, "%.*s%.*s", STR_ARG(field), STR_ARG(dots));
	if (str_is(how, "infix"))
		return format_text(s->arena, "%.*s%.*s%.*s", STR_ARG(dots), STR_ARG(field), STR_ARG(dots));
	return field;
}

static void put_hits(struct show *s, const struct json_node *items)
{
	static const struct table_column columns[] = {
		{"Customer", false, false}, {"Name", false, true},      {"Username", false, true}, {"Status", false, false},
		{"Tier", false, false},     {"KYC", false, false},      {"Risk", false, false},    {"From", false, false},
		{"Since", false, false},    {"Found by", false, false},
	};
	static struct table table; /* one a process; too large for a stack frame of several */
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(items, it)
	{
		static const char *const words[] = {"accountStatus", "vipTier", "kycStatus", "riskLevel"};
		if (!table_row(&table))
			continue;
		table_set(&table, 0, STYLE_STRONG, json_text_at(it, "customerId"));
		table_set(&table, 1, STYLE_PLAIN, json_text_at(it, "fullName"));
		table_set(&table, 2, STYLE_PLAIN, json_text_at(it, "username"));
		for (size_t i = 0; i < ARRAY_LEN(words); i++) {
			struct str word = json_text_at(it, words[i]);
			table_set(&table, 3 + i, show_style(word), format_words(s->arena, word));
		}
		table_set(&table, 7, STYLE_PLAIN, json_text_at(it, "country"));
		if (s->t->width >= WIDE)
			table_set(&table, 8, STYLE_QUIET, json_text_at(it, "registrationDate"));
		table_set(&table, 9, STYLE_QUIET, found_by(s, it));
	}
	table.left_out = 0; /* the line below says how many there are */
	table_print(s->t, &table);
}

static void put_summary(struct show *s, size_t shown)
{
	const struct json_node *v = s->view;
	struct str total = format_count(s->arena, json_text_at(v, "total"));
	bool exact = json_is_true(json_at(v, "totalExact")), complete = json_is_true(json_at(v, "complete"));
	struct str line = STR("");
	if (total.n)
		line = format_text(s->arena, "%zu of %s%.*s", shown, exact ? "" : "at least ", STR_ARG(total));
	else
		line = format_text(s->arena, "%zu%s", shown, json_is_known(json_at(v, "nextCursor")) ? ", and more" : "");
	term_line(s->t);
	term_spaces(s->t, LAYOUT_INDENT);
	term_text(s->t, STYLE_QUIET, line);
	if (!complete)
		term_text(s->t, STYLE_WARN, STR("; the search within words was cut by its deadline, there may be more"));
	if (!str_is(json_text_at(v, "from"), "directory"))
		term_text(s->t, STYLE_WARN, STR("; answered by the customer service, as the directory is not ready"));
	term_line(s->t);
}

static enum err print(struct str answer, const struct args *a, struct err_info *info)
{
	struct term t;
	struct arena arena;
	struct json_node *view = NULL;
	enum err e = OK;
	arena_init(&arena, SEARCH_ARENA_MAX);
	term_open(&t, STDOUT_FILENO);
	if (args_has(a, "json")) {
		term_json(&t, answer);
		term_line(&t);
	} else if ((e = json_tree_parse(answer, &arena, &view, info)) == OK) {
		struct show s = {.t = &t, .arena = &arena, .view = view, .now_ms = clock_wall_ms()};
		const struct json_node *items = json_at(view, "items");
		if (items && items->count)
			put_hits(&s, items);
		put_summary(&s, items ? items->count : 0);
	}
	enum err written = term_close(&t);
	arena_done(&arena);
	return e != OK ? e : written;
}

static enum err ask(struct portal *p, const struct args *a, uint64_t limit, struct buf *out, struct err_info *info)
{
	struct buf body;
	struct json_writer w;
	buf_init(&body, REQUEST_MAX);
	json_writer_init(&w, &body);
	json_open_object(&w);
	json_kv_str(&w, STR("text"), str_of(a->arguments[0]));
	json_kv_i64(&w, STR("limit"), (int64_t)limit);
	json_close_object(&w);
	enum err e = buf_ok(&body);
	if (e == OK)
		e = portal_post(p, "/api/v1/customers/search", buf_view(&body), out, info);
	else
		buf_init(out, 1);
	buf_done(&body);
	return e;
}

static int run(const struct args *a)
{
	struct portal *p = NULL;
	struct buf answer;
	struct err_info info = {0};
	const char *limit_text = args_get(a, "limit");
	uint64_t limit = LIMIT_DEFAULT;
	if (limit_text && (str_to_u64(str_of(limit_text), &limit) != OK || !limit || limit > LIMIT_MAX))
		return app_usage(&cmd_search, "--limit is a number from 1 to 200");
	enum err e = portal_open(args_get(a, "url"), args_get(a, "token-file"), &p, &info);
	if (e != OK)
		return app_fail("search", e, &info);
	e = ask(p, a, limit, &answer, &info);
	if (e == OK)
		e = print(buf_view(&answer), a, &info);
	buf_done(&answer);
	portal_close(p);
	return e == OK ? EXIT_DONE : app_fail("search", e, &info);
}

static const struct option_spec options[] = {
	{"limit", "N", "at most so many (1 to 200, default 20)"},
	{"json", NULL, "the portal's answer itself"},
	PORTAL_OPTIONS,
};

const struct command cmd_search = {
	.name = "search",
	.summary = "find customers",
	.arguments = "TEXT",
	.help = "By id, email, username, name, phone or former email. What is masked for the owner of the token is found by its\n"
		"whole value only. The search goes on the record.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.arguments_min = 1,
	.arguments_max = 1,
	.run = run,
};
