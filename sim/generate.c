#include "sim/generate.h"

#include "sim/gen.h"
#include "sim/store.h"
#include "sim/terms.h"

#include <pthread.h>
#include <stdlib.h>

#define BATCH_CUSTOMERS 64u
#define RING            6u /* batches under way */
#define THREADS_MAX     16u
#define BATCH_MAX_BYTES (64u << 20)

/* Rows of one batch for one database, as store_change has them. */
struct batch {
	uint64_t number;
	bool ready;
	unsigned written; /* databases that have it */
	struct buf rows[SIM_SERVICES];
	struct buf terms; /* customer, length, text */
};

struct work {
	const struct population *population;
	const volatile int *stop;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct batch ring[RING];
	uint64_t next, end; /* batches: next to be generated, number of all */
	enum err failed;
	struct store_db *dbs[SIM_SERVICES];
};

struct writer {
	struct work *work;
	enum fault_service service;
};

static void fail(struct work *w, enum err e)
{
	pthread_mutex_lock(&w->lock);
	w->failed = w->failed ? w->failed : e;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
}

static void put_row(void *ctx, enum table t, int64_t id, struct str body)
{
	struct buf *rows = &((struct batch *)ctx)->rows[table_service(t)];
	uint32_t n = (uint32_t)body.n;
	buf_char(rows, (char)t);
	buf_add(rows, &id, sizeof(id));
	buf_add(rows, &n, sizeof(n));
	buf_str(rows, body);
}

static void put_terms(struct batch *b, const struct history *h)
{
	struct terms t;
	terms_of(&h->profile, &t);
	for (unsigned i = 0; i < t.count; i++) {
		uint32_t n = (uint32_t)strlen(t.text[i]);
		buf_add(&b->terms, &h->number, sizeof(h->number));
		buf_add(&b->terms, &n, sizeof(n));
		buf_add(&b->terms, t.text[i], n);
	}
}

static enum err fill(const struct work *w, struct batch *b, struct history *h)
{
	uint32_t first = (uint32_t)(b->number * BATCH_CUSTOMERS), end = MIN(first + BATCH_CUSTOMERS, w->population->count);
	for (unsigned i = 0; i < SIM_SERVICES; i++)
		buf_reset(&b->rows[i]);
	buf_reset(&b->terms);
	for (uint32_t position = first; position < end; position++) {
		gen_customer(w->population, position, h);
		enum err e = history_flush(h, put_row, b);
		if (e)
			return e;
		put_terms(b, h);
	}
	for (unsigned i = 0; i < SIM_SERVICES; i++)
		if (buf_ok(&b->rows[i]))
			return buf_ok(&b->rows[i]);
	return buf_ok(&b->terms);
}

/* The slot of the next batch, once the batch before in it is written everywhere. NULL: nothing more to do. */
static struct batch *claim(struct work *w)
{
	struct batch *b = NULL;
	pthread_mutex_lock(&w->lock);
	while (!w->failed && w->next < w->end) {
		if (w->stop && *w->stop) {
			w->failed = ERR_CANCELLED;
			pthread_cond_broadcast(&w->changed);
			break;
		}
		struct batch *slot = &w->ring[w->next % RING];
		if (slot->written == SIM_SERVICES) {
			b = slot;
			b->number = w->next++;
			b->ready = false;
			b->written = 0;
			break;
		}
		pthread_cond_wait(&w->changed, &w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	return b;
}

static void *generator_main(void *ctx)
{
	struct work *w = ctx;
	struct history h;
	struct batch *b;
	history_init(&h);
	while ((b = claim(w))) {
		enum err e = fill(w, b, &h);
		if (e) {
			fail(w, e);
			break;
		}
		pthread_mutex_lock(&w->lock);
		b->ready = true;
		pthread_cond_broadcast(&w->changed);
		pthread_mutex_unlock(&w->lock);
	}
	history_done(&h);
	return NULL;
}

static enum err write_rows(struct store_db *db, struct str rows)
{
	enum err e = OK;
	while (rows.n && e == OK) {
		enum table t = (enum table)(unsigned char)rows.p[0];
		int64_t id;
		uint32_t n;
		memcpy(&id, rows.p + 1, sizeof(id));
		memcpy(&n, rows.p + 1 + sizeof(id), sizeof(n));
		size_t head = 1 + sizeof(id) + sizeof(n);
		e = store_db_put(db, t, id, str_mem(rows.p + head, n));
		rows = str_mem(rows.p + head + n, rows.n - head - n);
	}
	return e;
}

static enum err write_terms(struct store_db *db, struct str terms)
{
	enum err e = OK;
	while (terms.n && e == OK) {
		uint32_t customer, n;
		memcpy(&customer, terms.p, sizeof(customer));
		memcpy(&n, terms.p + sizeof(customer), sizeof(n));
		size_t head = sizeof(customer) + sizeof(n);
		e = store_db_term(db, str_mem(terms.p + head, n), customer);
		terms = str_mem(terms.p + head + n, terms.n - head - n);
	}
	return e;
}

static struct batch *await(struct work *w, uint64_t number)
{
	struct batch *b = &w->ring[number % RING];
	pthread_mutex_lock(&w->lock);
	while (!w->failed && !(b->number == number && b->ready))
		pthread_cond_wait(&w->changed, &w->lock);
	if (w->failed)
		b = NULL;
	pthread_mutex_unlock(&w->lock);
	return b;
}

static void *writer_main(void *ctx)
{
	struct writer *self = ctx;
	struct work *w = self->work;
	struct store_db *db = w->dbs[self->service];
	for (uint64_t number = 0; number < w->end; number++) {
		struct batch *b = await(w, number);
		if (!b)
			return NULL;
		enum err e = write_rows(db, buf_view(&b->rows[self->service]));
		if (e == OK && self->service == FAULT_CUSTOMER)
			e = write_terms(db, buf_view(&b->terms));
		if (e) {
			fail(w, e);
			return NULL;
		}
		pthread_mutex_lock(&w->lock);
		if (++b->written == SIM_SERVICES)
			pthread_cond_broadcast(&w->changed);
		pthread_mutex_unlock(&w->lock);
	}
	return NULL;
}

static void run_threads(struct work *w, unsigned threads)
{
	pthread_t generators[THREADS_MAX], writers[SIM_SERVICES];
	struct writer args[SIM_SERVICES];
	unsigned started = 0, writing = 0;
	for (; writing < SIM_SERVICES; writing++) {
		args[writing] = (struct writer){w, (enum fault_service)writing};
		if (pthread_create(&writers[writing], NULL, writer_main, &args[writing]))
			break;
	}
	if (writing < SIM_SERVICES)
		fail(w, ERR_NOMEM);
	while (started < MIN(threads, THREADS_MAX) && pthread_create(&generators[started], NULL, generator_main, w) == 0)
		started++;
	if (started == 0)
		fail(w, ERR_NOMEM);
	while (started)
		(void)pthread_join(generators[--started], NULL);
	while (writing)
		(void)pthread_join(writers[--writing], NULL);
}

static void work_init(struct work *w, const struct population *p, const volatile int *stop)
{
	memset(w, 0, sizeof(*w));
	w->population = p;
	w->stop = stop;
	w->end = (p->count + BATCH_CUSTOMERS - 1) / BATCH_CUSTOMERS;
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->changed, NULL);
	for (unsigned i = 0; i < RING; i++) {
		w->ring[i].written = SIM_SERVICES;
		for (unsigned s = 0; s < SIM_SERVICES; s++)
			buf_init(&w->ring[i].rows[s], BATCH_MAX_BYTES);
		buf_init(&w->ring[i].terms, BATCH_MAX_BYTES);
	}
}

static void work_done(struct work *w)
{
	for (unsigned i = 0; i < RING; i++) {
		for (unsigned s = 0; s < SIM_SERVICES; s++)
			buf_done(&w->ring[i].rows[s]);
		buf_done(&w->ring[i].terms);
	}
	(void)pthread_mutex_destroy(&w->lock);
	(void)pthread_cond_destroy(&w->changed);
}

enum err generate(const char *dir, const struct population *p, unsigned threads, const volatile int *stop, struct err_info *info)
{
	struct work *w = malloc(sizeof(*w));
	if (!w)
		return err_set(info, ERR_NOMEM, "", "out of memory");
	work_init(w, p, stop);
	enum err e = store_unseal(dir, info);
	for (unsigned i = 0; i < SIM_SERVICES && e == OK; i++)
		e = store_db_create(dir, (enum fault_service)i, &w->dbs[i], info);
	if (e == OK) {
		run_threads(w, MAX(threads, 1u));
		e = w->failed;
		if (e)
			(void)err_set(info, e, "", "generation failed: %s", err_name(e));
	}
	for (unsigned i = 0; i < SIM_SERVICES; i++) {
		enum err closed = w->dbs[i] ? store_db_finish(w->dbs[i], e == OK) : OK;
		if (e == OK && closed)
			e = err_set(info, closed, "", "cannot finish a database: %s", err_name(closed));
	}
	work_done(w);
	free(w);
	return e ? e : store_seal(dir, p, info);
}
