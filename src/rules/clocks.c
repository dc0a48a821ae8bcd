#include "rules/clocks.h"

#include "base/json_writer.h"

#include <stdlib.h>

/* Where a clock's period stands, unless it is a rule of kind clock. */
static const struct source {
	bool elsewhere; /* in the rule of another kind */
	enum rule_kind rule;
	unsigned period;
	bool term;
	bool mlro_only; /* whatever a pack says: that such a clock runs is tipping off */
} sources[CLOCK_WORDS_] = {
	[CLOCK_LIMIT_INCREASE] = {true, RULE_LIMIT_INCREASE, LIMIT_INCREASE_wait, true, false},
	[CLOCK_EXCLUSION_TERM] = {true, RULE_EXCLUSION, EXCLUSION_least, true, false},
	[CLOCK_COOL_OFF_TERM] = {true, RULE_COOL_OFF, COOL_OFF_least, true, false},
	[CLOCK_EXCLUSION_REMOVAL] = {true, RULE_EXCLUSION_REMOVAL, EXCLUSION_REMOVAL_answer_within, false, false},
	[CLOCK_MARKETING_OFF] = {true, RULE_EXCLUSION_EFFECTS, EXCLUSION_EFFECTS_marketing_off_within, false, false},
	[CLOCK_CONSENT_NOTICE] = {false, RULE_CLOCK, CLOCK_due, true, true},
	[CLOCK_CONSENT_MORATORIUM] = {false, RULE_CLOCK, CLOCK_due, true, true},
};

static const char *const state_words[] = {
	[CLOCK_RUNNING] = "running", [CLOCK_MISSED] = "missed", [CLOCK_MET] = "met", [CLOCK_OVER] = "over"};

const char *clock_state_word(enum clock_state s)
{
	return state_words[s];
}

/* ---- how one stands ---- */

static int64_t due_by_rule(const struct pack *p, const struct time_zone *zone, const struct clock_fact *fact,
			   struct period length, struct clock_row *c)
{
	const struct time_zone *z = c->term ? zone : &p->zone;
	enum period_reading reading = c->term ? PERIOD_LATEST : PERIOD_EARLIEST;
	if (length.unit == PERIOD_WORKING_DAY)
		z = &p->zone; /* whose holidays they are */
	struct period more =
		fact->extended && c->rule->kind == RULE_CLOCK ? rule_period(c->rule, CLOCK_extension) : (struct period){0};
	/* One month and two more are three: on the way there no month may cut the day off. */
	if (more.n && more.unit == length.unit) {
		length.n += more.n;
		more.n = 0;
	}
	c->days_known = period_is_known(length, fact->started_ms, z, &p->days);
	int64_t due = period_end(length, fact->started_ms, z, &p->days, reading);
	c->days_known &= period_is_known(more, due, z, &p->days);
	return period_end(more, due, z, &p->days, reading);
}

static enum clock_state state_of(const struct clock_row *c, int64_t at_ms)
{
	if (c->term)
		return at_ms < c->due_ms ? CLOCK_RUNNING : CLOCK_OVER;
	if (c->met_ms)
		return c->met_ms <= c->due_ms ? CLOCK_MET : CLOCK_MISSED;
	return at_ms <= c->due_ms ? CLOCK_RUNNING : CLOCK_MISSED;
}

bool clock_judge(const struct pack *p, const struct time_zone *zone, const struct clock_fact *fact, int64_t at_ms,
		 struct clock_row *ret)
{
	const struct source *s = &sources[fact->clock];
	unsigned period = s->elsewhere ? s->period : (unsigned)CLOCK_due;
	struct clock_row c = {.clock = fact->clock,
			      .term = s->term,
			      .mlro_only = s->mlro_only,
			      .days_known = true,
			      .started_ms = fact->started_ms,
			      .met_ms = fact->met_ms,
			      .about = fact->about};
	c.rule = s->elsewhere ? pack_rule(p, s->rule, fact->started_ms) : pack_clock(p, fact->clock, fact->started_ms);
	if (c.rule && !s->elsewhere && c.rule->values[CLOCK_for].present)
		c.mlro_only |= c.rule->values[CLOCK_for].word == FOR_MLRO;
	if (fact->due_ms)
		c.due_ms = fact->due_ms;
	else if (c.rule && c.rule->values[period].present)
		c.due_ms = due_by_rule(p, zone, fact, rule_period(c.rule, period), &c);
	else
		return false;
	c.state = state_of(&c, at_ms);
	*ret = c;
	return true;
}

/* ---- many ---- */

static bool is_open(const struct clock_row *c)
{
	return c->state == CLOCK_RUNNING || (c->state == CLOCK_MISSED && !c->met_ms);
}

static int compare_i64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_expiry(const void *left, const void *right)
{
	const struct clock_row *a = left, *b = right;
	int order = compare_i64(is_open(b), is_open(a));
	if (!order)
		order = is_open(a) ? compare_i64(a->due_ms, b->due_ms) : compare_i64(b->due_ms, a->due_ms);
	if (!order)
		order = compare_i64(a->clock, b->clock);
	if (!order)
		order = compare_i64(a->started_ms, b->started_ms);
	return order ? order : strcmp(a->about ? a->about : "", b->about ? b->about : "");
}

void clocks_sort(struct clock_row *rows, size_t count)
{
	if (count)
		qsort(rows, count, sizeof *rows, by_expiry);
}

size_t clocks_keep(struct clock_row *rows, size_t count, bool mlro)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		if (mlro || !rows[i].mlro_only)
			rows[kept++] = rows[i];
	return kept;
}

int64_t clocks_next_ms(const struct clock_row *rows, size_t count)
{
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < count; i++)
		if (rows[i].state == CLOCK_RUNNING && rows[i].due_ms != INT64_MAX)
			next = MIN(next, rows[i].due_ms + !rows[i].term); /* a duty is missed after its last moment */
	return next;
}

/* ---- what follows from other facts ---- */

struct filling {
	struct clock_fact *ret;
	size_t count, max;
};

static void fill(struct filling *to, struct clock_fact fact)
{
	if (to->count < to->max)
		to->ret[to->count] = fact;
	to->count++;
}

size_t clocks_of_exclusions(const struct exclusion_facts *f, struct clock_fact *ret, size_t max)
{
	struct filling to = {.ret = ret, .max = max};
	bool excluded = false;
	for (size_t i = 0; i < f->count; i++) {
		const struct exclusion *e = &f->list[i];
		if (e->form == EXCLUSION_REGISTER)
			continue;
		excluded |= e->form == EXCLUSION_SELF;
		fill(&to, (struct clock_fact){.clock = e->form == EXCLUSION_SELF ? CLOCK_EXCLUSION_TERM : CLOCK_COOL_OFF_TERM,
					      .started_ms = e->since_ms,
					      .due_ms = exclusion_earliest_end(f, e)});
		if (e->form == EXCLUSION_SELF)
			fill(&to, (struct clock_fact){.clock = CLOCK_MARKETING_OFF, .started_ms = e->since_ms});
	}
	if (excluded && f->removal_asked_ms)
		fill(&to, (struct clock_fact){.clock = CLOCK_EXCLUSION_REMOVAL, .started_ms = f->removal_asked_ms});
	return to.count;
}

size_t clocks_of_limits(const struct play_limit *list, size_t count, struct clock_fact *ret, size_t max)
{
	struct filling to = {.ret = ret, .max = max};
	for (size_t i = 0; i < count; i++)
		if (list[i].pending)
			fill(&to, (struct clock_fact){.clock = CLOCK_LIMIT_INCREASE,
						      .started_ms = list[i].pending_from_ms,
						      .due_ms = list[i].pending_from_ms,
						      .about = word_LIMIT_of(list[i].kind)});
	return to.count;
}

/* ---- telling ---- */

static void put_moment(struct json_writer *w, struct str key, int64_t ms)
{
	if (ms && ms != INT64_MAX)
		json_kv_time(w, key, ms);
	else
		json_kv_null(w, key);
}

void clock_write(const struct clock_row *c, struct json_writer *w)
{
	json_open_object(w);
	json_kv_str(w, STR("clock"), str_of(word_CLOCK_of(c->clock)));
	json_kv_str(w, STR("state"), str_of(clock_state_word(c->state)));
	json_kv_bool(w, STR("term"), c->term);
	put_moment(w, STR("started"), c->started_ms);
	put_moment(w, STR("due"), c->due_ms);
	put_moment(w, STR("met"), c->met_ms);
	json_kv_bool(w, STR("daysKnown"), c->days_known);
	if (c->about)
		json_kv_str(w, STR("about"), str_of(c->about));
	if (c->rule) {
		json_kv_str(w, STR("rule"), str_of(c->rule->id));
		json_kv_str(w, STR("text"), str_of(c->rule->text));
		json_kv_str(w, STR("citation"), str_of(c->rule->citation));
		json_kv_bool(w, STR("verified"), c->rule->verified);
	}
	json_close_object(w);
}
