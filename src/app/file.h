/* app/file.h - small files whole: keys, tokens, the configuration. Thread: any; blocks. */
#pragma once

#include "base/buf.h"

#include <sys/types.h>

/* The file's bytes into @out, which is inited by the call; at most @max. ERR_NOT_FOUND, ERR_DENIED, ERR_TOO_LARGE, ERR_IO. The
 * caller does buf_done in any case. @ret_mode may be NULL. */
NODISCARD enum err file_read(const char *path, size_t max, struct buf *out, mode_t *ret_mode);
/* Puts a whole file in place of what was there, or nothing: written beside it, synced, renamed. */
NODISCARD enum err file_replace(const char *path, struct str text, mode_t mode);
/* Makes a new file; ERR_CONFLICT when there is one. */
NODISCARD enum err file_create(const char *path, struct str text, mode_t mode);
