#include "app/command.h"

#include "app/term.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct command *const commands[] = {&cmd_serve, &cmd_show,    &cmd_search,    &cmd_doctor, &cmd_user,   &cmd_token,
						 &cmd_audit, &cmd_migrate, &cmd_directory, &cmd_rules,  &cmd_version};

static void print_all(FILE *to)
{
	fputs("Pitboss: the 360-degree customer view of a gambling operator.\n\nUsage: pitboss COMMAND [ARGUMENTS] [OPTIONS]\n\n",
	      to);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(to, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n`pitboss COMMAND --help` tells more; so does the manual page pitboss(1).\n", to);
}

static void print_one(const struct command *c, FILE *to)
{
	fprintf(to, "pitboss %s: %s\n\nUsage: pitboss %s%s%s%s\n", c->name, c->summary, c->name, *c->arguments ? " " : "",
		c->arguments, c->option_count ? " [OPTIONS]" : "");
	if (c->help)
		fprintf(to, "\n%s\n", c->help);
	if (c->option_count)
		fputs("\nOptions:\n", to);
	for (size_t i = 0; i < c->option_count; i++) {
		char head[64];
		snprintf(head, sizeof head, "--%s%s%s", c->options[i].name, c->options[i].value ? " " : "",
			 c->options[i].value ? c->options[i].value : "");
		fprintf(to, "  %-22s %s\n", head, c->options[i].help);
	}
}

int app_fail(const char *what, enum err e, const struct err_info *info)
{
	char text[sizeof info->text + sizeof info->field + 256];
	struct buf b = {.p = text, .cap = sizeof text, .max = sizeof text};
	struct term t;
	buf_printf(&b, "pitboss: %s: %s", what, info && info->text[0] ? info->text : err_name(e));
	if (info && info->line)
		buf_printf(&b, " (line %u)", info->line);
	if (info && info->field[0])
		buf_printf(&b, " [%s]", info->field);
	fflush(stdout);
	term_open(&t, STDERR_FILENO);
	term_text(&t, STYLE_PLAIN, buf_view(&b));
	term_line(&t);
	(void)!term_close(&t); /* nowhere left to tell */
	return EXIT_FAILED;
}

int app_usage(const struct command *c, const char *why)
{
	fprintf(stderr, "pitboss %s: %s\n\n", c->name, why);
	print_one(c, stderr);
	return EXIT_USAGE;
}

static size_t option_index(const struct option_spec *specs, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(name, specs[i].name))
			return i;
	return SIZE_MAX;
}

const char *args_get(const struct args *a, const char *option)
{
	for (size_t i = 0; i < a->spec_count; i++)
		if (strcmp(a->specs[i].name, option) == 0)
			return a->values[i];
	return NULL;
}

bool args_has(const struct args *a, const char *option)
{
	return args_get(a, option) != NULL;
}

/* One option; *i moves past a value that stands apart. NULL, or why it can't be taken. */
static const char *take_option(const struct command *c, int argc, char **argv, int *i, struct args *a)
{
	struct str name, rest = str_of(argv[*i] + 2);
	bool joined = str_find(rest, '=', 0) != SIZE_MAX;
	str_split(&rest, '=', &name);
	size_t n = option_index(c->options, c->option_count, name);
	if (n == SIZE_MAX)
		return "there is no such option";
	if (!c->options[n].value) {
		a->values[n] = "";
		return joined ? "that option takes no value" : NULL;
	}
	if (joined)
		a->values[n] = rest.p ? rest.p : "";
	else if (*i + 1 < argc)
		a->values[n] = argv[++*i];
	else
		return "that option wants a value";
	return NULL;
}

static int run_command(const struct command *c, int argc, char **argv)
{
	struct args a = {.specs = c->options, .spec_count = c->option_count};
	MUST(c->option_count <= OPTIONS_MAX && c->arguments_max <= ARGUMENTS_MAX);
	bool options_over = false;
	for (int i = 0; i < argc; i++) {
		const char *why = NULL;
		if (!options_over && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)) {
			print_one(c, stdout);
			return EXIT_DONE;
		}
		if (!options_over && strcmp(argv[i], "--") == 0)
			options_over = true;
		else if (!options_over && strncmp(argv[i], "--", 2) == 0)
			why = take_option(c, argc, argv, &i, &a);
		else if (a.argument_count < c->arguments_max && a.argument_count < ARGUMENTS_MAX)
			a.arguments[a.argument_count++] = argv[i];
		else
			why = "too many arguments";
		if (why)
			return app_usage(c, why);
	}
	if (a.argument_count < c->arguments_min)
		return app_usage(c, "an argument is missing");
	return c->run(&a);
}

int app_main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	umask(077); /* whatever is written is the portal's own */
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
		print_all(stdout);
		return EXIT_DONE;
	}
	if (strcmp(name, "--version") == 0)
		name = "version";
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(commands[i]->name, name) == 0)
			return run_command(commands[i], argc - 2, argv + 2);
	if (*name)
		fprintf(stderr, "pitboss: there is no command %s\n\n", name);
	print_all(stderr);
	return EXIT_USAGE;
}
