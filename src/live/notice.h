/* live/notice.h - what happened to one customer, for those who watch: made once when an event was applied, immutable and shared
 * by all streams that it goes to. Most events are watched by nobody: of those the journal's line is kept, and the text is written
 * when somebody comes who has missed it. Thread: any, but live_notice_write() while nobody else has it. Life: made with one
 * reference .. live_notice_unref. */
#pragma once

#include "access/perm.h"
#include "base/blob.h"
#include "live/live_customer.h"

#define NOTICE_TEXT_MAX (32u << 10)

enum live_topic {
	TOPIC_SECTIONS,
	TOPIC_SESSIONS,
	TOPIC_BETS,
	TOPIC_BALANCE,
	TOPIC_LOGINS,
	TOPIC_ALERTS,
	TOPIC_CHAT,
	TOPIC_TIMELINE,
	TOPIC_SOURCES,
	TOPIC_WALL,     /* what concerns everybody at the operations wall, of all customers */
	TOPIC_PRESENCE, /* who else looks at a stream's customers; asked for by name, and no notice is of it */
	TOPIC_COUNT_
};
/* Of the customers that a stream shows. */
#define TOPICS_OF_CUSTOMERS ((1u << TOPIC_WALL) - 1)
/* For these a stream needs no customer. */
#define TOPICS_OF_NOBODY (1u << TOPIC_WALL | 1u << TOPIC_SOURCES)
bool live_topic_parse(struct str name, enum live_topic *ret);

struct live_notice {
	atomic_uint refs;
	unsigned topics;           /* bits 1 << enum live_topic */
	unsigned sight;            /* SIGHT_ bits without which nobody learns of it */
	unsigned hidden_from;      /* SIGHT_ bits with which one doesn't either: there is another for them */
	bool picture;              /* not what happened but how it stands: a newer one takes its place */
	struct live_effect effect; /* what of the customer's view is another now */
	uint64_t number;           /* its place on the hub, set there */
	int64_t at_ms;
	uint64_t customer_hash;
	char customer[EVENT_CUSTOMER_MAX + 1];
	unsigned data_at;  /* where data begins in text; it ends before the last brace */
	struct blob *text; /* {"type":…,"customerId":…,"at":…,"data":{…}}; NULL: not written yet */
	size_t line_n;
	char line[]; /* the journal's, of one that came without its text */
};

struct signal_rules;
struct signal_hit;
/* NULL: no memory. */
struct live_notice *live_notice_of_event(const struct live_event *e);
/* Without its text so far; @line is the event's in the journal. */
struct live_notice *live_notice_of_line(const struct live_event *e, struct str line);
/* Now with its text, as live_notice_of_event() writes it. False: no memory. */
bool live_notice_write(struct live_notice *n);
/* Of an event's notice. */
unsigned live_notice_topics(const struct live_event *e);
/* @id: the alert's. */
struct live_notice *live_notice_of_hit(struct str customer, const struct signal_rules *r, const struct signal_hit *h,
				       const char *id);
/* Of no customer in particular; takes over @text. NULL: no memory. */
struct live_notice *live_notice_of_picture(unsigned topics, unsigned sight, unsigned hidden_from, struct blob *text);
static inline struct str live_notice_data(const struct live_notice *n)
{
	return str_mem(n->text->p + n->data_at, n->text->n - n->data_at - 1);
}
static inline struct live_notice *live_notice_ref(struct live_notice *n)
{
	atomic_fetch_add_explicit(&n->refs, 1, memory_order_relaxed);
	return n;
}
void live_notice_unref(struct live_notice *n); /* NULL is fine */
size_t live_notice_bytes(const struct live_notice *n);
