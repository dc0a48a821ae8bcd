#include "app/replay.h"

#include "base/arena.h"
#include "base/map.h"

#include <stdlib.h>

#define NAMES_MAX      ((size_t)2 << 30)
#define AMOUNT_CEILING 9000000000000000000 /* of an amount in its smallest unit; sums of such saturate */

/* A bet, waiting for its turn. */
struct row {
	int64_t at_ms, stake, payout;
	uint32_t customer, line;
	uint8_t currency, stake_decimals, payout_decimals;
	bool has_payout;
};

struct replay {
	struct row *rows;
	size_t rows_capacity;
	struct replay_customer *customers;
	size_t customers_capacity;
	struct map by_name;
	struct arena names;
	struct replay_currency currencies[REPLAY_CURRENCIES_MAX];
	size_t currency_count;
	struct replay_totals totals;
	struct replay_alert *alerts;
	size_t alert_count, alerts_capacity, keep;
	uint64_t last_customer[RULE_COUNT_]; /* that a rule's tally counted, plus 1 */
};

enum err replay_new(struct replay **ret)
{
	struct replay *r = calloc(1, sizeof *r);
	if (!r)
		return ERR_NOMEM;
	map_init(&r->by_name);
	arena_init(&r->names, NAMES_MAX);
	*ret = r;
	return OK;
}

void replay_free(struct replay *r)
{
	if (!r)
		return;
	map_done(&r->by_name);
	arena_done(&r->names);
	free(r->rows);
	free(r->customers);
	free(r->alerts);
	free(r);
}

/* Room for one more; memory that can't be had leaves all as it was. */
static bool grow(void **items, size_t *capacity, size_t count, size_t size)
{
	if (count < *capacity)
		return true;
	size_t wanted = *capacity ? *capacity + *capacity / 2 : 1024;
	void *p = realloc(*items, wanted * size);
	if (!p)
		return false;
	*items = p;
	*capacity = wanted;
	return true;
}

static enum err customer_index(struct replay *r, struct str name, uint32_t *ret, struct err_info *info)
{
	uintptr_t known = (uintptr_t)map_get(&r->by_name, name);
	if (known) {
		*ret = (uint32_t)(known - 1);
		return OK;
	}
	size_t n = r->totals.customers;
	if (n == REPLAY_CUSTOMERS_MAX)
		return err_set(info, ERR_TOO_LARGE, "customer", "more than %u customers; split the file", REPLAY_CUSTOMERS_MAX);
	struct str kept = arena_dup(&r->names, name);
	if (!kept.p || !grow((void **)&r->customers, &r->customers_capacity, n, sizeof r->customers[0]))
		return ERR_NOMEM;
	enum err e = map_put(&r->by_name, kept, (void *)(uintptr_t)(n + 1), NULL);
	if (e != OK)
		return e;
	r->customers[n] = (struct replay_customer){.name = kept};
	r->totals.customers++;
	*ret = (uint32_t)n;
	return OK;
}

static enum err currency_index(struct replay *r, struct str code, uint8_t *ret, struct err_info *info)
{
	for (size_t i = 0; i < r->currency_count; i++)
		if (str_is(code, r->currencies[i].code)) {
			*ret = (uint8_t)i;
			return OK;
		}
	if (r->currency_count == REPLAY_CURRENCIES_MAX)
		return err_set(info, ERR_TOO_LARGE, "currency", "more than %u currencies", REPLAY_CURRENCIES_MAX);
	struct replay_currency *c = &r->currencies[r->currency_count];
	str_copy(c->code, sizeof c->code, code);
	c->iso = currency_find(code);
	c->seen_decimals = c->iso ? c->iso->exponent : 0;
	*ret = (uint8_t)r->currency_count++;
	return OK;
}

static int64_t power_of_ten(unsigned n)
{
	int64_t p = 1;
	while (n--)
		p *= 10;
	return p;
}

static void currency_sees(struct replay_currency *c, const struct replay_amount *a)
{
	c->seen_decimals = MAX(c->seen_decimals, a->decimals);
	c->largest = MAX(c->largest, a->mantissa / power_of_ten(a->decimals));
	c->rounded += a->rounded;
}

enum err replay_add(struct replay *r, const struct replay_row *row, uint64_t line, struct err_info *info)
{
	struct row kept = {.at_ms = row->at_ms,
			   .stake = row->stake.mantissa,
			   .stake_decimals = row->stake.decimals,
			   .payout = row->payout.mantissa,
			   .payout_decimals = row->payout.decimals,
			   .has_payout = row->has_payout,
			   .line = (uint32_t)line};
	if (r->totals.rows == REPLAY_ROWS_MAX || line > UINT32_MAX)
		return err_set(info, ERR_TOO_LARGE, NULL, "more than %u rows; split the file by customer", REPLAY_ROWS_MAX);
	enum err e = customer_index(r, row->customer, &kept.customer, info);
	if (e == OK)
		e = currency_index(r, row->currency, &kept.currency, info);
	if (e == OK && !grow((void **)&r->rows, &r->rows_capacity, r->totals.rows, sizeof r->rows[0]))
		e = ERR_NOMEM;
	if (e != OK)
		return e;
	struct replay_currency *c = &r->currencies[kept.currency];
	c->rows++;
	currency_sees(c, &row->stake);
	if (row->has_payout)
		currency_sees(c, &row->payout);
	struct replay_totals *t = &r->totals;
	t->without_payout += !row->has_payout;
	t->without_zone += row->no_zone;
	t->from_ms = t->rows ? MIN(t->from_ms, row->at_ms) : row->at_ms;
	t->to_ms = MAX(t->to_ms, row->at_ms);
	r->customers[kept.customer].rows++;
	r->rows[t->rows++] = kept;
	return OK;
}

/* ---- judging ---- */

/* As many decimals as were seen, unless the largest amount leaves no room for them. */
static void settle_decimals(struct replay_currency *c)
{
	c->decimals = c->seen_decimals;
	while (c->decimals && c->largest >= AMOUNT_CEILING / power_of_ten(c->decimals))
		c->decimals--;
}

static int64_t scaled(struct replay_currency *c, int64_t mantissa, uint8_t decimals)
{
	if (decimals <= c->decimals)
		return mantissa * power_of_ten(c->decimals - decimals);
	int64_t result = 0, unit = power_of_ten(decimals - c->decimals);
	c->rounded += mantissa % unit != 0;
	return money_div_half_even(mantissa, unit, &result) == OK ? result : 0;
}

static int by_currency_and_time(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	if (x->currency != y->currency)
		return x->currency < y->currency ? -1 : 1;
	if (x->at_ms != y->at_ms)
		return x->at_ms < y->at_ms ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

static int by_customer(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	return x->customer != y->customer ? (x->customer < y->customer ? -1 : 1) : by_currency_and_time(a, b);
}

static int by_opening(const void *a, const void *b)
{
	const struct replay_alert *x = a, *y = b;
	if (x->hit.opened_ms != y->hit.opened_ms)
		return x->hit.opened_ms < y->hit.opened_ms ? -1 : 1;
	if (x->customer != y->customer)
		return x->customer < y->customer ? -1 : 1;
	return (x->hit.rule > y->hit.rule) - (x->hit.rule < y->hit.rule);
}

/* The first ones by time are kept: twice as many are let come together, then the later half goes. */
static enum err keep_alert(struct replay *r, const struct replay_alert *a)
{
	if (r->keep != SIZE_MAX && r->alert_count >= 2 * MAX(r->keep, 512u)) {
		qsort(r->alerts, r->alert_count, sizeof r->alerts[0], by_opening);
		r->alert_count = r->keep;
	}
	if (!grow((void **)&r->alerts, &r->alerts_capacity, r->alert_count, sizeof r->alerts[0]))
		return ERR_NOMEM;
	r->alerts[r->alert_count++] = *a;
	return OK;
}

static enum err close_episode(struct replay *r, struct replay_alert *a)
{
	struct replay_tally *t = &r->totals.rules[a->hit.rule];
	t->alerts++;
	t->by_severity[a->hit.severity]++;
	if (r->last_customer[a->hit.rule] != a->customer + 1ull) {
		r->last_customer[a->hit.rule] = a->customer + 1ull;
		t->customers++;
	}
	r->customers[a->customer].alerts[a->hit.rule]++;
	a->hit.before = SIGNAL_NONE;
	return keep_alert(r, a);
}

static struct signal_event event_of(struct replay *r, const struct row *row)
{
	struct replay_currency *c = &r->currencies[row->currency];
	return (struct signal_event){
		.kind = row->has_payout ? SIGNAL_ROUND : SIGNAL_BET_PLACED,
		.at_ms = row->at_ms,
		.seq = row->line,
		.id = row->line,
		.amount_minor = scaled(c, row->stake, row->stake_decimals),
		.payout_minor = scaled(c, row->payout, row->payout_decimals),
		.currency = c->iso ? c->iso->numeric : (uint16_t)(SIGNAL_CURRENCY_OWN + row->currency),
		.exponent = c->decimals,
		.free_bet = row->stake == 0,
	};
}

/* The bets of one customer in one currency: another currency's stakes tell nothing of what is usual in this one. */
static enum err judge(struct replay *r, const struct signal_rules *rules, const struct row *rows, size_t count)
{
	struct signal_window w;
	struct signal_hit hits[SIGNAL_HITS_MAX];
	struct replay_alert open[RULE_COUNT_];
	bool is_open[RULE_COUNT_] = {false};
	enum err e = OK;
	signal_window_init(&w);
	for (size_t i = 0; i < count && e == OK; i++) {
		struct signal_event ev = event_of(r, &rows[i]);
		size_t n = signals_apply(rules, &w, &ev, hits);
		for (size_t k = 0; k < n && e == OK; k++) {
			struct replay_alert *a = &open[hits[k].rule];
			if (hits[k].before == SIGNAL_NONE && is_open[hits[k].rule])
				e = close_episode(r, a);
			r->totals.rules[hits[k].rule].raised += hits[k].before != SIGNAL_NONE;
			is_open[hits[k].rule] = true;
			*a = (struct replay_alert){.hit = hits[k], .customer = rows[i].customer, .currency = rows[i].currency};
		}
		for (size_t k = 0; k < RULE_COUNT_; k++)
			if (is_open[k])
				open[k].last_ms = (int64_t)w.alerts[k].last_s * 1000;
	}
	for (size_t k = 0; k < RULE_COUNT_ && e == OK; k++)
		if (is_open[k])
			e = close_episode(r, &open[k]);
	return e;
}

static bool sorted(const struct row *rows, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (by_currency_and_time(&rows[i - 1], &rows[i]) > 0)
			return false;
	return true;
}

/* Rows in the order of their customers, as they came otherwise: by counting, for histories are long and sorted by time already.
 */
static void group(struct replay *r)
{
	size_t *next = calloc(r->totals.customers + 1, sizeof *next);
	struct row *rows = malloc(MAX(r->totals.rows, 1u) * sizeof *rows);
	if (!next || !rows) {
		free(next);
		free(rows);
		/* Without that much memory, in place. */
		if (r->totals.rows)
			qsort(r->rows, r->totals.rows, sizeof r->rows[0], by_customer);
		return;
	}
	for (size_t i = 0; i < r->totals.rows; i++)
		next[r->rows[i].customer + 1]++;
	for (size_t i = 1; i <= r->totals.customers; i++)
		next[i] += next[i - 1];
	for (size_t i = 0; i < r->totals.rows; i++)
		rows[next[r->rows[i].customer]++] = r->rows[i];
	free(r->rows);
	free(next);
	r->rows = rows;
	r->rows_capacity = r->totals.rows;
}

static enum err judge_customer(struct replay *r, const struct signal_rules *rules, struct row *rows, size_t count)
{
	enum err e = OK;
	if (!sorted(rows, count))
		qsort(rows, count, sizeof rows[0], by_currency_and_time);
	for (size_t from = 0, to; from < count && e == OK; from = to) {
		for (to = from + 1; to < count && rows[to].currency == rows[from].currency;)
			to++;
		e = judge(r, rules, rows + from, to - from);
	}
	return e;
}

enum err replay_run(struct replay *r, const struct signal_rules *rules, size_t keep)
{
	r->keep = keep;
	for (size_t i = 0; i < r->currency_count; i++)
		settle_decimals(&r->currencies[i]);
	enum err e = OK;
	group(r);
	for (size_t i = 0, at = 0; i < r->totals.customers && e == OK; at += r->customers[i++].rows)
		e = judge_customer(r, rules, r->rows + at, r->customers[i].rows);
	if (e != OK)
		return e;
	if (r->alert_count)
		qsort(r->alerts, r->alert_count, sizeof r->alerts[0], by_opening);
	r->alert_count = MIN(r->alert_count, keep);
	return OK;
}

/* ---- what came of it ---- */

const struct replay_totals *replay_totals(const struct replay *r)
{
	return &r->totals;
}

const struct replay_alert *replay_alerts(const struct replay *r, size_t *ret_count)
{
	*ret_count = r->alert_count;
	return r->alerts;
}

const struct replay_customer *replay_customers(const struct replay *r, size_t *ret_count)
{
	*ret_count = r->totals.customers;
	return r->customers;
}

const struct replay_currency *replay_currencies(const struct replay *r, size_t *ret_count)
{
	*ret_count = r->currency_count;
	return r->currencies;
}
