#include "sim/sports.h"

#include "sim/games.h"

#include <stdio.h>

static const char *const teams[] = {"Toronto", "Lisbon",   "Malmö",  "Leeds", "Seville",  "Bremen",       "Utrecht", "Porto",
				    "Kraków",  "Valletta", "Osaka",  "Busan", "Belém",    "Thessaloniki", "Turin",   "Aarhus",
				    "Bergen",  "Tampere",  "Dublin", "Brno",  "Novi Sad", "İzmir",        "Haifa",   "Pune"};
static const char *const players[] = {"Almeida", "Berg",    "Conti",    "Dvořák",  "Eriksen", "Fischer", "García", "Hansen",
				      "Ito",     "Janssen", "Kowalski", "Laurent", "Murphy",  "Novak",   "Okafor", "Petrov"};
static const char *const runners[] = {"Silver Lining",  "Night Train",   "Copper Kettle", "Old Bailey",
				      "Second Thought", "Harbour Light", "Paper Moon",    "Long Division"};
static const char *const courses[] = {"Ascot", "Leopardstown", "Jägersro", "Woodbine", "Mülheim", "Kyoto"};

/* Where the bet could end half won or half lost. */
#define MARKET_HANDICAP 2u
static const char *const markets[] = {"Match result", "Total points", "Asian handicap", "Both to score", "Winner"};

static uint64_t leg_bits(uint32_t seed, unsigned i)
{
	return rng_mix(seed, i + 1);
}

static uint32_t leg_price(uint64_t bits)
{
	/* Between 1.20 and about 9.00, short prices more often. */
	uint32_t u = (uint32_t)(bits & 0xffff);
	uint32_t cube = (uint32_t)((uint64_t)u * u * u >> 32);
	return 120 + cube * 780 / 0xffff + (uint32_t)(bits >> 16 & 0x7f);
}

uint32_t sports_price(uint32_t seed, unsigned legs)
{
	uint64_t price = 100;
	for (unsigned i = 0; i < legs; i++)
		price = price * leg_price(leg_bits(seed, i)) / 100;
	return (uint32_t)MIN(price, 500000);
}

double sports_chance(uint32_t seed, unsigned legs)
{
	double p = 1;
	for (unsigned i = 0; i < legs; i++)
		p *= 100.0 / (leg_price(leg_bits(seed, i)) * SPORTS_MARGIN);
	return p;
}

static unsigned leg_market(uint64_t bits, unsigned legs)
{
	unsigned m = (unsigned)(bits >> 24) % ARRAY_LEN(markets);
	return m == MARKET_HANDICAP && legs > 1 ? 0 : m; /* halves make sense in singles only */
}

static void pair_names(struct leg *l, const char *const *names, uint32_t count, uint64_t bits)
{
	uint32_t a = (uint32_t)(bits >> 32) % count, b = (a + 1 + (uint32_t)(bits >> 40) % (count - 1)) % count;
	(void)snprintf(l->event, sizeof(l->event), "%s v %s", names[a], names[b]);
	(void)snprintf(l->pick, sizeof(l->pick), "%s", names[bits >> 60 & 1 ? a : b]);
}

void sports_leg(const struct bet *b, unsigned i, struct leg *ret)
{
	uint64_t bits = leg_bits(b->seed, i);
	const char *sport = game_at(b->game)->id;
	ret->price = leg_price(bits);
	ret->market = markets[leg_market(bits, b->legs)];
	if (strcmp(sport, "G-TENNIS") == 0) {
		pair_names(ret, players, ARRAY_LEN(players), bits);
	} else if (strcmp(sport, "G-RACING") == 0) {
		(void)snprintf(ret->event, sizeof(ret->event), "%s %02u:%02u", courses[(bits >> 32) % ARRAY_LEN(courses)],
			       13 + (unsigned)(bits >> 40) % 7, (unsigned)(bits >> 48) % 12 * 5);
		(void)snprintf(ret->pick, sizeof(ret->pick), "%s", runners[(bits >> 52) % ARRAY_LEN(runners)]);
		ret->market = "Winner";
	} else {
		pair_names(ret, teams, ARRAY_LEN(teams), bits);
	}
}

const char *sports_leg_outcome(const struct bet *b, unsigned i)
{
	bool lost = i == b->seed % MAX(b->legs, 1u) || leg_bits(b->seed, i + LEGS_MAX) % 3 == 0;
	switch ((enum bet_state)b->state) {
	case BET_WON:
		return "won";
	case BET_LOST:
		return lost ? "lost" : "won";
	case BET_VOID:
		return "void";
	case BET_HALF_WON:
		return "half_won";
	case BET_HALF_LOST:
		return "half_lost";
	case BET_RESETTLED:
		return b->won > 0 || !lost ? "won" : "lost";
	case BET_OPEN:
	case BET_CASHED_OUT:
		break;
	}
	return NULL;
}

void sports_settle(const struct bet *b, struct sim_rng *rng, enum bet_state *ret_state, int64_t *ret_won)
{
	int64_t stake = b->stake + b->free_stake, full = stake * sports_price(b->seed, b->legs) / 100;
	double chance = sports_chance(b->seed, b->legs), u = rng_unit(rng);
	bool handicap = b->legs == 1 && leg_market(leg_bits(b->seed, 0), 1) == MARKET_HANDICAP;
	bool wins = rng_chance(rng, chance);
	if (b->free_stake) { /* only the profit is paid, and no favours are done */
		*ret_state = wins ? BET_WON : BET_LOST;
		*ret_won = wins ? full - b->free_stake : 0;
	} else if (u < 0.015) {
		*ret_state = BET_VOID;
		*ret_won = stake;
	} else if (u < 0.06) { /* what the position is worth at the time, less the margin */
		*ret_state = BET_CASHED_OUT;
		*ret_won = (int64_t)((double)full * chance * (wins ? 1.5 : 0.6));
	} else if (u < 0.30 && handicap) {
		*ret_state = wins ? BET_HALF_WON : BET_HALF_LOST;
		*ret_won = wins ? stake + (full - stake) / 2 : stake / 2;
	} else {
		*ret_state = wins ? BET_WON : BET_LOST;
		*ret_won = wins ? full : 0;
	}
}

int64_t sports_potential(const struct bet *b)
{
	int64_t full = (b->stake + b->free_stake) * sports_price(b->seed, b->legs) / 100;
	return full - b->free_stake;
}
