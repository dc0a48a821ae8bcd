/* base/log.h - structured logging: one JSON object a line on standard error, written with one write(2). Never personal data: no
 * names, emails, search texts, bodies; customer ids are allowed only in the audit log, not here. Thread: any. */
#pragma once

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_OFF };

void log_set_level(enum log_level l);
bool log_level_parse(struct str s, enum log_level *ret);
/* For tests: lines go to @fd instead of 2. */
void log_set_fd(int fd);
/* The current request's id on this thread, put on every line until cleared with STR_NONE (at most 36 bytes kept). */
void log_set_request(struct str id);

/* log_event(LOG_WARN, "source.failed", "source", "wallet", "error", "timeout", NULL): pairs of strings, ended by NULL. */
void log_event(enum log_level l, const char *event, ...) __attribute__((sentinel));
/* A free sentence. */
void log_text(enum log_level l, const char *event, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Numbers for log_event values: a small ring of thread-local buffers. */
const char *log_num(int64_t v);
