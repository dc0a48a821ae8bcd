#include "rules/thresholds.h"

#include "rules/limits.h"

#define WEEK_DAYS 7
#define TIMES_MAX 52

enum err thresholds_net(const struct day_sum *days, size_t count, int32_t from, int32_t until, int64_t *ret_minor)
{
	int64_t sum = 0;
	for (size_t i = 0; i < count; i++) {
		if (days[i].day < from || days[i].day > until)
			continue;
		enum err e = money_add(sum, days[i].in, &sum);
		if (e == OK)
			e = money_sub(sum, days[i].out, &sum);
		if (e != OK)
			return e;
	}
	*ret_minor = sum;
	return OK;
}

/* Whether the amounts of @r can be compared with the customer's; a row where not. */
static bool is_comparable(const struct threshold_facts *f, const struct rule *r, struct money bound, struct verdict *v)
{
	if (bound.currency == f->currency)
		return true;
	verdict_add(v, VERDICT_APPROVAL, VERDICT_AMOUNT_NOT_COMPARABLE, r, 0);
	return false;
}

/* ---- net deposits ---- */

/* The first day of a rule's period: of a calendar one its month, week or day. */
static int32_t first_day(const struct threshold_facts *f, struct period over, enum word_WINDOW window)
{
	static const enum word_LIMIT_PER pers[PERIOD_UNIT_COUNT_] = {
		[PERIOD_DAY] = LIMIT_PER_DAY, [PERIOD_WEEK] = LIMIT_PER_WEEK, [PERIOD_MONTH] = LIMIT_PER_MONTH};
	int64_t from, until;
	if (window == WINDOW_CALENDAR && over.n == 1 && limits_window(pers[over.unit], window, f->at_ms, f->zone, &from, &until))
		return time_zone_day(f->zone, from);
	return time_zone_day(f->zone, period_begin(over, f->at_ms, f->zone));
}

static void judge_net_deposits(const struct threshold_facts *f, const struct rule *r, struct verdict *v, uint32_t *states)
{
	const struct rule_value *value = r->values;
	struct money above = value[NET_DEPOSITS_above].money;
	int32_t from = first_day(f, value[NET_DEPOSITS_over].period, (enum word_WINDOW)value[NET_DEPOSITS_window].word);
	bool stops = value[NET_DEPOSITS_then].word == THEN_STOP;
	int64_t net;
	if (f->affordable || !is_comparable(f, r, above, v))
		return;
	/* A sum that no number holds is above everything. */
	if (thresholds_net(f->cash, f->cash_count, from, time_zone_day(f->zone, f->at_ms), &net) == OK && net <= above.minor)
		return;
	verdict_add(v, stops ? VERDICT_BLOCKED : VERDICT_ALLOWED, VERDICT_NET_DEPOSITS_HIGH, r, 0);
	if (stops)
		*states |= STATE_BIT(NET_DEPOSITS_HIGH);
}

/* ---- intensive play ---- */

static bool lost_in_week(const struct threshold_facts *f, int32_t monday, int64_t bound)
{
	int64_t net;
	return thresholds_net(f->play, f->play_count, monday, monday + WEEK_DAYS - 1, &net) != OK || net >= bound;
}

/* So many weeks running, the last of which is this one or the one before. */
static bool lost_running(const struct threshold_facts *f, int64_t times, int64_t bound)
{
	int32_t today = time_zone_day(f->zone, f->at_ms), monday = today - (int32_t)(iso_weekday_of(today) - 1);
	int64_t run = 0;
	for (int32_t back = 0; back <= times && back <= TIMES_MAX; back++) {
		run = lost_in_week(f, monday - back * WEEK_DAYS, bound) ? run + 1 : 0;
		if (run >= times)
			return true;
	}
	return false;
}

static void judge_intensive(const struct threshold_facts *f, const struct rule *r, struct verdict *v, uint32_t *states)
{
	struct money loss = r->values[INTENSIVE_PLAY_net_loss].money;
	/* Other periods than weeks are in no pack; one that says so is told of rather than passed over. */
	if (r->values[INTENSIVE_PLAY_per].word != LIMIT_PER_WEEK) {
		verdict_add(v, VERDICT_APPROVAL, VERDICT_AMOUNT_NOT_COMPARABLE, r, 0);
		return;
	}
	if (!is_comparable(f, r, loss, v) || !lost_running(f, r->values[INTENSIVE_PLAY_times].number, loss.minor))
		return;
	verdict_add(v, VERDICT_ALLOWED, VERDICT_INTENSIVE_PLAY, r, 0);
	*states |= STATE_BIT(INTENSIVE_PLAY);
}

/* ---- due diligence ---- */

static int64_t deposits_since(const struct threshold_facts *f, int32_t from)
{
	int64_t sum = 0;
	for (size_t i = 0; i < f->cash_count; i++)
		if (f->cash[i].day >= from && money_add(sum, f->cash[i].in, &sum) != OK)
			return INT64_MAX;
	return sum;
}

/* The bound itself counts. */
static bool reaches(const struct threshold_facts *f, int64_t minor, struct money bound)
{
	bound.minor--;
	return minor > 0 && amount_compare(minor, f->currency, bound) == AMOUNT_ABOVE;
}

static void judge_diligence(const struct threshold_facts *f, const struct rule *r, struct verdict *v)
{
	const struct rule_value *value = r->values;
	struct money at = value[DUE_DILIGENCE_at].money;
	struct period over = rule_period(r, DUE_DILIGENCE_deposits_over);
	if (f->diligence_done)
		return;
	bool unknown = amount_compare(0, f->currency, at) == AMOUNT_UNKNOWN;
	bool reached = rule_is(r, DUE_DILIGENCE_single_or_linked) && reaches(f, f->transaction_minor, at);
	reached |= rule_is(r, DUE_DILIGENCE_deposits_ever) && reaches(f, f->deposits_ever, at);
	if (over.n && f->cash_known)
		reached |= reaches(f, deposits_since(f, time_zone_day(f->zone, period_begin(over, f->at_ms, f->zone))), at);
	/* Every account in such a currency would want a second person for good: this only asks to look. */
	if (unknown && (f->transaction_minor > 0 || f->deposits_ever > 0))
		verdict_add(v, VERDICT_ALLOWED, VERDICT_AMOUNT_NOT_COMPARABLE, r, 0);
	if (reached)
		verdict_add(v, VERDICT_ALLOWED, VERDICT_DUE_DILIGENCE, r, 0);
}

void thresholds_judge(const struct threshold_facts *f, struct verdict *v, uint32_t *states)
{
	size_t pos = 0;
	for (const struct rule *r; f->cash_known && (r = pack_next(f->pack, RULE_NET_DEPOSITS, f->at_ms, &pos));)
		if (rule_is_of_age(r, NET_DEPOSITS_age_from, NET_DEPOSITS_age_to, f->age))
			judge_net_deposits(f, r, v, states);
	pos = 0;
	for (const struct rule *r; f->play_known && (r = pack_next(f->pack, RULE_INTENSIVE_PLAY, f->at_ms, &pos));)
		if (rule_is_of_age(r, INTENSIVE_PLAY_age_from, INTENSIVE_PLAY_age_to, f->age))
			judge_intensive(f, r, v, states);
	pos = 0;
	for (const struct rule *r; (r = pack_next(f->pack, RULE_DUE_DILIGENCE, f->at_ms, &pos));)
		judge_diligence(f, r, v);
}

const struct rule *thresholds_stake_cap(const struct pack *p, enum word_PRODUCT product, int age, const struct currency *currency,
					int64_t at_ms)
{
	const struct rule *best = NULL;
	size_t pos = 0;
	for (const struct rule *r; (r = pack_next(p, RULE_STAKE_CAP, at_ms, &pos));) {
		struct money most = r->values[STAKE_CAP_most].money;
		if (!(rule_words(r, STAKE_CAP_products) >> product & 1) || most.currency != currency ||
		    !rule_is_of_age(r, STAKE_CAP_age_from, STAKE_CAP_age_to, age))
			continue;
		if (!best || most.minor < best->values[STAKE_CAP_most].money.minor)
			best = r;
	}
	return best;
}
