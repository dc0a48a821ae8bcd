/* base/err.h - the one result type. Functions that can fail return enum err; outputs are named ret_* and are
 * not touched on failure. Functions either log or return an error, never both; the edge (api, app) logs.
 * Mapping to an HTTP status lives in one table, api/problem.c. */
#pragma once

#include "base/attr.h"

#include <stdint.h>

enum err {
	OK = 0,
	ERR_NOMEM,     /* out of memory, or a capped arena or buffer is full */
	ERR_SYNTAX,    /* not in the format at all: malformed JSON, HTTP, YAML */
	ERR_SHAPE,     /* well-formed, but a field is missing, unknown, of a wrong type or out of range */
	ERR_RANGE,     /* a number does not fit its type exactly */
	ERR_TOO_LARGE, /* a named size limit was exceeded */
	ERR_UNAUTHENTICATED,
	ERR_DENIED,
	ERR_NOT_FOUND,
	ERR_CONFLICT,
	ERR_LIMIT, /* a rate, queue or concurrency limit: try later */
	ERR_TIMEOUT,
	ERR_UNAVAILABLE, /* the other side cannot be reached, or a breaker is open */
	ERR_UPSTREAM,    /* the other side answered, but unusably */
	ERR_IO,          /* the operating system refused: see errno at the time */
	ERR_FULL,        /* the disk is full */
	ERR_BUSY,        /* a database is locked past its deadline */
	ERR_CORRUPT,     /* stored data fails its checksum or its chain */
	ERR_CANCELLED,
	ERR_INTERNAL,
	ERR_COUNT_
};

/* Detail for people beside an enum err. Fixed size, so that it can live on a stack; never holds personal data:
 * names of fields and positions only. */
struct err_info {
	enum err code;
	uint32_t line, column; /* 1-based; 0 when there is no position */
	uint64_t offset;       /* byte offset in the input */
	char field[96];        /* JSON Pointer or configuration key, "" when none */
	char text[192];        /* a sentence for people */
};

/* "timeout", "not found"...: for logs. Static. */
const char *err_name(enum err e);

/* Fills @info (may be NULL) and returns @code, so that a caller can `return err_set(...)`. */
enum err err_set(struct err_info *info, enum err code, const char *field, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* The enum err for an errno value (ENOSPC and EDQUOT are ERR_FULL, ENOMEM is ERR_NOMEM, ...). */
enum err err_from_errno(int errnum);
