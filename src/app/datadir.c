#include "app/datadir.h"

#include "app/file.h"
#include "base/codec.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEAL_KEY_BYTES 32

static const char *const names[DATA_ENTRY_COUNT_] = {
	[DATA_ROOT] = "",
	[DATA_PORTAL_DB] = "/portal.db",
	[DATA_KEYS] = "/keys",
	[DATA_AUDIT_KEY] = "/keys/audit.key",
	[DATA_SEAL_KEY] = "/keys/seal.key",
	[DATA_PUSH_KEY] = "/keys/push.key",
	[DATA_AUDIT] = "/audit",
	[DATA_AUDIT_SERVE] = "/audit/serve",
	[DATA_AUDIT_CLI] = "/audit/cli",
	[DATA_DIRECTORY] = "/directory",
	[DATA_JOURNAL] = "/journal",
	[DATA_ASIDE] = "/aside",
	[DATA_LIVE] = "/live",
	[DATA_CLI_TOKEN] = "/cli.token",
	[DATA_CLI_URL] = "/cli.url",
	[DATA_DEMO_MARK] = "/demo",
};

enum err datadir_set(struct datadir *d, const char *root)
{
	if (!root || !*root)
		root = DATADIR_DEFAULT;
	for (int e = 0; e < DATA_ENTRY_COUNT_; e++) {
		int n = snprintf(d->paths[e], DATADIR_PATH_MAX, "%s%s", root, names[e]);
		if (n < 0 || n >= DATADIR_PATH_MAX)
			return ERR_TOO_LARGE;
	}
	return OK;
}

static enum err make_folder(const char *path, struct err_info *info)
{
	struct stat st;
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return err_set(info, err_from_errno(errno), NULL, "%.120s cannot be made: %s", path, strerror(errno));
	if (stat(path, &st) != 0)
		return err_set(info, err_from_errno(errno), NULL, "%.120s cannot be looked at: %s", path, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return err_set(info, ERR_DENIED, NULL, "%.120s is not a folder", path);
	if (st.st_uid != geteuid())
		return err_set(info, ERR_DENIED, NULL, "%.120s belongs to another user", path);
	if (st.st_mode & 077)
		return err_set(info, ERR_DENIED, NULL, "%.100s can be read by others: chmod 700 it first", path);
	return OK;
}

/* The root may have been made by hand or by a package, with the usual rights: it is closed to others rather than refused, as long
 * as nothing of ours lies in it yet. */
static void close_fresh_root(const struct datadir *d)
{
	struct stat st;
	if (stat(d->paths[DATA_ROOT], &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() && (st.st_mode & 077) &&
	    !datadir_has(d, DATA_KEYS) && !datadir_has(d, DATA_PORTAL_DB))
		(void)!chmod(d->paths[DATA_ROOT], 0700);
}

enum err datadir_make(const struct datadir *d, struct err_info *info)
{
	static const enum datadir_entry folders[] = {DATA_ROOT, DATA_KEYS, DATA_AUDIT, DATA_LIVE};
	close_fresh_root(d);
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		enum err e = make_folder(d->paths[folders[i]], info);
		if (e != OK)
			return e;
	}
	return OK;
}

bool datadir_has(const struct datadir *d, enum datadir_entry e)
{
	return access(d->paths[e], F_OK) == 0;
}

static enum err seal_key_make(const char *path, uint8_t ret[SEAL_KEY_BYTES])
{
	uint8_t key[SEAL_KEY_BYTES];
	char text[2 * SEAL_KEY_BYTES + 2];
	codec_random(key, sizeof key);
	codec_hex(key, sizeof key, text);
	text[2 * SEAL_KEY_BYTES] = '\n';
	enum err e = file_create(path, str_mem(text, 2 * SEAL_KEY_BYTES + 1), 0600);
	if (e == OK)
		memcpy(ret, key, sizeof key);
	sodium_memzero(key, sizeof key);
	sodium_memzero(text, sizeof text);
	return e;
}

enum err datadir_seal_key(const struct datadir *d, uint8_t ret[32], struct err_info *info)
{
	const char *path = d->paths[DATA_SEAL_KEY];
	struct buf text;
	mode_t mode = 0;
	enum err e = file_read(path, 256, &text, &mode);
	if (e == ERR_NOT_FOUND)
		e = seal_key_make(path, ret);
	else if (e == OK && (mode & 077))
		e = err_set(info, ERR_DENIED, NULL, "%.100s can be read by others: chmod 600 it", path);
	else if (e == OK && codec_unhex(str_trim(buf_view(&text)), ret, SEAL_KEY_BYTES) != OK)
		e = err_set(info, ERR_CORRUPT, NULL, "%.100s is not a key of 64 hex digits", path);
	if (e != OK && info && !info->text[0])
		err_set(info, e, NULL, "%.100s cannot be used: %s", path, err_name(e));
	if (text.p)
		sodium_memzero(text.p, text.cap);
	buf_done(&text);
	return e;
}
