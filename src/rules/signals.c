#include "rules/signal_private.h"

#include <math.h>

#define CACHE_LINE 64

_Static_assert(RULE_COUNT_ <= 32 && SIGNAL_KIND_COUNT_ <= 32, "rules and kinds are bits");

/* ---- names ---- */

const char *signal_class_name(enum signal_class c)
{
	static const char *const names[] = {"rg", "fraud", "aml"};
	return (unsigned)c < ARRAY_LEN(names) ? names[c] : "";
}

const char *signal_severity_name(enum signal_severity s)
{
	static const char *const names[] = {"none", "low", "medium", "high", "critical"};
	return (unsigned)s < ARRAY_LEN(names) ? names[s] : "";
}

/* ---- rules ---- */

const char *signal_rule_name(enum signal_rule_id id)
{
	return signal_table[id].id;
}

enum signal_class signal_rule_class(enum signal_rule_id id)
{
	return signal_table[id].class;
}

void signal_rules_init(struct signal_rules *r)
{
	memset(r, 0, sizeof *r);
	memcpy(r->rows, signal_table, sizeof r->rows);
	r->enabled = (1u << RULE_COUNT_) - 1;
	signal_credits_fill(r->credit_cents);
}

double signal_param(const struct signal_rules *r, enum signal_rule_id id, const char *name)
{
	const struct signal_param *p = r->rows[id].params;
	for (size_t i = 0; i < SIGNAL_PARAMS_MAX && p[i].name; i++)
		if (strcmp(p[i].name, name) == 0)
			return p[i].value;
	must_fail("a parameter that its rule has", __FILE__, __LINE__);
}

static bool set_own(struct signal_rules *r, size_t i, struct str what, double value)
{
	struct signal_rule *row = &r->rows[i];
	if (str_is(what, "enabled"))
		r->enabled = value > 0 ? r->enabled | 1u << i : r->enabled & ~(1u << i);
	else if (str_is(what, "rearm_s") && value <= UINT32_MAX)
		row->rearm_s = (uint32_t)value;
	else if (str_is(what, "version") && value <= UINT16_MAX)
		row->version = (uint16_t)value;
	else
		return false;
	return true;
}

static double *threshold(struct signal_rule *row, struct str what)
{
	for (int s = SIGNAL_LOW; s < SIGNAL_SEVERITY_COUNT_; s++)
		if (str_is(what, signal_severity_name((enum signal_severity)s)))
			return &row->steps[s];
	for (size_t i = 0; i < SIGNAL_PARAMS_MAX && row->params[i].name; i++)
		if (str_is(what, row->params[i].name))
			return &row->params[i].value;
	return NULL;
}

enum err signal_rules_set(struct signal_rules *r, struct str rule, struct str what, double value, struct err_info *info)
{
	if (!isfinite(value) || value < 0)
		return err_set(info, ERR_RANGE, NULL, "a threshold is a number of 0 or more");
	for (size_t i = 0; i < RULE_COUNT_; i++) {
		if (!str_is(rule, r->rows[i].id))
			continue;
		double *at = threshold(&r->rows[i], what);
		if (!at)
			return set_own(r, i, what, value) ? OK
							  : err_set(info, ERR_NOT_FOUND, NULL, "rule %s has no %.*s",
								    r->rows[i].id, (int)MIN(what.n, 40), what.p);
		*at = value;
		return OK;
	}
	return err_set(info, ERR_NOT_FOUND, NULL, "there is no such rule");
}

enum signal_severity signal_grade(const struct signal_rule *row, double value, double *ret_limit)
{
	for (int s = SIGNAL_CRITICAL; s > SIGNAL_NONE; s--) {
		double step = row->steps[s];
		if (step > 0 && (row->lower_is_worse ? value <= step : value >= step)) {
			*ret_limit = step;
			return (enum signal_severity)s;
		}
	}
	return SIGNAL_NONE;
}

/* ---- hits ---- */

static struct signal_number *next_number(struct signal_hit *h, const char *name, enum signal_unit unit)
{
	MUST(h->number_count < SIGNAL_NUMBERS_MAX);
	struct signal_number *n = &h->numbers[h->number_count++];
	n->name = name;
	n->unit = unit;
	return n;
}

void hit_number(struct signal_hit *h, const char *name, enum signal_unit unit, double value)
{
	next_number(h, name, unit)->value = value;
}

void hit_money(struct signal_hit *h, const char *name, int64_t minor)
{
	next_number(h, name, SIGNAL_MONEY)->minor = minor;
}

void hit_seq(struct signal_hit *h, uint64_t seq)
{
	if (h->seq_count == SIGNAL_SEQS_MAX)
		memmove(h->seqs, h->seqs + 1, --h->seq_count * sizeof h->seqs[0]);
	h->seqs[h->seq_count++] = seq;
}

void hit_period(struct signal_hit *h, uint32_t from_s, uint32_t to_s)
{
	h->from_ms = (int64_t)from_s * 1000;
	h->to_ms = (int64_t)to_s * 1000;
}

/* ---- judging ---- */

/* The same rule for the same customer is one alert: it rises, and it is over when the rule has not held for a while. */
static bool note_alert(struct signal_alert *a, const struct signal_rule *row, struct signal_hit *h, uint32_t at_s)
{
	if (a->severity && at_s > a->last_s && at_s - a->last_s >= row->rearm_s)
		*a = (struct signal_alert){0};
	h->before = (enum signal_severity)a->severity;
	if (!a->severity)
		a->opened_s = at_s;
	a->last_s = MAX(a->last_s, at_s);
	h->opened_ms = (int64_t)a->opened_s * 1000;
	if (h->severity <= h->before)
		return false;
	a->severity = h->severity;
	return true;
}

static bool in_force(const struct signal_rules *r, size_t i, const struct signal_event *ev)
{
	const struct signal_rule *row = &r->rows[i];
	return r->enabled >> i & row->kinds >> ev->kind & 1u &&
	       (r->whatever_date || ev->at_ms >= (int64_t)row->effective_from * DAY_S * 1000);
}

void signal_window_prefetch(const struct signal_window *w)
{
	for (size_t i = 0; i < sizeof *w; i += CACHE_LINE)
		__builtin_prefetch((const char *)w + i, 1);
}

size_t signals_apply(const struct signal_rules *r, struct signal_window *w, const struct signal_event *ev,
		     struct signal_hit hits[SIGNAL_HITS_MAX])
{
	size_t n = 0;
	MUST((unsigned)ev->kind < SIGNAL_KIND_COUNT_);
	/* All at once: one after the other they would be most of an event's cost. */
	signal_window_prefetch(w);
	signal_window_take(r, w, ev);
	for (size_t i = 0; i < RULE_COUNT_; i++) {
		const struct signal_rule *row = &r->rows[i];
		struct signal_hit *h = &hits[n];
		if (!in_force(r, i, ev))
			continue;
		/* Not all of it: most events fill none, and what is counted is filled before it is read. */
		h->number_count = h->seq_count = 0;
		h->value = h->limit = 0;
		h->measure = row->measure;
		h->severity = row->fn(r, w, ev, h);
		if (h->severity == SIGNAL_NONE || !note_alert(&w->alerts[i], row, h, signal_seconds(ev->at_ms)))
			continue;
		h->rule = (enum signal_rule_id)i;
		h->version = row->version;
		h->class = row->class;
		h->at_ms = ev->at_ms;
		h->event_id = ev->id;
		h->event_seq = ev->seq;
		h->currency = w->currency;
		h->exponent = w->exponent;
		n++;
	}
	return n;
}
