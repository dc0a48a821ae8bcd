/* connect/push_news.h - what of an alert is pushed: no personal data, nothing that the source wrote, only what the browser needs
 * to find words of its own and the customer's page; and the inbox between the thread that alerts arise on and the one that
 * pushes. */
#pragma once

#include "live/alert.h"

#include <pthread.h>

#define PUSH_RULE_MAX  64
#define PUSH_INBOX_MAX 512

struct push_news {
	char alert[ALERT_ID_MAX + 1];
	char customer[EVENT_CUSTOMER_MAX + 1];
	char rule[PUSH_RULE_MAX + 1]; /* a rule's id, or a service's word for the flag, cut off */
	enum signal_class class;
	enum signal_severity severity;
	int64_t heard_ms;
};
void push_news_of(const struct alert *a, struct push_news *ret);

/* The text that is encrypted, as the page's worker reads it (web/src/app/worker/pushed.ts). Appends. */
void push_news_write(const struct push_news *n, struct buf *out);
/* So many alerts that were not told one by one. */
void push_more_write(unsigned count, struct buf *out);
void push_trial_write(struct buf *out);

/* Bounded; when it is full the gravest stay. Of one alert it holds one. Thread: any. */
struct push_inbox {
	pthread_mutex_t lock;
	size_t count;
	bool told; /* the reader knows that there is something */
	struct push_news items[PUSH_INBOX_MAX];
};
void push_inbox_init(struct push_inbox *b);
void push_inbox_done(struct push_inbox *b);
/* @ret_tell: the reader is to be woken. False: something was lost, @n or what made room for it. */
bool push_inbox_put(struct push_inbox *b, const struct push_news *n, bool *ret_tell);
/* The reader was woken: whoever puts something now wakes it again. */
void push_inbox_heard(struct push_inbox *b);
/* Moves all into @out (of PUSH_INBOX_MAX), the gravest first, and among these the oldest. */
size_t push_inbox_take(struct push_inbox *b, struct push_news *out);
