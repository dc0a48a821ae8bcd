#include "sim/serve.h"

#include "base/log.h"
#include "sim/control.h"
#include "sim/deliver.h"
#include "sim/games.h"

#include <event2/event.h>
#include <signal.h>

#define DRAWERS      1u /* fontconfig is happiest with one thread at a time */
#define DRAWINGS_MAX 256u
#define DRAIN_MAX_MS 5000u

struct operator_ {
	struct loop *loop;
	struct store *store;
	struct worker_pool *drawers;
	struct server *server;
	struct live *live;
	struct outbox *outbox;
	struct deliver *deliver; /* NULL: events go nowhere */
	struct control *control;
	struct event *signals[2];
	struct timer patience; /* for answers that never end */
	bool stopping;
};

static void stop_now(void *ctx)
{
	loop_stop(((struct operator_ *)ctx)->loop);
}

static void out_of_patience(struct timer *t)
{
	stop_now(CONTAINER_OF(t, struct operator_, patience));
}

/* The first signal lets answers finish, the second one doesn't. */
static void on_signal(evutil_socket_t signal, short what, void *ctx)
{
	struct operator_ *o = ctx;
	(void)signal;
	(void)what;
	if (o->stopping) {
		stop_now(o);
		return;
	}
	o->stopping = true;
	timer_start(&o->patience, DRAIN_MAX_MS);
	server_drain(o->server, stop_now, o);
}

static enum err watch_signals(struct operator_ *o)
{
	static const int numbers[] = {SIGTERM, SIGINT};
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		o->signals[i] = evsignal_new(loop_base(o->loop), numbers[i], on_signal, o);
		if (!o->signals[i] || evsignal_add(o->signals[i], NULL))
			return ERR_NOMEM;
	}
	return timer_init(&o->patience, o->loop, out_of_patience);
}

static void told(void *ctx, unsigned services)
{
	deliver_wake(ctx, services);
}

static enum err start_events(struct operator_ *o, const struct serve_options *options, struct err_info *info)
{
	if (!options->events)
		return OK;
	enum err e = outbox_open(o->store, &o->outbox);
	if (e)
		return err_set(info, e, "", "cannot read the events that wait: %s", err_name(e));
	e = deliver_new(o->loop, o->outbox, options->events, options->events_token_dir, &o->deliver, info);
	if (e == OK)
		live_tell(o->live, o->outbox, told, o->deliver);
	/* Data that are not there are made; a token that is not there isn't. */
	return e == ERR_NOT_FOUND ? ERR_SHAPE : e;
}

static enum err start(struct operator_ *o, const struct serve_options *options, struct err_info *info)
{
	enum err e = store_open(options->data, &o->store, info);
	if (e)
		return e;
	e = loop_new(0, &o->loop);
	if (e == OK)
		e = worker_pool_new("draw", DRAWERS, DRAWINGS_MAX, &o->drawers);
	if (e == OK)
		e = live_new(o->loop, o->store, &o->live);
	if (e == OK)
		e = watch_signals(o);
	if (e)
		return err_set(info, e, "", "cannot start: %s", err_name(e));
	e = server_new(o->loop, o->store, o->live, o->drawers, options->port, &o->server, info);
	if (e == OK)
		e = start_events(o, options, info);
	if (e == OK)
		e = control_new(o->loop, o->store, o->server, o->live, o->deliver, options->port, &o->control, info);
	if (e == OK)
		live_start(o->live, options->rate);
	return e;
}

static void finish(struct operator_ *o)
{
	control_free(o->control);
	server_free(o->server);
	if (o->drawers)
		worker_pool_free(o->drawers);
	live_free(o->live);
	deliver_free(o->deliver);
	outbox_close(o->outbox);
	for (size_t i = 0; i < ARRAY_LEN(o->signals); i++)
		if (o->signals[i])
			event_free(o->signals[i]);
	if (o->patience.loop)
		timer_done(&o->patience);
	if (o->loop)
		loop_free(o->loop);
	store_close(o->store);
}

enum err serve(const struct serve_options *options, struct err_info *info)
{
	struct operator_ o = {0};
	games_init();
	(void)signal(SIGPIPE, SIG_IGN);
	enum err e = start(&o, options, info);
	if (e == OK) {
		log_event(LOG_INFO, "sim.ready", "port", log_num(options->port), "customers",
			  log_num(store_population(o.store)->count), NULL);
		loop_run(o.loop);
		log_event(LOG_INFO, "sim.stopped", NULL);
	}
	finish(&o);
	return e;
}
