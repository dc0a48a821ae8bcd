/* sim/svc_support.c - the support desk: camelCase, RFC 3339, offset paging, a token header. See sim/README.md. */
#include "sim/words.h"
#include "sim/write.h"

#include <stdio.h>

#define HISTORY_TICKETS 100u

#define KV_TEXT(w, lit, text) json_kv_str((w), STR(lit), str_of(text))

static const char *const from_words[] = {"customer", "agent", "system"};

static enum err load(struct ask *q, struct support *s)
{
	return row_load(q->store, TABLE_SUPPORT, &pack_support, q->number, q->scratch, s);
}

static void put_requester(struct ask *q)
{
	JSON_KEY(q->w, "requester");
	ref_put_customer(q->w, q->number);
}

/* Somebody's own words, or those of the table. */
static void put_body(struct ask *q, const struct ticket *t, uint32_t ordinal, unsigned i)
{
	const struct ticket_message *m = &t->messages[i];
	JSON_KEY(q->w, "body");
	if (m->text == TEXT_OWN && store_get(q->store, TABLE_TEXTS, text_id(q->number, ordinal, i), q->scratch) == OK)
		json_put_string(q->w, buf_view(q->scratch));
	else
		json_put_string(q->w, str_of(ticket_text(t->topic, (enum ticket_from)m->from, m->text)));
}

static void put_thread(struct ask *q, const struct ticket *t, uint32_t ordinal)
{
	struct json_writer *w = q->w;
	JSON_KEY(w, "thread");
	json_open_array(w);
	for (unsigned i = 0; i < t->message_count; i++) {
		const struct ticket_message *m = &t->messages[i];
		char id[REF_TEXT_MAX + 8];
		size_t n = ref_format(REF_TICKET, q->number, ordinal, id);
		(void)snprintf(id + n, sizeof(id) - n, "-%u", i);
		json_open_object(w);
		KV_TEXT(w, "id", id);
		json_kv_time(w, STR("at"), t->opened_at + (int64_t)m->after_s * 1000);
		KV_TEXT(w, "from", from_words[m->from]);
		put_body(q, t, ordinal, i);
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_ticket(struct ask *q, const struct ticket *t, uint32_t ordinal, bool whole)
{
	struct json_writer *w = q->w;
	json_open_object(w);
	JSON_KEY(w, "ref");
	ref_put(w, REF_TICKET, q->number, ordinal);
	put_requester(q);
	KV_TEXT(w, "title", ticket_subject(t->topic, t->subject));
	KV_TEXT(w, "stage", word_stage(t->stage));
	KV_TEXT(w, "urgency", word_urgency(t->urgency));
	KV_TEXT(w, "via", word_via(t->via));
	KV_TEXT(w, "topic", word_topic(t->topic));
	json_kv_time(w, STR("opened"), t->opened_at);
	json_kv_time(w, STR("lastActivity"), t->opened_at + (int64_t)t->last_s * 1000);
	if (t->closed_s)
		json_kv_time(w, STR("closed"), t->opened_at + (int64_t)t->closed_s * 1000);
	else
		json_kv_null(w, STR("closed"));
	json_kv_i64(w, STR("messages"), t->message_count);
	if (whole)
		put_thread(q, t, ordinal);
	json_close_object(w);
}

static enum err put_tickets(struct ask *q, uint32_t length, struct page page)
{
	struct ticket *tickets;
	enum err e = ask_records(q, &series_tickets, length, page, &tickets);
	if (e)
		return e;
	json_open_array(q->w);
	for (uint32_t i = page.end; i-- > page.first;)
		put_ticket(q, &tickets[i - page.first], i, false);
	json_close_array(q->w);
	return OK;
}

static enum err get_history(struct ask *q)
{
	struct support s;
	enum err e = load(q, &s);
	if (e)
		return e;
	json_open_object(q->w);
	put_requester(q);
	JSON_KEY(q->w, "tickets");
	e = put_tickets(q, s.tickets, (struct page){s.tickets - MIN(s.tickets, HISTORY_TICKETS), s.tickets});
	if (e == OK)
		json_close_object(q->w);
	return e;
}

static enum err get_tickets(struct ask *q)
{
	struct support s;
	uint64_t offset, limit;
	enum err e = load(q, &s);
	if (e == OK)
		e = ask_number(q, "offset", 0, UINT32_MAX, 0, &offset);
	if (e == OK)
		e = ask_number(q, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit);
	if (e)
		return e;
	uint32_t end = s.tickets - (uint32_t)MIN(offset, s.tickets);
	json_open_object(q->w);
	put_requester(q);
	json_kv_i64(q->w, STR("total"), s.tickets);
	json_kv_i64(q->w, STR("offset"), (int64_t)offset);
	json_kv_i64(q->w, STR("limit"), (int64_t)limit);
	JSON_KEY(q->w, "results");
	e = put_tickets(q, s.tickets, (struct page){end - MIN(end, (uint32_t)limit), end});
	if (e == OK)
		json_close_object(q->w);
	return e;
}

static enum err get_ticket(struct ask *q)
{
	struct support s;
	struct ticket *t;
	uint32_t n = 0;
	enum err e = load(q, &s);
	if (e == OK && (!ref_parse(REF_TICKET, q->object, q->number, &n) || n >= s.tickets))
		e = ERR_NOT_FOUND;
	if (e == OK)
		e = ask_records(q, &series_tickets, s.tickets, (struct page){n, n + 1}, &t);
	if (e == OK)
		put_ticket(q, t, n, true);
	return e;
}

static bool allowed(const struct http_request *r)
{
	return header_is(r, "x-desk-token", "sim-desk-token");
}

static enum err get_request(struct ask *q)
{
	struct json_writer *w = q->w;
	struct str answer;
	enum err e = ask_key(q, FAULT_SUPPORT, &answer);
	if (e)
		return e;
	if (!answer.p) {
		q->code = "unknown_request";
		return ERR_NOT_FOUND;
	}
	json_open_object(w);
	json_kv_str(w, STR("token"), q->object);
	KV_TEXT(w, "outcome", "done");
	JSON_KEY(w, "answer");
	json_put_raw(w, answer);
	json_close_object(w);
	return OK;
}

static void problem(struct json_writer *w, int status, const char *code, const char *field)
{
	char text[CODE_TEXT_MAX];
	json_open_object(w);
	KV_TEXT(w, "detail",
		status == 404   ? "Not found."
		: status == 401 ? "Token needed."
		: status == 400 ? "Bad parameter."
				: "Failed.");
	if (code) {
		KV_TEXT(w, "code", code_in(CASE_KEBAB, code, text));
		JSON_KEY(w, "field");
		if (field)
			json_put_string(w, str_of(field));
		else
			json_put_null(w);
	}
	json_close_object(w);
}

static const struct route routes[] = {
	{"/desk/requesters/{id}/history", get_history},
	{"/desk/requesters/{id}/tickets", get_tickets},
	{"/desk/requesters/{id}/tickets/{ref}", get_ticket},
	{"/desk/requests/{ref}", get_request},
};
const struct service service_support = {routes,         ARRAY_LEN(routes),     allowed,          problem,
					writes_support, &writes_support_count, "x-client-token", NULL};
