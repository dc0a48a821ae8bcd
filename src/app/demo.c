#include "app/demo.h"

#include "app/file.h"
#include "base/clock.h"

#include <sodium.h>
#include <stdio.h>

#define TOKEN_FILE_MAX 256
#define TOKEN_LIFE_MS  (90ll * 24 * 3600 * 1000)
#define TOKEN_USER     "agent"

/* --- accounts --- */

static const struct {
	const char *name;
	enum role role;
} accounts[] = {
	{"agent", ROLE_AGENT}, {"support", ROLE_SUPPORT}, {"compliance", ROLE_COMPLIANCE}, {"mlro", ROLE_MLRO},
	{"vip", ROLE_VIP},     {"admin", ROLE_ADMIN},     {"auditor", ROLE_AUDITOR},
};

static void note_present(void *ctx, struct str username, enum role role, bool disabled, int64_t last_sign_on_ms)
{
	bool *present = ctx;
	(void)role, (void)disabled, (void)last_sign_on_ms;
	for (size_t i = 0; i < ARRAY_LEN(accounts); i++)
		present[i] |= str_is(username, accounts[i].name);
}

enum err demo_accounts(struct db *portal, const struct datadir *d, unsigned *ret_added)
{
	/* Looked up first: a password costs 19 MiB and tens of milliseconds to hash, and the start has a second. */
	bool present[ARRAY_LEN(accounts)] = {false};
	unsigned added = 0;
	enum err e = file_replace(datadir_path(d, DATA_DEMO_MARK), STR("This folder holds the demo accounts.\n"), 0600);
	if (e == OK)
		e = identity_user_each(portal, note_present, present);
	for (size_t i = 0; i < ARRAY_LEN(accounts) && e == OK; i++) {
		if (present[i])
			continue;
		e = identity_user_add(portal, str_of(accounts[i].name), STR(DEMO_PASSWORD), accounts[i].role);
		added += e == OK;
	}
	if (e == OK)
		*ret_added = added;
	return e;
}

enum err demo_refuse_left_over(const struct datadir *d, struct err_info *info)
{
	if (!datadir_has(d, DATA_DEMO_MARK))
		return OK;
	return err_set(info, ERR_DENIED, NULL,
		       "%.80s holds the demo accounts, whose password is public: start with --demo, or give another --data",
		       datadir_path(d, DATA_ROOT));
}

/* --- the terminal's token --- */

bool demo_token_is_good(struct identity *i, const struct datadir *d)
{
	struct buf text;
	struct person p;
	mode_t mode = 0;
	bool good = file_read(datadir_path(d, DATA_CLI_TOKEN), TOKEN_FILE_MAX, &text, &mode) == OK && !(mode & 077) &&
		    identity_check_bearer(i, str_trim(buf_view(&text)), &p) == OK;
	if (text.p)
		sodium_memzero(text.p, text.cap);
	buf_done(&text);
	return good;
}

enum err demo_token_make(struct db *portal, const struct datadir *d)
{
	char token[64], label[48], line[68];
	int64_t now = clock_wall_ms();
	snprintf(label, sizeof label, "terminal-%lld", (long long)now);
	enum err e = identity_token_create(portal, STR(TOKEN_USER), str_of(label), now + TOKEN_LIFE_MS, token);
	if (e == OK) {
		int n = snprintf(line, sizeof line, "%s\n", token);
		e = file_replace(datadir_path(d, DATA_CLI_TOKEN), str_mem(line, (size_t)n), 0600);
	}
	sodium_memzero(token, sizeof token);
	sodium_memzero(line, sizeof line);
	return e;
}
