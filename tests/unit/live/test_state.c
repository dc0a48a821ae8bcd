#include "base/log.h"
#include "live/live_snapshot.h"
#include "live/state.h"
#include "tests/unit/live/day.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAY_EVENTS = 600, ROUNDS = 30, CUSTOMERS = 3 };

static struct live_state *state_new(size_t customers)
{
	struct live_state *s;
	assert_int_equal(live_state_new(customers, &s), OK);
	return s;
}

static void apply(struct live_state *s, const struct live_event *e)
{
	struct signal_window *w = NULL;
	assert_int_equal(live_state_apply(s, e, 1000, &w), OK);
	assert_non_null(w);
}

static struct live_customer copy_of(struct live_state *s, const char *customer)
{
	struct live_customer c;
	assert_int_equal(live_state_copy(s, str_of(customer), &c), OK);
	return c;
}

/* --- one picture, whatever the order --- */

static int by_bytes_of_id(const void *a, const void *b)
{
	return strcmp(a, b); /* an id stands first in each of these */
}

static int by_key(const void *a, const void *b)
{
	const struct live_ended *x = a, *y = b;
	return x->key < y->key ? -1 : x->key > y->key;
}

#define SORT(list, how)                                                               \
	do {                                                                          \
		if ((list).count)                                                     \
			qsort((list).items, (list).count, sizeof *(list).items, how); \
	} while (0)

static void put_in_order(struct live_customer *c)
{
	SORT(c->sessions, by_bytes_of_id);
	SORT(c->bets, by_bytes_of_id);
	SORT(c->withdrawals, by_bytes_of_id);
	SORT(c->flags, by_bytes_of_id);
	SORT(c->ended, by_key);
}

static void assert_same(struct live_state *a, struct live_state *b, const char *what)
{
	for (unsigned i = 0; i < CUSTOMERS; i++) {
		char id[16];
		struct buf x, y;
		snprintf(id, sizeof id, "CUS-%u", i);
		struct live_customer p = copy_of(a, id), q = copy_of(b, id);
		put_in_order(&p);
		put_in_order(&q);
		buf_init(&x, 1u << 20);
		buf_init(&y, 1u << 20);
		live_customer_write(&x, &p);
		live_customer_write(&y, &q);
		if (!str_eq(buf_view(&x), buf_view(&y)))
			fail_msg("%s is another one: %s", id, what);
		buf_done(&x);
		buf_done(&y);
		live_customer_done(&p);
		live_customer_done(&q);
	}
}

static void any_order_and_any_repetition_of_a_day_gives_the_same_state(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct day d;
		struct live_state *in_order = state_new(1000), *shuffled = state_new(1000);
		day_init(&d, DAY_EVENTS, round * 7919 + 1);
		while (d.count < DAY_EVENTS)
			day_any(&d);
		size_t order[2 * DAY_EVENTS];
		for (size_t i = 0; i < d.count; i++) {
			apply(in_order, &d.events[i]);
			order[i] = i;
			order[d.count + i] = day_random(&d, d.count); /* about as many repeats */
		}
		for (size_t i = 2 * d.count; i > 1; i--) {
			size_t k = day_random(&d, i), other = order[i - 1];
			order[i - 1] = order[k];
			order[k] = other;
		}
		for (size_t i = 0; i < 2 * d.count; i++)
			apply(shuffled, &d.events[order[i]]);
		assert_same(in_order, shuffled, "shuffled and repeated");
		live_state_free(in_order);
		live_state_free(shuffled);
		day_done(&d);
	}
}

/* --- what the state says --- */

static void a_session_has_its_last_stake_and_ends_for_good(void **state)
{
	(void)state;
	struct day d;
	struct live_state *s = state_new(10);
	day_init(&d, 16, 1);
	apply(s, day_add(&d, "session.started", "C", DAY_START,
			 "\"sessionId\":\"s\",\"game\":\"Roulette\",\"balance\":10,\"currency\":\"EUR\""));
	apply(s, day_add(&d, "round.played", "C", DAY_START + 2000,
			 "\"betId\":\"1\",\"sessionId\":\"s\",\"game\":\"Roulette\",\"stake\":2.5,\"payout\":0,\"balance\":7.5,"
			 "\"currency\":\"EUR\""));
	apply(s, day_add(&d, "round.played", "C", DAY_START + 1000, /* late */
			 "\"betId\":\"0\",\"sessionId\":\"s\",\"game\":\"Roulette\",\"stake\":9,\"payout\":0,\"balance\":1,"
			 "\"currency\":\"EUR\""));
	struct live_customer c = copy_of(s, "C");
	assert_int_equal(c.sessions.count, 1);
	assert_int_equal(c.sessions.items[0].bet.minor, 250);
	assert_int_equal(c.sessions.items[0].balance.minor, 750);
	assert_string_equal(c.sessions.items[0].bet.currency, "EUR");
	live_customer_done(&c);
	apply(s, day_add(&d, "session.ended", "C", DAY_START + 3000, "\"sessionId\":\"s\""));
	apply(s,
	      day_add(&d, "round.played", "C", DAY_START + 9000,
		      "\"betId\":\"2\",\"sessionId\":\"s\",\"game\":\"Roulette\",\"stake\":1,\"payout\":0,\"currency\":\"EUR\""));
	c = copy_of(s, "C");
	assert_int_equal(c.sessions.count, 0);
	assert_true(live_session_ended(&c, STR("s")));
	live_customer_done(&c);
	live_state_free(s);
	day_done(&d);
}

static void an_older_balance_does_not_turn_back_a_newer_one(void **state)
{
	(void)state;
	struct day d;
	struct live_state *s = state_new(10);
	day_init(&d, 16, 1);
	apply(s, day_add(&d, "balance.changed", "C", DAY_START + 5000, "\"cash\":50,\"bonus\":5,\"currency\":\"JPY\""));
	apply(s, day_add(&d, "deposit", "C", DAY_START + 4000,
			 "\"transactionId\":\"t\",\"amount\":1,\"state\":\"settled\",\"balance\":40,\"currency\":\"JPY\""));
	struct live_customer c = copy_of(s, "C");
	assert_int_equal(c.cash.minor, 50);
	assert_int_equal(c.bonus.minor, 5);
	assert_int_equal(c.withdrawable.stamp.at_ms, 0);
	live_customer_done(&c);
	live_state_free(s);
	day_done(&d);
}

static void every_list_is_bounded_and_keeps_the_newest(void **state)
{
	(void)state;
	enum { MANY = 200 };
	struct day d;
	struct live_state *s = state_new(10);
	day_init(&d, 6 * MANY, 1);
	for (int i = 0; i < MANY; i++) {
		int64_t at = DAY_START + i * 1000;
		apply(s, day_add(&d, "session.started", "C", at, "\"sessionId\":\"s%d\",\"game\":\"G\",\"currency\":\"EUR\"", i));
		apply(s,
		      day_add(&d, "bet.placed", "C", at, "\"betId\":\"b%d\",\"game\":\"G\",\"stake\":1,\"currency\":\"EUR\"", i));
		apply(s, day_add(&d, "bet.settled", "C", at,
				 "\"betId\":\"x%d\",\"outcome\":\"won\",\"payout\":1,\"currency\":\"EUR\"", i));
		apply(s, day_add(&d, "login.failed", "C", at, "\"city\":\"T%d\"", i));
		apply(s, day_add(&d, "withdrawal.requested", "C", at,
				 "\"transactionId\":\"w%d\",\"amount\":1,\"currency\":\"EUR\"", i));
		apply(s, day_add(&d, "fraud.alert", "C", at,
				 "\"flagId\":\"f%d\",\"flagType\":\"x\",\"severity\":\"low\",\"class\":\"aml\"", i));
	}
	struct live_customer c = copy_of(s, "C");
	assert_int_equal(c.sessions.count, LIVE_SESSIONS_MAX);
	assert_int_equal(c.bets.count, LIVE_BETS_MAX);
	assert_int_equal(c.ended.count, LIVE_ENDED_MAX);
	assert_int_equal(c.logins.count, LIVE_LOGINS_MAX);
	assert_int_equal(c.withdrawals.count, LIVE_WITHDRAWALS_MAX);
	assert_int_equal(c.flags.count, LIVE_FLAGS_MAX);
	assert_string_equal(c.logins.items[0].city, "T199");
	assert_true(live_bet_ended(&c, STR("x199")));
	assert_false(live_bet_ended(&c, STR("x0")));
	live_customer_done(&c);
	live_state_free(s);
	day_done(&d);
}

static void past_the_cap_the_customer_told_of_longest_ago_goes(void **state)
{
	(void)state;
	enum { MANY = 5000, CAP = 640 };
	struct day d;
	struct live_state *s = state_new(CAP);
	day_init(&d, MANY, 1);
	for (int i = 0; i < MANY; i++) {
		char id[16];
		snprintf(id, sizeof id, "CUS-%d", i);
		apply(s, day_add(&d, "login.failed", id, DAY_START + i, "\"city\":\"T\""));
	}
	struct live_state_counts n = live_state_counts(s);
	assert_true(n.customers <= CAP);
	assert_int_equal(n.customers + n.evicted, MANY);
	struct live_marks m;
	assert_false(live_state_marks(s, STR("CUS-0"), &m));
	assert_true(live_state_marks(s, STR("CUS-4999"), &m));
	live_state_free(s);
	day_done(&d);
}

static void a_service_is_asked_twice_at_once_for_the_sake_of_events_then_with_pauses(void **state)
{
	(void)state;
	struct day d;
	struct live_state *s = state_new(10);
	struct live_marks m;
	day_init(&d, 16, 1);
	struct live_event *e = day_add(&d, "kyc.decided", "C", DAY_START, "\"status\":\"verified\"");
	assert_int_equal(live_state_apply(s, e, 10000, NULL), OK);
	assert_true(live_state_marks(s, STR("C"), &m));
	assert_int_equal(m.expired_mono_ms[LIVE_KYC], 10000);
	assert_int_equal(m.expired_mono_ms[LIVE_RISK], 0);
	assert_true(live_state_may_fetch(s, STR("C"), LIVE_KYC, 10001));
	assert_true(live_state_may_fetch(s, STR("C"), LIVE_KYC, 10002)); /* joins */
	assert_int_equal(live_state_apply(s, e, 10100, NULL), OK);
	assert_true(live_state_may_fetch(s, STR("C"), LIVE_KYC, 10101));
	assert_int_equal(live_state_apply(s, e, 10200, NULL), OK);
	assert_false(live_state_may_fetch(s, STR("C"), LIVE_KYC, 10201));
	assert_true(live_state_may_fetch(s, STR("C"), LIVE_KYC, 10001 + LIVE_FETCH_PAUSE_MS));
	live_state_free(s);
	day_done(&d);
}

static void an_aml_alert_expires_nothing(void **state)
{
	(void)state;
	struct day d;
	day_init(&d, 16, 1);
	struct live_effect aml = live_effect_of(day_add(
		&d, "fraud.alert", "C", DAY_START, "\"flagId\":\"f\",\"flagType\":\"x\",\"severity\":\"low\",\"class\":\"aml\""));
	struct live_effect fraud =
		live_effect_of(day_add(&d, "fraud.alert", "C", DAY_START,
				       "\"flagId\":\"f\",\"flagType\":\"x\",\"severity\":\"low\",\"class\":\"fraud\""));
	assert_int_equal(aml.expired, 0);
	assert_int_equal(aml.patched, 1u << LIVE_RISK);
	assert_int_equal(fraud.expired, 1u << LIVE_RISK);
	day_done(&d);
}

/* --- snapshots --- */

static char *scratch(void)
{
	static char path[64];
	snprintf(path, sizeof path, "/tmp/pitboss-live-XXXXXX");
	assert_non_null(mkdtemp(path));
	return path;
}

static void remove_scratch(const char *dir)
{
	char command[128];
	snprintf(command, sizeof command, "rm -rf %s", dir);
	assert_int_equal(system(command), 0);
}

static void a_snapshot_gives_back_what_it_was_made_of(void **state)
{
	(void)state;
	struct day d;
	const char *dir = scratch();
	struct live_state *a = state_new(1000), *b = state_new(1000);
	struct live_shard_seqs seqs;
	day_init(&d, DAY_EVENTS, 5);
	while (d.count < DAY_EVENTS)
		day_any(&d);
	for (size_t i = 0; i < d.count; i++)
		apply(a, &d.events[i]);
	assert_int_equal(live_snapshot_load(dir, b, NULL, &seqs), ERR_NOT_FOUND);
	assert_int_equal(live_snapshot_save(dir, a, NULL, 600), OK);
	assert_int_equal(live_snapshot_load(dir, b, NULL, &seqs), OK);
	assert_int_equal(live_shard_seqs_min(&seqs), 600);
	assert_same(a, b, "read from a snapshot");
	live_state_free(a);
	live_state_free(b);
	day_done(&d);
	remove_scratch(dir);
}

static void flip(const char *path, off_t at)
{
	char byte;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= 0x40;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

static void of_damaged_snapshots_the_one_before_is_taken(void **state)
{
	(void)state;
	struct day d;
	char newest[128];
	struct stat st;
	const char *dir = scratch();
	struct live_state *a = state_new(1000);
	struct live_shard_seqs seqs;
	day_init(&d, DAY_EVENTS, 6);
	while (d.count < DAY_EVENTS)
		day_any(&d);
	for (uint64_t seq = 100; seq <= 400; seq += 100) {
		for (size_t i = seq - 100; i < seq; i++)
			apply(a, &d.events[i]);
		assert_int_equal(live_snapshot_save(dir, a, NULL, seq), OK);
	}
	snprintf(newest, sizeof newest, "%s/snapshot-00000000000000000200", dir);
	assert_int_not_equal(stat(newest, &st), 0); /* two are kept */
	snprintf(newest, sizeof newest, "%s/snapshot-00000000000000000400", dir);
	assert_int_equal(stat(newest, &st), 0);
	for (off_t at = 0; at < st.st_size; at += 1 + st.st_size / 97) {
		struct live_state *b = state_new(1000);
		flip(newest, at);
		assert_int_equal(live_snapshot_load(dir, b, NULL, &seqs), OK);
		assert_int_equal(live_shard_seqs_min(&seqs), 300);
		flip(newest, at);
		live_state_free(b);
	}
	struct live_state *b = state_new(1000);
	assert_int_equal(truncate(newest, st.st_size - 3), 0);
	assert_int_equal(live_snapshot_load(dir, b, NULL, &seqs), OK);
	assert_int_equal(live_shard_seqs_min(&seqs), 300);
	live_state_free(a);
	live_state_free(b);
	day_done(&d);
	remove_scratch(dir);
}

int main(void)
{
	log_set_level(LOG_OFF);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_order_and_any_repetition_of_a_day_gives_the_same_state),
		cmocka_unit_test(a_session_has_its_last_stake_and_ends_for_good),
		cmocka_unit_test(an_older_balance_does_not_turn_back_a_newer_one),
		cmocka_unit_test(every_list_is_bounded_and_keeps_the_newest),
		cmocka_unit_test(past_the_cap_the_customer_told_of_longest_ago_goes),
		cmocka_unit_test(a_service_is_asked_twice_at_once_for_the_sake_of_events_then_with_pauses),
		cmocka_unit_test(an_aml_alert_expires_nothing),
		cmocka_unit_test(a_snapshot_gives_back_what_it_was_made_of),
		cmocka_unit_test(of_damaged_snapshots_the_one_before_is_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
