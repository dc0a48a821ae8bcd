/* base/attr.h - compiler attributes and the few macros that everybody uses. Header only. */
#pragma once

#include <stddef.h>

#define NODISCARD              __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define LIKELY(x)              __builtin_expect(!!(x), 1)
#define UNLIKELY(x)            __builtin_expect(!!(x), 0)

/* Runs fn(&variable) when the variable leaves its scope. */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

#define ARRAY_LEN(a)                    (sizeof(a) / sizeof((a)[0]))
#define CONTAINER_OF(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))
#define MIN(a, b)                       ((a) < (b) ? (a) : (b))
#define MAX(a, b)                       ((a) > (b) ? (a) : (b))

/* An invariant whose breach would corrupt data or show the wrong customer; stays on in release builds. */
#define MUST(cond)                                            \
	do {                                                  \
		if (UNLIKELY(!(cond)))                        \
			must_fail(#cond, __FILE__, __LINE__); \
	} while (0)

_Noreturn void must_fail(const char *cond, const char *file, int line);
