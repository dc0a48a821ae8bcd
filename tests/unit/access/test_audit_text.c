#include "access/audit_text.h"
#include "base/log.h"
#include "store/migrations_portal.h"
#include "tests/unit/store/scratch.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static bool finished;

static void put_done(struct job *j)
{
	assert_int_equal(j->outcome, OK);
	pthread_mutex_lock(&lock);
	finished = true;
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
}

static void put(struct db *d, struct audit_text *t, struct str body)
{
	struct audit_text_job j = {.job.base.done = put_done, .body = body};
	assert_int_equal(audit_text_make(body, &j.text), OK);
	finished = false;
	assert_int_equal(audit_text_put(d, &j), OK);
	pthread_mutex_lock(&lock);
	while (!finished)
		pthread_cond_wait(&wake, &lock);
	pthread_mutex_unlock(&lock);
	*t = j.text;
}

static void use_text(void *ctx, struct str body)
{
	str_copy(ctx, 64, body);
}

static struct db *open_portal(struct scratch *s)
{
	const struct db_config c = {.path = scratch_path(s, "portal.db"),
				    .migrations = portal_migrations,
				    .migration_count = PORTAL_MIGRATIONS,
				    .readers = 1,
				    .max_queued = 64,
				    .busy_ms = 1000};
	struct db *d = NULL;
	assert_int_equal(db_open(&c, &d, NULL), OK);
	return d;
}

static void a_text_fits_its_hash_until_it_is_erased(void **state)
{
	struct scratch *s = *state;
	struct db *d = open_portal(s);
	struct audit_text a, b;
	char body[64] = "";
	put(d, &a, STR("john@example.com"));
	put(d, &b, STR("john@example.com"));
	assert_string_not_equal(a.id, b.id);
	assert_string_not_equal(a.hash, b.hash); /* salted: equal searches look different */
	assert_int_equal(audit_text_check(d, str_of(a.id), str_of(a.hash)), OK);
	assert_int_equal(audit_text_check(d, str_of(a.id), str_of(b.hash)), ERR_CORRUPT);
	assert_int_equal(audit_text_check(d, STR("nobody"), str_of(a.hash)), ERR_NOT_FOUND);
	assert_int_equal(audit_text_get(d, str_of(a.id), use_text, body), OK);
	assert_string_equal(body, "john@example.com");
	assert_int_equal(audit_text_erase(d, str_of(a.id)), OK);
	assert_int_equal(audit_text_erase(d, str_of(a.id)), OK);
	assert_int_equal(audit_text_erase(d, STR("nobody")), ERR_NOT_FOUND);
	assert_int_equal(audit_text_check(d, str_of(a.id), str_of(a.hash)), ERR_CANCELLED);
	assert_int_equal(audit_text_get(d, str_of(a.id), use_text, body), ERR_NOT_FOUND);
	assert_int_equal(audit_text_check(d, str_of(b.id), str_of(b.hash)), OK);
	db_close(d);
}

static void an_erased_text_is_in_no_file(void **state)
{
	struct scratch *s = *state;
	struct db *d = open_portal(s);
	struct audit_text t;
	put(d, &t, STR("a very peculiar reason"));
	char wal[600];
	snprintf(wal, sizeof wal, "%s-wal", scratch_path(s, "portal.db"));
	size_t n;
	char *p = file_load(wal, &n);
	assert_non_null(memmem(p, n, "very peculiar", 13));
	free(p);
	assert_int_equal(audit_text_erase(d, str_of(t.id)), OK);
	for (int k = 0; k < 2; k++) {
		p = file_load(k ? wal : scratch_path(s, "portal.db"), &n);
		assert_null(memmem(p, n, "very peculiar", 13));
		assert_null(memmem(p, n, t.salt, sizeof t.salt));
		free(p);
	}
	db_close(d);
}

static void texts_have_limits(void **state)
{
	(void)state;
	static char big[AUDIT_TEXT_MAX + 1];
	memset(big, 'x', sizeof big);
	struct audit_text t;
	assert_int_equal(audit_text_make(str_mem(big, AUDIT_TEXT_MAX), &t), OK);
	assert_int_equal(audit_text_make(str_mem(big, AUDIT_TEXT_MAX + 1), &t), ERR_TOO_LARGE);
	assert_int_equal(audit_text_make(STR("\xff"), &t), ERR_SHAPE);
	assert_int_equal(audit_text_make(str_mem("a\0b", 3), &t), ERR_SHAPE);
	struct buf b;
	struct json_writer w;
	buf_init(&b, 1024);
	json_writer_init(&w, &b);
	json_open_object(&w);
	audit_text_member(&w, STR("text"), &t);
	json_close_object(&w);
	buf_char(&b, '\0');
	char want[256];
	snprintf(want, sizeof want, "{\"text\":{\"id\":\"%s\",\"hash\":\"%s\"}}", t.id, t.hash);
	assert_string_equal(b.p, want);
	buf_done(&b);
}

static int setup(void **state)
{
	static struct scratch s;
	scratch_make(&s);
	*state = &s;
	return 0;
}

static int teardown(void **state)
{
	scratch_done(*state);
	return 0;
}

int main(void)
{
	log_set_level(LOG_OFF);
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_text_fits_its_hash_until_it_is_erased),
		T(an_erased_text_is_in_no_file),
		T(texts_have_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
