/* rules/exclusion.h - cool-offs and self-exclusions: which terms a pack offers, when one may end at the earliest, what follows
 * from it, and whether an account may be reinstated. None is ever shortened; within its term no approval ends it; and what a
 * customer asks for in their own protection is refused only where the pack offers a longer term instead. Pure functions, any
 * thread. */
#pragma once

#include "rules/blocks.h"

enum exclusion_form { EXCLUSION_COOL_OFF, EXCLUSION_SELF, EXCLUSION_REGISTER };

#define EXCLUSION_INDEFINITE INT64_MAX

struct exclusion {
	enum exclusion_form form;
	int64_t since_ms;
	int64_t until_ms; /* of its term; EXCLUSION_INDEFINITE */
};

struct exclusion_facts {
	const struct pack *pack;
	const struct time_zone *zone; /* of the customer: whose days and months terms count; where it is unknown &pack->zone */
	int64_t at_ms;
	bool known; /* false: the source of exclusions cannot be asked; the list may lack any */
	size_t count;
	const struct exclusion *list; /* those that were not ended; in any order */
	int64_t removal_asked_ms;     /* when the customer asked for an end of the exclusion; 0: never */
};

struct exclusion_request {
	enum exclusion_form form; /* not REGISTER: others keep that */
	bool indefinite;
	struct period term; /* unless indefinite */
};

struct exclusion_decision {
	struct verdict verdict;
	int64_t until_ms; /* the earliest end of it all: never before that of one under way of the same form. Where blocked: of
			     the offer */
	bool has_offer;   /* blocked, but this is offered: the shortest term that is as long as asked for, or the longest there is
			   */
	struct period offer;
	int64_t marketing_off_ms; /* marketing must have stopped by then; 0: no rule */
};

/* Whether such a cool-off or exclusion may begin now, and what follows. A state that is not known blocks nothing here. */
void exclusion_judge(const struct exclusion_facts *f, const struct exclusion_request *r, struct exclusion_decision *ret);
/* Whether the customer may be let play again. Within a term: blocked. After it: needs approval, asked for by the customer, after
 * the pack's wait; or allowed, where a cool-off has ended by itself. */
void exclusion_reinstate(const struct exclusion_facts *f, struct verdict *v);

enum exclusion_state { EXCLUSION_OVER, EXCLUSION_RUNS, EXCLUSION_STAYS /* its term is over, it is not */ };
enum exclusion_state exclusion_state(const struct exclusion_facts *f, const struct exclusion *e);
/* Not before this moment: the later of its own end and of the shortest that the pack had when it began. EXCLUSION_INDEFINITE:
 * nobody knows. */
int64_t exclusion_earliest_end(const struct exclusion_facts *f, const struct exclusion *e);
/* What is so about the customer, for blocks.h: states, and when their terms end at the earliest. */
void exclusion_states(const struct exclusion_facts *f, struct block_facts *b);
