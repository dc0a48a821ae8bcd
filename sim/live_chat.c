/* sim/live_chat.c - live acts at the support desk. */
#include "sim/effects.h"

#define ANSWER_MIN_MS   2000u
#define ANSWER_RANGE_MS 4000u

static struct ticket *open_ticket(struct live_scene *s, enum ticket_via via)
{
	struct ticket *t = series_append(&s->h->tickets);
	t->opened_at = s->at;
	t->topic = (uint8_t)rng_below(s->rng, TOPIC_COMPLAINT);
	t->subject = (uint8_t)rng_below(s->rng, SUBJECTS_PER_TOPIC);
	t->via = (uint8_t)via;
	t->urgency = (uint8_t)rng_below(s->rng, 3);
	t->stage = STAGE_OPEN;
	return t;
}

enum err act_ticket(struct live_scene *s)
{
	struct ticket *t = open_ticket(s, (enum ticket_via)rng_below(s->rng, 4));
	t->messages[0] = (struct ticket_message){0, FROM_CUSTOMER, 0};
	t->message_count = 1;
	s->ordinal = s->h->tickets.length - 1;
	return OK;
}

/* The latest ticket, as long as it is a chat that goes on; else a new one. */
static struct ticket *running_chat(struct live_scene *s)
{
	struct series *tickets = &s->h->tickets;
	if (tickets->length) {
		const struct ticket *last = series_at(tickets, tickets->length - 1);
		if (last->via == VIA_CHAT && !last->closed_s && last->message_count < MESSAGES_MAX)
			return series_edit(tickets, tickets->length - 1);
	}
	return open_ticket(s, VIA_CHAT);
}

static enum ticket_stage stage_after(enum ticket_stage stage, enum ticket_from from)
{
	if (stage == STAGE_COMPLAINT || stage == STAGE_DISPUTE || from == FROM_SYSTEM)
		return stage;
	if (from == FROM_AGENT)
		return STAGE_WAITING;
	return stage == STAGE_RESOLVED ? STAGE_REOPENED : stage == STAGE_WAITING ? STAGE_OPEN : stage;
}

/* The ticket, to be changed; how it was is told to the events. */
static struct ticket *edit_ticket(struct live_scene *s, uint32_t ordinal)
{
	struct ticket *t = series_edit(&s->h->tickets, ordinal);
	for (unsigned i = 0; i < s->ticket_count; i++)
		if (s->tickets[i].ordinal == ordinal)
			return t;
	MUST(s->ticket_count < EMIT_TICKETS_MAX);
	s->tickets[s->ticket_count++] = (struct emit_ticket){ordinal, *t};
	return t;
}

static uint32_t seconds_into(const struct live_scene *s, const struct ticket *t)
{
	return MAX(t->last_s, (uint32_t)(MAX(s->at - t->opened_at, 0) / 1000));
}

/* MUST: there is room. @text p == NULL: the usual words, by @number. */
static void say(struct live_scene *s, struct ticket *t, uint32_t ordinal, enum ticket_from from, struct str text, unsigned number)
{
	MUST(t->message_count < MESSAGES_MAX);
	t->last_s = seconds_into(s, t);
	t->messages[t->message_count] =
		(struct ticket_message){.after_s = t->last_s, .from = (uint8_t)from, .text = text.p ? TEXT_OWN : (uint8_t)number};
	if (text.p) {
		s->said = text;
		scene_keep(s, TABLE_TEXTS, text_id(s->h->number, ordinal, t->message_count), text);
	}
	t->message_count++;
}

enum err act_chat_message(struct live_scene *s)
{
	struct ticket *t = running_chat(s);
	enum ticket_from from = s->order->from == ORDER_NONE ? FROM_CUSTOMER : (enum ticket_from)s->order->from;
	s->ordinal = s->h->tickets.length - 1;
	if (s->ordinal >= TEXT_TICKETS_MAX)
		return scene_conflict(s, "too_many_tickets");
	say(s, t, s->ordinal, from, s->order->text, t->message_count);
	t->stage = (uint8_t)stage_after((enum ticket_stage)t->stage, from);
	return OK;
}

/* ---- the customer answers ---- */

static void expect_answer(struct live_scene *s, uint32_t ticket)
{
	struct support *p = &s->h->support;
	if (p->answer_in != ticket + 1) {
		p->answer_in = ticket + 1;
		p->answers = 0;
	}
	if (p->answers >= CHAT_ANSWERS_MAX || p->answer_at)
		return;
	p->answer_at = s->at + ANSWER_MIN_MS + rng_below(s->rng, ANSWER_RANGE_MS);
	s->answer_at = p->answer_at;
}

void scene_answer(struct live_scene *s)
{
	struct support *p = &s->h->support;
	if (!p->answer_at || p->answer_at > s->at)
		return;
	p->answer_at = 0;
	uint32_t ordinal = p->answer_in - 1;
	if (!p->answer_in || ordinal >= s->h->tickets.length)
		return;
	struct ticket *t = edit_ticket(s, ordinal);
	if (t->closed_s || t->message_count == MESSAGES_MAX)
		return;
	say(s, t, ordinal, FROM_CUSTOMER, STR_NONE, p->answers++);
	t->stage = (uint8_t)stage_after((enum ticket_stage)t->stage, FROM_CUSTOMER);
}

/* ---- what the desk is asked to do ---- */

static void set_stage(struct live_scene *s, struct ticket *t, enum ticket_stage stage)
{
	t->stage = (uint8_t)stage;
	t->last_s = seconds_into(s, t);
	t->closed_s = stage == STAGE_RESOLVED ? MAX(t->last_s, 1u) : 0;
}

enum err effect_reply(struct live_scene *s, uint32_t ticket, struct str text, int stage)
{
	MUST(ticket < s->h->tickets.length);
	const struct ticket *now = series_at(&s->h->tickets, ticket);
	if (now->message_count == MESSAGES_MAX)
		return scene_conflict(s, "ticket_full");
	if (now->via == VIA_CHAT && now->closed_s)
		return scene_conflict(s, "closed");
	if (ticket >= TEXT_TICKETS_MAX)
		return scene_conflict(s, "too_many_tickets");
	struct ticket *t = edit_ticket(s, ticket);
	say(s, t, ticket, FROM_AGENT, text, 0);
	set_stage(s, t, stage >= 0 ? (enum ticket_stage)stage : stage_after((enum ticket_stage)t->stage, FROM_AGENT));
	if (t->via == VIA_CHAT && !t->closed_s)
		expect_answer(s, ticket);
	return OK;
}

enum err effect_set_stage(struct live_scene *s, uint32_t ticket, enum ticket_stage stage)
{
	MUST(ticket < s->h->tickets.length);
	const struct ticket *now = series_at(&s->h->tickets, ticket);
	if (now->stage == stage)
		return scene_conflict(s, "same_stage");
	if (stage == STAGE_REOPENED && now->stage != STAGE_RESOLVED)
		return scene_conflict(s, "already_open");
	set_stage(s, edit_ticket(s, ticket), stage);
	return OK;
}

enum err effect_start_chat(struct live_scene *s, unsigned topic, struct str text, uint32_t *ret_ticket)
{
	struct series *tickets = &s->h->tickets;
	const struct ticket *last = tickets->length ? series_at(tickets, tickets->length - 1) : NULL;
	if (last && last->via == VIA_CHAT && !last->closed_s && last->message_count < MESSAGES_MAX)
		return scene_conflict(s, "chat_running");
	if (tickets->length >= TEXT_TICKETS_MAX)
		return scene_conflict(s, "too_many_tickets");
	struct ticket *t = open_ticket(s, VIA_CHAT);
	*ret_ticket = tickets->length - 1;
	t->topic = (uint8_t)topic;
	say(s, t, *ret_ticket, FROM_AGENT, text, 0);
	t->stage = STAGE_WAITING;
	expect_answer(s, *ret_ticket);
	return OK;
}
