/* pitboss token: what machines and terminals sign on with. */
#include "access/identity.h"
#include "app/admin.h"
#include "app/command.h"
#include "app/format.h"
#include "app/layout.h"
#include "base/clock.h"

#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#define LIST_ARENA_MAX (16u << 20)
#define DAYS_DEFAULT   365
#define DAYS_MAX       3650
#define DAY_MS         86400000ll

/* --- list --- */

struct listing {
	struct term term;
	struct arena arena;
	struct table table;
	int64_t now_ms;
};

static const struct table_column columns[] = {
	{"Label", false, true}, {"Of", false, true}, {"State", false, false}, {"Made", false, false}, {"Ends", false, false}};

static struct str moment(struct listing *l, int64_t ms)
{
	char at[CLOCK_RFC3339_MAX];
	clock_format_rfc3339(ms, at);
	return format_time(&l->arena, str_of(at), l->now_ms);
}

static void list_one(void *ctx, struct str label, struct str username, int64_t created_ms, int64_t expires_ms, bool revoked)
{
	struct listing *l = ctx;
	if (l->table.row_count == TABLE_ROWS_MAX) {
		table_print(&l->term, &l->table);
		table_init(&l->table, columns, ARRAY_LEN(columns));
	}
	bool ended = expires_ms <= l->now_ms;
	MUST(table_row(&l->table));
	table_set(&l->table, 0, STYLE_PLAIN, format_text(&l->arena, "%.*s", STR_ARG(label)));
	table_set(&l->table, 1, STYLE_PLAIN, format_text(&l->arena, "%.*s", STR_ARG(username)));
	table_set(&l->table, 2, revoked || ended ? STYLE_BAD : STYLE_GOOD,
		  revoked ? STR("revoked")
		  : ended ? STR("ended")
			  : STR("active"));
	table_set(&l->table, 3, STYLE_QUIET, moment(l, created_ms));
	table_set(&l->table, 4, STYLE_PLAIN, moment(l, expires_ms));
}

static enum err list_tokens(struct admin *a)
{
	static struct listing l;
	arena_init(&l.arena, LIST_ARENA_MAX);
	term_open(&l.term, STDOUT_FILENO);
	table_init(&l.table, columns, ARRAY_LEN(columns));
	l.now_ms = clock_wall_ms();
	enum err e = identity_token_each(a->portal, list_one, &l);
	table_print(&l.term, &l.table);
	enum err written = term_close(&l.term);
	arena_done(&l.arena);
	return e != OK ? e : written;
}

/* --- changes --- */

static enum err create(struct admin *a, const char *user, const char *label, uint64_t days, struct err_info *info)
{
	char token[64], detail[USERNAME_MAX + 64];
	snprintf(detail, sizeof detail, "for %.64s, %llu days", user, (unsigned long long)days);
	enum err e = admin_record(a, "token.create", label, detail);
	if (e != OK)
		return e;
	e = identity_token_create(a->portal, str_of(user), str_of(label), clock_wall_ms() + (int64_t)days * DAY_MS, token);
	e = admin_result(a, e, "token.create", label, info);
	if (e == ERR_SHAPE)
		err_set(info, e, NULL, "a label has 1 to 30 letters, digits, '.', '_', '-' or '@'");
	if (e == ERR_CONFLICT)
		err_set(info, e, NULL, "there is a token with that label already, perhaps a revoked one");
	if (e == ERR_NOT_FOUND)
		err_set(info, e, NULL, "there is no such user");
	if (e == OK) {
		if (isatty(STDOUT_FILENO))
			fputs("The token, which is not shown again:\n", stderr);
		if (puts(token) < 0 || fflush(stdout) != 0)
			e = ERR_IO;
	}
	sodium_memzero(token, sizeof token);
	return e;
}

static enum err revoke_token(struct admin *a, const char *label, struct err_info *info)
{
	enum err e = admin_record(a, "token.revoke", label, NULL);
	if (e == OK)
		e = admin_result(a, identity_token_revoke(a->portal, str_of(label)), "token.revoke", label, info);
	return e == ERR_NOT_FOUND ? err_set(info, e, NULL, "there is no such token") : e;
}

/* --- the command --- */

static bool called_rightly(const struct args *args)
{
	const char *verb = args->arguments[0];
	return (strcmp(verb, "list") == 0 && args->argument_count == 1) ||
	       (strcmp(verb, "create") == 0 && args->argument_count == 3) ||
	       (strcmp(verb, "revoke") == 0 && args->argument_count == 2);
}

static int run(const struct args *args)
{
	struct admin a;
	struct err_info info = {0};
	uint64_t days = DAYS_DEFAULT;
	const char *verb = args->arguments[0], *days_text = args_get(args, "days");
	if (!called_rightly(args))
		return app_usage(&cmd_token, "create USER LABEL, list, or revoke LABEL");
	if (days_text && (str_to_u64(str_of(days_text), &days) != OK || !days || days > DAYS_MAX))
		return app_usage(&cmd_token, "--days is a number from 1 to 3650");
	enum err e = sodium_init() < 0 ? ERR_INTERNAL : admin_open(&a, args_get(args, "data"), strcmp(verb, "list") != 0, &info);
	if (e != OK)
		return app_fail("token", e, &info);
	if (strcmp(verb, "list") == 0)
		e = list_tokens(&a);
	else if (strcmp(verb, "create") == 0)
		e = create(&a, args->arguments[1], args->arguments[2], days, &info);
	else
		e = revoke_token(&a, args->arguments[1], &info);
	admin_close(&a);
	return e == OK ? EXIT_DONE : app_fail("token", e, &info);
}

static const struct option_spec options[] = {
	{"days", "N", "how long it is good for (1 to 3650, default 365)"},
	ADMIN_OPTIONS,
};

const struct command cmd_token = {
	.name = "token",
	.summary = "what machines and terminals sign on with",
	.arguments = "create USER LABEL | list | revoke LABEL",
	.help = "A token may do what its user may do. It is printed once, when it is made: the portal keeps a hash only. A "
		"running\n"
		"portal knows of a new or revoked token within two seconds. Every change stands on the record (DATA/audit/cli).",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.arguments_min = 1,
	.arguments_max = 3,
	.run = run,
};
