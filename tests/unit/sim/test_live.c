#include "world.h"

#include "sim/live_acts.h"

#define ASKED 30u /* customers 1 .. of the first test */

static struct world w;
static struct loop *loop;
static struct live *live;
static struct history h;

static int setup(void **state)
{
	(void)state;
	world_make(&w, 520, 2);
	world_open(&w);
	history_init(&h);
	assert_int_equal(loop_new(0, &loop), OK);
	assert_int_equal(live_new(loop, w.store, &live), OK);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	live_free(live);
	loop_free(loop);
	history_done(&h);
	world_remove(&w);
	return 0;
}

static enum err play(uint32_t customer, enum live_act act, int64_t amount)
{
	struct buf out;
	struct json_writer writer;
	const char *why = NULL;
	struct live_order o;
	order_init(&o, act, customer);
	o.amount = amount;
	buf_init(&out, 1u << 16);
	json_writer_init(&writer, &out);
	enum err e = live_play(live, &o, &writer, &why);
	assert_true(e != ERR_CONFLICT || why);
	buf_done(&out);
	return e;
}

static void whatever_is_played_everything_still_adds_up(void **state)
{
	(void)state;
	struct sim_rng rng;
	unsigned done = 0;
	rng_seed(&rng, 9, 9);
	for (unsigned i = 0; i < 6000; i++) {
		/* A few customers of all kinds, much, so that chunks fill up and roll over. */
		uint32_t customer = population_number(&w.population, 1 + rng_below(&rng, ASKED));
		enum err e = play(customer, (enum live_act)rng_below(&rng, ACT_FLAG), 0);
		assert_true(e == OK || e == ERR_CONFLICT);
		done += e == OK;
	}
	assert_true(done > 3000);
	for (uint32_t i = 1; i <= ASKED; i++) {
		assert_int_equal(history_load(&h, w.store, population_number(&w.population, i)), OK);
		check_history(&h);
	}
}

static void a_deposit_shows_in_wallet_and_limits(void **state)
{
	(void)state;
	int64_t before, used;
	assert_int_equal(history_load(&h, w.store, CUSTOMER_EXAMPLE), OK);
	before = h.wallet.pockets[POCKET_CASH].balance;
	assert_int_equal(play(CUSTOMER_EXAMPLE, ACT_DEPOSIT, 4200), OK);
	assert_int_equal(history_load(&h, w.store, CUSTOMER_EXAMPLE), OK);
	used = h.risk.limits[0].used;
	assert_int_equal(h.wallet.pockets[POCKET_CASH].balance, before + 4200);
	assert_int_equal(h.wallet.last_deposit, 4200);
	assert_int_equal(used, 4200);
	check_history(&h);
}

static void a_round_more_than_the_balance_is_refused_and_changes_nothing(void **state)
{
	(void)state;
	uint32_t bets;
	assert_int_equal(history_load(&h, w.store, CUSTOMER_EXAMPLE), OK);
	bets = h.bets.length;
	assert_int_equal(play(CUSTOMER_EXAMPLE, ACT_ROUND, INT64_C(100000000)), ERR_CONFLICT);
	assert_int_equal(history_load(&h, w.store, CUSTOMER_EXAMPLE), OK);
	assert_int_equal(h.bets.length, bets);
}

static void a_flag_reaches_the_change_feed_once(void **state)
{
	(void)state;
	uint64_t head = store_changes_head(w.store), sequence;
	uint32_t customer, number = population_number(&w.population, 40);
	assert_int_equal(history_load(&h, w.store, number), OK);
	bool raises = h.risk.level < SEVERITY_MEDIUM;
	assert_int_equal(play(number, ACT_FLAG, 0), OK);
	assert_int_equal(store_changes_head(w.store), head + raises);
	if (raises) {
		assert_int_equal(store_changes_next(w.store, head, &sequence, &customer), OK);
		assert_int_equal(customer, number);
	}
	assert_int_equal(play(number, ACT_LOGIN, 0), OK);
	assert_int_equal(store_changes_head(w.store), head + raises);
}

static void nobody_unknown_can_play(void **state)
{
	(void)state;
	assert_int_equal(play(999999, ACT_LOGIN, 0), ERR_NOT_FOUND);
}

static void stop(struct timer *t)
{
	loop_stop(t->loop);
}

/* Not one of those whom the first test asked to play: what they began goes on. */
static uint32_t untouched_twin(void)
{
	uint32_t i = w.population.count;
	while (population_kind(&w.population, --i) != KIND_TWIN)
		assert_true(i > ASKED);
	return population_number(&w.population, i);
}

static void random_play_leaves_the_example_and_twins_alone(void **state)
{
	(void)state;
	struct timer t;
	struct history before;
	uint32_t twin = untouched_twin(), bets = 0, total = 0;
	history_init(&before);
	assert_int_equal(history_load(&before, w.store, twin), OK);
	assert_int_equal(history_load(&h, w.store, CUSTOMER_EXAMPLE), OK);
	bets = h.bets.length;
	uint32_t logins = h.logins.length;
	for (uint32_t i = 0; i < w.population.count; i++) {
		assert_int_equal(history_load(&h, w.store, population_number(&w.population, i)), OK);
		total += h.txs.length + h.logins.length;
	}
	assert_int_equal(timer_init(&t, loop, stop), OK);
	timer_start(&t, 700);
	live_start(live, 5000);
	loop_run(loop);
	live_start(live, 0);
	timer_done(&t);
	uint32_t after = 0;
	for (uint32_t i = 0; i < w.population.count; i++) {
		assert_int_equal(history_load(&h, w.store, population_number(&w.population, i)), OK);
		check_history(&h);
		after += h.txs.length + h.logins.length;
	}
	assert_true(after > total + 100);
	assert_int_equal(history_load(&h, w.store, CUSTOMER_EXAMPLE), OK);
	assert_int_equal(h.bets.length, bets);
	assert_int_equal(h.logins.length, logins);
	assert_int_equal(history_load(&h, w.store, twin), OK);
	assert_memory_equal(&h.wallet, &before.wallet, sizeof(h.wallet));
	assert_int_equal(h.logins.length, before.logins.length);
	history_done(&before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_is_played_everything_still_adds_up),
		cmocka_unit_test(a_deposit_shows_in_wallet_and_limits),
		cmocka_unit_test(a_round_more_than_the_balance_is_refused_and_changes_nothing),
		cmocka_unit_test(a_flag_reaches_the_change_feed_once),
		cmocka_unit_test(nobody_unknown_can_play),
		cmocka_unit_test(random_play_leaves_the_example_and_twins_alone),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
