/* connect/push_private.h - between push.c (who is told) and push_delivery.c (one message on its way). Everything here on the push
 * thread. */
#pragma once

#include "connect/push.h"
#include "net/http_client.h"

#include <pthread.h>
#include <stdatomic.h>

enum delivery_kind { DELIVERY_ALERT, DELIVERY_MORE, DELIVERY_TRIAL };

struct delivery {
	struct list link; /* of the queue of its severity, or of the flights */
	struct push *push;
	enum delivery_kind kind;
	enum signal_severity severity;
	char subscription[PUSH_ID_MAX + 1];
	uint64_t person_id;
	struct push_news news;
	unsigned more[SIGNAL_CLASS_COUNT_]; /* how many alerts of which class: for ALERT one */
	struct push_trial *trial;
	size_t trial_index;
	unsigned tries;
	uint64_t due_ms, ends_ms; /* monotonic */
	bool counted;             /* nothing of class aml */
	bool recorded;

	/* As it was found before this try. */
	struct db_job job;
	struct push_record record;
	struct http_transfer *transfer;
	unsigned more_seen; /* of .more, what its reader may know of */
	uint64_t owner_id;
	struct push_recipient to;
	struct push_wishes wishes;
	char endpoint[PUSH_ENDPOINT_MAX + 1], origin[PUSH_ORIGIN_MAX + 1];
	char username[PUSH_USERNAME_MAX + 1], role[PUSH_ROLE_MAX + 1];
	char topic[PUSH_TOPIC_TEXT + 1];
};

struct recipient {
	char subscription[PUSH_ID_MAX + 1];
	char role[PUSH_ROLE_MAX + 1];
	uint64_t person_id;
	struct push_wishes wishes;
};

struct recipients {
	struct recipient *items;
	size_t count, cap;
};

struct person_pace {
	uint64_t person_id;
	struct push_pace pace;
};

struct push {
	struct push_config config;
	struct loop *loop;
	pthread_t thread;
	bool running;
	atomic_bool stopping; /* any thread; .ending: the push thread knows */
	bool ending, pumping, pump_again;
	struct letter wake, stop;
	struct push_inbox inbox;

	struct http_client *client;
	struct timer pump, look; /* what is due; who is told of what came in */
	struct list waiting[SIGNAL_SEVERITY_COUNT_], flights;
	size_t waiting_count, flight_count;
	unsigned away; /* jobs and records that come home whatever happens */

	struct db_job look_job;
	bool looking, look_due;
	uint64_t looked_ms;
	struct recipients recipients;
	struct push_news news[PUSH_INBOX_MAX];
	struct person_pace *paces;
	size_t pace_count, pace_cap;
	atomic_uint trials;

	atomic_ullong outcomes[PUSH_OUTCOME_COUNT_];
	atomic_ullong retries, dropped, quiet, summaries, waiting_counted;
};

/* push.c: the queue. */
void push_pump_soon(struct push *p);
void push_queue(struct delivery *d);
void push_unqueue(struct delivery *d);
/* Room for one of @severity: the newest of the slightest goes. False: all that wait are as grave. */
bool push_make_room(struct push *p, enum signal_severity severity);
/* One that waits says the newest of its alert. */
struct delivery *push_find_waiting(struct push *p, const char *subscription, const char *alert);
struct delivery *push_delivery_new(struct push *p, enum delivery_kind kind, enum signal_severity severity,
				   const char *subscription, uint64_t person_id);
void push_count(const struct delivery *d, atomic_ullong *counter);
void push_trial_over(struct push_trial *t);
/* The thread ends once nothing is away. */
void push_finish_stop(struct push *p);

/* push_plan.c */
void push_look_fire(struct timer *t);
void push_wake_deliver(struct letter *m);
/* NULL: no memory, or too many people. */
struct person_pace *push_pace_of(struct push *p, uint64_t person_id);
/* Tells in one sentence what could not be told one by one, where the measure allows; @ret_next_ms: lowered to the next time. */
void push_tell_more(struct push *p, uint64_t now, uint64_t *ret_next_ms);

/* push_delivery.c: begins a try of @d, which is on no list; it ends with one of the following. */
void delivery_start(struct delivery *d);
void delivery_free(struct delivery *d);

/* push.c. @d is over and is freed. */
void push_delivery_over(struct delivery *d, enum push_outcome o, int status);
/* Later once more, if there are tries and time left. */
void push_delivery_again(struct delivery *d, unsigned after_s, int status);
/* Something that was away has come home. False: the end has come, and @d is freed. */
bool push_came_home(struct push *p, struct delivery *d);
