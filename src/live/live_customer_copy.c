/* Copies of a customer's live state, and its form in a snapshot: the struct as it lies in memory, then the items of its lists. A
 * snapshot is checksummed and can be made again from the journal, so it need not be read by any other program than the one that
 * wrote it. */
#include "live/live_customer.h"

#include <stdlib.h>

#define LIVE_LAYOUT 2 /* one more when a member changes its meaning without changing its size */

#define LISTS(X)                             \
	X(sessions, LIVE_SESSIONS_MAX)       \
	X(bets, LIVE_BETS_MAX)               \
	X(logins, LIVE_LOGINS_MAX)           \
	X(withdrawals, LIVE_WITHDRAWALS_MAX) \
	X(flags, LIVE_FLAGS_MAX)             \
	X(alerts, LIVE_ALERTS_MAX)           \
	X(ended, LIVE_ENDED_MAX)

void live_customer_done(struct live_customer *c)
{
#define X(list, max) free(c->list.items);
	LISTS(X)
#undef X
	*c = (struct live_customer){0};
}

static bool copy_items(void **ret, const void *items, unsigned count, size_t size)
{
	*ret = NULL;
	if (!count)
		return true;
	*ret = malloc(count * size);
	if (*ret)
		memcpy(*ret, items, count * size);
	return *ret;
}

enum err live_customer_copy(const struct live_customer *c, struct live_customer *ret)
{
	struct live_customer n = *c;
	bool ok = true;
#define X(list, max)                                                                                   \
	ok &= copy_items((void **)&n.list.items, c->list.items, c->list.count, sizeof *c->list.items); \
	n.list.cap = n.list.count;
	LISTS(X)
#undef X
	if (!ok) {
		live_customer_done(&n);
		return ERR_NOMEM;
	}
	*ret = n;
	return OK;
}

void live_customer_write(struct buf *out, const struct live_customer *c)
{
	struct live_customer head = *c;
#define X(list, max)            \
	head.list.items = NULL; \
	head.list.cap = c->list.count;
	LISTS(X)
#undef X
	buf_add(out, &head, sizeof head);
#define X(list, max) buf_add(out, c->list.items, c->list.count * sizeof *c->list.items);
	LISTS(X)
#undef X
}

static bool cut(struct str *in, void *to, size_t n)
{
	if (in->n < n)
		return false;
	if (n)
		memcpy(to, in->p, n);
	in->p += n;
	in->n -= n;
	return true;
}

static bool ends(const char *text, size_t size)
{
	return memchr(text, '\0', size);
}

/* Texts end, and what selects is one of what there is. */
static bool is_sound(const struct live_customer *c)
{
	bool ok = ends(c->id, sizeof c->id) && ends(c->currency, sizeof c->currency);
	for (unsigned i = 0; i < c->sessions.count; i++) {
		const struct live_session *s = &c->sessions.items[i];
		ok &= ends(s->id, sizeof s->id) && ends(s->game, sizeof s->game) && ends(s->device_id, sizeof s->device_id);
	}
	for (unsigned i = 0; i < c->bets.count; i++)
		ok &= ends(c->bets.items[i].id, sizeof c->bets.items[i].id) &&
		      ends(c->bets.items[i].game, sizeof c->bets.items[i].game);
	for (unsigned i = 0; i < c->logins.count; i++) {
		const struct live_login *l = &c->logins.items[i];
		ok &= ends(l->ip, sizeof l->ip) && ends(l->country, sizeof l->country) && ends(l->city, sizeof l->city) &&
		      ends(l->device_id, sizeof l->device_id) && ends(l->device, sizeof l->device);
	}
	for (unsigned i = 0; i < c->withdrawals.count; i++) {
		const struct live_withdrawal *w = &c->withdrawals.items[i];
		ok &= ends(w->id, sizeof w->id) && ends(w->method, sizeof w->method) &&
		      (unsigned)w->state <= EVENT_WITHDRAWAL_RETURNED;
	}
	for (unsigned i = 0; i < c->flags.count; i++) {
		const struct live_flag *f = &c->flags.items[i];
		ok &= ends(f->id, sizeof f->id) && ends(f->type, sizeof f->type) && ends(f->description, sizeof f->description) &&
		      (unsigned)f->severity <= EVENT_SEVERITY_CRITICAL && (unsigned)f->class <= EVENT_CLASS_AML;
	}
	for (unsigned i = 0; i < c->alerts.count; i++) {
		const struct live_alert *a = &c->alerts.items[i];
		ok &= ends(a->id, sizeof a->id) && ends(a->name, sizeof a->name) && ends(a->description, sizeof a->description) &&
		      (unsigned)a->rule < RULE_COUNT_ && (unsigned)a->class < SIGNAL_CLASS_COUNT_ &&
		      (unsigned)a->severity < SIGNAL_SEVERITY_COUNT_;
	}
	return ok;
}

/* *items was NULLed; *count is of the bytes. */
static enum err read_items(struct str *in, void **items, unsigned count, unsigned max, size_t size)
{
	if (count > max)
		return ERR_CORRUPT;
	if (!count)
		return OK;
	if (in->n < count * size)
		return ERR_CORRUPT;
	*items = malloc(count * size);
	if (!*items)
		return ERR_NOMEM;
	return cut(in, *items, count * size) ? OK : ERR_CORRUPT;
}

enum err live_customer_read(struct str *in, struct live_customer *ret)
{
	struct live_customer n;
	struct str rest = *in;
	if (!cut(&rest, &n, sizeof n))
		return ERR_CORRUPT;
#define X(list, max)         \
	n.list.items = NULL; \
	n.list.cap = n.list.count;
	LISTS(X)
#undef X
	enum err e = OK;
#define X(list, max) e = e != OK ? e : read_items(&rest, (void **)&n.list.items, n.list.count, (max), sizeof *n.list.items);
	LISTS(X)
#undef X
	if (e == OK && !is_sound(&n))
		e = ERR_CORRUPT;
	if (e != OK) {
		live_customer_done(&n);
		return e;
	}
	*in = rest;
	*ret = n;
	return OK;
}

uint64_t live_customer_layout(void)
{
	uint64_t sum = LIVE_LAYOUT;
#define X(list, max) sum = sum * 1000003 + sizeof *((struct live_customer *)NULL)->list.items;
	LISTS(X)
#undef X
	return sum * 1000003 + sizeof(struct live_customer);
}
