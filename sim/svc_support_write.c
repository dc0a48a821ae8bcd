/* sim/svc_support_write.c - what the support desk is asked to do. See sim/README.md. */
#include "sim/words.h"
#include "sim/write.h"

#include <stdio.h>

#define TEXT_MAX ORDER_TEXT_MAX

struct desk_body {
	struct str body, stage, topic;
};

static void answer(struct write *x, const char *action, uint32_t ticket, bool said)
{
	struct json_writer *w = x->w;
	const struct ticket *t = series_at(&x->s->h->tickets, ticket);
	char id[REF_TEXT_MAX + 8];
	size_t n = ref_format(REF_TICKET, x->s->h->number, ticket, id);
	json_open_object(w);
	json_kv_str(w, STR("token"), x->key);
	JSON_KEY(w, "requester");
	ref_put_customer(w, x->s->h->number);
	json_kv_str(w, STR("action"), str_of(action));
	json_kv_time(w, STR("at"), x->s->at);
	json_kv_str(w, STR("ref"), str_mem(id, n));
	json_kv_str(w, STR("stage"), str_of(word_stage(t->stage)));
	(void)snprintf(id + n, sizeof(id) - n, "-%u", t->message_count - 1u);
	if (said)
		json_kv_str(w, STR("messageId"), str_of(id));
	else
		json_kv_null(w, STR("messageId"));
	json_close_object(w);
}

static enum err find_ticket(const struct write *x, uint32_t *ret)
{
	bool mine = ref_parse(REF_TICKET, x->object, x->s->h->number, ret) && *ret < x->s->h->tickets.length;
	return mine ? OK : ERR_NOT_FOUND;
}

static enum err read_stage(struct write *x, struct str text, unsigned *ret)
{
	return write_word(x, text, word_stage, word_stage_count(), "/stage", ret);
}

static enum err reply(struct write *x)
{
	static const struct json_bind fields[] = {BIND_TEXT(desk_body, "body", body, TEXT_MAX),
						  BIND_MAYBE(desk_body, "stage", stage, WORD_MAX)};
	struct desk_body b = {0};
	uint32_t ticket;
	unsigned stage = 0;
	enum err e = find_ticket(x, &ticket);
	if (e == OK)
		e = WRITE_BIND(x, fields, &b);
	if (e == OK && b.body.n == 0)
		e = write_bad(x, "/body");
	if (e == OK && b.stage.p)
		e = read_stage(x, b.stage, &stage);
	if (e == OK)
		e = effect_reply(x->s, ticket, b.body, b.stage.p ? (int)stage : -1);
	if (e == OK)
		answer(x, "reply", ticket, true);
	return e;
}

static enum err set_stage(struct write *x)
{
	static const struct json_bind fields[] = {BIND_TEXT(desk_body, "stage", stage, WORD_MAX)};
	struct desk_body b = {0};
	uint32_t ticket;
	unsigned stage;
	enum err e = find_ticket(x, &ticket);
	if (e == OK)
		e = WRITE_BIND(x, fields, &b);
	if (e == OK)
		e = read_stage(x, b.stage, &stage);
	if (e == OK)
		e = effect_set_stage(x->s, ticket, (enum ticket_stage)stage);
	if (e == OK)
		answer(x, "stage", ticket, false);
	return e;
}

static enum err start_chat(struct write *x)
{
	static const struct json_bind fields[] = {BIND_TEXT(desk_body, "topic", topic, WORD_MAX),
						  BIND_TEXT(desk_body, "body", body, TEXT_MAX)};
	struct desk_body b = {0};
	uint32_t ticket;
	unsigned topic;
	enum err e = WRITE_BIND(x, fields, &b);
	if (e == OK)
		e = write_word(x, b.topic, word_topic, word_topic_count(), "/topic", &topic);
	if (e == OK && b.body.n == 0)
		e = write_bad(x, "/body");
	if (e == OK)
		e = effect_start_chat(x->s, topic, b.body, &ticket);
	if (e == OK)
		answer(x, "chat", ticket, true);
	return e;
}

const struct write_route writes_support[] = {
	{HTTP_POST, "/desk/requesters/{id}/tickets/{ref}/replies", reply},
	{HTTP_PUT, "/desk/requesters/{id}/tickets/{ref}/stage", set_stage},
	{HTTP_POST, "/desk/requesters/{id}/chats", start_chat},
};
const size_t writes_support_count = ARRAY_LEN(writes_support);
