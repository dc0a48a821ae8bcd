#include "sim/games.h"

#include "base/str.h"

#include <math.h>
#include <pthread.h>

#define OUTCOMES_MAX 12

struct outcome {
	uint32_t tenths;
	double weight; /* relative; scaled so that the mean is the RTP */
};

/* Shapes of pay tables. The share of rounds that pay nothing follows from the RTP. */
static const struct outcome shape_low[] = {{2, 150}, {5, 200},  {10, 400}, {15, 260},  {20, 200},
					   {50, 60}, {100, 20}, {250, 4},  {1000, 0.5}};
static const struct outcome shape_medium[] = {{3, 250},  {5, 250}, {10, 300},   {20, 160},   {50, 60},
					      {100, 22}, {250, 7}, {1000, 1.1}, {5000, 0.06}};
static const struct outcome shape_high[] = {{5, 300}, {10, 240},   {20, 130},    {50, 52},      {100, 24},
					    {300, 8}, {1000, 2.0}, {5000, 0.22}, {20000, 0.012}};
static const struct outcome shape_red[] = {{20, 1}};
static const struct outcome shape_numbers[] = {{20, 60}, {30, 30}, {180, 2.2}, {360, 1.4}};
static const struct outcome shape_blackjack[] = {{10, 85}, {20, 382}, {25, 45}, {40, 28}};
static const struct outcome shape_baccarat[] = {{10, 95}, {20, 446}};
static const struct outcome shape_poker[] = {{10, 215},  {20, 129},  {30, 74},    {40, 11},     {60, 11},
					     {90, 11.5}, {250, 2.4}, {500, 0.11}, {8000, 0.025}};
static const struct outcome shape_crash[] = {{12, 300}, {15, 220}, {20, 150}, {30, 90},
					     {50, 50},  {100, 22}, {500, 3},  {1000, 0.8}};
static const struct outcome shape_scratch[] = {{10, 180}, {20, 90}, {50, 30}, {100, 9}, {500, 1.2}, {10000, 0.01}};
static const struct outcome shape_bingo[] = {{10, 120}, {30, 60}, {80, 22}, {200, 6}, {1000, 0.6}};

#define SHAPE(s) (s), ARRAY_LEN(s)

static struct entry {
	struct game game;
	const struct outcome *shape;
	size_t shape_count;
	uint64_t below[OUTCOMES_MAX]; /* cumulative, of 2^53 */
} entries[] = {
	{{"G-STARFALL", "Starfall", VERTICAL_SLOTS, 0.9610, 0, 3400, false}, SHAPE(shape_low), {0}},
	{{"G-PHARAOH", "Pharaoh's Ledger", VERTICAL_SLOTS, 0.9595, 0, 3600, false}, SHAPE(shape_high), {0}},
	{{"G-FRUITS", "Fruit Parade", VERTICAL_SLOTS, 0.9480, 0, 3000, false}, SHAPE(shape_low), {0}},
	{{"G-DRAGON", "Dragon's Tea", VERTICAL_SLOTS, 0.9650, 0, 3800, false}, SHAPE(shape_medium), {0}},
	{{"G-MEGAVAULT", "Mega Vault", VERTICAL_SLOTS, 0.9210, 0, 4000, true}, SHAPE(shape_high), {0}},
	{{"G-WILDREEF", "Wild Reef", VERTICAL_SLOTS, 0.9625, 0, 3500, false}, SHAPE(shape_medium), {0}},
	{{"G-NORTHERN", "Northern Gold", VERTICAL_SLOTS, 0.9580, 0, 3700, false}, SHAPE(shape_high), {0}},
	{{"G-CANDYLINE", "Candy Line", VERTICAL_SLOTS, 0.9550, 0, 3100, false}, SHAPE(shape_medium), {0}},
	{{"G-TEMPLE", "Temple of Luck", VERTICAL_SLOTS, 0.9490, 0, 3900, true}, SHAPE(shape_high), {0}},
	{{"G-BARBELL", "Bar Bell Seven", VERTICAL_SLOTS, 0.9700, 0, 2900, false}, SHAPE(shape_low), {0}},
	{{"G-ROULETTE", "Roulette", VERTICAL_TABLE, 0.9730, 0, 22000, false}, SHAPE(shape_red), {0}},
	{{"G-BLACKJACK", "Blackjack", VERTICAL_TABLE, 0.9950, 0, 18000, false}, SHAPE(shape_blackjack), {0}},
	{{"G-BACCARAT", "Baccarat", VERTICAL_TABLE, 0.9876, 0, 20000, false}, SHAPE(shape_baccarat), {0}},
	{{"G-VIDEOPOKER", "Jacks or Better", VERTICAL_TABLE, 0.9840, 0, 7000, false}, SHAPE(shape_poker), {0}},
	{{"G-LIVEROULETTE", "Live Roulette", VERTICAL_LIVE, 0.9730, 0, 38000, false}, SHAPE(shape_numbers), {0}},
	{{"G-LIVEBLACKJACK", "Live Blackjack", VERTICAL_LIVE, 0.9930, 0, 40000, false}, SHAPE(shape_blackjack), {0}},
	{{"G-LIVEBACCARAT", "Live Baccarat", VERTICAL_LIVE, 0.9876, 0, 35000, false}, SHAPE(shape_baccarat), {0}},
	{{"G-ROCKET", "Rocket", VERTICAL_INSTANT, 0.9700, 0, 12000, false}, SHAPE(shape_crash), {0}},
	{{"G-SCRATCH", "Lucky Scratch", VERTICAL_INSTANT, 0.9000, 0, 8000, false}, SHAPE(shape_scratch), {0}},
	{{"G-BINGO90", "Bingo 90", VERTICAL_BINGO, 0.8500, 0, 150000, false}, SHAPE(shape_bingo), {0}},
	{{"G-FOOTBALL", "Football", VERTICAL_SPORTS, 0, 0, 90000, false}, NULL, 0, {0}},
	{{"G-TENNIS", "Tennis", VERTICAL_SPORTS, 0, 0, 90000, false}, NULL, 0, {0}},
	{{"G-BASKETBALL", "Basketball", VERTICAL_SPORTS, 0, 0, 90000, false}, NULL, 0, {0}},
	{{"G-ICEHOCKEY", "Ice Hockey", VERTICAL_SPORTS, 0, 0, 90000, false}, NULL, 0, {0}},
	{{"G-RACING", "Horse Racing", VERTICAL_SPORTS, 0, 0, 60000, false}, NULL, 0, {0}},
	{{"G-ESPORTS", "Esports", VERTICAL_SPORTS, 0, 0, 90000, false}, NULL, 0, {0}},
};

static const char *const vertical_names[VERTICAL_COUNT_] = {"slots", "table", "live", "instant", "bingo", "sports"};

static void entry_init(struct entry *e)
{
	double mean = 0, square = 0, p = 0;
	if (!e->shape)
		return;
	MUST(e->shape_count <= OUTCOMES_MAX);
	for (size_t i = 0; i < e->shape_count; i++)
		mean += e->shape[i].weight * e->shape[i].tenths / 10.0;
	for (size_t i = 0; i < e->shape_count; i++) {
		double m = e->shape[i].tenths / 10.0, pi = e->shape[i].weight * e->game.rtp / mean;
		p += pi;
		square += pi * m * m;
		e->below[i] = (uint64_t)(p * 0x1p53);
	}
	MUST(p < 1);
	e->game.volatility = sqrt(square - e->game.rtp * e->game.rtp);
}

static void init_all(void)
{
	for (size_t i = 0; i < ARRAY_LEN(entries); i++)
		entry_init(&entries[i]);
}

void games_init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, init_all);
}

unsigned games_count(void)
{
	return ARRAY_LEN(entries);
}

const struct game *game_at(unsigned index)
{
	MUST(index < ARRAY_LEN(entries));
	return &entries[index].game;
}

const char *vertical_name(enum vertical v)
{
	return vertical_names[v];
}

unsigned games_first_sport(void)
{
	unsigned i = 0;
	while (entries[i].game.vertical != VERTICAL_SPORTS)
		i++;
	return i;
}

int game_find(const char *id)
{
	for (unsigned i = 0; i < ARRAY_LEN(entries); i++)
		if (strcmp(entries[i].game.id, id) == 0)
			return (int)i;
	return -1;
}

uint32_t game_draw(unsigned index, struct sim_rng *rng)
{
	const struct entry *e = &entries[index];
	uint64_t u = rng_u64(rng) >> 11;
	for (size_t i = 0; i < e->shape_count; i++)
		if (u < e->below[i])
			return e->shape[i].tenths;
	return 0;
}
