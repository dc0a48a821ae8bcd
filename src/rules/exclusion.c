#include "rules/exclusion.h"

/* Where a form's terms stand in its rule. */
static const struct form {
	enum rule_kind rule;
	unsigned terms, least, most; /* positions; NO_VALUE: has none */
	enum verdict_code runs;
	enum word_STATE state;
} forms[] = {
#define NO_VALUE RULE_VALUES_MAX
	[EXCLUSION_COOL_OFF] = {RULE_COOL_OFF, COOL_OFF_terms, COOL_OFF_least, COOL_OFF_most, VERDICT_COOL_OFF_RUNS,
				STATE_COOLING_OFF},
	[EXCLUSION_SELF] = {RULE_EXCLUSION, EXCLUSION_terms, EXCLUSION_least, NO_VALUE, VERDICT_EXCLUSION_RUNS, STATE_EXCLUDED},
	[EXCLUSION_REGISTER] = {RULE_EXCLUSION_SCHEME, EXCLUSION_SCHEME_terms, NO_VALUE, NO_VALUE, VERDICT_ON_REGISTER,
				STATE_REGISTERED},
};

static int64_t end_of(const struct exclusion_facts *f, struct period term, int64_t since_ms)
{
	return period_end(term, since_ms, f->zone, &f->pack->days, PERIOD_LATEST);
}

static const struct rule_value *value_of(const struct rule *r, unsigned value)
{
	return r && value != NO_VALUE && r->values[value].present ? &r->values[value] : NULL;
}

/* ---- ends ---- */

/* The rule as it was when it began; of one from before all rules, as it is now. */
static const struct rule *rule_of(const struct exclusion_facts *f, const struct exclusion *e)
{
	const struct rule *then = pack_rule(f->pack, forms[e->form].rule, e->since_ms);
	return then ? then : pack_rule(f->pack, forms[e->form].rule, f->at_ms);
}

static int64_t longest_term(const struct exclusion_facts *f, const struct rule_value *terms, int64_t since_ms)
{
	int64_t end = INT64_MIN;
	for (size_t i = 0; terms && i < terms->periods.count; i++)
		end = MAX(end, end_of(f, terms->periods.items[i], since_ms));
	return end == INT64_MIN ? EXCLUSION_INDEFINITE : end;
}

int64_t exclusion_earliest_end(const struct exclusion_facts *f, const struct exclusion *e)
{
	const struct form *form = &forms[e->form];
	const struct rule *r = rule_of(f, e);
	const struct rule_value *least = value_of(r, form->least);
	int64_t shortest = least ? end_of(f, least->period, e->since_ms) : e->since_ms;
	if (e->until_ms != EXCLUSION_INDEFINITE)
		return MAX(e->until_ms, shortest);
	const struct rule_value *indefinite = e->form == EXCLUSION_SELF ? value_of(r, EXCLUSION_indefinite_least) : NULL;
	if (indefinite)
		return MAX(end_of(f, indefinite->period, e->since_ms), shortest);
	if (least && e->form == EXCLUSION_SELF)
		return shortest;
	return e->form == EXCLUSION_SELF ? longest_term(f, value_of(r, form->terms), e->since_ms) : EXCLUSION_INDEFINITE;
}

enum exclusion_state exclusion_state(const struct exclusion_facts *f, const struct exclusion *e)
{
	const struct rule *r = rule_of(f, e);
	if (f->at_ms < exclusion_earliest_end(f, e))
		return EXCLUSION_RUNS;
	if (e->form == EXCLUSION_COOL_OFF || (e->form == EXCLUSION_SELF && r && rule_is(r, EXCLUSION_ends_by_itself)))
		return EXCLUSION_OVER;
	return EXCLUSION_STAYS;
}

void exclusion_states(const struct exclusion_facts *f, struct block_facts *b)
{
	for (size_t i = 0; i < f->count; i++) {
		enum word_STATE state = forms[f->list[i].form].state;
		enum exclusion_state how = exclusion_state(f, &f->list[i]);
		if (how == EXCLUSION_OVER)
			continue;
		b->states |= 1u << state;
		/* One whose term is over stays, nobody knows how long: no moment is better than one that has passed. */
		if (how == EXCLUSION_RUNS)
			b->until_ms[state] = MAX(b->until_ms[state], exclusion_earliest_end(f, &f->list[i]));
	}
	if (!f->known)
		b->states |= STATE_BIT(EXCLUSION_UNKNOWN);
}

/* ---- beginning ---- */

static bool is_offered(const struct exclusion_facts *f, const struct rule *r, const struct form *form, struct period term)
{
	const struct rule_value *terms = value_of(r, form->terms), *least = value_of(r, form->least),
				*most = value_of(r, form->most);
	int64_t end = end_of(f, term, f->at_ms);
	for (size_t i = 0; terms && i < terms->periods.count; i++)
		if (period_same(terms->periods.items[i], term) || end_of(f, terms->periods.items[i], f->at_ms) == end)
			return true;
	if (!least && !most)
		return !terms;
	return (!least || end >= end_of(f, least->period, f->at_ms)) && (!most || end <= end_of(f, most->period, f->at_ms));
}

/* The best of what there is: the shortest that is no shorter than asked for, or the longest. */
static void take_offer(const struct exclusion_facts *f, struct period term, int64_t asked_end, struct exclusion_decision *d)
{
	int64_t end = end_of(f, term, f->at_ms);
	bool enough = end >= asked_end, had_enough = d->has_offer && d->until_ms >= asked_end;
	bool better = !d->has_offer || (enough && !had_enough) || (enough && end < d->until_ms) ||
		      (!enough && !had_enough && end > d->until_ms);
	if (!better)
		return;
	d->has_offer = true;
	d->offer = term;
	d->until_ms = end;
}

static void refuse(const struct exclusion_facts *f, const struct rule *r, const struct form *form, struct period term,
		   struct exclusion_decision *d)
{
	const struct rule_value *terms = value_of(r, form->terms), *least = value_of(r, form->least),
				*most = value_of(r, form->most);
	int64_t asked = end_of(f, term, f->at_ms);
	if (least)
		take_offer(f, least->period, asked, d);
	for (size_t i = 0; terms && i < terms->periods.count; i++)
		take_offer(f, terms->periods.items[i], asked, d);
	if (most)
		take_offer(f, most->period, asked, d);
	enum verdict_code code = least && asked < end_of(f, least->period, f->at_ms) ? VERDICT_TERM_TOO_SHORT
				 : most && asked > end_of(f, most->period, f->at_ms) ? VERDICT_TERM_TOO_LONG
										     : VERDICT_TERM_NOT_OFFERED;
	verdict_add(&d->verdict, VERDICT_BLOCKED, code, r, 0);
}

/* Indefinite is offered where the pack says so, and where it says nothing of terms at all. */
static bool indefinite_is_offered(const struct rule *r, enum exclusion_form form)
{
	return !r || (form == EXCLUSION_SELF && rule_is(r, EXCLUSION_indefinite));
}

static void add_effects(const struct exclusion_facts *f, struct exclusion_decision *d)
{
	const struct rule *r = pack_rule(f->pack, RULE_EXCLUSION_EFFECTS, f->at_ms),
			  *own = pack_rule(f->pack, RULE_EXCLUSION, f->at_ms);
	if (own && !rule_is(own, EXCLUSION_ends_by_itself))
		verdict_add(&d->verdict, VERDICT_ALLOWED, VERDICT_STAYS_EXCLUDED, own, 0);
	if (!r)
		return;
	d->marketing_off_ms = period_end(rule_period(r, EXCLUSION_EFFECTS_marketing_off_within), f->at_ms, &f->pack->zone,
					 &f->pack->days, PERIOD_EARLIEST);
	verdict_add(&d->verdict, VERDICT_ALLOWED, VERDICT_MARKETING_STOPS, r, d->marketing_off_ms);
	if (rule_is(r, EXCLUSION_EFFECTS_balance_returned))
		verdict_add(&d->verdict, VERDICT_ALLOWED, VERDICT_BALANCE_RETURNED, r, 0);
	if (rule_is(r, EXCLUSION_EFFECTS_bonuses_end))
		verdict_add(&d->verdict, VERDICT_ALLOWED, VERDICT_BONUSES_END, r, 0);
	if (rule_is(r, EXCLUSION_EFFECTS_record_survives_erasure))
		verdict_add(&d->verdict, VERDICT_ALLOWED, VERDICT_RECORD_STAYS, r, 0);
}

/* What runs already goes on: the end is never before its. */
static void keep_longer(const struct exclusion_facts *f, const struct exclusion_request *r, struct exclusion_decision *d)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct exclusion *e = &f->list[i];
		if (exclusion_state(f, e) == EXCLUSION_OVER)
			continue;
		int64_t end = e->until_ms == EXCLUSION_INDEFINITE ? EXCLUSION_INDEFINITE : exclusion_earliest_end(f, e);
		if (end > d->until_ms)
			verdict_add(&d->verdict, VERDICT_ALLOWED, VERDICT_LONGER_ONE_RUNS, rule_of(f, e), end);
		if (e->form == r->form)
			d->until_ms = MAX(d->until_ms, end);
	}
}

void exclusion_judge(const struct exclusion_facts *f, const struct exclusion_request *r, struct exclusion_decision *ret)
{
	const struct form *form = &forms[r->form];
	const struct rule *rule = pack_rule(f->pack, form->rule, f->at_ms);
	MUST(r->form != EXCLUSION_REGISTER);
	*ret = (struct exclusion_decision){0};
	verdict_init(&ret->verdict);
	if (r->indefinite && !indefinite_is_offered(rule, r->form)) {
		verdict_add(&ret->verdict, VERDICT_BLOCKED, VERDICT_TERM_NOT_OFFERED, rule, 0);
		ret->until_ms = INT64_MIN;
		const struct rule_value *terms = value_of(rule, form->terms), *most = value_of(rule, form->most);
		for (size_t i = 0; terms && i < terms->periods.count; i++)
			take_offer(f, terms->periods.items[i], EXCLUSION_INDEFINITE, ret);
		if (most)
			take_offer(f, most->period, EXCLUSION_INDEFINITE, ret);
		ret->until_ms = ret->has_offer ? ret->until_ms : 0;
	} else if (r->indefinite) {
		ret->until_ms = EXCLUSION_INDEFINITE;
	} else if (rule && !is_offered(f, rule, form, r->term)) {
		refuse(f, rule, form, r->term, ret);
	} else {
		ret->until_ms = end_of(f, r->term, f->at_ms);
	}
	keep_longer(f, r, ret);
	if (r->form == EXCLUSION_SELF)
		add_effects(f, ret);
}

/* ---- ending ---- */

/* After its term an exclusion ends when the customer asks for it, and after a wait for second thoughts. */
static void judge_removal(const struct exclusion_facts *f, const struct exclusion *e, int64_t earliest_ms, struct verdict *v)
{
	const struct rule *r = pack_rule(f->pack, RULE_EXCLUSION_REMOVAL, f->at_ms);
	unsigned wait = EXCLUSION_REMOVAL_wait;
	if (!f->removal_asked_ms) {
		verdict_add(v, VERDICT_BLOCKED, VERDICT_REMOVAL_NOT_ASKED, r ? r : rule_of(f, e), 0);
		return;
	}
	if (r && e->until_ms == EXCLUSION_INDEFINITE && r->values[EXCLUSION_REMOVAL_wait_if_indefinite].present)
		wait = EXCLUSION_REMOVAL_wait_if_indefinite;
	int64_t from = MAX(f->removal_asked_ms, earliest_ms), until = r ? end_of(f, rule_period(r, wait), from) : from;
	if (f->at_ms < until)
		verdict_add(v, VERDICT_BLOCKED, VERDICT_REMOVAL_WAITS, r, until);
	else
		verdict_second_person(v, f->pack, DEED_EXCLUSION_END, f->at_ms, 0, NULL);
}

void exclusion_reinstate(const struct exclusion_facts *f, struct verdict *v)
{
	if (!f->known)
		verdict_add(v, VERDICT_BLOCKED, VERDICT_EXCLUSION_UNKNOWN,
			    blocks_rule_of(f->pack, STATE_EXCLUSION_UNKNOWN, f->at_ms), 0);
	for (size_t i = 0; i < f->count; i++) {
		const struct exclusion *e = &f->list[i];
		int64_t earliest = exclusion_earliest_end(f, e);
		enum exclusion_state state = exclusion_state(f, e);
		if (e->form == EXCLUSION_REGISTER)
			verdict_add(v, VERDICT_BLOCKED, VERDICT_ON_REGISTER, rule_of(f, e), earliest);
		else if (state == EXCLUSION_RUNS)
			verdict_add(v, VERDICT_BLOCKED, forms[e->form].runs, rule_of(f, e), earliest);
		else if (state == EXCLUSION_STAYS)
			judge_removal(f, e, earliest, v);
	}
	verdict_second_person(v, f->pack, DEED_REINSTATE, f->at_ms, 0, NULL);
}
