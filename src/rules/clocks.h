/* rules/clocks.h - statutory clocks: what was started, when it is due by which rule of the pack, and how it stands. Of duties the
 * due moment is the last one in time; of terms the first one after. A clock is judged by the rule in force when it was started.
 * Pure functions on the caller's arrays, any thread, no allocation. */
#pragma once

#include "rules/exclusion.h"
#include "rules/limits.h"

struct clock_fact {
	enum word_CLOCK clock;
	int64_t started_ms;
	int64_t due_ms;    /* as its source says; 0: as the rule says */
	int64_t met_ms;    /* 0: not yet */
	bool extended;     /* by what the rule allows: complex requests for access */
	const char *about; /* the ticket, transaction, check...: the caller's text, NULL: none */
};

enum clock_state {
	CLOCK_RUNNING,
	CLOCK_MISSED, /* a duty that was not done in time, done since or not */
	CLOCK_MET,
	CLOCK_OVER, /* a term that has passed */
};

struct clock_row {
	enum word_CLOCK clock;
	enum clock_state state;
	bool term;       /* nothing is to be done, but to wait */
	bool mlro_only;  /* must not reach anybody else, in no form: see clocks_keep() */
	bool days_known; /* false: working days beyond the pack's table of holidays; holidays in them would move it */
	int64_t started_ms;
	int64_t due_ms;          /* INT64_MAX: never, or nobody knows */
	int64_t met_ms;          /* 0: not yet */
	const struct rule *rule; /* NULL: only its source says so */
	const char *about;
};

/* How a clock stands at @at_ms. @zone: the customer's, for terms; duties count the days of the pack. false: the pack had no such
 * clock, and the fact brings no moment of its own. */
bool clock_judge(const struct pack *p, const struct time_zone *zone, const struct clock_fact *fact, int64_t at_ms,
		 struct clock_row *ret);

/* Open ones by what expires next, those that were missed before all others; then what is over, the latest first. */
void clocks_sort(struct clock_row *rows, size_t count);
/* Takes out what is for the MLRO only, unless @mlro. Returns how many are left, in order. */
size_t clocks_keep(struct clock_row *rows, size_t count, bool mlro);
/* When the next of them changes its state; INT64_MAX: none will. */
int64_t clocks_next_ms(const struct clock_row *rows, size_t count);
const char *clock_state_word(enum clock_state s);

/* The clocks that follow from exclusions: terms, marketing off, an answer to who wants it ended. Returns how many; at most @max
 * are filled. */
size_t clocks_of_exclusions(const struct exclusion_facts *f, struct clock_fact *ret, size_t max);
/* Likewise from limits: increases that wait. */
size_t clocks_of_limits(const struct play_limit *list, size_t count, struct clock_fact *ret, size_t max);

struct json_writer;
/* An object: clock, state, term, started, due, met, about, and the rule's id, citation, text, verified. */
void clock_write(const struct clock_row *c, struct json_writer *w);
