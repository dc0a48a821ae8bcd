/* sim/svc_wallet_flow.c - what came into an account and went out of it, by day on the clock of the zone that is asked for. What
 * became of a transaction counts, on the day it was made, so that all days together are the summary's lifetime sums. */
#include "sim/scan.h"
#include "sim/svc_wallet.h"
#include "sim/zone.h"

#include "base/clock.h"

#define DAYS_MAX (40u * 366u) /* no history is as long */

struct flow_day {
	int64_t deposits, withdrawals, bonuses;
};

struct flow {
	struct zone zone;
	int32_t first_day;
	uint32_t day_count;
	struct flow_day *days; /* in the arena */
};

/* Deposits that are settled and neither refunded nor charged back (a chargeback that was won back is none), withdrawals that are
 * paid, bonuses that became cash. */
static void count(void *ctx, const void *record)
{
	struct flow *f = ctx;
	const struct tx *x = record;
	int32_t day = local_day(zone_local(&f->zone, x->at));
	MUST(day >= f->first_day && (uint32_t)(day - f->first_day) < f->day_count);
	struct flow_day *d = &f->days[day - f->first_day];
	if (x->kind == TX_DEPOSIT && (x->state == TX_SETTLED || x->state == TX_CB_WON))
		d->deposits += x->amount;
	else if (x->kind == TX_WITHDRAWAL && x->state == TX_PAID)
		d->withdrawals -= x->amount;
	else if (x->kind == TX_BONUS_CONVERTED && x->pocket == POCKET_CASH)
		d->bonuses += x->amount;
}

static enum err day_of(struct teller *t, struct flow *f, uint32_t tx, int32_t *ret)
{
	struct tx *x;
	enum err e = ask_records(t->q, &series_txs, t->wallet->txs, (struct page){tx, tx + 1}, &x);
	if (e == OK)
		*ret = local_day(zone_local(&f->zone, x->at));
	return e;
}

/* Room for the days of @range. Clocks that are put back at midnight begin a day twice: hence one more at each end. */
static enum err make_days(struct teller *t, struct page range, struct flow *f)
{
	int32_t first, last;
	if (range.first == range.end)
		return OK;
	enum err e = day_of(t, f, range.first, &first);
	if (e == OK)
		e = day_of(t, f, range.end - 1, &last);
	if (e)
		return e;
	if (last < first || (uint32_t)(last - first) > DAYS_MAX)
		return ERR_CORRUPT;
	f->first_day = first - 1;
	f->day_count = (uint32_t)(last - first) + 3;
	f->days = arena_array(t->q->arena, f->day_count, sizeof(*f->days));
	if (!f->days)
		return ERR_NOMEM;
	memset(f->days, 0, f->day_count * sizeof(*f->days));
	return OK;
}

static void put_day(struct teller *t, int32_t day, const struct flow_day *d)
{
	char date[16];
	clock_format_date(day, date);
	json_open_object(t->w);
	KV_TEXT(t->w, "date", date);
	JSON_KEY(t->w, "deposits");
	teller_decimal(t, d->deposits);
	JSON_KEY(t->w, "withdrawals");
	teller_decimal(t, d->withdrawals);
	JSON_KEY(t->w, "bonus-converted");
	teller_decimal(t, d->bonuses);
	json_close_object(t->w);
}

static void put_flow(struct teller *t, const struct flow *f, struct str zone)
{
	json_open_object(t->w);
	teller_account(t);
	json_kv_str(t->w, STR("currency"), t->currency);
	json_kv_str(t->w, STR("time-zone"), zone);
	JSON_KEY(t->w, "days");
	json_open_array(t->w);
	for (uint32_t i = 0; i < f->day_count; i++) {
		const struct flow_day *d = &f->days[i];
		if (d->deposits || d->withdrawals || d->bonuses)
			put_day(t, f->first_day + (int32_t)i, d);
	}
	json_close_array(t->w);
	json_close_object(t->w);
}

enum err wallet_flow(struct ask *q)
{
	struct wallet wallet;
	struct teller t;
	struct flow f = {0};
	struct page range;
	int64_t from, to;
	struct str zone = ask_param(q, "time-zone");
	enum err e = teller_begin(q, &wallet, &t);
	if (e == OK)
		e = wallet_time(q, "from", &from);
	if (e == OK)
		e = wallet_time(q, "to", &to);
	if (e == OK)
		e = ask_range(q, &series_txs, wallet.txs, from, to, &range);
	if (!zone.p)
		zone = STR("UTC");
	if (e == OK)
		e = zone_open(zone, &f.zone);
	if (e)
		return e;
	e = make_days(&t, range, &f);
	if (e == OK)
		e = scan_each(q, &series_txs, wallet.txs, range, count, &f);
	if (e == OK)
		put_flow(&t, &f, zone);
	zone_close(&f.zone);
	return e;
}
