/* The alerts table: rows that only rise, runs in order, marks that only advance. */
#include "base/log.h"
#include "store/alerts.h"
#include "store/migrations_portal.h"
#include "store/people.h"
#include "tests/unit/store/scratch.h"

static struct {
	struct scratch scratch;
	struct db *db;
	struct alert_row row; /* the one that was found */
	char texts[4][64];
} w;

static int set_up(void **state)
{
	(void)state;
	struct err_info info = {0};
	scratch_make(&w.scratch);
	const struct db_config c = {.path = scratch_path(&w.scratch, "portal.db"),
				    .migrations = portal_migrations,
				    .migration_count = PORTAL_MIGRATIONS,
				    .readers = 1,
				    .max_queued = 8,
				    .busy_ms = 50};
	if (db_open(&c, &w.db, &info) != OK)
		fail_msg("%s", info.text);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	db_close(w.db);
	scratch_remove_tree(w.scratch.dir);
	return 0;
}

static enum err put(void *ctx, struct tx *tx)
{
	return alerts_put(tx, ctx);
}

static void put_one(const char *id, const char *class, int64_t severity, int64_t at_ms, const char *evidence)
{
	struct alert_row a = {.id = str_of(id),
			      .customer = STR("C1"),
			      .rule = STR("many-cards"),
			      .origin = STR("rule"),
			      .class = str_of(class),
			      .flag_id = str_of(id),
			      .description = STR(""),
			      .evidence = str_of(evidence),
			      .severity = severity,
			      .opened_ms = at_ms,
			      .risen_ms = at_ms,
			      .last_ms = at_ms,
			      .heard_ms = at_ms + 5};
	assert_int_equal(db_write_wait(w.db, put, &a), OK);
}

static void keep(void *ctx, const struct alert_row *a)
{
	(void)ctx;
	w.row = *a;
	str_copy(w.texts[0], sizeof w.texts[0], a->evidence);
	str_copy(w.texts[1], sizeof w.texts[1], a->status);
}

static enum err find(void *ctx, struct tx *tx)
{
	return alerts_find(tx, str_of(ctx), keep, NULL);
}

static void check_row(int64_t severity, int64_t opened_ms, int64_t risen_ms, int64_t last_ms, const char *evidence)
{
	assert_int_equal(db_read_wait(w.db, find, "a"), OK);
	assert_int_equal(w.row.severity, severity);
	assert_int_equal(w.row.opened_ms, opened_ms);
	assert_int_equal(w.row.risen_ms, risen_ms);
	assert_int_equal(w.row.heard_ms, risen_ms + 5);
	assert_int_equal(w.row.last_ms, last_ms);
	assert_string_equal(w.texts[0], evidence);
	assert_string_equal(w.texts[1], "new");
}

static enum err hold(void *ctx, struct tx *tx)
{
	return alerts_held(tx, STR("a"), *(int64_t *)ctx);
}

static void a_row_rises_and_never_falls_and_is_one(void **state)
{
	(void)state;
	put_one("a", "rg", 2, 1000, "{\"n\":1}");
	check_row(2, 1000, 1000, 1000, "{\"n\":1}");
	put_one("a", "rg", 3, 2000, "{\"n\":2}");
	check_row(3, 1000, 2000, 2000, "{\"n\":2}");
	put_one("a", "rg", 3, 2000, "{\"n\":2}"); /* the journal again */
	put_one("a", "rg", 2, 1000, "{\"n\":1}");
	check_row(3, 1000, 2000, 2000, "{\"n\":2}");
	put_one("a", "rg", 1, 500, "{\"n\":0}"); /* told late */
	check_row(3, 500, 2000, 2000, "{\"n\":2}");
	int64_t until = 9000, before = 3000;
	assert_int_equal(db_write_wait(w.db, hold, &until), OK);
	assert_int_equal(db_write_wait(w.db, hold, &before), OK);
	check_row(3, 500, 2000, 9000, "{\"n\":2}");
	assert_int_equal(db_read_wait(w.db, find, "b"), ERR_NOT_FOUND);
}

struct run {
	struct alerts_ask ask;
	struct alert_key keys[16];
	size_t count;
};

static enum err read_run(void *ctx, struct tx *tx)
{
	struct run *r = ctx;
	return alerts_keys(tx, &r->ask, r->keys, &r->count);
}

static void a_run_is_one_class_and_severity_newest_first_behind_a_place(void **state)
{
	(void)state;
	static const char *const ids[] = {"a", "b", "c", "d", "e"};
	static const int64_t at[] = {10, 30, 20, 30, 40};
	for (size_t i = 0; i < 5; i++)
		put_one(ids[i], "fraud", 3, at[i], "{}");
	put_one("x", "aml", 3, 35, "{}");
	put_one("y", "fraud", 2, 35, "{}");
	struct run r = {.ask = {.class = STR("fraud"), .severity = 3, .before_ms = INT64_MAX, .before_id = STR(""), .limit = 3}};
	char got[16] = "";
	for (int page = 0; page < 2; page++) {
		assert_int_equal(db_read_wait(w.db, read_run, &r), OK);
		for (size_t i = 0; i < r.count; i++)
			strcat(got, r.keys[i].id);
		r.ask.before_ms = r.keys[r.count - 1].heard_ms;
		r.ask.before_id = str_of(r.keys[r.count - 1].id);
	}
	assert_string_equal(got, "edbca");
	r.ask = (struct alerts_ask){.customer = STR("C2"),
				    .class = STR("fraud"),
				    .severity = 3,
				    .before_ms = INT64_MAX,
				    .before_id = STR(""),
				    .limit = 3};
	assert_int_equal(db_read_wait(w.db, read_run, &r), OK);
	assert_int_equal(r.count, 0);
	r.ask.customer = STR("C1");
	assert_int_equal(db_read_wait(w.db, read_run, &r), OK);
	assert_int_equal(r.count, 3);
}

static const struct stmt sql_plan = {"plan",
				     "EXPLAIN QUERY PLAN SELECT heard_ms, id FROM alerts WHERE status = 'new' AND class = ?1 AND "
				     "severity = ?2 AND (heard_ms, id) < (?3, ?4) ORDER BY heard_ms DESC, id DESC LIMIT ?5"};

static enum err plan(void *ctx, struct tx *tx)
{
	struct rows *r;
	enum err e =
		tx_query(tx, &sql_plan, ARGS(ARG_TEXT(STR("rg")), ARG_I64(1), ARG_I64(9), ARG_TEXT(STR("")), ARG_I64(9)), &r);
	size_t n = 0;
	while (e == OK && rows_next(r))
		n += rows_text(r, 3).n < 250 ? (size_t)snprintf((char *)ctx + n, 512 - n, "%.*s;", STR_ARG(rows_text(r, 3))) : 0;
	return e == OK ? rows_close(r) : e;
}

static void a_run_costs_what_it_shows(void **state)
{
	(void)state;
	char text[512] = "";
	assert_int_equal(db_read_wait(w.db, plan, text), OK);
	assert_non_null(strstr(text, "USING COVERING INDEX alerts_by_status"));
	assert_null(strstr(text, "TEMP B-TREE"));
}

struct mark {
	int64_t ms;
};

static enum err see(void *ctx, struct tx *tx)
{
	return alerts_see(tx, 1, ((struct mark *)ctx)->ms);
}

static enum err seen(void *ctx, struct tx *tx)
{
	return alerts_seen_until(tx, 1, &((struct mark *)ctx)->ms);
}

static enum err add_person(void *ctx, struct tx *tx)
{
	(void)ctx;
	return people_add(tx, STR("ann"), STR("agent"), STR("x"), 1);
}

static void a_mark_only_advances(void **state)
{
	(void)state;
	struct mark m = {.ms = 7};
	assert_int_equal(db_write_wait(w.db, add_person, NULL), OK);
	assert_int_equal(db_read_wait(w.db, seen, &m), OK);
	assert_int_equal(m.ms, 0);
	static const int64_t said[] = {100, 50, 200}, want[] = {100, 100, 200};
	for (size_t i = 0; i < 3; i++) {
		m.ms = said[i];
		assert_int_equal(db_write_wait(w.db, see, &m), OK);
		assert_int_equal(db_read_wait(w.db, seen, &m), OK);
		assert_int_equal(m.ms, want[i]);
	}
}

int main(void)
{
	log_set_level(LOG_OFF);
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_row_rises_and_never_falls_and_is_one),
		TEST(a_run_is_one_class_and_severity_newest_first_behind_a_place),
		TEST(a_run_costs_what_it_shows),
		TEST(a_mark_only_advances),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
