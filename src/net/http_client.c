#include "net/http_transfer.h"

#include <event2/event.h>

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void client_reap(struct http_client *c);

void client_want_turn(struct http_client *c)
{
	if (c->turn_due)
		return;
	c->turn_due = true;
	event_active(&c->turn, EV_TIMEOUT, 1);
}

/* ---- descriptors ---- */

static void on_socket_event(evutil_socket_t fd, short what, void *arg)
{
	struct watch *w = arg;
	struct http_client *c = w->client;
	if (!w->wanted) {
		/* A kept connection spoke or ended while nobody uses it; libcurl finds out when it wants to. */
		event_del(&w->ev);
		w->registered = 0;
		return;
	}
	int still;
	int action = (what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0);
	c->in_curl = true;
	curl_multi_socket_action(c->multi, fd, action, &still);
	c->in_curl = false;
	client_reap(c);
}

static struct watch *watch_of(struct http_client *c, curl_socket_t fd)
{
	size_t i = (size_t)fd;
	if (i >= c->watch_cap) {
		size_t cap = MAX(i + 1, c->watch_cap * 2);
		struct watch **grown = realloc(c->watches, cap * sizeof(struct watch *));
		if (!grown)
			return NULL;
		memset(grown + c->watch_cap, 0, (cap - c->watch_cap) * sizeof(struct watch *));
		c->watches = grown;
		c->watch_cap = cap;
	}
	if (!c->watches[i]) {
		c->watches[i] = calloc(1, sizeof(struct watch));
		if (c->watches[i])
			c->watches[i]->client = c;
	}
	return c->watches[i];
}

static void watch_unregister(struct watch *w)
{
	if (w->registered)
		event_del(&w->ev);
	w->registered = 0;
}

static bool watch_register(struct watch *w, curl_socket_t fd, short events)
{
	watch_unregister(w);
	if (event_assign(&w->ev, loop_base(w->client->loop), fd, (short)(events | EV_PERSIST), on_socket_event, w) ||
	    event_add(&w->ev, NULL))
		return false;
	w->registered = events;
	return true;
}

/* libcurl stops watching a connection after every answer and starts again with the next request. Watching on for input saves two
 * system calls a request; it is safe only for sockets whose closing we do ourselves. */
static int on_curl_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *unused)
{
	(void)easy, (void)unused;
	static const short events[] = {
		[CURL_POLL_NONE] = 0,       [CURL_POLL_IN] = EV_READ,
		[CURL_POLL_OUT] = EV_WRITE, [CURL_POLL_INOUT] = EV_READ | EV_WRITE,
		[CURL_POLL_REMOVE] = 0,
	};
	struct watch *w = watch_of(arg, fd);
	if (!w)
		return -1;
	w->wanted = events[what];
	if (w->wanted == w->registered)
		return 0;
	if (w->wanted)
		return watch_register(w, fd, w->wanted) ? 0 : -1;
	if (!w->ours || w->registered != EV_READ)
		watch_unregister(w);
	return 0;
}

curl_socket_t client_open_socket(void *clientp, curlsocktype purpose, struct curl_sockaddr *a)
{
	(void)purpose;
	int fd = socket(a->family, a->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->protocol);
	if (fd < 0)
		return CURL_SOCKET_BAD;
	struct watch *w = watch_of(clientp, fd);
	if (!w) {
		close(fd);
		return CURL_SOCKET_BAD;
	}
	w->ours = true;
	return fd;
}

int client_close_socket(void *clientp, curl_socket_t fd)
{
	struct http_client *c = clientp;
	struct watch *w = (size_t)fd < c->watch_cap ? c->watches[fd] : NULL;
	if (w) {
		watch_unregister(w);
		w->wanted = 0;
		w->ours = false;
	}
	return close(fd);
}

/* ---- time ---- */

static int on_curl_timer(CURLM *multi, long timeout_ms, void *arg)
{
	(void)multi;
	struct http_client *c = arg;
	if (timeout_ms == 0) {
		c->timer_due = true;
		client_want_turn(c);
	}
	if (timeout_ms <= 0) {
		event_del(&c->timer);
		return 0;
	}
	struct timeval tv = {.tv_sec = timeout_ms / 1000, .tv_usec = (suseconds_t)(timeout_ms % 1000 * 1000)};
	return event_add(&c->timer, &tv);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	struct http_client *c = arg;
	c->timer_due = true;
	client_want_turn(c);
}

/* ---- transfers ---- */

static void recycle(struct http_transfer *t)
{
	struct http_client *c = t->client;
	list_remove(&t->link);
	timer_stop(&t->deadline);
	if (c->spare_count >= TRANSFERS_SPARE) {
		transfer_free(t);
		return;
	}
	transfer_clear(t);
	t->state = TRANSFER_SPARE;
	list_push_front(&c->spares, &t->link);
	c->spare_count++;
}

static void deliver(struct http_transfer *t, CURLcode code)
{
	struct http_result r = transfer_result(t, code);
	if (t->state == TRANSFER_RUNNING)
		curl_multi_remove_handle(t->client->multi, t->easy);
	timer_stop(&t->deadline);
	t->state = TRANSFER_ENDING;
	t->client->delivering++;
	if (!t->cancelled && t->call.on_done)
		t->call.on_done(t->call.ctx, t, &r);
	t->client->delivering--;
	recycle(t);
}

static void client_reap(struct http_client *c)
{
	int left;
	for (CURLMsg *m; (m = curl_multi_info_read(c->multi, &left));) {
		struct http_transfer *t = NULL;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
		deliver(t, m->data.result);
	}
}

void client_deadline(struct timer *timer)
{
	/* libcurl's own time-out does not run while a transfer waits for a connection, so the deadline is ours. */
	deliver(CONTAINER_OF(timer, struct http_transfer, deadline), CURLE_OPERATION_TIMEDOUT);
}

static void start_waiting(struct http_client *c)
{
	while (!list_empty(&c->starting)) {
		struct http_transfer *t = LIST_ENTRY(c->starting.next, struct http_transfer, link);
		if (curl_multi_add_handle(c->multi, t->easy) != CURLM_OK) {
			deliver(t, CURLE_OUT_OF_MEMORY);
			continue;
		}
		list_remove(&t->link);
		list_push_back(&c->running, &t->link);
		t->state = TRANSFER_RUNNING;
	}
}

/* What was asked for from within libcurl's callbacks. */
static void apply_notes(struct http_client *c)
{
	c->notes = false;
	LIST_FOREACH_SAFE (&c->running, it) {
		struct http_transfer *t = LIST_ENTRY(it, struct http_transfer, link);
		if (t->cancelled) {
			curl_multi_remove_handle(c->multi, t->easy);
			recycle(t);
		} else if (t->resume) {
			t->resume = t->paused = false;
			c->in_curl = true; /* it delivers what was held back at once */
			curl_easy_pause(t->easy, CURLPAUSE_CONT);
			c->in_curl = false;
		}
	}
}

static void on_turn(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	struct http_client *c = arg;
	c->turn_due = false;
	if (c->notes)
		apply_notes(c);
	start_waiting(c);
	if (c->timer_due) {
		int still;
		c->timer_due = false;
		c->in_curl = true;
		curl_multi_socket_action(c->multi, CURL_SOCKET_TIMEOUT, 0, &still);
		c->in_curl = false;
	}
	client_reap(c);
}

enum err http_client_start(struct http_client *c, const struct http_call *call, struct http_transfer **ret)
{
	struct http_transfer *t;
	if (!list_empty(&c->spares)) {
		t = LIST_ENTRY(c->spares.next, struct http_transfer, link);
		list_remove(&t->link);
		c->spare_count--;
	} else {
		t = transfer_new(c);
		if (!t)
			return ERR_NOMEM;
	}
	enum err err = transfer_prepare(t, call);
	if (err != OK) {
		recycle(t);
		return err;
	}
	t->state = TRANSFER_STARTING;
	list_push_back(&c->starting, &t->link);
	if (call->timeout_ms)
		timer_start(&t->deadline, call->timeout_ms);
	client_want_turn(c);
	if (ret)
		*ret = t;
	return OK;
}

void http_transfer_cancel(struct http_transfer *t)
{
	struct http_client *c = t->client;
	if (t->state == TRANSFER_ENDING || t->cancelled)
		return;
	if (t->state == TRANSFER_STARTING) {
		recycle(t);
	} else if (c->in_curl) {
		t->cancelled = c->notes = true;
		timer_stop(&t->deadline);
		client_want_turn(c);
	} else {
		curl_multi_remove_handle(c->multi, t->easy);
		recycle(t);
	}
}

void http_transfer_resume(struct http_transfer *t)
{
	if (!t->paused || t->state != TRANSFER_RUNNING)
		return;
	t->resume = t->client->notes = true;
	client_want_turn(t->client);
}

/* ---- life ---- */

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;

static void curl_init(void)
{
	MUST(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

static bool multi_set(struct http_client *c, const struct http_client_config *config)
{
	CURLM *m = c->multi;
	bool ok = curl_multi_setopt(m, CURLMOPT_SOCKETFUNCTION, on_curl_socket) == CURLM_OK;
	ok &= curl_multi_setopt(m, CURLMOPT_SOCKETDATA, c) == CURLM_OK;
	ok &= curl_multi_setopt(m, CURLMOPT_TIMERFUNCTION, on_curl_timer) == CURLM_OK;
	ok &= curl_multi_setopt(m, CURLMOPT_TIMERDATA, c) == CURLM_OK;
	ok &= curl_multi_setopt(m, CURLMOPT_MAX_HOST_CONNECTIONS, (long)config->max_host_connections) == CURLM_OK;
	ok &= curl_multi_setopt(m, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)config->max_total_connections) == CURLM_OK;
	/* As many are kept as may be open; libcurl's own measure would follow the number of running calls. */
	if (config->max_total_connections)
		ok &= curl_multi_setopt(m, CURLMOPT_MAXCONNECTS, (long)config->max_total_connections) == CURLM_OK;
	return ok;
}

enum err http_client_new(struct loop *l, const struct http_client_config *config, struct http_client **ret)
{
	pthread_once(&curl_once, curl_init);
	struct http_client *c = calloc(1, sizeof(*c));
	if (!c)
		return ERR_NOMEM;
	c->loop = l;
	c->idle_close_s = config->idle_close_s;
	list_init(&c->starting);
	list_init(&c->running);
	list_init(&c->spares);
	if (event_assign(&c->turn, loop_base(l), -1, 0, on_turn, c) ||
	    event_assign(&c->timer, loop_base(l), -1, 0, on_timer, c)) {
		free(c);
		return ERR_NOMEM;
	}
	c->user_agent = config->user_agent ? strdup(config->user_agent) : NULL;
	c->multi = curl_multi_init();
	if (!c->multi || (config->user_agent && !c->user_agent) || !multi_set(c, config)) {
		http_client_free(c);
		return ERR_NOMEM;
	}
	*ret = c;
	return OK;
}

static void free_all(struct http_client *c, struct list *l)
{
	while (!list_empty(l)) {
		struct http_transfer *t = LIST_ENTRY(l->next, struct http_transfer, link);
		list_remove(&t->link);
		if (t->state == TRANSFER_RUNNING)
			curl_multi_remove_handle(c->multi, t->easy);
		transfer_free(t);
	}
}

void http_client_free(struct http_client *c)
{
	if (!c)
		return;
	MUST(!c->in_curl && !c->delivering);
	free_all(c, &c->starting);
	free_all(c, &c->running);
	free_all(c, &c->spares);
	if (c->multi)
		curl_multi_cleanup(c->multi);
	event_del(&c->turn);
	event_del(&c->timer);
	for (size_t i = 0; i < c->watch_cap; i++) {
		if (c->watches[i])
			watch_unregister(c->watches[i]);
		free(c->watches[i]);
	}
	free(c->watches);
	free(c->user_agent);
	free(c);
}
