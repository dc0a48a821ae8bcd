/* connect/push_pace.h - how fast one person is told: a few at once, then one every so often; what is past that is counted and
 * told in one sentence. What is critical has a measure of its own, so that a storm of lesser alerts does not use it up. Times are
 * monotonic. Thread: the owner's. */
#pragma once

#include "live/alert.h"

struct push_rate {
	unsigned burst;
	uint64_t every_ms;
};

struct push_pace {
	uint64_t usual_ms, critical_ms, trial_ms; /* when each measure would be full again (GCRA) */
	unsigned held[SIGNAL_CLASS_COUNT_];       /* not told yet, by class: who may be told of which is asked when it is sent */
	enum signal_severity held_severity;       /* of the gravest of these */
};

/* Takes one place of the measure for @severity; false: there is none now. */
bool push_pace_take(struct push_pace *p, const struct push_rate *r, enum signal_severity severity, uint64_t now_ms);
/* The same for what a person asks for to see whether it works. */
bool push_pace_take_trial(struct push_pace *p, const struct push_rate *r, uint64_t now_ms);
/* One that is told of later, with others. */
void push_pace_hold(struct push_pace *p, enum signal_class c, enum signal_severity severity);
bool push_pace_holds(const struct push_pace *p);
/* When the next place of the usual measure is free. */
uint64_t push_pace_free_ms(const struct push_pace *p, const struct push_rate *r);
