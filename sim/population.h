/* sim/population.h - who the simulated operator's customers are: their numbers, their kinds, and who belongs together.
 *
 * All of it is arithmetic on the position: nothing is stored, so that asking for a kind is cheap with a million customers. In
 * every 500 positions the kinds have fixed shares. Thread: any; pure functions. */
#pragma once

#include "base/str.h"

#define CUSTOMER_FIRST   100000u
#define CUSTOMER_EXAMPLE 123456u /* has exactly the figures of the contract's example */
#define CUSTOMERS_MAX    4000000u
#define CUSTOMER_ID_MAX  16 /* "CUS-4100000" with the NUL */

enum kind {
	KIND_RECREATIONAL,
	KIND_VIP,
	KIND_NEW,
	KIND_DORMANT,
	KIND_FLAGGED,
	KIND_SELF_EXCLUDED,
	KIND_COOLING_OFF,
	KIND_CHASING,
	KIND_BONUS_RING,
	KIND_ACCOUNT_TAKEOVER,
	KIND_STRUCTURING,
	KIND_HIGH_VOLUME,
	KIND_TWIN,
	KIND_EXAMPLE, /* CUS-123456 alone; listed under no kind */
	KIND_COUNT_
};

struct population {
	uint32_t count;
	uint64_t seed;
	int64_t as_of_ms; /* where the generated histories end */
};

/* Number ("123456") of the customer at @position, ascending. The example customer is always there: instead of the last one where
 * the numbers don't reach it. */
uint32_t population_number(const struct population *p, uint32_t position);
/* False: no such customer. */
bool population_position(const struct population *p, uint32_t number, uint32_t *ret);

enum kind population_kind(const struct population *p, uint32_t position);
/* Rings share devices and twins nearly everything: the first member's position, which is the same for all members; else
 * @position itself. @ret_member: 0, 1, ... within the group. */
uint32_t population_group(const struct population *p, uint32_t position, unsigned *ret_member);
/* Position of a group's member, given its first one's. */
uint32_t population_member(uint32_t first, unsigned member);
/* Drawn for the customer from the seed alone; an index into names_country(). */
unsigned population_country(const struct population *p, uint32_t position);

const char *kind_name(enum kind k);
bool kind_parse(struct str s, enum kind *ret);

/* "CUS-123456" to 123456; strict: no leading zeros, no other letters. Existence isn't checked. */
bool customer_number_parse(struct str id, uint32_t *ret);
size_t customer_id_format(uint32_t number, char out[CUSTOMER_ID_MAX]);
