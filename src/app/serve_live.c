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

enum err serve_live_senders(struct serve *s, struct err_info *info)
{
	unsigned left_out = 0;
	for (size_t i = 0; i < s->config->sender_count; i++) {
		const struct config_sender *c = &s->config->senders[i];
		if (c->simulator && others_reach(s)) {
			left_out++;
			continue;
		}
		enum err e = senders_add(&s->senders, c->source, c->token);
		if (e != OK)
			return err_set(info, e, "events.senders", "%.100s can't be taken: %s", c->source, err_name(e));
	}
	if (left_out)
		log_event(LOG_WARN, "events.senders_left_out", "count", log_num(left_out), "reason",
			  "their tokens are known to everybody, and others reach this portal", NULL);
	return OK;
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
