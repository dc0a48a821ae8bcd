/* sources/act_plan.h - one call that carries out an action, as the configuration has it; and how its answers are read. Private to
 * src/sources. Immutable; any thread. */
#pragma once

#include "sources/act.h"
#include "sources/mapping_write.h"
#include "sources/plan.h"

enum { ACT_CALLS_MAX = 16, ACT_WHEN_MAX = 4, ACT_BODY_MAX = 256 << 10 };

/* A request's address, and what its variables of its own are. */
struct act_address {
	struct template where;
	struct template_own own;
	const struct map_record *forms; /* of the fields among them */
	int fields[TEMPLATE_OWN_MAX];
};

struct act_plan {
	struct act_plan *next; /* the next to be tried where this one doesn't fit; NULL: none */
	struct {
		unsigned field;
		uint64_t words; /* a bit a word (0 and 1 for booleans) that it fits */
	} when[ACT_WHEN_MAX];
	unsigned when_count;
	uint64_t carried; /* a bit a field that it has a place for */
	const char *method;
	struct act_address address;
	struct map_writer *body; /* NULL: none */
	const char *key_header;  /* NULL: none */
	bool idempotent;
	unsigned timeout_ms;
	struct mapping *answer;  /* NULL: a good status is all that is read */
	struct mapping *refused; /* where an answer says why not; NULL: its status says it */
	int refused_other;       /* a code for its other words where the status says nothing; MAP_NO_WORD: none */
	bool asks, unknown_on_404;
	struct act_address asked;
	struct mapping *asked_answer;
};

/* act_answer.c: what an answer with @status and @body means. @a: for its values. *ret is whole but for .result's lifetime, which
 * is
 * @a's. Returns what the service's health makes of it. */
enum source_error act_read(const struct act_plan *p, const struct act_ask *ask, int status, struct str body, struct arena *a,
			   struct act_answer *ret, struct mapping_fault *fault);
