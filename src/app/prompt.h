/* app/prompt.h - passwords: from the terminal without echo, asked twice, or a line from standard input when that is no terminal.
 * Never from the command line, which everybody on the machine can read. Thread: one; blocks. */
#pragma once

#include "base/err.h"

#include <stddef.h>

#define PASSWORD_LINE_MAX 256

/* ERR_SHAPE with a sentence: empty, too long, or the two differ; ERR_CANCELLED: the input ended. The caller wipes @out. */
NODISCARD enum err prompt_password(const char *whose, char out[PASSWORD_LINE_MAX + 1], struct err_info *info);
