/* pitboss user: people who may sign on. */
#include "access/identity.h"
#include "app/admin.h"
#include "app/command.h"
#include "app/format.h"
#include "app/layout.h"
#include "app/prompt.h"
#include "base/clock.h"

#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#define LIST_ARENA_MAX (16u << 20)

/* --- list --- */

struct listing {
	struct term term;
	struct arena arena;
	struct table table;
	bool json;
};

static const struct table_column columns[] = {
	{"Name", false, true}, {"Role", false, false}, {"State", false, false}, {"Last signed on", false, false}};

static void list_one(void *ctx, struct str username, enum role role, bool disabled, int64_t last_sign_on_ms)
{
	struct listing *l = ctx;
	char at[CLOCK_RFC3339_MAX] = "";
	/* Printed a table at a time, so that any number of people can be listed. */
	if (l->table.row_count == TABLE_ROWS_MAX) {
		table_print(&l->term, &l->table);
		table_init(&l->table, columns, ARRAY_LEN(columns));
	}
	if (last_sign_on_ms)
		clock_format_rfc3339(last_sign_on_ms, at);
	MUST(table_row(&l->table));
	struct str name = arena_dup(&l->arena, username);
	table_set(&l->table, 0, STYLE_PLAIN, name.p ? name : STR("?"));
	table_set(&l->table, 1, STYLE_PLAIN, str_of(role_name(role)));
	table_set(&l->table, 2, disabled ? STYLE_BAD : STYLE_GOOD, disabled ? STR("disabled") : STR("active"));
	table_set(&l->table, 3, STYLE_QUIET, at[0] ? format_time(&l->arena, str_of(at), clock_wall_ms()) : STR("never"));
}

static enum err list_people(struct admin *a)
{
	static struct listing l;
	arena_init(&l.arena, LIST_ARENA_MAX);
	term_open(&l.term, STDOUT_FILENO);
	table_init(&l.table, columns, ARRAY_LEN(columns));
	enum err e = identity_user_each(a->portal, list_one, &l);
	table_print(&l.term, &l.table);
	enum err written = term_close(&l.term);
	arena_done(&l.arena);
	return e != OK ? e : written;
}

/* --- changes --- */

static enum err add(struct admin *a, const char *name, const char *role_text, struct err_info *info)
{
	char password[PASSWORD_LINE_MAX + 1];
	enum role role;
	if (!role_parse(str_of(role_text), &role) || role == ROLE_MACHINE)
		return err_set(info, ERR_SHAPE, NULL, "there is no role %.40s", role_text);
	enum err e = prompt_password(name, password, info);
	if (e == OK)
		e = admin_record(a, "user.add", name, role_text);
	if (e == OK) {
		e = admin_result(a, identity_user_add(a->portal, str_of(name), str_of(password), role), "user.add", name, info);
		if (e == ERR_SHAPE)
			err_set(info, e, NULL,
				"a name has 1 to 64 letters, digits, '.', '_', '-' or '@'; a password at least 8 bytes");
		if (e == ERR_CONFLICT)
			err_set(info, e, NULL, "there is a user %.64s already", name);
	}
	sodium_memzero(password, sizeof password);
	return e;
}

static enum err set_password(struct admin *a, const char *name, struct err_info *info)
{
	char password[PASSWORD_LINE_MAX + 1];
	enum err e = prompt_password(name, password, info);
	if (e == OK)
		e = admin_record(a, "user.password", name, NULL);
	if (e == OK)
		e = admin_result(a, identity_user_set_password(a->portal, str_of(name), str_of(password)), "user.password", name,
				 info);
	if (e == ERR_SHAPE && !info->text[0])
		err_set(info, e, NULL, "a password has at least 8 bytes");
	sodium_memzero(password, sizeof password);
	return e;
}

static enum err set_role(struct admin *a, const char *name, const char *role_text, struct err_info *info)
{
	enum role role;
	if (!role_parse(str_of(role_text), &role) || role == ROLE_MACHINE)
		return err_set(info, ERR_SHAPE, NULL, "there is no role %.40s", role_text);
	enum err e = admin_record(a, "user.role", name, role_text);
	return e == OK ? admin_result(a, identity_user_set_role(a->portal, str_of(name), role), "user.role", name, info) : e;
}

static enum err disable(struct admin *a, const char *name, struct err_info *info)
{
	enum err e = admin_record(a, "user.disable", name, NULL);
	return e == OK ? admin_result(a, identity_user_disable(a->portal, str_of(name)), "user.disable", name, info) : e;
}

/* --- the command --- */

/* ERR_CANCELLED with no text: called wrongly. */
static enum err act(struct admin *a, const struct args *args, struct err_info *info)
{
	const char *verb = args->arguments[0], *name = args->arguments[1], *role = args->arguments[2];
	if (strcmp(verb, "list") == 0)
		return list_people(a);
	if (strcmp(verb, "add") == 0)
		return add(a, name, role, info);
	if (strcmp(verb, "role") == 0)
		return set_role(a, name, role, info);
	return strcmp(verb, "password") == 0 ? set_password(a, name, info) : disable(a, name, info);
}

static const struct {
	const char *verb;
	size_t arguments;
} verbs[] = {{"list", 1}, {"add", 3}, {"role", 3}, {"password", 2}, {"disable", 2}};

static bool called_rightly(const struct args *args)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (strcmp(args->arguments[0], verbs[i].verb) == 0)
			return args->argument_count == verbs[i].arguments;
	return false;
}

static int run(const struct args *args)
{
	struct admin a;
	struct err_info info = {0};
	if (!called_rightly(args))
		return app_usage(&cmd_user, "add NAME ROLE, list, role NAME ROLE, password NAME, or disable NAME");
	enum err e = sodium_init() < 0 ? ERR_INTERNAL
				       : admin_open(&a, args_get(args, "data"), strcmp(args->arguments[0], "list") != 0, &info);
	if (e != OK)
		return app_fail("user", e, &info);
	e = act(&a, args, &info);
	admin_close(&a);
	if (e == ERR_NOT_FOUND && !info.text[0])
		err_set(&info, e, NULL, "there is no such user");
	return e == OK ? EXIT_DONE : app_fail("user", e, &info);
}

static const struct option_spec options[] = {ADMIN_OPTIONS};

const struct command cmd_user = {
	.name = "user",
	.summary = "people who may sign on",
	.arguments = "add NAME ROLE | list | role NAME ROLE | password NAME | disable NAME",
	.help = "Roles: agent, support, compliance, vip, mlro, admin, auditor. A password is asked for without echo, or read "
		"from\n"
		"standard input. A running portal knows of the change within two seconds; whoever loses a role or is disabled "
		"is\n"
		"signed off everywhere. Every change stands on the record (DATA/audit/cli) before it is made.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.arguments_min = 1,
	.arguments_max = 3,
	.run = run,
};
