/* The engine of events: opened before the loops run, as it reads what it knew from disk, and told how news reach the cache. */
#include "app/serve.h"
#include "connect/push.h"
#include "live/live.h"
#include "net/url.h"

_Static_assert((int)LIVE_PROFILE == (int)PART_PROFILE && (int)LIVE_LOGINS == (int)PART_LOGINS &&
		       (int)LIVE_GAMING == (int)PART_GAMING && (int)LIVE_PLAY == (int)PART_PLAY &&
		       (int)LIVE_WALLET == (int)PART_WALLET && (int)LIVE_KYC == (int)PART_KYC &&
		       (int)LIVE_RISK == (int)PART_RISK && (int)LIVE_SUPPORT == (int)PART_SUPPORT &&
		       (int)LIVE_AREA_COUNT_ == (int)PART_COUNT_,
	       "areas of news are the view's parts");

/* On the live thread. What is kept of the customer is not true any more as it stands; whoever looks next makes it so. */
static void changed(void *ctx, struct str customer, struct live_effect effect)
{
	struct serve *s = ctx;
	if (effect.patched | effect.expired)
		sources_touch(s->api.sources, customer);
}

/* On the live thread. */
static void alerted(void *ctx, const struct alert *a, bool risen)
{
	struct serve *s = ctx;
	(void)risen;
	if (s->api.push)
		push_alert(s->api.push, a);
}

/* Do others than this machine reach the portal? */
static bool others_reach(const struct serve *s)
{
	const char *url = s->config->public_url;
	return !url_host_is_loopback(str_of(s->http.address)) || (*url && !url_is_loopback(str_of(url)));
}

/* Those of @c that may send here; a configuration has no more than SENDERS_MAX. */
static size_t wishes_of(const struct serve *s, const struct config *c, struct sender_wish wishes[], size_t *ret_left_out)
{
	size_t count = 0;
	*ret_left_out = 0;
	for (size_t i = 0; i < c->sender_count; i++) {
		if (c->senders[i].simulator && others_reach(s))
			++*ret_left_out;
		else
			wishes[count++] = (struct sender_wish){str_of(c->senders[i].source), c->senders[i].token};
	}
	return count;
}

enum err serve_live_senders_check(const struct serve *s, const struct config *c, struct err_info *info)
{
	size_t left_out, at = 0;
	struct sender_wish wishes[SENDERS_MAX];
	enum err e = senders_check(&s->senders, wishes, wishes_of(s, c, wishes, &left_out), &at);
	return e == OK ? OK : err_set(info, e, "events.senders", "%.100s can't be taken: %s", wishes[at].source.p, err_name(e));
}

void serve_live_senders_set(struct serve *s, const struct config *c)
{
	size_t left_out;
	struct sender_wish wishes[SENDERS_MAX];
	senders_set(&s->senders, wishes, wishes_of(s, c, wishes, &left_out));
	if (left_out)
		log_event(LOG_WARN, "events.senders_left_out", "count", log_num((int64_t)left_out), "reason",
			  "their tokens are known to everybody, and others reach this portal", NULL);
}

enum err serve_live_open(struct serve *s, struct err_info *info)
{
	const struct live_config c = {
		.journal_dir = datadir_path(&s->data, DATA_JOURNAL),
		.aside_dir = datadir_path(&s->data, DATA_ASIDE),
		.snapshot_dir = datadir_path(&s->data, DATA_LIVE),
		.customers_max = s->config->events_customers_max,
		.keep_days = s->config->events_keep_days,
		.snapshot_s = s->config->events_snapshot_s,
		.portal = s->api.portal,
		.ring_bytes = s->config->events_ring_bytes,
		.changed = changed,
		.on_alert = alerted,
		.ctx = s,
	};
	enum err e = live_open(&c, &s->api.live, info);
	if (e == OK && (e = live_start(s->api.live)) != OK)
		err_set(info, e, NULL, "the thread of events cannot be started: %s", err_name(e));
	return e;
}
