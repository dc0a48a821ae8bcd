/* app/format.h - figures, moments and words as people read them in a terminal. All results live in the arena; n == 0 when memory
 * ran out or there was nothing. Pure; any thread. */
#pragma once

#include "base/arena.h"

/* "CAD", "-3050.25" to "CAD -3,050.25"; the number keeps all its digits. */
struct str format_money(struct arena *a, struct str currency, struct str number);
/* "1547" to "1,547". */
struct str format_count(struct arena *a, struct str number);
/* "0.9655" to "96.55 %". */
struct str format_share(struct arena *a, struct str ratio);
/* 42000 to "42 s", and on to "3 min", "2 h", "5 days", "7 months", "2 years". */
struct str format_age(struct arena *a, int64_t ms);
/* RFC 3339 to "2025-10-06 14:23"; @now_ms not 0: with how long ago, or how long still. */
struct str format_time(struct arena *a, struct str rfc3339, int64_t now_ms);
/* For tables, where room is scarce: with how long ago only within a month. */
struct str format_when(struct arena *a, struct str rfc3339, int64_t now_ms);
/* "2025-10-06" alone. */
struct str format_day(struct arena *a, struct str rfc3339);
/* "self_excluded" to "self excluded". */
struct str format_words(struct arena *a, struct str word);
/* 95 to "1 h 35 min". */
struct str format_minutes(struct arena *a, struct str minutes);
/* 1234567 to "1.2 MB". */
struct str format_bytes(struct arena *a, uint64_t bytes);
/* As printf; n == 0 when memory ran out. */
struct str format_text(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
