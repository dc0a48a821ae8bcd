/* sim/gen_care.c - tickets with their messages, and letters. */
#include "sim/gen.h"

void gen_letter(struct gen *g, int64_t at, enum letter_template t)
{
	struct mail *l = series_append(&g->h->letters);
	uint32_t u = rng_below(&g->rng, 100);
	l->at = at;
	l->template = (uint8_t)t;
	l->status = letter_at(t)->inbound ? 3 : u < 60 ? 0 : u < 97 ? 1 : 2;
}

static void say(struct ticket *t, uint32_t after_s, enum ticket_from from, unsigned text)
{
	if (t->message_count == MESSAGES_MAX)
		return;
	t->messages[t->message_count++] =
		(struct ticket_message){.after_s = after_s, .from = (uint8_t)from, .text = (uint8_t)text};
	t->last_s = after_s;
}

/* A conversation: question, answers with growing waits, an end. */
static void converse(struct gen *g, struct ticket *t)
{
	uint32_t after = 0, pace = t->via == VIA_CHAT ? 90 : 6 * 3600;
	unsigned turns = 1 + rng_below(&g->rng, 3);
	say(t, 0, FROM_CUSTOMER, 0);
	for (unsigned i = 0; i < turns; i++) {
		after += pace / 3 + rng_below(&g->rng, pace);
		say(t, after, FROM_AGENT, MIN(i, 1));
		after += pace / 4 + rng_below(&g->rng, pace);
		say(t, after, FROM_CUSTOMER, i + 1 == turns ? 2 : 1);
	}
	say(t, after + pace / 2, FROM_AGENT, 2);
	t->closed_s = t->last_s;
}

static void set_stage(struct gen *g, struct ticket *t)
{
	double u = rng_unit(&g->rng);
	t->stage = STAGE_RESOLVED;
	if (t->topic == TOPIC_COMPLAINT)
		t->stage = u < 0.25 ? STAGE_DISPUTE : u < 0.6 ? STAGE_COMPLAINT : STAGE_RESOLVED;
	else if (u < 0.03)
		t->stage = STAGE_REOPENED;
	/* What would have happened after the end of the history hasn't happened yet. */
	if (t->opened_at + (int64_t)t->last_s * 1000 > g->as_of) {
		while (t->message_count > 1 &&
		       t->opened_at + (int64_t)t->messages[t->message_count - 1].after_s * 1000 > g->as_of)
			t->message_count--;
		t->last_s = t->messages[t->message_count - 1].after_s;
		t->stage = t->messages[t->message_count - 1].from == FROM_AGENT ? STAGE_WAITING : STAGE_OPEN;
	}
	if (t->stage != STAGE_RESOLVED)
		t->closed_s = 0;
}

void gen_ticket(struct gen *g, int64_t at, enum ticket_topic topic)
{
	struct series *s = &g->h->tickets;
	if (s->length) { /* opened in order, also where two things happen at once */
		const struct ticket *last = series_at(s, s->length - 1);
		at = MAX(at, last->opened_at);
	}
	struct ticket *t = series_append(s);
	t->opened_at = at;
	t->topic = (uint8_t)topic;
	t->subject = (uint8_t)rng_below(&g->rng, SUBJECTS_PER_TOPIC);
	t->via = (uint8_t)rng_below(&g->rng, 4);
	t->urgency = (uint8_t)(topic == TOPIC_COMPLAINT ? 2 + rng_below(&g->rng, 2) : rng_below(&g->rng, 3));
	converse(g, t);
	set_stage(g, t);
}
