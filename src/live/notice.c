#include "live/notice.h"

#include "base/json_writer.h"
#include "base/map.h"
#include "live/alert.h"
#include "rules/signals.h"

#include <stdlib.h>

#define WRITE_ARENA (1u << 20) /* what one event takes */

static const char *const topic_names[TOPIC_COUNT_] = {
	[TOPIC_SECTIONS] = "sections", [TOPIC_SESSIONS] = "sessions", [TOPIC_BETS] = "bets",
	[TOPIC_BALANCE] = "balance",   [TOPIC_LOGINS] = "logins",     [TOPIC_ALERTS] = "alerts",
	[TOPIC_CHAT] = "chat",         [TOPIC_TIMELINE] = "timeline", [TOPIC_SOURCES] = "sources",
	[TOPIC_WALL] = "wall",         [TOPIC_PRESENCE] = "presence",
};

bool live_topic_parse(struct str name, enum live_topic *ret)
{
	for (unsigned t = 0; t < TOPIC_COUNT_; t++)
		if (str_is(name, topic_names[t])) {
			*ret = (enum live_topic)t;
			return true;
		}
	return false;
}

/* Data as JSON: the members that were said, by the tables of event_types.h ------------------------------------------------- */

static void put_text(struct json_writer *w, const char *name, struct str v)
{
	if (v.n)
		json_kv_str(w, str_of(name), v);
}

static void put_amount(struct json_writer *w, const char *name, struct event_amount v, const struct currency *c)
{
	if (!v.said || !c)
		return;
	json_key(w, str_of(name));
	json_put_money(w, v.minor, c->exponent);
}

static void put_decimal(struct json_writer *w, const char *name, struct event_decimal v)
{
	if (!v.said)
		return;
	json_key(w, str_of(name));
	json_put_double(w, v.v);
}

static void put_count(struct json_writer *w, const char *name, struct event_count v)
{
	if (v.said)
		json_kv_i64(w, str_of(name), v.v);
}

static void put_time(struct json_writer *w, const char *name, struct event_time v)
{
	if (v.said)
		json_kv_time(w, str_of(name), v.ms);
}

static void put_bool(struct json_writer *w, const char *name, bool v)
{
	if (v)
		json_kv_bool(w, str_of(name), v);
}

static void put_word(struct json_writer *w, const char *name, const char *word)
{
	if (word)
		json_kv_str(w, str_of(name), str_of(word));
}

#define PUT_ID(name, v, limit)      put_text(w, name, v);
#define PUT_TEXT(name, v, limit)    put_text(w, name, v);
#define PUT_PROSE(name, v, limit)   put_text(w, name, v);
#define PUT_MONEY(name, v, limit)   put_amount(w, name, v, e->currency);
#define PUT_BALANCE(name, v, limit) put_amount(w, name, v, e->currency);
#define PUT_BOOL(name, v, limit)    put_bool(w, name, v);
#define PUT_DECIMAL(name, v, limit) put_decimal(w, name, v);
#define PUT_COUNT(name, v, limit)   put_count(w, name, v);
#define PUT_TIME(name, v, limit)    put_time(w, name, v);
#define PUT_COUNTRY(name, v, limit) put_text(w, name, v);
#define PUT_IP(name, v, limit)      put_text(w, name, v);
#define PUT_CARD(name, v, limit)    put_text(w, name, v);
#define PUT_ENUM(name, v, limit)    put_word(w, name, limit##_word(v));

#define MEMBER(s, member, name, kind, presence, limit) PUT_##kind(name, e->s.member, limit)
#define BODY(body, fields)                                                        \
	static void put_##body(struct json_writer *w, const struct live_event *e) \
	{                                                                         \
		fields(MEMBER, body)                                              \
	}
EVENT_BODIES(BODY)
#undef BODY
#undef MEMBER

static void (*const putters[EVENT_TYPE_COUNT_])(struct json_writer *w, const struct live_event *e) = {
#define X(id, name, body, currency) [EVENT_##id] = put_##body,
	EVENT_TYPES(X)
#undef X
};

static const unsigned topics_of[EVENT_TYPE_COUNT_] = {
#define T(topic) (1u << TOPIC_##topic)
	[EVENT_SESSION_STARTED] = T(SESSIONS) | T(TIMELINE) | T(WALL),
	[EVENT_SESSION_ENDED] = T(SESSIONS) | T(TIMELINE) | T(WALL),
	[EVENT_ROUND_PLAYED] = T(SESSIONS) | T(BETS) | T(TIMELINE),
	[EVENT_BET_PLACED] = T(BETS) | T(TIMELINE),
	[EVENT_BET_SETTLED] = T(BETS) | T(TIMELINE),
	[EVENT_BALANCE_CHANGED] = T(BALANCE),
	[EVENT_DEPOSIT] = T(BALANCE) | T(TIMELINE),
	[EVENT_WITHDRAWAL_REQUESTED] = T(BALANCE) | T(TIMELINE),
	[EVENT_WITHDRAWAL_DECIDED] = T(BALANCE) | T(TIMELINE),
	[EVENT_LOGIN_SUCCEEDED] = T(LOGINS) | T(TIMELINE),
	[EVENT_LOGIN_FAILED] = T(LOGINS) | T(TIMELINE),
	[EVENT_LIMIT_CHANGED] = T(TIMELINE),
	[EVENT_EXCLUSION_CHANGED] = T(TIMELINE) | T(ALERTS) | T(WALL),
	[EVENT_KYC_DECIDED] = T(TIMELINE),
	[EVENT_TICKET_CHANGED] = T(CHAT) | T(TIMELINE),
	[EVENT_CHAT_MESSAGE] = T(CHAT) | T(TIMELINE),
	[EVENT_FRAUD_ALERT] = T(ALERTS) | T(TIMELINE) | T(WALL),
};

/* Making ------------------------------------------------------------------------------------------------------------------ */

static struct live_notice *notice_new(struct str customer, uint64_t customer_hash, struct str line)
{
	struct live_notice *n = malloc(sizeof *n + line.n);
	if (!n)
		return NULL;
	*n = (struct live_notice){.line_n = line.n};
	if (line.n)
		memcpy(n->line, line.p, line.n);
	atomic_init(&n->refs, 1);
	str_copy(n->customer, sizeof n->customer, customer);
	n->customer_hash = customer_hash ? customer_hash : map_hash(customer);
	return n;
}

static struct live_notice *notice_of_text(struct str customer, uint64_t customer_hash, struct buf *text)
{
	struct live_notice *n = buf_ok(text) == OK ? notice_new(customer, customer_hash, STR_NONE) : NULL;
	if (n && !(n->text = blob_of(buf_view(text)))) {
		free(n);
		n = NULL;
	}
	return n;
}

static void describe(struct live_notice *n, const struct live_event *e)
{
	n->topics = topics_of[e->type];
	n->sight = e->type == EVENT_FRAUD_ALERT && e->fraud_alert.class == EVENT_CLASS_AML ? SIGHT_AML : 0;
	n->effect = live_effect_of(e);
	n->at_ms = e->at_ms;
}

static void open_text(struct json_writer *w, struct buf *text, const char *type, struct str customer, int64_t at_ms)
{
	json_writer_init(w, text);
	json_open_object(w);
	json_kv_str(w, STR("type"), str_of(type));
	json_kv_str(w, STR("customerId"), customer);
	json_kv_time(w, STR("at"), at_ms);
	JSON_KEY(w, "data");
}

struct live_notice *live_notice_of_event(const struct live_event *e)
{
	char space[2048]; /* nearly always enough */
	char id[ALERT_ID_MAX + 1];
	unsigned data_at = 0;
	struct buf text = {.p = space, .cap = sizeof space, .max = sizeof space};
	struct json_writer w;
	for (int round = 0; round < 2; round++) {
		if (round == 1) {
			if (buf_ok(&text) == OK)
				break;
			buf_init(&text, NOTICE_TEXT_MAX);
		}
		open_text(&w, &text, event_type_name(e->type), e->customer, e->at_ms);
		data_at = (unsigned)text.n;
		json_open_object(&w);
		putters[e->type](&w, e);
		if (e->type == EVENT_FRAUD_ALERT) {
			alert_id_of_source(e->source, e->fraud_alert.flag_id, id);
			json_kv_str(&w, STR("alertId"), str_of(id));
		}
		if (e->currency)
			json_kv_str(&w, STR("currency"), str_of(e->currency->code));
		json_close_object(&w);
		json_close_object(&w);
	}
	struct live_notice *n = notice_of_text(e->customer, e->customer_hash, &text);
	if (text.p != space)
		buf_done(&text);
	if (!n)
		return NULL;
	n->data_at = data_at;
	describe(n, e);
	return n;
}

struct live_notice *live_notice_of_line(const struct live_event *e, struct str line)
{
	struct live_notice *n = notice_new(e->customer, e->customer_hash, line);
	if (n)
		describe(n, e);
	return n;
}

bool live_notice_write(struct live_notice *n)
{
	struct live_event e;
	struct arena a;
	struct live_notice *written = NULL;
	if (n->text)
		return true;
	arena_init(&a, WRITE_ARENA);
	if (event_line_parse(str_mem(n->line, n->line_n), 0, &a, &e, NULL) == OK)
		written = live_notice_of_event(&e);
	arena_done(&a);
	if (!written)
		return false;
	n->text = blob_ref(written->text);
	n->data_at = written->data_at;
	live_notice_unref(written);
	return true;
}

unsigned live_notice_topics(const struct live_event *e)
{
	return topics_of[e->type];
}

struct live_notice *live_notice_of_hit(struct str customer, const struct signal_rules *r, const struct signal_hit *h,
				       const char *id)
{
	struct buf text;
	struct json_writer w;
	buf_init(&text, NOTICE_TEXT_MAX);
	open_text(&w, &text, "alert", customer, h->at_ms);
	unsigned data_at = (unsigned)text.n;
	json_open_object(&w);
	json_kv_str(&w, STR("alertId"), str_of(id));
	signal_hit_write_members(r, h, &w);
	json_close_object(&w);
	json_close_object(&w);
	struct live_notice *n = notice_of_text(customer, 0, &text);
	buf_done(&text);
	if (!n)
		return NULL;
	n->data_at = data_at;
	n->effect.patched = 1u << LIVE_RISK;
	/* What is of class aml is on nobody else's timeline, wall or toast (product.md). */
	n->sight = h->class == SIGNAL_CLASS_AML ? SIGHT_AML : 0;
	n->topics = 1u << TOPIC_ALERTS | 1u << TOPIC_TIMELINE | 1u << TOPIC_WALL;
	n->at_ms = h->at_ms;
	return n;
}

struct live_notice *live_notice_of_picture(unsigned topics, unsigned sight, unsigned hidden_from, struct blob *text)
{
	struct live_notice *n = notice_new(STR(""), 0, STR_NONE);
	if (!n) {
		blob_unref(text);
		return NULL;
	}
	n->topics = topics;
	n->sight = sight;
	n->hidden_from = hidden_from;
	n->picture = true;
	n->text = text;
	return n;
}

void live_notice_unref(struct live_notice *n)
{
	if (!n || atomic_fetch_sub_explicit(&n->refs, 1, memory_order_acq_rel) != 1)
		return;
	blob_unref(n->text);
	free(n);
}

size_t live_notice_bytes(const struct live_notice *n)
{
	return sizeof *n + n->line_n + (n->text ? sizeof *n->text + n->text->n : 0);
}
