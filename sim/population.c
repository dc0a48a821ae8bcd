#include "sim/population.h"

#include "sim/names.h"

#include <stdio.h>

#define BLOCK             500u
#define SPREAD            269u /* coprime to BLOCK: neighbours in a slot's range lie far apart among the customers */
#define SPREAD_BACK       329u /* SPREAD * SPREAD_BACK = 1 mod BLOCK */
#define HIGH_VOLUME_EVERY 40u  /* blocks: one customer in 20,000 */
#define RING_SIZE         4u
#define STREAM_COUNTRY    UINT64_C(0xc0047)

static const struct {
	enum kind kind;
	unsigned first, count; /* slots of a block; what is left is recreational */
	unsigned group;        /* members that belong together */
} slots[] = {
	{KIND_HIGH_VOLUME, 0, 1, 1},        {KIND_VIP, 1, 16, 1},          {KIND_NEW, 17, 30, 1},
	{KIND_DORMANT, 47, 40, 1},          {KIND_FLAGGED, 87, 12, 1},     {KIND_SELF_EXCLUDED, 99, 10, 1},
	{KIND_COOLING_OFF, 109, 8, 1},      {KIND_CHASING, 117, 12, 1},    {KIND_BONUS_RING, 129, 12, RING_SIZE},
	{KIND_ACCOUNT_TAKEOVER, 141, 4, 1}, {KIND_STRUCTURING, 145, 4, 1}, {KIND_TWIN, 149, 4, 2},
};

static const char *const kind_names[KIND_COUNT_] = {
	"recreational",  "vip",         "new",     "dormant",    "flagged",
	"self_excluded", "cooling_off", "chasing", "bonus_ring", "account_takeover",
	"structuring",   "high_volume", "twin",    "example",
};

static bool example_is_appended(const struct population *p)
{
	return p->count <= CUSTOMER_EXAMPLE - CUSTOMER_FIRST;
}

uint32_t population_number(const struct population *p, uint32_t position)
{
	MUST(position < p->count);
	if (position == p->count - 1 && example_is_appended(p))
		return CUSTOMER_EXAMPLE;
	return CUSTOMER_FIRST + position;
}

bool population_position(const struct population *p, uint32_t number, uint32_t *ret)
{
	uint32_t position = number - CUSTOMER_FIRST;
	if (number < CUSTOMER_FIRST || p->count == 0)
		return false;
	if (number == CUSTOMER_EXAMPLE && example_is_appended(p))
		position = p->count - 1;
	if (position >= p->count || population_number(p, position) != number)
		return false;
	*ret = position;
	return true;
}

static uint32_t position_of_slot(uint32_t block, unsigned slot)
{
	return block * BLOCK + slot * SPREAD_BACK % BLOCK;
}

/* A group that the end of the population or the example customer cuts is no group. */
static bool group_whole(const struct population *p, uint32_t block, unsigned first_slot, unsigned size)
{
	for (unsigned i = 0; i < size; i++) {
		uint32_t position = position_of_slot(block, first_slot + i);
		if (position >= p->count || population_number(p, position) == CUSTOMER_EXAMPLE)
			return false;
	}
	return true;
}

static enum kind locate(const struct population *p, uint32_t position, uint32_t *ret_group, unsigned *ret_member)
{
	uint32_t block = position / BLOCK;
	unsigned slot = position % BLOCK * SPREAD % BLOCK;
	*ret_group = position;
	*ret_member = 0;
	if (population_number(p, position) == CUSTOMER_EXAMPLE)
		return KIND_EXAMPLE;
	for (size_t i = 0; i < ARRAY_LEN(slots); i++) {
		if (slot < slots[i].first || slot >= slots[i].first + slots[i].count)
			continue;
		unsigned member = (slot - slots[i].first) % slots[i].group, first = slot - member;
		if (!group_whole(p, block, first, slots[i].group))
			return KIND_RECREATIONAL;
		if (slots[i].kind == KIND_HIGH_VOLUME && block % HIGH_VOLUME_EVERY)
			return KIND_VIP;
		*ret_group = position_of_slot(block, first);
		*ret_member = member;
		return slots[i].kind;
	}
	return KIND_RECREATIONAL;
}

enum kind population_kind(const struct population *p, uint32_t position)
{
	uint32_t group;
	unsigned member;
	return locate(p, position, &group, &member);
}

uint32_t population_group(const struct population *p, uint32_t position, unsigned *ret_member)
{
	uint32_t group;
	(void)locate(p, position, &group, ret_member);
	return group;
}

uint32_t population_member(uint32_t first, unsigned member)
{
	return position_of_slot(first / BLOCK, first % BLOCK * SPREAD % BLOCK + member);
}

unsigned population_country(const struct population *p, uint32_t position)
{
	unsigned member;
	struct sim_rng rng;
	if (population_number(p, position) == CUSTOMER_EXAMPLE)
		return names_country_find("CA");
	/* Twins live in one country; ring members too, who share an address. */
	rng_seed(&rng, p->seed ^ STREAM_COUNTRY, population_group(p, position, &member));
	return names_draw_country(&rng);
}

const char *kind_name(enum kind k)
{
	return kind_names[k];
}

bool kind_parse(struct str s, enum kind *ret)
{
	for (unsigned i = 0; i < KIND_EXAMPLE; i++)
		if (str_is(s, kind_names[i])) {
			*ret = (enum kind)i;
			return true;
		}
	return false;
}

bool customer_number_parse(struct str id, uint32_t *ret)
{
	uint32_t n = 0;
	if (id.n < 10 || id.n >= CUSTOMER_ID_MAX - 4 || memcmp(id.p, "CUS-", 4) != 0 || id.p[4] == '0')
		return false;
	for (size_t i = 4; i < id.n; i++) {
		if (id.p[i] < '0' || id.p[i] > '9')
			return false;
		n = n * 10 + (uint32_t)(id.p[i] - '0');
	}
	*ret = n;
	return true;
}

size_t customer_id_format(uint32_t number, char out[CUSTOMER_ID_MAX])
{
	return (size_t)snprintf(out, CUSTOMER_ID_MAX, "CUS-%u", number);
}
