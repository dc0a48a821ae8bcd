#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const names[ERR_COUNT_] = {
	[OK] = "ok",
	[ERR_NOMEM] = "out of memory",
	[ERR_SYNTAX] = "malformed",
	[ERR_SHAPE] = "wrong shape",
	[ERR_RANGE] = "out of range",
	[ERR_TOO_LARGE] = "too large",
	[ERR_UNAUTHENTICATED] = "not signed on",
	[ERR_DENIED] = "denied",
	[ERR_NOT_FOUND] = "not found",
	[ERR_CONFLICT] = "conflict",
	[ERR_LIMIT] = "limit reached",
	[ERR_TIMEOUT] = "timeout",
	[ERR_UNAVAILABLE] = "unavailable",
	[ERR_UPSTREAM] = "bad answer",
	[ERR_IO] = "input/output error",
	[ERR_FULL] = "disk full",
	[ERR_BUSY] = "busy",
	[ERR_CORRUPT] = "corrupt",
	[ERR_CANCELLED] = "cancelled",
	[ERR_INTERNAL] = "internal error",
};

const char *err_name(enum err e)
{
	return (unsigned)e < ERR_COUNT_ ? names[e] : "unknown error";
}

/* snprintf cuts by bytes; a code point cut in half would spoil the JSON that the text ends up in. */
static void trim_cut_utf8(char *z)
{
	size_t n = strlen(z), i = n;
	while (i > 0 && ((unsigned char)z[i - 1] & 0xC0) == 0x80)
		i--;
	if (i == 0)
		return;
	unsigned char lead = (unsigned char)z[i - 1];
	size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
	if (need > 1 && n - (i - 1) < need)
		z[i - 1] = '\0';
}

enum err err_set(struct err_info *info, enum err code, const char *field, const char *fmt, ...)
{
	if (!info)
		return code;
	memset(info, 0, sizeof *info);
	info->code = code;
	snprintf(info->field, sizeof info->field, "%s", field ? field : "");
	trim_cut_utf8(info->field);
	if (fmt) {
		va_list ap;
		va_start(ap, fmt);
		vsnprintf(info->text, sizeof info->text, fmt, ap);
		va_end(ap);
		trim_cut_utf8(info->text);
	}
	return code;
}

enum err err_from_errno(int errnum)
{
	static const struct {
		int errnum;
		enum err err;
	} table[] = {
		{0, OK},
		{ENOMEM, ERR_NOMEM},
		{ENOSPC, ERR_FULL},
		{EDQUOT, ERR_FULL},
		{EFBIG, ERR_TOO_LARGE},
		{E2BIG, ERR_TOO_LARGE},
		{EMSGSIZE, ERR_TOO_LARGE},
		{ENAMETOOLONG, ERR_TOO_LARGE},
		{ERANGE, ERR_RANGE},
		{EOVERFLOW, ERR_RANGE},
		{EACCES, ERR_DENIED},
		{EPERM, ERR_DENIED},
		{EROFS, ERR_DENIED},
		{ENOENT, ERR_NOT_FOUND},
		{ENOTDIR, ERR_NOT_FOUND},
		{EEXIST, ERR_CONFLICT},
		{ENOTEMPTY, ERR_CONFLICT},
		{EADDRINUSE, ERR_CONFLICT},
		{EMFILE, ERR_LIMIT},
		{ENFILE, ERR_LIMIT},
		{EAGAIN, ERR_LIMIT},
		{EBUSY, ERR_BUSY},
		{ETXTBSY, ERR_BUSY},
		{EDEADLK, ERR_BUSY},
		{ETIMEDOUT, ERR_TIMEOUT},
		{ETIME, ERR_TIMEOUT},
		{ECONNREFUSED, ERR_UNAVAILABLE},
		{ECONNRESET, ERR_UNAVAILABLE},
		{ECONNABORTED, ERR_UNAVAILABLE},
		{EHOSTUNREACH, ERR_UNAVAILABLE},
		{EHOSTDOWN, ERR_UNAVAILABLE},
		{ENETUNREACH, ERR_UNAVAILABLE},
		{ENETDOWN, ERR_UNAVAILABLE},
		{ENOTCONN, ERR_UNAVAILABLE},
		{EPIPE, ERR_UNAVAILABLE},
		{ECANCELED, ERR_CANCELLED},
		{EINVAL, ERR_INTERNAL},
		{EFAULT, ERR_INTERNAL},
		{EBADF, ERR_INTERNAL},
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (table[i].errnum == errnum)
			return table[i].err;
	return ERR_IO;
}

void must_fail(const char *cond, const char *file, int line)
{
	char text[512];
	int n = snprintf(text, sizeof text, "%s:%d: broken invariant: %s\n", file, line, cond);
	if (n > 0) {
		size_t len = MIN((size_t)n, sizeof text - 1);
		if (write(STDERR_FILENO, text, len) < 0)
			abort();
	}
	abort();
}
