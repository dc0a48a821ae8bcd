/* Files that are not as they should be, and those of earlier versions. */
#include "db_fixture.h"

#include "store/changes.h"
#include "store/migrations_portal.h"
#include "store/people.h"

static void what_is_no_database_is_refused(void **state)
{
	struct scratch *s = *state;
	struct db *d = NULL;
	struct err_info info;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	char junk[8192];
	memset(junk, 'j', sizeof junk);
	file_save(c.path, junk, sizeof junk);
	assert_int_equal(db_open(&c, &d, &info), ERR_CORRUPT);
	c.path = ":memory:";
	assert_int_equal(db_open(&c, &d, &info), ERR_SHAPE);
	c.path = "/nowhere/at/all.db";
	assert_int_equal(db_open(&c, &d, &info), ERR_IO);
	c.readers = 9;
	assert_int_equal(db_open(&c, &d, &info), ERR_SHAPE);
}

static void damage_within_the_file_is_said(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	struct db *d = open_ok(&c);
	for (int64_t v = 1; v <= 50; v++)
		assert_int_equal(put_v(d, v), OK);
	db_close(d);
	size_t n;
	char *p = file_load(c.path, &n);
	/* All pages behind the first (schema) one. */
	memset(p + 4096, 0xa5, n - 4096);
	file_save(c.path, p, n);
	free(p);
	enum err err = db_open(&c, &d, NULL);
	if (!err) {
		err = put_v(d, 51);
		db_close(d);
	}
	assert_int_equal(err, ERR_CORRUPT);
}

static void a_newer_database_is_left_alone(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	db_close(open_ok(&c));
	c.migration_count = 1;
	struct db *d = NULL;
	struct err_info info;
	assert_int_equal(db_open(&c, &d, &info), ERR_CONFLICT);
	assert_string_equal(info.text, "the database is of version 2, this program knows 1");
}

static void a_broken_migration_changes_nothing(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	const struct migration bad[] = {steps[0], {2, "bad", "CREATE TABLE extra(x BIGINT); CREATE TABLE oops(;"}};
	c.migrations = bad;
	struct db *d = NULL;
	struct err_info info;
	assert_int_not_equal(db_open(&c, &d, &info), OK);
	assert_string_equal(info.field, "bad");
	/* The good second step can still be taken: nothing of the bad one is there. */
	const struct migration good[] = {steps[0], {2, "good", "CREATE TABLE extra(x BIGINT);"}};
	c.migrations = good;
	db_close(open_ok(&c));
}

static enum err portal_newest_work(void *ctx, struct tx *tx)
{
	enum err err = people_add(tx, STR("agent"), STR("agent"), STR("hash"), 1);
	return err ? err : changes_newest(tx, ctx);
}

static void the_portal_migrates_from_every_earlier_version(void **state)
{
	struct scratch *s = *state;
	for (size_t k = 0; k <= PORTAL_MIGRATIONS; k++) {
		char name[32];
		snprintf(name, sizeof name, "portal-%zu.db", k);
		struct db_config c = config_of(scratch_path(s, name));
		c.migrations = portal_migrations;
		c.migration_count = k;
		db_close(open_ok(&c));
		c.migration_count = PORTAL_MIGRATIONS;
		struct db *d = open_ok(&c);
		int64_t change = 0;
		assert_int_equal(db_write_wait(d, portal_newest_work, &change), OK);
		assert_int_equal(change, 1);
		db_close(d);
		db_close(open_ok(&c)); /* and once more, with nothing to do */
	}
}

static void many_writes_are_checkpointed(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	char wal[600];
	snprintf(wal, sizeof wal, "%s-wal", c.path);
	c.relaxed = true;
	struct db *d = open_ok(&c);
	for (int64_t v = 1; v <= 400; v++)
		assert_int_equal(db_write_wait(d, insert_big, &v), OK);
	assert_int_equal(db_settle(d), OK);
	struct stat st;
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(stat(c.path, &st), 0);
	assert_true(st.st_size > 400 * 20000);
	db_close(d);
}

int main(void)
{
	log_set_level(LOG_OFF);
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(what_is_no_database_is_refused),
		T(damage_within_the_file_is_said),
		T(a_newer_database_is_left_alone),
		T(a_broken_migration_changes_nothing),
		T(the_portal_migrates_from_every_earlier_version),
		T(many_writes_are_checkpointed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
