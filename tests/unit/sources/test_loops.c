/* Several loops share one catalog, one cache, one table of flights. Meant for the sanitizer of threads, too. */
#include "fake.h"

static const char yaml[] = "customer:\n"
			   "  base_url: http://127.0.0.1:PORT\n"
			   "  ttl_s: 0\n"
			   "  stale_s: 1\n"
			   "  concurrency: 8\n"
			   "  queue: 4000\n"
			   "  timeout_ms: 20000\n"
			   "  parts:\n"
			   "    profile:\n"
			   "      path: /c/{id}\n"
			   "      map: {customerId: /id, username: /name, registrationDate: /since, accountStatus: {value: "
			   "active}, currency: {value: "
			   "EUR}}\n";

enum { LOOPS = 2, ASKS = 1000, ROUNDS = 400 };

static void answer(struct fake *f, struct http_exchange *x, struct str target)
{
	(void)f;
	if (f->requests % 50 == 17)
		fake_json(x, 500, "{}");
	else
		fake_json(x, 200, "{\"id\": \"%.*s\", \"name\": \"n-%.*s\", \"since\": \"2023-01-10\"}", (int)target.n - 3,
			  target.p + 3, (int)target.n - 3, target.p + 3);
}

static struct fake fake = {.answer = answer};
static struct cache *cache;
static struct sources *sources;
static struct source_config *configs;
static size_t config_count;
static pthread_barrier_t barrier;

struct worker {
	pthread_t thread;
	struct loop *loop;
	unsigned index, left, bad;
	uint64_t random;
	struct look_ticket *tickets[64];
	void (*begin)(void *ctx);
};

static void *run(void *arg)
{
	struct worker *w = arg;
	pthread_barrier_wait(&barrier);
	w->begin(w);
	loop_run(w->loop); /* until it is stopped, be it already */
	return NULL;
}

static void with_workers(void (*begin)(void *ctx), struct worker w[LOOPS])
{
	fake_start(&fake, 0);
	log_set_level(LOG_OFF);
	portal_configs(yaml, fake.port, &configs, &config_count);
	assert_int_equal(cache_new(1 << 20, 4, &cache), OK);
	assert_int_equal(sources_new(configs, config_count, cache, fake_seal, free, NULL, &sources, NULL), OK);
	pthread_barrier_init(&barrier, NULL, LOOPS);
	for (unsigned i = 0; i < LOOPS; i++) {
		w[i] = (struct worker){.index = i, .begin = begin, .random = 88172645463325252u + i};
		assert_int_equal(loop_new(i, &w[i].loop), OK);
		assert_int_equal(sources_attach(sources, w[i].loop), OK);
	}
	for (unsigned i = 0; i < LOOPS; i++)
		assert_int_equal(pthread_create(&w[i].thread, NULL, run, &w[i]), 0);
}

static void end_workers(struct worker w[LOOPS])
{
	for (unsigned i = 0; i < LOOPS; i++)
		pthread_join(w[i].thread, NULL);
	for (unsigned i = 0; i < LOOPS; i++)
		sources_detach(sources, w[i].loop);
	sources_free(sources);
	for (unsigned i = 0; i < LOOPS; i++)
		loop_free(w[i].loop);
	cache_free(cache);
	source_configs_free(configs, config_count);
	pthread_barrier_destroy(&barrier);
	fake_stop(&fake);
}

static void one_done(void *ctx, enum part p, const struct look *l)
{
	(void)p;
	struct worker *w = ctx;
	w->bad += l->state != LOOK_FRESH;
	snapshot_unref(l->snapshot);
	if (--w->left == 0)
		loop_stop(w->loop);
}

static void ask_the_same(void *ctx)
{
	struct worker *w = ctx;
	struct look l;
	struct look_ticket *t;
	w->left = ASKS;
	for (unsigned i = 0; i < ASKS; i++)
		if (sources_look(sources, w->loop, STR("CUS-1"), PART_PROFILE, &l, one_done, w, &t))
			one_done(w, PART_PROFILE, &l);
}

static void all_loops_together_make_one_request(void **state)
{
	(void)state;
	struct worker w[LOOPS];
	with_workers(ask_the_same, w);
	end_workers(w);
	/* The fetch may be over before the other loop has asked: then its asks are answered by what is kept, renewed once more.
	 */
	assert_in_range(fake.requests, 1, LOOPS + 1);
	for (unsigned i = 0; i < LOOPS; i++)
		assert_int_equal(w[i].left, 0);
}

static uint64_t next_random(struct worker *w)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return w->random;
}

struct churn {
	struct worker *w;
	unsigned slot;
	char customer[16];
};

static void next_round(struct worker *w);

static void churn_done(void *ctx, enum part p, const struct look *l)
{
	(void)p;
	struct churn *c = ctx;
	struct worker *w = c->w;
	if (l->snapshot) {
		char want[32];
		const struct sealed *s = l->snapshot->body;
		snprintf(want, sizeof(want), "n-%s", c->customer);
		if (strcmp(s->customer, c->customer) != 0 || strcmp(s->name, want) != 0)
			abort();
	}
	snapshot_unref(l->snapshot);
	w->tickets[c->slot] = NULL;
	free(c);
	next_round(w);
}

static void next_round(struct worker *w)
{
	static struct churn *owners[LOOPS][64];
	while (w->left) {
		w->left--;
		uint64_t r = next_random(w);
		struct churn *c = malloc(sizeof(*c));
		struct look l;
		c->w = w;
		c->slot = (unsigned)(r >> 8 & 63);
		snprintf(c->customer, sizeof(c->customer), "CUS-%u", (unsigned)(r >> 32 & 15));
		if (w->tickets[c->slot]) {
			sources_look_cancel(w->tickets[c->slot]);
			w->tickets[c->slot] = NULL;
			free(owners[w->index][c->slot]);
		}
		if ((r & 7) == 0)
			sources_expire(sources, str_of(c->customer), PART_PROFILE);
		if (!sources_look(sources, w->loop, str_of(c->customer), PART_PROFILE, &l, churn_done, c, &w->tickets[c->slot])) {
			owners[w->index][c->slot] = c;
			if ((r & 3) == 0)
				return; /* goes on when that one is answered */
			continue;
		}
		snapshot_unref(l.snapshot);
		free(c);
	}
	for (unsigned i = 0; i < 64; i++) {
		if (w->tickets[i]) {
			sources_look_cancel(w->tickets[i]);
			w->tickets[i] = NULL;
			free(owners[w->index][i]);
		}
	}
	loop_stop(w->loop);
}

static void churn(void *ctx)
{
	struct worker *w = ctx;
	w->left = ROUNDS;
	next_round(w);
}

static void looks_cancels_expiries_and_reloads_at_once_do_no_harm(void **state)
{
	(void)state;
	struct worker w[LOOPS];
	struct source_health h;
	with_workers(churn, w);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(sources_reload(sources, configs, config_count, NULL), OK);
		sources_health(sources, 0, &h);
		sched_yield();
	}
	end_workers(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_loops_together_make_one_request),
		cmocka_unit_test(looks_cancels_expiries_and_reloads_at_once_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
