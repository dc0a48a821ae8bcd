#include "live/alert_keeper.h"

#include "base/list.h"
#include "base/log.h"
#include "base/map.h"
#include "store/alerts.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* One row on its way. */
struct waiting {
	struct list link;
	char id[ALERT_ID_MAX + 1];
	uint64_t seq;         /* the first event that it has something of that is not stored */
	bool has_row;         /* false: only .row.last_ms is said */
	struct alert_row row; /* its texts lie behind the struct */
};

struct keeping {
	struct db_job job;
	struct alert_keeper *keeper;
	struct list rows;
	size_t count;
};

struct alert_keeper {
	struct alert_keeper_config config;
	struct list lists[SIGNAL_SEVERITY_COUNT_]; /* by severity, in the order in which they came */
	struct map by_id;                          /* those in the lists */
	uint64_t lost_seq;                         /* an alert for which there was no memory; 0: none */
	struct timer retry;
	bool has_timer, runs, troubled;
	struct keeping keeping; /* one batch at a time */
	pthread_mutex_t lock;   /* of busy alone */
	pthread_cond_t idle;
	bool busy;
	atomic_ullong waiting, stored, failed;
};

static void begin(struct alert_keeper *k);

/* What waits ---------------------------------------------------------------------------------------------------------------- */

static struct waiting *waiting_new(const struct alert *a)
{
	const struct str texts[] = {a->customer, a->rule, a->flag_id, a->description, a->evidence};
	size_t n = 0;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		n += texts[i].n;
	struct waiting *w = malloc(sizeof *w + n);
	if (!w)
		return NULL;
	*w = (struct waiting){.seq = a->seq, .has_row = true};
	memcpy(w->id, a->id, sizeof w->id);
	struct str *const to[] = {&w->row.customer, &w->row.rule, &w->row.flag_id, &w->row.description, &w->row.evidence};
	char *at = (char *)(w + 1);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		if (texts[i].n)
			memcpy(at, texts[i].p, texts[i].n);
		*to[i] = str_mem(at, texts[i].n);
		at += texts[i].n;
	}
	w->row.id = str_of(w->id);
	w->row.origin = str_of(alert_origin_name(a->origin));
	w->row.class = str_of(signal_class_name(a->class));
	w->row.severity = a->severity;
	w->row.opened_ms = a->opened_ms;
	w->row.risen_ms = a->risen_ms;
	w->row.last_ms = a->last_ms;
	w->row.heard_ms = a->heard_ms;
	if (!w->row.evidence.n)
		w->row.evidence = STR("{}");
	return w;
}

/* Of two about one alert the graver is kept, with what the other says beside. The other is freed. */
static struct waiting *merge(struct waiting *a, struct waiting *b)
{
	bool b_wins = b->has_row && (!a->has_row || b->row.severity > a->row.severity);
	struct waiting *kept = b_wins ? b : a, *other = b_wins ? a : b;
	kept->seq = MIN(kept->seq, other->seq);
	kept->row.last_ms = MAX(kept->row.last_ms, other->row.last_ms);
	if (other->has_row)
		kept->row.opened_ms = MIN(kept->row.opened_ms, other->row.opened_ms);
	free(other);
	return kept;
}

static void lose(struct alert_keeper *k, uint64_t seq)
{
	k->lost_seq = k->lost_seq ? MIN(k->lost_seq, seq) : seq;
	log_event(LOG_ERROR, "live.alert_not_kept", "seq", log_num((int64_t)seq), NULL);
}

/* Takes over @w, which is in no list. */
static void enlist(struct alert_keeper *k, struct waiting *w)
{
	struct waiting *old = map_remove(&k->by_id, str_of(w->id));
	if (old) {
		list_remove(&old->link);
		w = merge(old, w);
	} else {
		atomic_fetch_add_explicit(&k->waiting, 1, memory_order_relaxed);
	}
	if (map_put(&k->by_id, str_of(w->id), w, NULL) != OK) {
		atomic_fetch_sub_explicit(&k->waiting, 1, memory_order_relaxed);
		lose(k, w->seq);
		free(w);
		return;
	}
	list_push_back(&k->lists[w->has_row ? w->row.severity : SIGNAL_NONE], &w->link);
}

void alert_keeper_put(struct alert_keeper *k, const struct alert *a)
{
	struct waiting *w = waiting_new(a);
	if (!w) {
		lose(k, a->seq);
		return;
	}
	enlist(k, w);
	begin(k);
}

void alert_keeper_held(struct alert_keeper *k, const char *id, int64_t last_ms, uint64_t seq)
{
	struct waiting *w = calloc(1, sizeof *w);
	if (!w) {
		lose(k, seq);
		return;
	}
	str_copy(w->id, sizeof w->id, str_of(id));
	w->row.id = str_of(w->id);
	w->row.last_ms = last_ms;
	w->seq = seq;
	enlist(k, w);
	begin(k);
}

static bool list_has_all(const struct list *l, uint64_t seq)
{
	LIST_FOREACH (l, it)
		if (LIST_ENTRY(it, struct waiting, link)->seq <= seq)
			return false;
	return true;
}

bool alert_keeper_has_all(const struct alert_keeper *k, uint64_t seq)
{
	bool all = (!k->lost_seq || k->lost_seq > seq) && list_has_all(&k->keeping.rows, seq);
	for (unsigned s = 0; s < SIGNAL_SEVERITY_COUNT_ && all; s++)
		all = list_has_all(&k->lists[s], seq);
	return all;
}

bool alert_keeper_full(const struct alert_keeper *k)
{
	return atomic_load_explicit(&k->waiting, memory_order_relaxed) >= ALERTS_WAITING_MAX;
}

/* Batches ------------------------------------------------------------------------------------------------------------------- */

static void take_batch(struct alert_keeper *k)
{
	struct keeping *j = &k->keeping;
	for (unsigned s = SIGNAL_SEVERITY_COUNT_; s-- > 0;)
		while (j->count < ALERTS_BATCH_MAX && !list_empty(&k->lists[s])) {
			struct waiting *w = LIST_ENTRY(k->lists[s].next, struct waiting, link);
			list_remove(&w->link);
			map_remove(&k->by_id, str_of(w->id));
			list_push_back(&j->rows, &w->link);
			j->count++;
		}
}

static enum err put_rows(const struct keeping *j, struct tx *tx)
{
	enum err e = OK;
	LIST_FOREACH (&j->rows, it) {
		const struct waiting *w = LIST_ENTRY(it, struct waiting, link);
		if (e == OK)
			e = w->has_row ? alerts_put(tx, &w->row) : alerts_held(tx, w->row.id, w->row.last_ms);
	}
	return e;
}

/* On the database's thread; the rows are nobody else's meanwhile, as has_all() only reads what is not changed here. */
static enum err work(struct db_job *job, struct tx *tx)
{
	return put_rows(CONTAINER_OF(job, struct keeping, job), tx);
}

static void batch_over(struct alert_keeper *k, enum err outcome)
{
	struct keeping *j = &k->keeping;
	struct list rows;
	list_init(&rows);
	while (!list_empty(&j->rows)) {
		struct list *first = j->rows.next;
		list_remove(first);
		list_push_back(&rows, first);
	}
	atomic_fetch_sub_explicit(&k->waiting, j->count, memory_order_relaxed);
	if (outcome == OK)
		atomic_fetch_add_explicit(&k->stored, j->count, memory_order_relaxed);
	else
		atomic_fetch_add_explicit(&k->failed, 1, memory_order_relaxed);
	j->count = 0;
	while (!list_empty(&rows)) {
		struct waiting *w = LIST_ENTRY(rows.next, struct waiting, link);
		list_remove(&w->link);
		if (outcome == OK)
			free(w);
		else
			enlist(k, w);
	}
	if (outcome != OK && !k->troubled)
		log_event(LOG_WARN, "live.alerts_wait", "error", err_name(outcome), NULL);
	else if (outcome == OK && k->troubled)
		log_event(LOG_INFO, "live.alerts_stored_again", NULL);
	k->troubled = outcome != OK;
}

static void set_busy(struct alert_keeper *k, bool busy)
{
	pthread_mutex_lock(&k->lock);
	k->busy = busy;
	if (!busy)
		pthread_cond_broadcast(&k->idle);
	pthread_mutex_unlock(&k->lock);
}

static void done(struct job *job)
{
	struct keeping *j = CONTAINER_OF(CONTAINER_OF(job, struct db_job, base), struct keeping, job);
	struct alert_keeper *k = j->keeper;
	enum err outcome = job->outcome;
	batch_over(k, outcome);
	set_busy(k, false);
	if (outcome != OK) {
		if (k->runs)
			timer_start(&k->retry, ALERTS_RETRY_MS);
		return;
	}
	begin(k);
	k->config.stored(k->config.ctx);
}

static void begin(struct alert_keeper *k)
{
	struct keeping *j = &k->keeping;
	if (!k->runs || k->busy || k->retry.armed)
		return;
	take_batch(k);
	if (!j->count)
		return;
	j->job = (struct db_job){.base = {.home = k->config.loop, .done = done}, .work = work};
	j->keeper = k;
	set_busy(k, true);
	enum err e = db_write(k->config.db, &j->job);
	if (e == OK)
		return;
	batch_over(k, e);
	set_busy(k, false);
	timer_start(&k->retry, ALERTS_RETRY_MS);
}

static void retry(struct timer *t)
{
	begin(CONTAINER_OF(t, struct alert_keeper, retry));
}

static enum err flush_work(void *ctx, struct tx *tx)
{
	return put_rows(ctx, tx);
}

enum err alert_keeper_flush(struct alert_keeper *k)
{
	enum err e = OK;
	for (take_batch(k); e == OK && k->keeping.count; take_batch(k)) {
		e = db_write_wait(k->config.db, flush_work, &k->keeping);
		batch_over(k, e);
		if (e != OK)
			return e;
	}
	return e;
}

/* Life ---------------------------------------------------------------------------------------------------------------------- */

enum err alert_keeper_new(const struct alert_keeper_config *c, struct alert_keeper **ret)
{
	struct alert_keeper *k = calloc(1, sizeof *k);
	if (!k)
		return ERR_NOMEM;
	k->config = *c;
	for (unsigned s = 0; s < SIGNAL_SEVERITY_COUNT_; s++)
		list_init(&k->lists[s]);
	list_init(&k->keeping.rows);
	map_init(&k->by_id);
	pthread_mutex_init(&k->lock, NULL);
	pthread_cond_init(&k->idle, NULL);
	enum err e = timer_init(&k->retry, c->loop, retry);
	k->has_timer = e == OK;
	if (e != OK) {
		alert_keeper_free(k);
		return e;
	}
	*ret = k;
	return OK;
}

static void drop(struct list *l)
{
	while (!list_empty(l)) {
		struct list *first = l->next;
		list_remove(first);
		free(LIST_ENTRY(first, struct waiting, link));
	}
}

void alert_keeper_free(struct alert_keeper *k)
{
	if (!k)
		return;
	for (unsigned s = 0; s < SIGNAL_SEVERITY_COUNT_; s++)
		drop(&k->lists[s]);
	drop(&k->keeping.rows);
	map_done(&k->by_id);
	if (k->has_timer)
		timer_done(&k->retry);
	pthread_mutex_destroy(&k->lock);
	pthread_cond_destroy(&k->idle);
	free(k);
}

void alert_keeper_run(struct alert_keeper *k)
{
	k->runs = true;
	begin(k);
}

void alert_keeper_halt(struct alert_keeper *k)
{
	k->runs = false;
	timer_stop(&k->retry);
}

void alert_keeper_wait(struct alert_keeper *k)
{
	pthread_mutex_lock(&k->lock);
	while (k->busy)
		pthread_cond_wait(&k->idle, &k->lock);
	pthread_mutex_unlock(&k->lock);
}

struct alert_keeper_counts alert_keeper_counts(const struct alert_keeper *k)
{
	return (struct alert_keeper_counts){
		.stored = atomic_load_explicit(&k->stored, memory_order_relaxed),
		.failed = atomic_load_explicit(&k->failed, memory_order_relaxed),
		.waiting = atomic_load_explicit(&k->waiting, memory_order_relaxed),
	};
}
