#include "world.h"

#include <sqlite3.h>

static struct world w;

static int setup(void **state)
{
	(void)state;
	world_make(&w, 520, 2);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	world_remove(&w);
	return 0;
}

static uint64_t hash_file(const struct world *of, const char *name, const char *table)
{
	char path[128], text[128];
	sqlite3 *sql;
	sqlite3_stmt *st;
	uint64_t hash = 0;
	world_path(of, name, path);
	assert_int_equal(sqlite3_open(path, &sql), SQLITE_OK);
	(void)snprintf(text, sizeof(text), "SELECT * FROM %s", table);
	assert_int_equal(sqlite3_prepare_v2(sql, text, -1, &st, NULL), SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW)
		for (int i = 0; i < 2; i++) {
			const void *p = sqlite3_column_blob(st, i);
			hash = rng_mix(hash, str_hash_stable(str_mem(p, (size_t)sqlite3_column_bytes(st, i))));
		}
	(void)sqlite3_finalize(st);
	(void)sqlite3_close(sql);
	return hash;
}

static void the_same_seed_makes_the_same_databases_with_any_number_of_threads(void **state)
{
	(void)state;
	static const char *const tables[][2] = {{"customer", "profile"},   {"customer", "logins"}, {"customer", "letters"},
						{"customer", "terms"},     {"gaming", "gaming"},   {"gaming", "bets"},
						{"gaming", "sessions"},    {"wallet", "wallet"},   {"wallet", "transactions"},
						{"wallet", "statements"},  {"kyc", "subjects"},    {"support", "tickets"},
						{"support", "requesters"}, {"risk", "subjects"}};
	struct world again;
	world_make(&again, 520, 5);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		assert_int_equal(hash_file(&w, tables[i][0], tables[i][1]), hash_file(&again, tables[i][0], tables[i][1]));
	world_remove(&again);
}

static void what_is_stored_is_what_was_generated(void **state)
{
	(void)state;
	struct history made, loaded;
	history_init(&made);
	history_init(&loaded);
	world_open(&w);
	for (uint32_t i = 0; i < w.population.count; i += 3) {
		gen_customer(&w.population, i, &made);
		assert_int_equal(history_load(&loaded, w.store, population_number(&w.population, i)), OK);
		check_history(&loaded);
		assert_int_equal(made.bets.length, loaded.bets.length);
		assert_int_equal(made.txs.length, loaded.txs.length);
		assert_string_equal(made.profile.email, loaded.profile.email);
		assert_memory_equal(&made.wallet.pockets, &loaded.wallet.pockets, sizeof(made.wallet.pockets));
		assert_memory_equal(&made.kyc, &loaded.kyc, sizeof(made.kyc));
		assert_memory_equal(&made.risk, &loaded.risk, sizeof(made.risk));
	}
	store_close(w.store);
	w.store = NULL;
	history_done(&made);
	history_done(&loaded);
}

static void a_change_cut_short_is_completed_at_the_next_start(void **state)
{
	(void)state;
	struct store_change c;
	struct buf body;
	char path[128];
	sqlite3 *sql;
	int64_t id = store_id(CUSTOMER_FIRST, 0);
	world_open(&w);
	store_change_init(&c);
	buf_init(&body, 1u << 16);
	store_change_put(&c, TABLE_WALLET, id, STR("new wallet"));
	store_change_put(&c, TABLE_GAMING, id, STR("new gaming"));
	assert_int_equal(store_apply(w.store, &c), OK);
	store_close(w.store);
	/* As if the process had died between the two commits. */
	world_path(&w, "gaming", path);
	assert_int_equal(sqlite3_open(path, &sql), SQLITE_OK);
	assert_int_equal(sqlite3_exec(sql, "UPDATE gaming SET body = 'old' WHERE id = 104857600000", NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_changes(sql), 1);
	(void)sqlite3_close(sql);
	world_open(&w);
	assert_int_equal(store_get(w.store, TABLE_GAMING, id, &body), OK);
	assert_true(str_is(buf_view(&body), "new gaming"));
	assert_int_equal(store_get(w.store, TABLE_WALLET, id, &body), OK);
	assert_true(str_is(buf_view(&body), "new wallet"));
	store_change_done(&c);
	buf_done(&body);
	store_close(w.store);
	w.store = NULL;
}

static void data_that_were_never_finished_are_no_data(void **state)
{
	(void)state;
	struct err_info info = {0};
	struct world half;
	struct store *s = NULL;
	volatile int stop = 1;
	(void)snprintf(half.dir, sizeof(half.dir), "/tmp/pitboss-sim-test-XXXXXX");
	assert_non_null(mkdtemp(half.dir));
	half.store = NULL;
	assert_int_equal(generate(half.dir, &w.population, 2, &stop, &info), ERR_CANCELLED);
	assert_int_equal(store_open(half.dir, &s, &info), ERR_NOT_FOUND);
	assert_null(s);
	world_remove(&half);
}

static void two_processes_cannot_have_the_same_data(void **state)
{
	(void)state;
	struct err_info info = {0};
	struct store *second = NULL;
	world_open(&w);
	assert_int_equal(store_open(w.dir, &second, &info), ERR_BUSY);
	assert_null(second);
	store_close(w.store);
	w.store = NULL;
}

static void the_change_feed_gives_every_mark_once_in_order(void **state)
{
	(void)state;
	uint64_t at = 0, sequence;
	uint32_t customer;
	world_open(&w);
	for (uint32_t i = 0; i < 5; i++) {
		struct store_change c;
		store_change_init(&c);
		store_change_mark(w.store, &c, CUSTOMER_FIRST + i);
		assert_int_equal(store_apply(w.store, &c), OK);
		store_change_done(&c);
	}
	assert_int_equal(store_changes_head(w.store), 5);
	for (uint32_t i = 0; i < 5; i++) {
		assert_int_equal(store_changes_next(w.store, at, &sequence, &customer), OK);
		assert_int_equal(sequence, at + 1);
		assert_int_equal(customer, CUSTOMER_FIRST + i);
		at = sequence;
	}
	assert_int_equal(store_changes_next(w.store, at, &sequence, &customer), ERR_NOT_FOUND);
	store_close(w.store);
	w.store = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_makes_the_same_databases_with_any_number_of_threads),
		cmocka_unit_test(what_is_stored_is_what_was_generated),
		cmocka_unit_test(data_that_were_never_finished_are_no_data),
		cmocka_unit_test(two_processes_cannot_have_the_same_data),
		cmocka_unit_test(the_change_feed_gives_every_mark_once_in_order),
		cmocka_unit_test(a_change_cut_short_is_completed_at_the_next_start), /* last: it breaks a customer */
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
