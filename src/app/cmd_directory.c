/* pitboss directory: the search index, from outside of the portal that keeps it. */
#include "app/command.h"
#include "app/datadir.h"
#include "app/format.h"
#include "app/layout.h"
#include "base/clock.h"
#include "directory/directory.h"

#include <stdio.h>
#include <unistd.h>

#define STATUS_ARENA_MAX (1u << 20)

static struct str moment(struct arena *a, int64_t ms)
{
	char at[CLOCK_RFC3339_MAX];
	if (!ms)
		return STR("never");
	clock_format_rfc3339(ms, at);
	return format_time(a, str_of(at), clock_wall_ms());
}

static void print_state(const struct directory_state *s)
{
	struct term t;
	struct arena a;
	struct grid g = {.count = 0};
	arena_init(&a, STATUS_ARENA_MAX);
	term_open(&t, STDOUT_FILENO);
	grid_add(&g, "Ready", s->ready ? STYLE_GOOD : STYLE_WARN, s->ready ? STR("yes") : STR("no, a snapshot is wanted first"));
	grid_add(&g, "Customers", STYLE_PLAIN, format_count(&a, format_text(&a, "%llu", (unsigned long long)s->customers)));
	grid_add(&g, "Whole since", STYLE_PLAIN, moment(&a, s->ready_since_ms));
	grid_add(&g, "Files", STYLE_PLAIN, format_text(&a, "%u", s->files));
	grid_add(&g, "Size", STYLE_PLAIN, format_bytes(&a, s->disk_bytes));
	grid_add(&g, "Stands at", STYLE_QUIET, str_of(s->mark));
	grid_print(&t, &g);
	(void)!term_close(&t);
	arena_done(&a);
}

static enum err status(const struct datadir *d, struct err_info *info)
{
	const struct directory_config c = {.dir = datadir_path(d, DATA_DIRECTORY), .read_only = true};
	struct directory *dir;
	struct directory_state s;
	enum err e = directory_open(&c, &dir, info);
	if (e == ERR_NOT_FOUND)
		return err_set(info, e, NULL, "%.120s holds no index; say --data", c.dir);
	if (e != OK)
		return e;
	directory_state(dir, &s);
	directory_close(dir);
	print_state(&s);
	return OK;
}

static int run(const struct args *a)
{
	struct datadir d;
	struct err_info info = {0};
	const char *verb = a->arguments[0];
	enum err e = datadir_set(&d, args_get(a, "data"));
	if (strcmp(verb, "status") != 0 && strcmp(verb, "rebuild") != 0)
		return app_usage(&cmd_directory, "status, or rebuild");
	if (e == OK && strcmp(verb, "status") == 0) {
		e = status(&d, &info);
	} else if (e == OK) {
		e = directory_rebuild_request(datadir_path(&d, DATA_DIRECTORY));
		if (e == OK)
			puts("Asked for: the running portal begins at its next look for changes, and answers from the old index "
			     "meanwhile.");
		else
			err_set(&info, e, NULL, "%.120s: %s; say --data", datadir_path(&d, DATA_DIRECTORY), err_name(e));
	}
	return e == OK ? EXIT_DONE : app_fail("directory", e, &info);
}

static const struct option_spec options[] = {
	{"data", "DIR", "the portal's data folder (default: " DATADIR_DEFAULT ")"},
};

const struct command cmd_directory = {
	.name = "directory",
	.summary = "the search index",
	.arguments = "status | rebuild",
	.help = "The portal keeps an index of all customers for its search, fed by the customer service. rebuild fills it anew.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.arguments_min = 1,
	.arguments_max = 1,
	.run = run,
};
