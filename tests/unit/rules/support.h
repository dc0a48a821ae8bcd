/* What tests of the rules share: one customer, and events in a few words. */
#pragma once

#include "rules/signals.h"
#include "tests/unit/base/check.h"

#define T0        1764590400000 /* 2025-12-01T12:00:00Z */
#define SECOND_MS ((int64_t)1000)
#define MINUTE(n) ((int64_t)((n)*60) * SECOND_MS)
#define HOUR(n)   MINUTE((n)*60)

struct customer {
	struct signal_rules rules;
	struct signal_window window;
	uint64_t seq;
	struct signal_hit hits[SIGNAL_HITS_MAX];
	size_t hit_count; /* of the last event */
};

static inline void customer_init(struct customer *c)
{
	memset(c, 0, sizeof *c);
	signal_rules_init(&c->rules);
	c->rules.whatever_date = true;
	signal_window_init(&c->window);
}

/* Applies it with the next sequence number; the hit of @rule, or NULL. */
static inline const struct signal_hit *apply(struct customer *c, enum signal_rule_id rule, struct signal_event ev)
{
	const struct signal_hit *found = NULL;
	ev.seq = ev.id = ++c->seq;
	if (!ev.currency) {
		ev.currency = 978;
		ev.exponent = 2;
	}
	memset(c->hits, 0xA5, sizeof c->hits); /* nothing may be read that was not filled */
	c->hit_count = signals_apply(&c->rules, &c->window, &ev, c->hits);
	assert_in_range(c->hit_count, 0, SIGNAL_HITS_MAX);
	for (size_t i = 0; i < c->hit_count; i++) {
		const struct signal_hit *h = &c->hits[i];
		assert_true(h->severity > h->before && h->severity < SIGNAL_SEVERITY_COUNT_);
		assert_true(h->seq_count > 0 && h->seq_count <= SIGNAL_SEQS_MAX && h->number_count > 0);
		assert_true(h->from_ms <= h->to_ms && h->event_seq == c->seq);
		if (h->rule == rule)
			found = h;
	}
	return found;
}

static inline const struct signal_number *number(const struct signal_hit *h, const char *name)
{
	for (size_t i = 0; i < h->number_count; i++)
		if (strcmp(h->numbers[i].name, name) == 0)
			return &h->numbers[i];
	fail_msg("the evidence has no %s", name);
	return NULL;
}

static inline const struct signal_hit *play(struct customer *c, enum signal_rule_id rule, int64_t at_ms, int64_t stake,
					    int64_t payout)
{
	return apply(c, rule,
		     (struct signal_event){.kind = SIGNAL_ROUND, .at_ms = at_ms, .amount_minor = stake, .payout_minor = payout});
}
