/* app/command.h - the subcommands of `pitboss`: one file each (cmd_*.c), each exporting one row. Exit status: 0 done, 1 failed, 2
 * called wrongly. */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* --name VALUE, --name=VALUE or (value NULL) --name. */
struct option_spec {
	const char *name;
	const char *value; /* what the value is, for the help; NULL: a switch */
	const char *help;
};

#define OPTIONS_MAX   16
#define ARGUMENTS_MAX 8

struct args {
	const struct option_spec *specs;
	size_t spec_count;
	const char *values[OPTIONS_MAX]; /* "" for a switch that is set; NULL: not given */
	const char *arguments[ARGUMENTS_MAX];
	size_t argument_count;
};
const char *args_get(const struct args *a, const char *option);
bool args_has(const struct args *a, const char *option);

struct command {
	const char *name;
	const char *summary;   /* a line */
	const char *arguments; /* "CUSTOMER", "add NAME ROLE | list"... */
	const char *help;      /* further text, may be NULL */
	const struct option_spec *options;
	size_t option_count;
	size_t arguments_min, arguments_max;
	int (*run)(const struct args *a);
};

extern const struct command cmd_serve, cmd_show, cmd_search, cmd_doctor, cmd_user, cmd_token, cmd_audit, cmd_migrate,
	cmd_directory, cmd_rules, cmd_version;

int app_main(int argc, char **argv);

/* "pitboss: what: why" on standard error, free of control characters whoever wrote the why; returns EXIT_FAILED, so that a
 * command can `return app_fail(...)`. */
int app_fail(const char *what, enum err e, const struct err_info *info);
int app_usage(const struct command *c, const char *why);
