/* pitboss audit: proves that the record is whole, and gives out its signed heads to be kept elsewhere. */
#include "access/audit.h"
#include "access/audit_heads.h"
#include "app/command.h"
#include "app/datadir.h"
#include "app/file.h"
#include "app/term.h"

#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHAINS_MAX     64
#define HEADS_MAX      (1u << 30)
#define CHAIN_PATH_MAX (DATADIR_PATH_MAX + 300)

/* --- verify --- */

static void print_verdict(const char *dir, enum err e, const struct audit_verdict *v)
{
	if (e == OK && !v->records)
		printf("%s: intact, no record yet\n", dir);
	else if (e == OK)
		printf("%s: intact, %llu record%s (%llu to %llu), %llu signed head%s met, last %s\n", dir,
		       (unsigned long long)v->records, v->records == 1 ? "" : "s", (unsigned long long)v->first_seq,
		       (unsigned long long)v->last_seq, (unsigned long long)v->heads_checked, v->heads_checked == 1 ? "" : "s",
		       v->last_hash);
	else if (e == ERR_CORRUPT)
		printf("%s: BROKEN at record %llu, %s byte %llu: %s\n", dir, (unsigned long long)v->bad_seq, v->file,
		       (unsigned long long)v->offset, v->reason);
	else
		printf("%s: cannot be checked: %s\n", dir, v->reason[0] ? v->reason : err_name(e));
	fflush(stdout);
}

static bool verify_one(const char *dir, const struct args *a)
{
	struct audit_verdict v = {0};
	enum err e = audit_verify(dir, args_get(a, "heads"), args_get(a, "key"), &v);
	print_verdict(dir, e, &v);
	return e == OK;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* All chains of a portal. False when there is none, or one is broken. */
static bool verify_all(const struct datadir *d, const struct args *a)
{
	static char chains[CHAINS_MAX][CHAIN_PATH_MAX];
	size_t n = 0;
	DIR *dir = opendir(datadir_path(d, DATA_AUDIT));
	struct stat st;
	for (struct dirent *entry; dir && n < CHAINS_MAX && (entry = readdir(dir));) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(chains[n], sizeof chains[n], "%s/%s", datadir_path(d, DATA_AUDIT), entry->d_name);
		n += stat(chains[n], &st) == 0 && S_ISDIR(st.st_mode);
	}
	if (dir)
		closedir(dir);
	if (!n)
		printf("%s: holds no record; say --data or --dir\n", datadir_path(d, DATA_AUDIT));
	qsort(chains, n, sizeof chains[0], by_name);
	bool whole = n > 0;
	for (size_t i = 0; i < n; i++)
		whole &= verify_one(chains[i], a);
	return whole;
}

/* --- heads --- */

static enum err print_heads(const char *dir, struct err_info *info)
{
	char path[CHAIN_PATH_MAX];
	struct buf text;
	struct term t;
	snprintf(path, sizeof path, "%s/%s", dir, HEADS_FILE);
	enum err e = file_read(path, HEADS_MAX, &text, NULL);
	if (e == OK) {
		term_open(&t, STDOUT_FILENO);
		term_json(&t, buf_view(&text));
		e = term_close(&t);
	} else {
		err_set(info, e, NULL, "%.150s: %s", path, err_name(e));
	}
	buf_done(&text);
	return e;
}

/* --- the command --- */

static int run(const struct args *a)
{
	struct datadir d;
	struct err_info info = {0};
	const char *verb = a->arguments[0], *dir = args_get(a, "dir");
	bool verify = strcmp(verb, "verify") == 0;
	if (!verify && strcmp(verb, "heads") != 0)
		return app_usage(&cmd_audit, "verify, or heads");
	if (!verify && (args_has(a, "heads") || args_has(a, "key")))
		return app_usage(&cmd_audit, "--heads and --key are for verify");
	if (datadir_set(&d, args_get(a, "data")) != OK || sodium_init() < 0)
		return app_fail("audit", ERR_TOO_LARGE, NULL);
	/* Kept heads are of one chain: the portal's own unless told otherwise. */
	if (!dir && (!verify || args_has(a, "heads") || args_has(a, "key")))
		dir = datadir_path(&d, DATA_AUDIT_SERVE);
	if (verify)
		return (dir ? verify_one(dir, a) : verify_all(&d, a)) ? EXIT_DONE : EXIT_FAILED;
	enum err e = print_heads(dir, &info);
	return e == OK ? EXIT_DONE : app_fail("audit heads", e, &info);
}

static const struct option_spec options[] = {
	{"heads", "FILE", "verify against heads that were kept elsewhere: finds truncation, too"},
	{"key", "FILE", "public key, PEM (default: public.pem of the chain)"},
	{"dir", "DIR", "one chain's folder (default: all in DATA/audit; for heads and --heads: DATA/audit/serve)"},
	{"data", "DIR", "the portal's data folder (default: " DATADIR_DEFAULT ")"},
};

const struct command cmd_audit = {
	.name = "audit",
	.summary = "prove that the record is whole",
	.arguments = "verify | heads",
	.help = "verify reads every record and checks its hash, its number and the signed heads; it finds records that were "
		"altered,\n"
		"removed, put in or reordered. heads prints the signed heads: keep them, and the key, where nobody who could "
		"change\n"
		"the record can change them. The portal may be running meanwhile.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.arguments_min = 1,
	.arguments_max = 1,
	.run = run,
};
