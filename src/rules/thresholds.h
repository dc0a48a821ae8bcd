/* rules/thresholds.h - what follows from a customer's sums: net deposits that call for a check or stop, intensive play, due
 * diligence. Sums come by the day of the customer's wall clock, as the sources have them; a period that begins within a day
 * counts all of it. Pure functions, any thread, no allocation. */
#pragma once

#include "rules/blocks.h"

struct day_sum {
	int32_t day; /* since 1970-01-01 */
	int64_t in;  /* deposited, or staked; minor units */
	int64_t out; /* withdrawn, or won */
};

struct threshold_facts {
	const struct pack *pack;
	const struct time_zone *zone; /* the customer's */
	int64_t at_ms;
	int age; /* -1: not known, the stricter rule applies */
	const struct currency *currency;
	bool cash_known, play_known; /* the lists are whole for the periods that rules look at */
	const struct day_sum *cash;  /* deposits and withdrawals, in any order */
	size_t cash_count;
	const struct day_sum *play; /* stakes and winnings */
	size_t play_count;
	int64_t deposits_ever;     /* minor units; below 0: not known */
	int64_t transaction_minor; /* of the one that is judged, linked ones included; 0: none is */
	bool affordable;           /* shown, since the threshold was passed */
	bool diligence_done;
};

/* Adds a row for each threshold that was passed, and the states that follow to *states. What is not known adds no state. Sums in
 * another currency than the rule's want a person's eye (needs approval), but for due diligence, which amount_compare() is enough
 * for. */
void thresholds_judge(const struct threshold_facts *f, struct verdict *v, uint32_t *states);

/* Net of a period that ends at @at_ms, in the zone's days: what @then comes in the period of a rule. ERR_RANGE. */
NODISCARD enum err thresholds_net(const struct day_sum *days, size_t count, int32_t from, int32_t until, int64_t *ret_minor);

/* The most that may be staked on a product at that age, NULL: no rule. Of several the lowest in that currency. */
const struct rule *thresholds_stake_cap(const struct pack *p, enum word_PRODUCT product, int age, const struct currency *currency,
					int64_t at_ms);
