#include "access/identity.h"
#include "access/session_table.h"
#include "base/clock.h"
#include "base/codec.h"
#include "base/log.h"
#include "store/migrations_portal.h"
#include "store/people.h"
#include "tests/unit/store/scratch.h"

#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

struct fixture {
	struct scratch s;
	char path[300];
	struct db *db;
	struct loop *home;
	pthread_t thread;
	struct identity_config config;
	struct identity *i;
	char ended[8][40];
	unsigned ended_count;
};

static void on_end(void *ctx, const char *session_id)
{
	struct fixture *f = ctx;
	assert_ptr_equal(loop_current(), f->home);
	pthread_mutex_lock(&lock);
	if (f->ended_count < ARRAY_LEN(f->ended))
		str_copy(f->ended[f->ended_count], sizeof f->ended[0], str_of(session_id));
	f->ended_count++;
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
}

static void *home_main(void *arg)
{
	loop_run(arg);
	return NULL;
}

static void start(struct fixture *f)
{
	const struct db_config c = {.path = f->path,
				    .migrations = portal_migrations,
				    .migration_count = PORTAL_MIGRATIONS,
				    .readers = 2,
				    .max_queued = 256,
				    .busy_ms = 2000};
	struct err_info info = {0};
	if (db_open(&c, &f->db, &info))
		fail_msg("%s", info.text);
	assert_int_equal(loop_new(0, &f->home), OK);
	if (identity_open(f->db, f->home, &f->config, &f->i, &info))
		fail_msg("%s", info.text);
	identity_on_session_end(f->i, on_end, f);
	assert_int_equal(pthread_create(&f->thread, NULL, home_main, f->home), 0);
}

static void stop(struct fixture *f)
{
	loop_stop(f->home);
	pthread_join(f->thread, NULL);
	identity_close(f->i);
	loop_free(f->home);
	db_close(f->db);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	scratch_make(&f->s);
	snprintf(f->path, sizeof f->path, "%s/portal.db", f->s.dir);
	f->config = (struct identity_config){.idle_s = 1800,
					     .absolute_s = 43200,
					     .sign_on_burst = 20,
					     .sign_on_window_s = 600,
					     .hash_concurrency = 2,
					     .refresh_s = 1};
	start(f);
	assert_int_equal(identity_user_add(f->db, STR("ann"), STR("correct horse"), ROLE_AGENT), OK);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	stop(f);
	scratch_done(&f->s);
	free(f);
	return 0;
}

static atomic_int finished;

static void sign_on_done(struct job *j)
{
	(void)j;
	pthread_mutex_lock(&lock);
	atomic_fetch_add(&finished, 1);
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
}

static void sign_on_fill(struct sign_on *s, const char *username, const char *password, const char *address)
{
	*s = (struct sign_on){.base.done = sign_on_done};
	str_copy(s->username, sizeof s->username, str_of(username));
	str_copy(s->password, sizeof s->password, str_of(password));
	str_copy(s->address, sizeof s->address, str_of(address));
}

static enum err sign_on(struct fixture *f, struct sign_on *s, const char *username, const char *password)
{
	sign_on_fill(s, username, password, "10.0.0.1");
	int before = atomic_load(&finished);
	assert_int_equal(identity_sign_on(f->i, s), OK);
	pthread_mutex_lock(&lock);
	while (atomic_load(&finished) == before)
		pthread_cond_wait(&wake, &lock);
	pthread_mutex_unlock(&lock);
	for (size_t k = 0; k < sizeof s->password; k++)
		assert_int_equal(s->password[k], 0);
	return s->base.outcome;
}

static void wait_ended(struct fixture *f, unsigned count)
{
	pthread_mutex_lock(&lock);
	while (f->ended_count < count)
		pthread_cond_wait(&wake, &lock);
	pthread_mutex_unlock(&lock);
}

static void the_right_password_opens_a_session(void **state)
{
	struct fixture *f = *state;
	struct sign_on s;
	assert_int_equal(sign_on(f, &s, "ann", "correct horse"), OK);
	assert_int_equal(strlen(s.token), SESSION_TOKEN_TEXT);
	assert_true(s.known_user);
	struct person p;
	assert_int_equal(identity_check(f->i, str_of(s.token), &p), OK);
	assert_string_equal(p.username, "ann");
	assert_int_equal(p.role, ROLE_AGENT);
	assert_int_equal(strlen(p.csrf), 43);
	assert_string_equal(p.csrf, s.person.csrf);
	assert_string_equal(p.session_id, s.person.session_id);
	assert_true(uuid_valid(str_of(p.session_id)));
	assert_false(p.machine);
	assert_in_range(p.session_ends_ms - clock_wall_ms(), 1700 * 1000, 1800 * 1000);
	assert_true(person_allows(&p, ACTION_REVEAL));
	/* A token is one thing, a bearer's another; and nearly is not at all. */
	assert_int_equal(identity_check_bearer(f->i, str_of(s.token), &p), ERR_UNAUTHENTICATED);
	for (size_t k = 0; k < SESSION_TOKEN_TEXT; k++) {
		char near[SESSION_TOKEN_TEXT + 1];
		memcpy(near, s.token, sizeof near);
		near[k] = near[k] == 'A' ? 'B' : 'A';
		assert_int_equal(identity_check(f->i, str_of(near), &p), ERR_UNAUTHENTICATED);
	}
	assert_int_equal(identity_check(f->i, STR(""), &p), ERR_UNAUTHENTICATED);
	assert_int_equal(identity_check(f->i, str_mem(s.token, 42), &p), ERR_UNAUTHENTICATED);
}

static void wrong_unknown_and_disabled_look_and_last_the_same(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(identity_user_add(f->db, STR("gone"), STR("password1"), ROLE_AGENT), OK);
	assert_int_equal(identity_user_disable(f->db, STR("gone")), OK);
	struct sign_on s;
	static const char *const names[] = {"ann", "nobody", "gone"};
	uint64_t took[ARRAY_LEN(names)];
	for (size_t k = 0; k < ARRAY_LEN(names); k++) {
		took[k] = UINT64_MAX;
		for (int tries = 0; tries < 3; tries++) {
			uint64_t begin = clock_mono_ns();
			assert_int_equal(sign_on(f, &s, names[k], "password1!"), ERR_UNAUTHENTICATED);
			took[k] = MIN(took[k], clock_mono_ns() - begin);
			assert_int_equal(s.token[0], 0);
		}
		assert_int_equal(s.known_user, k != 1);
	}
	/* The hashing is all of it: who skipped it for the unknown would be a hundred times faster. */
	for (size_t k = 1; k < ARRAY_LEN(names); k++) {
		assert_true(took[k] * 4 > took[0]);
		assert_true(took[k] < took[0] * 4);
	}
	assert_int_equal(sign_on(f, &s, "gone", "password1"), ERR_UNAUTHENTICATED);
}

static void tries_run_out_by_name_and_by_address(void **state)
{
	struct fixture *f = *state;
	stop(f);
	f->config.sign_on_burst = 3;
	start(f);
	struct sign_on s;
	for (int k = 0; k < 10; k++) /* what goes well costs nothing */
		assert_int_equal(sign_on(f, &s, "ann", "correct horse"), OK);
	for (int k = 0; k < 3; k++)
		assert_int_equal(sign_on(f, &s, "ann", "wrong"), ERR_UNAUTHENTICATED);
	assert_int_equal(sign_on(f, &s, "ann", "correct horse"), ERR_LIMIT);
	assert_in_range(s.retry_after_s, 190, 200);
	assert_int_equal(sign_on(f, &s, "ben", "wrong"), ERR_LIMIT); /* same address */
	sign_on_fill(&s, "ann", "correct horse", "10.0.0.2");        /* same name */
	int before = atomic_load(&finished);
	assert_int_equal(identity_sign_on(f->i, &s), OK);
	assert_int_equal(atomic_load(&finished), before + 1);
	assert_int_equal(s.base.outcome, ERR_LIMIT);
}

static void more_sign_ons_than_can_wait_are_refused(void **state)
{
	struct fixture *f = *state;
	static struct sign_on many[100];
	int accepted = 0, before = atomic_load(&finished);
	for (size_t k = 0; k < ARRAY_LEN(many); k++) {
		char name[32];
		snprintf(name, sizeof name, "user%zu", k);
		sign_on_fill(&many[k], name, "password", name);
		enum err err = identity_sign_on(f->i, &many[k]);
		assert_true(err == OK || err == ERR_LIMIT);
		if (err)
			assert_int_equal(many[k].retry_after_s, 1);
		accepted += err == OK;
	}
	assert_in_range(accepted, 60, 99);
	pthread_mutex_lock(&lock);
	while (atomic_load(&finished) < before + accepted)
		pthread_cond_wait(&wake, &lock);
	pthread_mutex_unlock(&lock);
}

static void after_done(struct job *j)
{
	assert_int_equal(j->outcome, OK);
	sign_on_done(j);
}

static void signing_off_ends_it_at_once_and_for_good(void **state)
{
	struct fixture *f = *state;
	struct sign_on a, b;
	struct person p;
	assert_int_equal(sign_on(f, &a, "ann", "correct horse"), OK);
	assert_int_equal(sign_on(f, &b, "ann", "correct horse"), OK);
	struct job after = {.home = f->home, .done = after_done};
	int before = atomic_load(&finished);
	assert_int_equal(identity_sign_off(f->i, &a.person, &after), OK);
	assert_int_equal(identity_check(f->i, str_of(a.token), &p), ERR_UNAUTHENTICATED);
	assert_int_equal(identity_check(f->i, str_of(b.token), &p), OK);
	pthread_mutex_lock(&lock);
	while (atomic_load(&finished) == before)
		pthread_cond_wait(&wake, &lock);
	pthread_mutex_unlock(&lock);
	wait_ended(f, 1);
	assert_string_equal(f->ended[0], a.person.session_id);
	/* Also after a restart; the other one lives on. */
	stop(f);
	start(f);
	assert_int_equal(identity_check(f->i, str_of(a.token), &p), ERR_UNAUTHENTICATED);
	assert_int_equal(identity_check(f->i, str_of(b.token), &p), OK);
	assert_string_equal(p.session_id, b.person.session_id);
	assert_string_equal(p.csrf, b.person.csrf);
}

static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;

static enum err gate_work(struct db_job *j, struct tx *tx)
{
	(void)j, (void)tx;
	pthread_mutex_lock(&gate_lock);
	pthread_mutex_unlock(&gate_lock);
	return OK;
}

static enum err disable_ann(struct db_job *j, struct tx *tx)
{
	(void)j;
	return people_disable(tx, STR("ann"));
}

static void who_is_disabled_during_the_hashing_stays_out(void **state)
{
	struct fixture *f = *state;
	struct db_job gate = {.base.done = sign_on_done, .work = gate_work},
		      disable = {.base.done = sign_on_done, .work = disable_ann};
	struct sign_on s;
	sign_on_fill(&s, "ann", "correct horse", "10.0.0.1");
	int before = atomic_load(&finished);
	pthread_mutex_lock(&gate_lock);
	assert_int_equal(db_write(f->db, &gate), OK);
	assert_int_equal(db_write(f->db, &disable), OK);
	assert_int_equal(identity_sign_on(f->i, &s), OK);
	usleep(300000); /* the password is looked up and found right; were it slower, it would be too late as well */
	pthread_mutex_unlock(&gate_lock);
	pthread_mutex_lock(&lock);
	while (atomic_load(&finished) < before + 3)
		pthread_cond_wait(&wake, &lock);
	pthread_mutex_unlock(&lock);
	assert_int_equal(disable.base.outcome, OK);
	assert_int_equal(s.base.outcome, ERR_UNAUTHENTICATED);
	assert_int_equal(s.token[0], 0);
}

static void changes_by_another_process_are_taken_in(void **state)
{
	struct fixture *f = *state;
	struct sign_on s;
	struct person p;
	assert_int_equal(sign_on(f, &s, "ann", "correct horse"), OK);
	assert_int_equal(identity_user_set_role(f->db, STR("ann"), ROLE_VIP), OK);
	wait_ended(f, 1); /* its streams close, the session goes on */
	assert_string_equal(f->ended[0], s.person.session_id);
	assert_int_equal(identity_check(f->i, str_of(s.token), &p), OK);
	assert_int_equal(p.role, ROLE_VIP);
	assert_int_equal(identity_user_set_password(f->db, STR("ann"), STR("another horse")), OK);
	wait_ended(f, 2);
	assert_int_equal(identity_check(f->i, str_of(s.token), &p), ERR_UNAUTHENTICATED);
	assert_int_equal(sign_on(f, &s, "ann", "correct horse"), ERR_UNAUTHENTICATED);
	assert_int_equal(sign_on(f, &s, "ann", "another horse"), OK);
	assert_int_equal(s.person.role, ROLE_VIP);
	assert_int_equal(identity_user_disable(f->db, STR("ann")), OK);
	wait_ended(f, 3);
	assert_int_equal(identity_check(f->i, str_of(s.token), &p), ERR_UNAUTHENTICATED);
	assert_int_equal(sign_on(f, &s, "ann", "another horse"), ERR_UNAUTHENTICATED);
}

static void tokens_are_their_persons_machines(void **state)
{
	struct fixture *f = *state;
	char token[64], other[64];
	struct person p;
	int64_t later = clock_wall_ms() + 3600000;
	assert_int_equal(identity_user_add(f->db, STR("meg"), STR("password1"), ROLE_COMPLIANCE), OK);
	assert_int_equal(identity_token_create(f->db, STR("meg"), STR("nightly-report"), later, token), OK);
	assert_int_equal(identity_token_create(f->db, STR("meg"), STR("nightly-report"), later, other), ERR_CONFLICT);
	assert_int_equal(identity_token_create(f->db, STR("who"), STR("x"), later, other), ERR_NOT_FOUND);
	assert_int_equal(identity_token_create(f->db, STR("meg"), STR("with space"), later, other), ERR_SHAPE);
	assert_int_equal(identity_token_create(f->db, STR("meg"), STR("late"), 1, other), ERR_SHAPE);
	while (identity_check_bearer(f->i, str_of(token), &p) != OK)
		usleep(20000); /* within refresh_s */
	assert_true(p.machine);
	assert_int_equal(p.role, ROLE_COMPLIANCE);
	assert_string_equal(p.session_id, "token:nightly-report");
	assert_int_equal(p.session_ends_ms, later);
	assert_true(person_allows(&p, ACTION_CUSTOMER_VIEW));
	assert_false(person_allows(&p, ACTION_REVEAL));
	assert_false(person_allows(&p, ACTION_AUDIT_VIEW));
	assert_int_equal(identity_check(f->i, str_of(token), &p), ERR_UNAUTHENTICATED);
	assert_int_equal(identity_sign_off(f->i, &p, NULL), ERR_DENIED);
	assert_int_equal(identity_token_revoke(f->db, STR("nightly-report")), OK);
	assert_int_equal(identity_token_revoke(f->db, STR("nightly-report")), ERR_NOT_FOUND);
	wait_ended(f, 1);
	assert_int_equal(identity_check_bearer(f->i, str_of(token), &p), ERR_UNAUTHENTICATED);
}

static void no_secret_is_in_the_files(void **state)
{
	struct fixture *f = *state;
	struct sign_on s;
	char token[64];
	assert_int_equal(sign_on(f, &s, "ann", "correct horse"), OK);
	assert_int_equal(identity_token_create(f->db, STR("ann"), STR("t"), INT64_MAX, token), OK);
	char wal[320];
	snprintf(wal, sizeof wal, "%s-wal", f->path);
	const char *files[] = {f->path, wal};
	for (size_t k = 0; k < 2; k++) {
		size_t n;
		char *p = file_load(files[k], &n);
		assert_null(memmem(p, n, s.token, SESSION_TOKEN_TEXT));
		assert_null(memmem(p, n, token, strlen(token)));
		assert_null(memmem(p, n, "correct horse", 13));
		free(p);
	}
}

struct listed {
	char text[512];
};

static void list_user(void *ctx, struct str username, enum role role, bool disabled, int64_t last_sign_on_ms)
{
	struct listed *l = ctx;
	size_t n = strlen(l->text);
	snprintf(l->text + n, sizeof l->text - n, "%.*s %s%s%s;", STR_ARG(username), role_name(role), disabled ? " disabled" : "",
		 last_sign_on_ms ? " seen" : "");
}

static void list_token(void *ctx, struct str label, struct str username, int64_t created_ms, int64_t expires_ms, bool revoked)
{
	struct listed *l = ctx;
	size_t n = strlen(l->text);
	snprintf(l->text + n, sizeof l->text - n, "%.*s %.*s %d%s;", STR_ARG(label), STR_ARG(username), expires_ms > created_ms,
		 revoked ? " revoked" : "");
}

static void administration_lists_and_refuses(void **state)
{
	struct fixture *f = *state;
	struct sign_on s;
	char token[64];
	assert_int_equal(sign_on(f, &s, "ann", "correct horse"), OK);
	assert_int_equal(identity_user_add(f->db, STR("bob"), STR("password1"), ROLE_MLRO), OK);
	assert_int_equal(identity_user_disable(f->db, STR("bob")), OK);
	struct listed l = {""};
	assert_int_equal(identity_user_each(f->db, list_user, &l), OK);
	assert_string_equal(l.text, "ann agent seen;bob mlro disabled;");
	assert_int_equal(identity_user_add(f->db, STR("ann"), STR("password1"), ROLE_AGENT), ERR_CONFLICT);
	assert_int_equal(identity_user_add(f->db, STR("a b"), STR("password1"), ROLE_AGENT), ERR_SHAPE);
	assert_int_equal(identity_user_add(f->db, STR(""), STR("password1"), ROLE_AGENT), ERR_SHAPE);
	assert_int_equal(identity_user_add(f->db, STR("short"), STR("seven77"), ROLE_AGENT), ERR_SHAPE);
	assert_int_equal(identity_user_set_role(f->db, STR("who"), ROLE_AGENT), ERR_NOT_FOUND);
	assert_int_equal(identity_user_set_password(f->db, STR("who"), STR("password1")), ERR_NOT_FOUND);
	assert_int_equal(identity_user_disable(f->db, STR("who")), ERR_NOT_FOUND);
	assert_int_equal(identity_token_create(f->db, STR("bob"), STR("x"), INT64_MAX, token), ERR_NOT_FOUND); /* disabled */
	assert_int_equal(identity_token_create(f->db, STR("ann"), STR("a"), INT64_MAX, token), OK);
	assert_int_equal(identity_token_create(f->db, STR("ann"), STR("b"), INT64_MAX, token), OK);
	assert_int_equal(identity_token_revoke(f->db, STR("a")), OK);
	l.text[0] = '\0';
	assert_int_equal(identity_token_each(f->db, list_token, &l), OK);
	assert_string_equal(l.text, "a ann 1 revoked;b ann 1;");
}

/* --- the table, at times of our choosing --- */

static void count_end(void *ctx, const char *session_id)
{
	(void)session_id;
	++*(unsigned *)ctx;
}

static struct session session_of(unsigned char k, int64_t seen_ms)
{
	struct session s = {
		.seen_ms = seen_ms, .idle_ms = 1000, .end_ms = 5000, .person = {.person_id = k % 3u, .role = ROLE_AGENT}};
	memset(s.hash, k, sizeof s.hash);
	snprintf(s.person.session_id, sizeof s.person.session_id, "s%u", k);
	return s;
}

static void idle_and_absolute_ends_hold(void **state)
{
	(void)state;
	struct session_table *t = session_table_new();
	struct session s = session_of(1, 100);
	struct person p;
	bool touch;
	unsigned ended = 0;
	assert_int_equal(session_table_put(t, &s, count_end, &ended), OK);
	assert_false(session_table_check(t, s.hash, 1100, &p, &touch)); /* to the millisecond */
	for (int64_t now = 1099; now < 5000; now += 900)
		assert_true(session_table_check(t, s.hash, now, &p, &touch));
	assert_int_equal(p.session_ends_ms, 5000);
	assert_false(session_table_check(t, s.hash, 5000, &p, &touch));
	session_table_sweep(t, 5000, count_end, &ended);
	assert_int_equal(ended, 1);
	session_table_sweep(t, 5001, count_end, &ended);
	assert_int_equal(ended, 1);
	assert_int_equal(session_table_count(t), 1);
	session_table_sweep(t, 5000 + SESSION_GRAVE_MS, count_end, &ended);
	assert_int_equal(session_table_count(t), 0);
	session_table_free(t);
}

static void the_dead_stay_dead(void **state)
{
	(void)state;
	struct session_table *t = session_table_new();
	struct session s = session_of(1, 100);
	struct person p;
	bool touch;
	unsigned ended = 0;
	assert_int_equal(session_table_put(t, &s, count_end, &ended), OK);
	session_table_end(t, s.hash, 200, count_end, &ended);
	session_table_end(t, s.hash, 200, count_end, &ended);
	assert_int_equal(ended, 1);
	/* An older reading of the database arrives. */
	assert_int_equal(session_table_put(t, &s, count_end, &ended), OK);
	assert_false(session_table_check(t, s.hash, 201, &p, &touch));
	session_table_free(t);
}

static void a_person_changes_in_all_their_sessions(void **state)
{
	(void)state;
	struct session_table *t = session_table_new();
	struct person p;
	bool touch;
	unsigned ended = 0;
	for (unsigned char k = 0; k < 90; k++) {
		struct session s = session_of(k, 100);
		assert_int_equal(session_table_put(t, &s, count_end, &ended), OK);
	}
	session_table_person_changed(t, 1, ROLE_VIP, false, 200, count_end, &ended);
	assert_int_equal(ended, 30);
	session_table_person_changed(t, 1, ROLE_VIP, false, 200, count_end, &ended);
	assert_int_equal(ended, 30);
	session_table_person_changed(t, 2, ROLE_AGENT, true, 200, count_end, &ended);
	assert_int_equal(ended, 60);
	for (unsigned char k = 0; k < 90; k++) {
		struct session s = session_of(k, 100);
		assert_int_equal(session_table_check(t, s.hash, 300, &p, &touch), k % 3 != 2);
		if (k % 3 != 2)
			assert_int_equal(p.role, k % 3 == 1 ? ROLE_VIP : ROLE_AGENT);
	}
	session_table_free(t);
}

static void the_table_is_bounded_and_touches_are_rare(void **state)
{
	(void)state;
	struct session_table *t = session_table_new();
	struct session s = {.seen_ms = 1, .idle_ms = 1000000000, .end_ms = INT64_MAX};
	struct person p;
	unsigned ended = 0;
	uint64_t random = 360;
	for (unsigned k = 0; k < SESSIONS_MAX; k++) {
		for (size_t b = 0; b < sizeof s.hash; b += 8) {
			uint64_t v = draw(&random);
			memcpy(s.hash + b, &v, 8);
		}
		assert_int_equal(session_table_put(t, &s, count_end, &ended), OK);
	}
	assert_int_equal(session_table_put(t, &s, count_end, &ended), OK); /* known */
	bool touch = true;
	assert_true(session_table_check(t, s.hash, SESSION_TOUCH_MS, &p, &touch));
	assert_false(touch);
	assert_true(session_table_check(t, s.hash, SESSION_TOUCH_MS + 1, &p, &touch));
	assert_true(touch);
	assert_true(session_table_check(t, s.hash, SESSION_TOUCH_MS + 2, &p, &touch));
	assert_false(touch);
	memset(s.hash, 7, sizeof s.hash);
	assert_int_equal(session_table_put(t, &s, count_end, &ended), ERR_LIMIT);
	session_table_free(t);
}

static void *check_main(void *arg)
{
	struct fixture *f = ((void **)arg)[0];
	const char *token = ((void **)arg)[1];
	struct person p;
	unsigned ok = 0;
	while (identity_check(f->i, str_of(token), &p) == OK)
		ok++;
	assert_true(ok > 0);
	return NULL;
}

static void many_threads_check_while_it_ends(void **state)
{
	struct fixture *f = *state;
	struct sign_on s;
	assert_int_equal(sign_on(f, &s, "ann", "correct horse"), OK);
	pthread_t threads[4];
	void *arg[2] = {f, s.token};
	struct person p;
	for (size_t k = 0; k < ARRAY_LEN(threads); k++)
		assert_int_equal(pthread_create(&threads[k], NULL, check_main, arg), 0);
	for (int k = 0; k < 10000; k++)
		assert_int_equal(identity_check(f->i, str_of(s.token), &p), OK);
	usleep(50000); /* so that each has checked at least once */
	assert_int_equal(identity_sign_off(f->i, &p, NULL), OK);
	for (size_t k = 0; k < ARRAY_LEN(threads); k++)
		pthread_join(threads[k], NULL);
}

int main(void)
{
	log_set_level(LOG_OFF);
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(the_right_password_opens_a_session),
		T(wrong_unknown_and_disabled_look_and_last_the_same),
		T(tries_run_out_by_name_and_by_address),
		T(more_sign_ons_than_can_wait_are_refused),
		T(signing_off_ends_it_at_once_and_for_good),
		T(who_is_disabled_during_the_hashing_stays_out),
		T(changes_by_another_process_are_taken_in),
		T(tokens_are_their_persons_machines),
		T(no_secret_is_in_the_files),
		T(administration_lists_and_refuses),
		T(many_threads_check_while_it_ends),
		cmocka_unit_test(idle_and_absolute_ends_hold),
		cmocka_unit_test(the_dead_stay_dead),
		cmocka_unit_test(a_person_changes_in_all_their_sessions),
		cmocka_unit_test(the_table_is_bounded_and_touches_are_rare),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
