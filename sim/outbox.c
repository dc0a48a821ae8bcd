#include "sim/outbox.h"

#include "sim/store_private.h"

#include <stdlib.h>

struct box {
	sqlite3 *sql;
	sqlite3_stmt *read, *put, *drop, *aside;
	uint64_t head, delivered; /* sequences of the newest, and of the newest that was taken */
	uint64_t staged, set_aside;
};

struct outbox {
	struct box boxes[SIM_SERVICES];
};

static enum err number(sqlite3 *sql, const char *text, uint64_t *ret)
{
	sqlite3_stmt *st = NULL;
	enum err e = store_prepare(sql, text, &st);
	int rc = e ? SQLITE_DONE : sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*ret = (uint64_t)sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	return e ? e : store_sqlite_err(rc);
}

static enum err box_open(struct box *b, sqlite3 *sql)
{
	b->sql = sql;
	enum err e = store_prepare(sql, "SELECT body FROM outbox WHERE id > ?1 AND id <= ?2 ORDER BY id", &b->read);
	if (e == OK)
		e = store_prepare(sql, "INSERT OR REPLACE INTO outbox(id, body) VALUES (?1, ?2)", &b->put);
	if (e == OK)
		e = store_prepare(sql, "DELETE FROM outbox WHERE id > 0 AND id <= ?1", &b->drop);
	if (e == OK)
		e = store_prepare(sql, "INSERT OR REPLACE INTO aside(id, body) SELECT id, body FROM outbox WHERE id = ?1",
				  &b->aside);
	if (e == OK)
		e = number(sql, "SELECT coalesce((SELECT CAST(CAST(body AS TEXT) AS INTEGER) FROM outbox WHERE id = 0), 0)",
			   &b->delivered);
	if (e == OK)
		e = number(sql, "SELECT coalesce(max(id), 0) FROM outbox", &b->head);
	if (e == OK)
		e = number(sql, "SELECT count(*) FROM aside", &b->set_aside);
	b->head = MAX(b->head, b->delivered);
	return e;
}

enum err outbox_open(struct store *s, struct outbox **ret)
{
	struct outbox *o = calloc(1, sizeof(*o));
	enum err e = o ? OK : ERR_NOMEM;
	for (unsigned i = 0; i < SIM_SERVICES && e == OK; i++)
		e = box_open(&o->boxes[i], store_sql(s, (enum fault_service)i));
	if (e) {
		outbox_close(o);
		return e;
	}
	*ret = o;
	return OK;
}

void outbox_close(struct outbox *o)
{
	if (!o)
		return;
	for (unsigned i = 0; i < SIM_SERVICES; i++) {
		(void)sqlite3_finalize(o->boxes[i].read);
		(void)sqlite3_finalize(o->boxes[i].put);
		(void)sqlite3_finalize(o->boxes[i].drop);
		(void)sqlite3_finalize(o->boxes[i].aside);
	}
	free(o);
}

void outbox_put(struct outbox *o, struct store_change *c, enum fault_service service, struct str event)
{
	struct box *b = &o->boxes[service];
	store_change_put(c, (enum table)(TABLE_OUTBOX + service), (int64_t)(b->head + ++b->staged), event);
}

unsigned outbox_commit(struct outbox *o)
{
	unsigned services = 0;
	for (unsigned i = 0; i < SIM_SERVICES; i++) {
		struct box *b = &o->boxes[i];
		services |= b->staged ? 1u << i : 0;
		b->head += b->staged;
		b->staged = 0;
	}
	return services;
}

void outbox_rollback(struct outbox *o)
{
	for (unsigned i = 0; i < SIM_SERVICES; i++)
		o->boxes[i].staged = 0;
}

bool outbox_full(const struct outbox *o)
{
	for (unsigned i = 0; i < SIM_SERVICES; i++)
		if (outbox_pending(o, (enum fault_service)i) + o->boxes[i].set_aside >= OUTBOX_MAX)
			return true;
	return false;
}

uint64_t outbox_pending(const struct outbox *o, enum fault_service service)
{
	return o->boxes[service].head - o->boxes[service].delivered;
}

uint64_t outbox_aside(const struct outbox *o, enum fault_service service)
{
	return o->boxes[service].set_aside;
}

enum err outbox_read(struct outbox *o, enum fault_service service, bool (*each)(void *ctx, struct str event), void *ctx)
{
	struct box *b = &o->boxes[service];
	int rc;
	(void)sqlite3_bind_int64(b->read, 1, (int64_t)b->delivered);
	(void)sqlite3_bind_int64(b->read, 2, (int64_t)b->head);
	while ((rc = sqlite3_step(b->read)) == SQLITE_ROW)
		if (!each(ctx, str_mem(sqlite3_column_blob(b->read, 0), (size_t)sqlite3_column_bytes(b->read, 0))))
			break;
	(void)sqlite3_reset(b->read);
	return store_sqlite_err(rc);
}

static enum err step(sqlite3_stmt *st, uint64_t upto)
{
	(void)sqlite3_bind_int64(st, 1, (int64_t)upto);
	int rc = sqlite3_step(st);
	(void)sqlite3_reset(st);
	return store_sqlite_err(rc);
}

/* The mark moves and what is behind it goes, in one transaction: a repeat after a crash starts where the last answer ended. */
static enum err move_on(struct box *b, uint64_t upto, bool keep)
{
	struct buf mark;
	MUST(upto <= b->head);
	buf_init(&mark, 32);
	buf_u64(&mark, upto);
	enum err e = store_exec(b->sql, "BEGIN");
	if (e == OK && keep)
		e = step(b->aside, upto);
	if (e == OK)
		e = buf_ok(&mark);
	if (e == OK)
		e = store_bind_put(b->put, 0, buf_view(&mark));
	if (e == OK)
		e = step(b->drop, upto);
	enum err ended = store_exec(b->sql, e ? "ROLLBACK" : "COMMIT");
	buf_done(&mark);
	e = e ? e : ended;
	if (e == OK)
		b->delivered = upto;
	return e;
}

enum err outbox_delivered(struct outbox *o, enum fault_service service, uint64_t n)
{
	struct box *b = &o->boxes[service];
	return move_on(b, b->delivered + n, false);
}

enum err outbox_set_aside(struct outbox *o, enum fault_service service)
{
	struct box *b = &o->boxes[service];
	enum err e = move_on(b, b->delivered + 1, true);
	b->set_aside += e == OK;
	return e;
}
