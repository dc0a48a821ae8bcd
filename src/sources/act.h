/* sources/act.h - carries out an action at the operator's service that offers it, by the configuration alone ("actions:"), or
 * asks that service what became of one.
 *
 *   outcome        ACT_TRY                                              ACT_ASK
 *   DONE           carried out                                          was carried out
 *   REFUSED        not carried out: .code says why                      was refused
 *   PENDING        taken, not yet carried out: ask later                still under way
 *   UNKNOWN        sent, and no clear answer: may have been carried     nothing was learned: ask later
 *                  out or not
 *   UNSENT         surely without effect: never left, or turned away    never
 *                  at the door (401, 403, 429): try later
 *   NOT_KNOWN      never                                                the service never saw the key
 *   NOT_CONFIGURED no service carries it out, or not with these         nothing to ask
 *                  fields (.field)
 *
 * One call sends at most one request: on a connection of its own, because libcurl silently repeats a request on a kept one that
 * turns out closed; nothing is tried again here, whoever asks does that. It counts for the service's breaker and health like any
 * other request.
 *
 * Thread: a loop's, as for sources_list(). Life: sources_act .. done (exactly once, never from inside), or sources_ask_cancel(),
 * which says nothing about the effect. */
#pragma once

#include "sources/sources.h"

enum act_phase { ACT_TRY, ACT_ASK };
enum act_outcome {
	ACT_DONE,
	ACT_REFUSED,
	ACT_PENDING,
	ACT_UNKNOWN,
	ACT_UNSENT,
	ACT_NOT_KNOWN,
	ACT_NOT_CONFIGURED,
	ACT_OUTCOME_COUNT_
};
const char *act_outcome_name(enum act_outcome o);

enum act_code {
#define C(id, word) ACT_CODE_##id,
	ACT_CODES(C)
#undef C
		ACT_CODE_COUNT_
};
const char *act_code_name(enum act_code c);

enum { ACT_KEY_MAX = 64 };

struct act_ask {
	enum act_phase phase;
	enum act_kind kind;
	struct str customer;
	struct str object;           /* n == 0: it is about none */
	struct str key;              /* of idempotency: 1 to ACT_KEY_MAX letters, digits, "-", "_", ".", ":" */
	const struct record *fields; /* of schema_act(kind); the same for ACT_ASK as it was for ACT_TRY. Copied */
};

struct act_answer {
	enum act_outcome outcome;
	enum act_code code;      /* REFUSED */
	enum source_error error; /* UNKNOWN, UNSENT: what happened; SOURCE_OK otherwise */
	int status;              /* of HTTP; 0: no answer. For the record, not for decisions */
	const char *field;       /* NOT_CONFIGURED: which of the fields; what an answer failed by; NULL: none. Static */
	/* DONE and PENDING: what the answer says of it, of schema_act_answer(); valid during the call; NULL: nothing. */
	const struct record *result;
};
typedef void act_done_fn(void *ctx, const struct act_answer *a);

/* ERR_NOMEM; ERR_SHAPE: a key of other letters, a record of another action. */
NODISCARD enum err sources_act(struct sources *s, struct loop *l, const struct act_ask *ask, act_done_fn *done, void *ctx,
			       struct ask_ticket **ret);

/* How an action is carried out. */
struct act_how {
	const char *source; /* static while the configuration lives */
	bool idempotent;    /* may be tried again with the same key whatever became of the first */
	bool asks;          /* ACT_ASK is configured */
	unsigned timeout_ms;
};
/* False: not configured; *ret_field (may be NULL) is then the field that no call has a place for, or NULL. @fields may be NULL:
 * of the first call that is configured for @k. On a loop or before any runs. */
bool sources_act_how(struct sources *s, enum act_kind k, const struct record *fields, struct act_how *ret,
		     const char **ret_field);

/* Likewise of a configuration, for all its calls of @k together. */
bool source_config_act(const struct source_config *c, enum act_kind k, struct act_how *ret);

/* A bit a part that it changes; to be expired when it was done, or may have been. */
unsigned act_parts(enum act_kind k);
void sources_act_expire(struct sources *s, struct str customer, enum act_kind k);
/* By name; -1: there is none. */
int act_find(struct str name);
