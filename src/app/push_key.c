#include "app/push_key.h"

#include "app/file.h"
#include "base/codec.h"

#include <sodium.h>

#define TEXT_BYTES (2 * PUSH_SECRET_BYTES)
#define FILE_MAX   256

static enum err make(const char *path, struct push_keys *ret)
{
	struct push_keys k;
	char text[TEXT_BYTES + 2];
	enum err e = push_keys_make(&k);
	if (e != OK)
		return e;
	codec_hex(k.secret, sizeof k.secret, text);
	text[TEXT_BYTES] = '\n';
	e = file_create(path, str_mem(text, TEXT_BYTES + 1), 0600);
	sodium_memzero(text, sizeof text);
	if (e == OK)
		*ret = k;
	else
		push_keys_done(&k);
	return e;
}

static enum err parse(struct str text, const char *path, struct push_keys *ret, struct err_info *info)
{
	uint8_t secret[PUSH_SECRET_BYTES];
	enum err e = codec_unhex(str_trim(text), secret, sizeof secret);
	if (e == OK)
		e = push_keys_load(secret, ret);
	sodium_memzero(secret, sizeof secret);
	return e == OK ? OK : err_set(info, ERR_CORRUPT, NULL, "%.100s is not a key of P-256 in %d hex digits", path, TEXT_BYTES);
}

enum err push_key_load(const struct datadir *d, bool may_make, struct push_keys *ret, struct err_info *info)
{
	const char *path = datadir_path(d, DATA_PUSH_KEY);
	struct buf text;
	mode_t mode = 0;
	enum err e = file_read(path, FILE_MAX, &text, &mode);
	if (e == ERR_NOT_FOUND && may_make)
		e = make(path, ret);
	else if (e == OK && (mode & 077))
		e = err_set(info, ERR_DENIED, NULL, "%.100s can be read by others: chmod 600 it", path);
	else if (e == OK)
		e = parse(buf_view(&text), path, ret, info);
	if (e != OK && info && !info->text[0])
		err_set(info, e, NULL, "%.100s cannot be used: %s", path, err_name(e));
	if (text.p)
		sodium_memzero(text.p, text.cap);
	buf_done(&text);
	return e;
}
