/* sim/live_chat.c - live acts at the support desk. */
#include "sim/live_acts.h"

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

enum err act_chat_message(struct live_scene *s)
{
	struct ticket *t = running_chat(s);
	enum ticket_from from = s->order->from == ORDER_NONE ? FROM_CUSTOMER : (enum ticket_from)s->order->from;
	unsigned i = t->message_count;
	s->ordinal = s->h->tickets.length - 1;
	if (s->ordinal >= TEXT_TICKETS_MAX)
		return scene_conflict(s, "too_many_tickets");
	t->last_s = MAX(t->last_s, (uint32_t)(MAX(s->at - t->opened_at, 0) / 1000));
	t->messages[t->message_count++] = (struct ticket_message){
		.after_s = t->last_s, .from = (uint8_t)from, .text = s->order->text.p ? TEXT_OWN : (uint8_t)i};
	t->stage = (uint8_t)stage_after((enum ticket_stage)t->stage, from);
	s->said = s->order->text;
	s->said_id = text_id(s->h->number, s->ordinal, i);
	return OK;
}
