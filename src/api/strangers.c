#include "api/strangers.h"

#include "api/events.h"
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>

struct strangers_record {
	struct audit_entry entry;
	char members[64];
};

/* On the writer's thread. */
static void recorded(struct audit_entry *e)
{
	if (e->outcome != OK)
		log_event(LOG_ERROR, "audit.lost", "kind", audit_kind_name(e->kind), "error", err_name(e->outcome), NULL);
	free(CONTAINER_OF(e, struct strangers_record, entry));
}

static void record(struct api *api)
{
	unsigned long long n = atomic_exchange(&api->strangers, 0);
	if (!n)
		return;
	struct strangers_record *r = calloc(1, sizeof *r);
	enum err e = ERR_NOMEM;
	if (r) {
		int length = snprintf(r->members, sizeof r->members, "\"count\":%llu", n);
		r->entry = (struct audit_entry){.done = recorded,
						.kind = AUDIT_STRANGERS,
						.at_ms = clock_wall_ms(),
						.members = str_mem(r->members, (size_t)length)};
		e = audit_append(api->audit, &r->entry);
	}
	if (e == OK)
		return;
	free(r);
	atomic_fetch_add(&api->strangers, n); /* with the next minute's */
}

static void fire(struct timer *t)
{
	struct api_loop *al = CONTAINER_OF(t, struct api_loop, strangers_timer);
	record(al->api);
	events_record(al->api);
	timer_start(t, STRANGERS_EVERY_MS);
}

enum err strangers_start(struct api_loop *al)
{
	enum err e = timer_init(&al->strangers_timer, al->loop, fire);
	if (e == OK && loop_index(al->loop) == 0)
		timer_start(&al->strangers_timer, STRANGERS_EVERY_MS);
	return e;
}

void strangers_stop(struct api_loop *al)
{
	timer_done(&al->strangers_timer);
	if (loop_index(al->loop) != 0)
		return;
	record(al->api);
	events_record(al->api);
}
