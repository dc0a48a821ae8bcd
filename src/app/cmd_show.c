/* pitboss show: one customer on the terminal, as the running portal answers. */
#include "app/command.h"
#include "app/portal.h"
#include "app/show.h"
#include "base/clock.h"
#include "net/url.h"

#include <stdio.h>
#include <unistd.h>

#define SHOW_ARENA_MAX (256u << 20)

static bool section_exists(const char *name)
{
	static const char *const names[] = {"profile",    "activity", "gaming",  "financial",
					    "compliance", "risk",     "support", "documents"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static enum err fetch(struct portal *p, const char *customer, const char *section, struct buf *out, struct err_info *info)
{
	struct buf path;
	buf_init(&path, 4096);
	BUF_LIT(&path, "/api/v1/customers/");
	url_encode(&path, str_of(customer));
	if (section)
		buf_printf(&path, "/sections/%s", section);
	buf_char(&path, '\0');
	enum err e = buf_ok(&path);
	if (e == OK)
		e = portal_get(p, path.p, out, info);
	else
		buf_init(out, 1);
	if (e == ERR_NOT_FOUND)
		err_set(info, e, NULL, "there is no such customer, or not for you");
	buf_done(&path);
	return e;
}

static enum err print(struct str answer, const struct args *a, struct err_info *info)
{
	struct term t;
	struct arena arena;
	struct json_node *view = NULL;
	enum err e = OK;
	arena_init(&arena, SHOW_ARENA_MAX);
	term_open(&t, STDOUT_FILENO);
	if (args_has(a, "json")) {
		term_json(&t, answer);
		term_line(&t);
	} else if ((e = json_tree_parse(answer, &arena, &view, info)) == OK) {
		struct show s = {.t = &t, .arena = &arena, .view = view, .now_ms = clock_wall_ms(), .all = args_has(a, "all")};
		show_view(&s, args_get(a, "section"));
	}
	enum err written = term_close(&t);
	arena_done(&arena);
	return e != OK ? e : written;
}

static int run(const struct args *a)
{
	struct portal *p = NULL;
	struct buf answer;
	struct err_info info = {0};
	const char *section = args_get(a, "section");
	if (section && !section_exists(section))
		return app_usage(&cmd_show, "no such section");
	enum err e = portal_open(args_get(a, "url"), args_get(a, "token-file"), &p, &info);
	if (e != OK)
		return app_fail("show", e, &info);
	e = fetch(p, a->arguments[0], section, &answer, &info);
	if (e == OK)
		e = print(buf_view(&answer), a, &info);
	buf_done(&answer);
	portal_close(p);
	return e == OK ? EXIT_DONE : app_fail("show", e, &info);
}

static const struct option_spec options[] = {
	{"section", "NAME", "one section: profile, activity, gaming, financial, compliance, risk, support, documents"},
	{"all", NULL, "lists in full, up to 200 rows"},
	{"json", NULL, "the portal's answer itself"},
	PORTAL_OPTIONS,
};

const struct command cmd_show = {
	.name = "show",
	.summary = "show a customer",
	.arguments = "CUSTOMER",
	.help = "Asks the running portal, as the owner of the token, and puts the look on the record. Every section says where "
		"it is\n"
		"from and how old it is; one that is missing says why.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.arguments_min = 1,
	.arguments_max = 1,
	.run = run,
};
