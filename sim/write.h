/* sim/write.h - what a simulated service is asked to do: one request that changes something, under a key of the caller's.
 *
 * A service lists its writes (sim/svc_*_write.c); write_run() does the rest: the key's memory, the change with everything that
 * belongs to it in all databases, the answer. Thread: the simulator's loop. */
#pragma once

#include "base/json_bind.h"
#include "sim/effects.h"
#include "sim/keys.h"
#include "sim/service.h"

#define WRITE_BODY_MAX_BYTES   65536u
#define WRITE_ANSWER_MAX_BYTES 65536u

/* A write under way. */
struct write {
	struct live_scene *s; /* the customer, loaded; what fell due has happened */
	struct str key, body;
	struct str object; /* {ref} of the path */
	struct arena *arena;
	struct json_writer *w; /* the answer */
	struct err_info *info;
};
/* ---- for the server ---- */

struct write_order {
	enum fault_service service;
	write_fn *run;
	uint32_t number;
	struct str key, body, object, request; /* request: what has to be the same for the key to be the same */
	struct arena *arena;
};
struct write_result {
	int status;       /* 200, or what refuses it */
	const char *code; /* stable, snake_case; NULL when done */
	const char *field;
	bool repeated; /* from memory */
};
/* The answer goes to @body when the status is 200. Codes: key_needed and bad_request (400), not_found (404), key_reused (422),
 * what effects refuse (409), busy (503), failed (500). */
void write_run(struct live *l, struct store *store, const struct write_order *o, struct buf *scratch, struct buf *body,
	       struct write_result *ret);
/* The member @name of the JSON object @body; p == NULL: it has none that is a text. */
struct str write_key_member(struct str body, const char *name, struct arena *a);

/* ---- for handlers ---- */

#define WRITE_BIND(x, fields, dst) write_bind((x), (fields), ARRAY_LEN(fields), (dst))
NODISCARD enum err write_bind(struct write *x, const struct json_bind *fields, size_t count, void *dst);
/* ERR_SHAPE at @field. */
NODISCARD enum err write_bad(struct write *x, const char *field);
/* Position of @text among @count words that @word gives; ERR_SHAPE at @field. */
NODISCARD enum err write_word(struct write *x, struct str text, const char *(*word)(unsigned i), unsigned count,
			      const char *field, unsigned *ret);
/* The same with a table; entries may be NULL. */
NODISCARD enum err write_choice(struct write *x, struct str text, const char *const *words, unsigned count, const char *field,
				unsigned *ret);
#define WRITE_CHOICE(x, text, words, field, ret) write_choice((x), (text), (words), ARRAY_LEN(words), (field), (ret))
/* Whether such a member is there at all. */
#define BIND_TEXT(s, n, m, len)                                                                                        \
	{                                                                                                              \
		.name = (n), .type = JSON_BIND_STRING, .offset = offsetof(struct s, m), .required = true, .max = (len) \
	}
#define BIND_MAYBE(s, n, m, len)                                                                                       \
	{                                                                                                              \
		.name = (n), .type = JSON_BIND_STRING, .offset = offsetof(struct s, m), .nullable = true, .max = (len) \
	}
#define WORD_MAX    64
#define NOTE_MAX    2000
#define TIME_MAX_MS INT64_C(4102444800000) /* 2100-01-01: no term is longer */

/* ---- words of a tongue ---- */

enum casing { CASE_SNAKE, CASE_UPPER, CASE_KEBAB, CASE_PASCAL };
#define CODE_TEXT_MAX 48
/* A snake_case code as a tongue writes it; returns @out. */
const char *code_in(enum casing c, const char *code, char out[CODE_TEXT_MAX]);
