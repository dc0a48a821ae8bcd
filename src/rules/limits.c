#include "rules/limits.h"

#define DAY_MS INT64_C(86400000)

/* ---- use ---- */

static int64_t month_start(const struct time_zone *z, int32_t day, int months_later)
{
	int y;
	unsigned m, d;
	clock_civil_from_days(day, &y, &m, &d);
	unsigned month = m - 1 + (unsigned)months_later;
	return time_zone_day_start(z, clock_days_from_civil(y + (int)(month / 12), month % 12 + 1, 1));
}

bool limits_window(enum word_LIMIT_PER per, enum word_WINDOW window, int64_t at_ms, const struct time_zone *z,
		   int64_t *ret_from_ms, int64_t *ret_until_ms)
{
	static const struct period rolling[] = {
		[LIMIT_PER_DAY] = {24, PERIOD_HOUR}, [LIMIT_PER_WEEK] = {7, PERIOD_DAY}, [LIMIT_PER_MONTH] = {1, PERIOD_MONTH}};
	int32_t day = time_zone_day(z, at_ms), monday = day - (int32_t)(iso_weekday_of(day) - 1);
	if (per == LIMIT_PER_SESSION)
		return false;
	if (window == WINDOW_ROLLING) {
		*ret_from_ms = period_begin(rolling[per], at_ms, z);
		*ret_until_ms = at_ms;
	} else if (per == LIMIT_PER_MONTH) {
		*ret_from_ms = month_start(z, day, 0);
		*ret_until_ms = month_start(z, day, 1);
	} else {
		*ret_from_ms = time_zone_day_start(z, per == LIMIT_PER_DAY ? day : monday);
		*ret_until_ms = time_zone_day_start(z, per == LIMIT_PER_DAY ? day + 1 : monday + 7);
	}
	return true;
}

enum err limits_sum(const struct limit_flow *flows, size_t count, enum word_BASIS basis, int64_t from_ms, int64_t until_ms,
		    int64_t *ret_minor)
{
	int64_t sum = 0;
	for (size_t i = 0; i < count; i++) {
		if (flows[i].at_ms < from_ms || flows[i].at_ms >= until_ms || (basis == BASIS_GROSS && flows[i].minor < 0))
			continue;
		enum err e = money_add(sum, flows[i].minor, &sum);
		if (e != OK)
			return e;
	}
	*ret_minor = MAX(sum, 0);
	return OK;
}

static bool pending_holds(const struct play_limit *l, int64_t at_ms)
{
	return l->pending && !l->pending_needs_confirmation && at_ms >= l->pending_from_ms;
}

void limits_use(const struct play_limit *l, int64_t at_ms, const struct time_zone *z, struct limit_use *ret)
{
	int64_t from, until;
	bool holds = pending_holds(l, at_ms);
	*ret = (struct limit_use){.amount = holds ? l->pending_amount : l->amount, .none = holds && l->pending_removal};
	ret->resets_at_ms = l->resets_at_ms;
	if (!ret->resets_at_ms && l->window == WINDOW_CALENDAR && limits_window(l->per, l->window, at_ms, z, &from, &until))
		ret->resets_at_ms = until;
	/* What was used until a moment that has passed says nothing of what was used since. */
	ret->known = l->used_known && !(l->resets_at_ms && l->resets_at_ms <= at_ms) && !ret->none;
	if (!ret->known)
		return;
	ret->used = l->used;
	ret->left = l->used >= ret->amount ? 0 : ret->amount - MAX(l->used, 0);
	ret->reached = ret->left == 0;
}

static int64_t left_of(const struct limit_use *u)
{
	return u->known ? u->left : u->amount;
}

/* Of two that leave as much the one that is known to, then the lower one, then by period and the rest: the same whatever stands
 * first. */
static bool binds_more(const struct play_limit *a, const struct limit_use *use_a, const struct play_limit *b,
		       const struct limit_use *use_b)
{
	const int64_t order[][2] = {
		{left_of(use_a), left_of(use_b)},
		{!use_a->known, !use_b->known},
		{a->amount, b->amount},
		{a->per, b->per},
		{a->basis, b->basis},
		{a->window, b->window},
		{a->by_customer, b->by_customer},
	};
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		if (order[i][0] != order[i][1])
			return order[i][0] < order[i][1];
	return false;
}

const struct play_limit *limits_binding(const struct play_limit *list, size_t count, enum word_LIMIT kind, int64_t at_ms,
					const struct time_zone *z, struct limit_use *ret)
{
	const struct play_limit *best = NULL;
	struct limit_use use_best = {0};
	for (size_t i = 0; i < count; i++) {
		struct limit_use use;
		if (list[i].kind != kind)
			continue;
		limits_use(&list[i], at_ms, z, &use);
		if (use.none || (best && !binds_more(&list[i], &use, best, &use_best)))
			continue;
		best = &list[i];
		use_best = use;
	}
	if (best && ret)
		*ret = use_best;
	return best;
}

/* ---- which way a change goes ---- */

static const struct play_limit *customers_own(const struct limit_facts *f, const struct limit_request *r)
{
	for (size_t i = 0; i < f->count; i++) {
		struct limit_use use;
		if (!f->list[i].by_customer || f->list[i].kind != r->kind || f->list[i].per != r->per)
			continue;
		limits_use(&f->list[i], f->at_ms, f->zone, &use);
		if (!use.none)
			return &f->list[i];
	}
	return NULL;
}

static enum limit_direction direction_of(const struct limit_facts *f, const struct limit_request *r, const struct play_limit *now)
{
	struct limit_use use;
	if (!f->known)
		return LIMIT_UNSURE;
	if (!now)
		return r->removal ? LIMIT_SAME : LIMIT_TIGHTER;
	if (r->removal)
		return LIMIT_LOOSER;
	limits_use(now, f->at_ms, f->zone, &use);
	bool same_kind = r->basis == now->basis && r->window == now->window && r->currency == now->currency;
	if (same_kind && r->amount == use.amount)
		return LIMIT_SAME;
	/* Net counts less than gross. Of rolling and calendar periods neither is always the tighter. */
	bool no_looser =
		r->currency == now->currency && r->window == now->window && (r->basis == BASIS_GROSS || now->basis == BASIS_NET);
	return no_looser && r->amount <= use.amount ? LIMIT_TIGHTER : LIMIT_LOOSER;
}

/* ---- what the pack says to it ---- */

/* So many periods of a limit a period may touch at most: a month six weeks, a week two months. 0: as many as they like. */
static int64_t periods_within(enum word_LIMIT_PER per, enum word_LIMIT_PER within)
{
	static const int64_t touched[LIMIT_PER_WORDS_][LIMIT_PER_WORDS_] = {
		[LIMIT_PER_SESSION] = {[LIMIT_PER_SESSION] = 1},
		[LIMIT_PER_DAY] = {[LIMIT_PER_DAY] = 1, [LIMIT_PER_WEEK] = 7, [LIMIT_PER_MONTH] = 31},
		[LIMIT_PER_WEEK] = {[LIMIT_PER_DAY] = 1, [LIMIT_PER_WEEK] = 1, [LIMIT_PER_MONTH] = 6},
		[LIMIT_PER_MONTH] = {[LIMIT_PER_DAY] = 1, [LIMIT_PER_WEEK] = 2, [LIMIT_PER_MONTH] = 1},
	};
	return touched[per][within];
}

static int64_t most_within(int64_t amount, enum word_LIMIT_PER per, enum word_LIMIT_PER within)
{
	int64_t times = periods_within(per, within), most;
	return times && !__builtin_mul_overflow(amount, times, &most) ? most : INT64_MAX;
}

/* The most that can be had within @within when the change holds: the lowest of what all limits of that kind allow. */
static int64_t most_after(const struct limit_facts *f, const struct limit_request *r, const struct play_limit *now,
			  enum word_LIMIT_PER within)
{
	int64_t most = r->removal ? INT64_MAX : most_within(r->amount, r->per, within);
	for (size_t i = 0; i < f->count; i++) {
		const struct play_limit *l = &f->list[i];
		struct limit_use use;
		if (l == now || l->kind != r->kind || l->currency != r->currency)
			continue;
		limits_use(l, f->at_ms, f->zone, &use);
		/* What is pending elsewhere may hold by then. */
		int64_t amount = l->pending ? (l->pending_removal ? INT64_MAX : MAX(use.amount, l->pending_amount)) : use.amount;
		if (!use.none)
			most = MIN(most, most_within(amount, l->per, within));
	}
	return most;
}

static bool is_above(struct verdict *v, const struct rule *r, struct money bound, int64_t most,
		     const struct limit_request *request)
{
	if (most != INT64_MAX && bound.currency != request->currency) {
		verdict_add(v, VERDICT_APPROVAL, VERDICT_AMOUNT_NOT_COMPARABLE, r, 0);
		return false;
	}
	return most > bound.minor;
}

static void judge_bounds(const struct limit_facts *f, const struct limit_request *r, struct limit_decision *d)
{
	bool looser = d->direction == LIMIT_LOOSER;
	size_t pos = 0;
	for (const struct rule *rule; (rule = pack_next(f->pack, RULE_LIMIT_CONTACT, f->at_ms, &pos));) {
		const struct rule_value *v = rule->values;
		if (v[LIMIT_CONTACT_limit].word != r->kind || f->contact_made ||
		    !rule_is_of_age(rule, LIMIT_CONTACT_age_from, LIMIT_CONTACT_age_to, f->age))
			continue;
		int64_t most = most_after(f, r, d->now, (enum word_LIMIT_PER)v[LIMIT_CONTACT_per].word);
		if (is_above(&d->verdict, rule, v[LIMIT_CONTACT_above].money, most, r))
			verdict_add(&d->verdict, looser ? VERDICT_BLOCKED : VERDICT_APPROVAL, VERDICT_LIMIT_CONTACT, rule, 0);
	}
	pos = 0;
	for (const struct rule *rule; (rule = pack_next(f->pack, RULE_LIMIT_CAP, f->at_ms, &pos));) {
		const struct rule_value *v = rule->values;
		if (v[LIMIT_CAP_limit].word != r->kind || !rule_is_of_age(rule, LIMIT_CAP_age_from, LIMIT_CAP_age_to, f->age))
			continue;
		int64_t most = most_after(f, r, d->now, (enum word_LIMIT_PER)v[LIMIT_CAP_per].word);
		if (rule_is(rule, LIMIT_CAP_across_operators) && !f->elsewhere_known)
			verdict_add(&d->verdict, VERDICT_ALLOWED, VERDICT_OTHER_OPERATORS_UNKNOWN, rule, 0);
		else if (rule_is(rule, LIMIT_CAP_across_operators) && money_add(most, MAX(f->elsewhere, 0), &most) != OK)
			most = INT64_MAX;
		if (is_above(&d->verdict, rule, v[LIMIT_CAP_amount].money, most, r))
			verdict_add(&d->verdict, VERDICT_BLOCKED, VERDICT_LIMIT_ABOVE_CAP, rule, 0);
	}
}

static void judge_looser(const struct limit_facts *f, const struct limit_request *r, struct limit_decision *d)
{
	const struct rule *rule = pack_rule(f->pack, RULE_LIMIT_INCREASE, f->at_ms);
	int64_t from, until;
	if (rule) {
		d->effective_ms =
			period_end(rule_period(rule, LIMIT_INCREASE_wait), f->at_ms, f->zone, &f->pack->days, PERIOD_LATEST);
		if (rule_is(rule, LIMIT_INCREASE_after_running_period) && d->now) {
			int64_t resets = d->now->resets_at_ms > f->at_ms ? d->now->resets_at_ms : 0;
			/* Of a rolling period one is over when nothing of today is in it any more. */
			if (!resets && limits_window(r->per, d->now->window, f->at_ms, f->zone, &from, &until))
				resets = d->now->window == WINDOW_CALENDAR ? until : f->at_ms + (until - from);
			d->effective_ms = MAX(d->effective_ms, resets);
		}
		d->needs_confirmation = rule_is(rule, LIMIT_INCREASE_confirmation);
		verdict_add(&d->verdict, VERDICT_ALLOWED, VERDICT_LIMIT_WAITS, rule, d->effective_ms);
		if (d->needs_confirmation)
			verdict_add(&d->verdict, VERDICT_ALLOWED, VERDICT_LIMIT_CONFIRMATION, rule, d->effective_ms);
	}
	judge_bounds(f, r, d);
	verdict_second_person(&d->verdict, f->pack, DEED_LIMIT_INCREASE, f->at_ms, 0, NULL);
}

static void note_naming(const struct limit_facts *f, const struct limit_request *r, struct limit_decision *d)
{
	const struct rule *rule = pack_rule(f->pack, RULE_LIMIT_NAMING, f->at_ms);
	if (!rule || r->removal || rule->values[LIMIT_NAMING_limit].word != r->kind)
		return;
	const struct rule_value *basis = &rule->values[LIMIT_NAMING_basis], *window = &rule->values[LIMIT_NAMING_window];
	if ((basis->present && basis->word != r->basis) || (window->present && window->word != r->window))
		verdict_add(&d->verdict, VERDICT_ALLOWED, VERDICT_LIMIT_NAMING, rule, 0);
}

/* Another limit of the same kind and period that stays the lower one. */
static void note_lowest(const struct limit_facts *f, const struct limit_request *r, struct limit_decision *d)
{
	const struct rule *rule = pack_rule(f->pack, RULE_LIMIT_LOWEST, f->at_ms);
	for (size_t i = 0; rule && i < f->count; i++) {
		const struct play_limit *l = &f->list[i];
		if (l != d->now && l->kind == r->kind && l->per == r->per && l->currency == r->currency &&
		    (r->removal || l->amount < r->amount))
			verdict_add(&d->verdict, VERDICT_ALLOWED, VERDICT_LIMIT_LOWER_ONE_APPLIES, rule, 0);
	}
}

void limits_judge(const struct limit_facts *f, const struct limit_request *r, struct limit_decision *ret)
{
	*ret = (struct limit_decision){.now = customers_own(f, r), .effective_ms = f->at_ms};
	verdict_init(&ret->verdict);
	ret->direction = direction_of(f, r, ret->now);
	switch (ret->direction) {
	case LIMIT_SAME:
		break;
	case LIMIT_UNSURE:
		/* To take one away that nobody sees would be to loosen in the dark. */
		verdict_add(&ret->verdict, r->removal ? VERDICT_BLOCKED : VERDICT_ALLOWED, VERDICT_LIMITS_UNKNOWN, NULL, 0);
		break;
	case LIMIT_TIGHTER: {
		const struct rule *rule = pack_rule(f->pack, RULE_LIMIT_DECREASE, f->at_ms);
		if (rule)
			ret->effective_ms = period_end(rule_period(rule, LIMIT_DECREASE_wait), f->at_ms, f->zone, &f->pack->days,
						       PERIOD_EARLIEST);
		verdict_add(&ret->verdict, VERDICT_ALLOWED, VERDICT_LIMIT_AT_ONCE, rule, ret->effective_ms);
		if (!ret->now) /* a first one is a request of its size; one that is lowered is only lowered */
			judge_bounds(f, r, ret);
		break;
	}
	case LIMIT_LOOSER:
		judge_looser(f, r, ret);
		break;
	}
	note_naming(f, r, ret);
	note_lowest(f, r, ret);
}

/* ---- carrying it out ---- */

static void drop_pending(struct play_limit *l)
{
	l->pending = l->pending_removal = l->pending_needs_confirmation = false;
	l->pending_amount = l->pending_from_ms = 0;
}

void limits_change(struct play_limit *l, const struct limit_request *r, const struct limit_decision *d)
{
	if (d->direction == LIMIT_LOOSER) {
		l->pending = true;
		l->pending_removal = r->removal;
		l->pending_needs_confirmation = d->needs_confirmation;
		l->pending_amount = r->removal ? 0 : r->amount;
		l->pending_from_ms = d->effective_ms;
		return;
	}
	if (r->removal)
		return;
	l->kind = r->kind;
	l->per = r->per;
	l->basis = r->basis;
	l->window = r->window;
	l->currency = r->currency;
	l->amount = r->amount;
	l->by_customer = true;
	drop_pending(l);
}

static void take_pending(struct play_limit *l, bool *ret_removed)
{
	*ret_removed = l->pending_removal;
	l->amount = l->pending_amount;
	drop_pending(l);
}

enum err limits_confirm(struct play_limit *l, int64_t at_ms, bool *ret_removed)
{
	if (!l->pending)
		return ERR_NOT_FOUND;
	if (at_ms < l->pending_from_ms)
		return ERR_LIMIT;
	take_pending(l, ret_removed);
	return OK;
}

bool limits_advance(struct play_limit *l, int64_t at_ms, bool *ret_removed)
{
	if (!pending_holds(l, at_ms))
		return false;
	take_pending(l, ret_removed);
	return true;
}
