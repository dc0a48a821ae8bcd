/* sim/live_story.c - live acts that somebody ought to notice: a burst of stakes, too many cards, two places at once. */
#include "sim/cashier.h"
#include "sim/gen.h"
#include "sim/limits.h"
#include "sim/live_acts.h"
#include "sim/play.h"

#include <stdlib.h>

#define USUAL_OF         31u /* latest stakes whose median is the usual one */
#define BURST_ROUNDS     20u
#define BURST_STEP_MS    1
#define THRESHOLD        2000 /* credits; customer due diligence, about */
#define STRUCTURING_MANY 4u
#define CARDS_MANY       4u
#define CARD_DEPOSIT     100 /* credits */
#define CARD_MONTHS      30
#define TRAVEL_MS        1000
#define FAR_IP           UINT32_C(0xCB007100) /* 203.0.113/24 */

static uint32_t times(const struct live_scene *s, uint32_t usual)
{
	return s->order->count ? s->order->count : usual;
}

enum err act_login_failed(struct live_scene *s)
{
	s->times = times(s, 1);
	for (uint32_t i = 0; i < s->times; i++)
		play_login(s->h, s->at + i, scene_device(s), 0, scene_home_ip(s), true);
	s->at += s->times - 1;
	return OK;
}

enum err act_deposit_declined(struct live_scene *s)
{
	struct history *h = s->h;
	if (h->wallet.instrument_count == 0)
		return scene_conflict(s, "no_instrument");
	s->amount = s->order->amount ? s->order->amount : MAX(h->wallet.last_deposit, 25 * scene_credit(s));
	s->times = times(s, 1);
	for (uint32_t i = 0; i < s->times; i++)
		s->ordinal = cashier_deposit_declined(h, s->at + i, s->amount, 0, DECLINE_FUNDS);
	s->at += s->times - 1;
	return OK;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Median of the latest stakes; somebody who never played stakes a credit. */
static int64_t usual_stake(struct live_scene *s)
{
	int64_t stakes[USUAL_OF];
	unsigned n = 0;
	for (uint32_t i = s->h->bets.length; i-- > 0 && n < USUAL_OF && s->h->bets.length - i < 4 * USUAL_OF;) {
		const struct bet *b = series_at(&s->h->bets, i);
		if (b->stake > 0)
			stakes[n++] = b->stake;
	}
	if (n == 0)
		return scene_credit(s);
	qsort(stakes, n, sizeof(stakes[0]), by_size);
	return stakes[n / 2];
}

/* Rounds at a multiple of the usual stake, as many as the money lasts for. */
enum err act_burst(struct live_scene *s)
{
	uint32_t want = times(s, BURST_ROUNDS);
	int64_t staked = 0, won = 0;
	struct live_order order = *s->order;
	const struct live_order *asked = s->order;
	if (!order.amount)
		order.amount = usual_stake(s);
	order.amount *= MAX(order.factor, 1u);
	s->order = &order;
	s->times = 0;
	while (s->times < want && act_round(s) == OK) {
		staked += s->amount;
		won += s->won;
		s->times++;
		s->at += BURST_STEP_MS;
	}
	s->order = asked;
	s->amount = staked;
	s->won = won;
	if (s->times == 0)
		return ERR_CONFLICT; /* why: the first round said it */
	s->at -= BURST_STEP_MS;
	return OK;
}

static unsigned new_device(struct live_scene *s)
{
	struct profile *p = &s->h->profile;
	if (p->device_count < DEVICES_MAX)
		p->devices[p->device_count++] = (struct device){.id = (uint32_t)rng_u64(s->rng), .kind = 0, .os = 5};
	return p->device_count - 1u;
}

/* A login at home, and a second later one on another continent, from a device that nobody knows. */
enum err act_impossible_travel(struct live_scene *s)
{
	static const char *const far[] = {"Hanoi", "Lagos", "Manila"};
	const char *city = far[rng_below(s->rng, ARRAY_LEN(far))];
	unsigned place = 0;
	while (place < place_count() && strcmp(place_at(place)->city, city) != 0)
		place++;
	MUST(place < place_count());
	play_login(s->h, s->at, scene_device(s), 0, scene_home_ip(s), false);
	s->at += TRAVEL_MS;
	play_login(s->h, s->at, new_device(s), place + 1, FAR_IP | rng_below(s->rng, 256), false);
	s->times = 2;
	return OK;
}

/* Deposits just below the threshold, one after the other. */
enum err act_structuring(struct live_scene *s)
{
	struct history *h = s->h;
	int64_t total = 0;
	if (h->wallet.instrument_count == 0)
		return scene_conflict(s, "no_instrument");
	s->times = times(s, STRUCTURING_MANY);
	for (uint32_t i = 0; i < s->times; i++) {
		int64_t amount = THRESHOLD * scene_credit(s) * (int64_t)(80 + rng_below(s->rng, 20)) / 100;
		amount = s->order->amount ? s->order->amount : amount;
		s->ordinal = cashier_deposit(h, s->at + i, amount, rng_below(s->rng, h->wallet.instrument_count));
		limits_note(&h->risk, s->at + i, amount, 0);
		total += amount;
	}
	s->at += s->times - 1;
	s->amount = total;
	return OK;
}

static unsigned add_card(struct live_scene *s)
{
	struct wallet *w = &s->h->wallet;
	if (!*w->other_holder)
		(void)str_copy(w->other_holder, sizeof(w->other_holder), STR("A. Third-Party"));
	w->instruments[w->instrument_count++] = (struct instrument){.method = METHOD_DEBIT_CARD,
								    .other_holder = 1,
								    .number = gen_card_number(s->rng, rng_below(s->rng, 2)),
								    .expires = (uint16_t)(month_of(s->at) + CARD_MONTHS),
								    .added_at = s->at};
	return w->instrument_count - 1u;
}

/* Cards of somebody else, tried until one goes through. */
enum err act_cards(struct live_scene *s)
{
	struct history *h = s->h;
	uint32_t n = times(s, CARDS_MANY);
	if (n > INSTRUMENTS_MAX - (unsigned)h->wallet.instrument_count)
		return scene_conflict(s, "too_many_instruments");
	s->amount = s->order->amount ? s->order->amount : CARD_DEPOSIT * scene_credit(s);
	s->times = n;
	for (; n > 1; n--, s->at++)
		s->ordinal =
			cashier_deposit_declined(h, s->at, s->amount, add_card(s), n % 2 ? DECLINE_DO_NOT_HONOUR : DECLINE_FRAUD);
	s->ordinal = cashier_deposit(h, s->at, s->amount, add_card(s));
	limits_note(&h->risk, s->at, s->amount, 0);
	return OK;
}
