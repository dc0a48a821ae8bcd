/* pitboss rules: the instant rules as they are, and run over a history of bets; the rule packs. Needs no portal. */
#include "app/command.h"
#include "app/config.h"
#include "app/packs_write.h"
#include "app/replay_read.h"
#include "app/replay_write.h"
#include "app/rule_files.h"
#include "base/real.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define ALERTS_DEFAULT    20
#define CUSTOMERS_DEFAULT 20
#define PATH_SHOWN        60
#define PATH_LONG         1024
#define CONFIG_DEFAULT    "config/pitboss.yaml"
#define RULES_DEFAULT     "./rules"

/* "rule.threshold=value", separated by commas. */
static enum err set_thresholds(struct signal_rules *rules, struct str rest, struct err_info *info)
{
	for (struct str one, rule, what; str_split(&rest, ',', &one);) {
		double value;
		enum err e = ERR_SYNTAX;
		if (str_split(&one, '.', &rule) && str_split(&one, '=', &what) && one.n)
			e = real_parse(one, &value);
		if (e != OK)
			return err_set(info, e, NULL, "--set is rule.threshold=number, as in stake-escalation.min_ratio=6");
		if ((e = signal_rules_set(rules, rule, what, value, info)) != OK)
			return e;
	}
	return OK;
}

static enum err open_csv(const char *path, int *ret_fd, struct err_info *info)
{
	if (strcmp(path, "-") == 0) {
		*ret_fd = STDIN_FILENO;
		return OK;
	}
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(info, err_from_errno(errno), NULL, "%.120s: %s", path, strerror(errno));
	*ret_fd = fd;
	return OK;
}

/* "FILE:line:column: field: why", as editors jump to. */
static void say_place(const char *path, struct err_info *info)
{
	struct err_info said = *info;
	size_t n = strlen(path);
	if (!info->line)
		return;
	/* Of a long path, its end. */
	(void)!err_set(info, said.code, NULL, "%s:%u:%u: %s%s%.90s", path + (n > PATH_SHOWN ? n - PATH_SHOWN : 0), said.line,
		       said.column, said.field, said.field[0] ? ": " : "", said.text);
	info->line = info->column = 0;
}

static enum err replay(const char *path, const struct signal_rules *rules, size_t alerts, size_t customers, struct err_info *info)
{
	struct replay *r = NULL;
	int fd = -1;
	enum err e = replay_new(&r);
	if (e == OK)
		e = open_csv(path, &fd, info);
	if (e == OK)
		e = replay_read(r, fd, info);
	say_place(path, info);
	if (fd > STDIN_FILENO)
		close(fd);
	if (e == OK)
		e = replay_run(r, rules, alerts);
	if (e == OK)
		e = replay_write(&(struct replay_write){.replay = r, .rules = rules, .customers_max = customers}, stdout);
	replay_free(r);
	return e;
}

/* Where the packs are: as said, as configured, or beside the program's folder as it is shipped. */
static enum err packs_folder(const struct args *a, char *out, size_t size, struct err_info *info)
{
	const char *dir = args_get(a, "dir"), *file = args_get(a, "config");
	struct config *c = NULL;
	enum err e = OK;
	if (!dir && (e = config_load(file ? file : CONFIG_DEFAULT, &c, info)) != OK && (file || e != ERR_NOT_FOUND))
		return e;
	if (!str_copy(out, size, str_of(dir ? dir : c ? c->rules_dir : RULES_DEFAULT)))
		e = err_set(info, ERR_TOO_LARGE, NULL, "the folder's name is too long");
	else
		e = OK;
	config_free(c);
	return e;
}

static int show_packs(const struct args *a)
{
	char dir[PATH_LONG];
	struct packs *packs = NULL;
	struct err_info info = {0};
	const char *code = args_get(a, "pack");
	const struct pack *one = NULL;
	enum err e = packs_folder(a, dir, sizeof dir, &info);
	if (e == OK)
		e = rule_files_load(dir, &packs, &info);
	if (e == OK && code && !(one = packs_find(packs, str_of(code))))
		e = err_set(&info, ERR_NOT_FOUND, NULL, "there is no pack %.60s", code);
	if (e == OK)
		e = packs_write(packs, one, stdout);
	packs_free(packs);
	return e == OK ? EXIT_DONE : app_fail("rules", e, &info);
}

static int run(const struct args *a)
{
	struct signal_rules rules;
	struct err_info info = {0};
	const char *csv = args_get(a, "csv"), *set = args_get(a, "set"), *alerts_text = args_get(a, "alerts");
	uint64_t alerts = ALERTS_DEFAULT;
	bool list = strcmp(a->arguments[0], "list") == 0;
	if (strcmp(a->arguments[0], "packs") == 0)
		return show_packs(a);
	if (!list && strcmp(a->arguments[0], "replay") != 0)
		return app_usage(&cmd_rules, "say list, packs or replay");
	if (!list && !csv)
		return app_usage(&cmd_rules, "replay wants --csv FILE");
	if (alerts_text && (str_to_u64(str_of(alerts_text), &alerts) != OK || alerts > REPLAY_ROWS_MAX))
		return app_usage(&cmd_rules, "--alerts is a number");
	signal_rules_init(&rules);
	enum err e = set ? set_thresholds(&rules, str_of(set), &info) : OK;
	if (e != OK)
		return app_fail("rules", e, &info);
	if (list) {
		e = replay_write_rules(&rules, stdout);
	} else {
		rules.whatever_date = true; /* a history is judged by today's rules */
		e = replay(csv, &rules, args_has(a, "all") ? SIZE_MAX : (size_t)alerts,
			   args_has(a, "by-customer") ? SIZE_MAX : CUSTOMERS_DEFAULT, &info);
	}
	return e == OK ? EXIT_DONE : app_fail("rules", e, &info);
}

static const struct option_spec options[] = {
	{"dir", "DIR", "packs: their folder (default: as configured)"},
	{"config", "FILE", "packs: the configuration (default: " CONFIG_DEFAULT ")"},
	{"pack", "CODE", "packs: all rules of one, with their values"},
	{"csv", "FILE", "the bets; - is standard input"},
	{"alerts", "N", "show the first N alerts with their evidence (default 20)"},
	{"all", NULL, "show all alerts"},
	{"by-customer", NULL, "count for every customer with alerts, not only for the 20 with most"},
	{"set", "R.T=N", "thresholds other than the table's, as in stake-escalation.min_ratio=6; several with commas"},
};

const struct command cmd_rules = {
	.name = "rules",
	.summary = "show the instant rules and the rule packs, or run the former over a history of bets",
	.arguments = "list | packs [--pack CODE] | replay --csv FILE",
	.help = "list prints the instant rules with their thresholds and sources. packs prints the rule packs of the "
		"jurisdictions: "
		"versions,\n"
		"dates, and which of their rules nobody has checked. replay runs the bets of a CSV file through them, as if "
		"they came in\n"
		"now, and prints JSON: alerts per rule, per thousand bets, per customer, and with their evidence.\n"
		"Columns customer, at, stake, payout, currency, named in the first line, in any order, others beside them. at is "
		"RFC 3339, or\n"
		"seconds or milliseconds since 1970; an empty payout is a bet without result; a currency that ISO 4217 has not "
		"(BTC, chips)\n"
		"is kept with the decimals that it comes with, and has no floor and no hard stop, as its worth is unknown. "
		"UTF-8.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.arguments_min = 1,
	.arguments_max = 1,
	.run = run,
};
