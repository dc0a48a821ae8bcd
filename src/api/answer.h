/* api/answer.h - how an answer waits for its record. An answer is one piece of memory of the loop's free list: the audit entry,
 * the way back to the exchange, and the chunks that must be given back if the client has left meanwhile.
 * Thread: the call's loop; only the audit entry travels. Life: call_answer/call_record .. done() on the same loop. */
#pragma once

#include "api/api.h"

#define ANSWER_CHUNKS_MAX (VIEW_CHUNKS_MAX + 8)
#define ANSWERS_SPARE     256  /* kept for the next calls */
#define ANSWER_TEXT_SPARE 4096 /* larger record texts are freed with the answer */

/* Makes the record durable, then goes on: @then is called on this loop if the client is still there (c->on_abort stays in force
 * while waiting). If the record can't be written, c->on_abort is called and the call is answered with 503 "audit-unavailable".
 * @status: what the answer will be. For answers that are streamed. */
void call_record(struct call *c, enum audit_kind kind, int status, struct str members, void (*then)(struct call *c));
/* A record that no answer waits for: sign-ons that failed, what became of a client that left. @c may be NULL: then @members say
 * everything. Failures are logged. */
void api_note(struct api_loop *al, const struct call *c, enum audit_kind kind, int status, struct str members);
/* Frees the spare answers; none may be under way. */
void answers_done(struct api_loop *al);

/* A buffer of exactly @bytes in the call's arena: never moves, never freed; past it appends fail. False: no memory. */
NODISCARD bool call_buf(struct call *c, size_t bytes, struct buf *ret);
/* The body moves into a blob of its own and @body is done with: for bodies of a size that isn't known before. */
struct reply reply_owned(struct call *c, int status, struct buf *body);
