#include "connect/push_news.h"

#include "base/json_writer.h"

#include <stdio.h>

void push_news_of(const struct alert *a, struct push_news *ret)
{
	*ret = (struct push_news){.class = a->class, .severity = a->severity, .heard_ms = a->heard_ms};
	str_copy(ret->alert, sizeof ret->alert, str_of(a->id));
	str_copy(ret->customer, sizeof ret->customer, a->customer);
	str_copy(ret->rule, sizeof ret->rule, a->rule);
}

/* --- what the browser reads --- */

static void open(struct json_writer *w, struct buf *out, struct str kind)
{
	json_writer_init(w, out);
	json_open_object(w);
	json_kv_i64(w, STR("v"), 1);
	json_kv_str(w, STR("kind"), kind);
}

void push_news_write(const struct push_news *n, struct buf *out)
{
	struct json_writer w;
	char path[EVENT_CUSTOMER_MAX + 24];
	snprintf(path, sizeof path, "/customers/%s/risk", n->customer);
	open(&w, out, STR("alert"));
	json_kv_str(&w, STR("alert"), str_of(n->alert));
	json_kv_str(&w, STR("severity"), str_of(signal_severity_name(n->severity)));
	json_kv_str(&w, STR("rule"), str_of(n->rule));
	json_kv_str(&w, STR("customer"), str_of(n->customer));
	json_kv_str(&w, STR("path"), str_of(path));
	json_kv_i64(&w, STR("at"), n->heard_ms);
	json_close_object(&w);
}

void push_more_write(unsigned count, struct buf *out)
{
	struct json_writer w;
	open(&w, out, STR("more"));
	json_kv_i64(&w, STR("count"), count);
	json_close_object(&w);
}

void push_trial_write(struct buf *out)
{
	struct json_writer w;
	open(&w, out, STR("test"));
	json_close_object(&w);
}

/* --- inbox --- */

void push_inbox_init(struct push_inbox *b)
{
	pthread_mutex_init(&b->lock, NULL);
	b->count = 0;
	b->told = false;
}

void push_inbox_done(struct push_inbox *b)
{
	pthread_mutex_destroy(&b->lock);
}

static struct push_news *find(struct push_inbox *b, const char *alert)
{
	for (size_t i = 0; i < b->count; i++)
		if (strcmp(b->items[i].alert, alert) == 0)
			return &b->items[i];
	return NULL;
}

/* Among the slightest the newest: whoever came first keeps the place. */
static struct push_news *slightest(struct push_inbox *b)
{
	struct push_news *least = &b->items[0];
	for (size_t i = 1; i < b->count; i++)
		if (b->items[i].severity <= least->severity)
			least = &b->items[i];
	return least;
}

/* False: something was lost. */
static bool put(struct push_inbox *b, const struct push_news *n)
{
	struct push_news *at = find(b, n->alert);
	if (at) {
		at->severity = MAX(at->severity, n->severity);
		at->heard_ms = n->heard_ms;
		return true;
	}
	if (b->count < PUSH_INBOX_MAX) {
		b->items[b->count++] = *n;
		return true;
	}
	at = slightest(b);
	if (at->severity >= n->severity)
		return false;
	memmove(at, at + 1, (size_t)(b->items + b->count - (at + 1)) * sizeof *at);
	b->items[b->count - 1] = *n;
	return false;
}

bool push_inbox_put(struct push_inbox *b, const struct push_news *n, bool *ret_tell)
{
	pthread_mutex_lock(&b->lock);
	bool whole = put(b, n);
	*ret_tell = !b->told;
	b->told = true;
	pthread_mutex_unlock(&b->lock);
	return whole;
}

void push_inbox_heard(struct push_inbox *b)
{
	pthread_mutex_lock(&b->lock);
	b->told = false;
	pthread_mutex_unlock(&b->lock);
}

size_t push_inbox_take(struct push_inbox *b, struct push_news *out)
{
	size_t n = 0;
	pthread_mutex_lock(&b->lock);
	for (int severity = SIGNAL_SEVERITY_COUNT_ - 1; severity >= 0; severity--)
		for (size_t i = 0; i < b->count; i++)
			if ((int)b->items[i].severity == severity)
				out[n++] = b->items[i];
	b->count = 0;
	pthread_mutex_unlock(&b->lock);
	return n;
}
