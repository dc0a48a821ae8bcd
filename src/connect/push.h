/* connect/push.h - Web Push: alerts to the browsers of people who are elsewhere (RFC 8030). For each alert it asks who may know
 * of it and wants to, now; each message is put on the record, encrypted for one browser, and sent with a bounded number of tries.
 *
 * Thread: an own one with an own loop, for encrypting and signing take some tenths of a millisecond; push_alert, push_try and the
 * figures from any. What waits is lost with the process: an alert lives in the list of alerts, a push only points there.
 * Life: push_open .. push_start .. push_alert* .. push_stop (before the database and the record are closed) .. push_close. */
#pragma once

#include "connect/push_endpoint.h"
#include "connect/push_news.h"
#include "connect/push_pace.h"
#include "connect/push_quiet.h"
#include "net/loop.h"
#include "store/push_subscriptions.h"

#define PUSH_LOOP_INDEX         201
#define PUSH_QUEUE_MAX          2048 /* messages that wait; then the slightest make room */
#define PUSH_FLIGHTS_MAX        32   /* at once */
#define PUSH_FLIGHTS_ORIGIN_MAX 16   /* of these to one push service, so that a slow one does not hold up the others */
#define PUSH_TRIES_MAX          5
#define PUSH_TTL_S              3600 /* an alert that is an hour old is looked up, not pushed */
#define PUSH_TIMEOUT_MS         10000
#define PUSH_AGAIN_MS           2000  /* after the first failure; four times as long after each further one */
#define PUSH_AGAIN_MAX_S        600   /* also where the service asks for more */
#define PUSH_VAPID_S            43200 /* RFC 8292, 2: at most a day */
#define PUSH_PAD_BYTES          512   /* every text is as long */
#define PUSH_RECIPIENTS_MAX     20000
#define PUSH_PLAN_EVERY_MS      50 /* between two looks at who wants to be told */
#define PUSH_TRIALS_MAX         16 /* under way */
#define PUSH_ROLE_MAX           32
#define PUSH_USERNAME_MAX       64
#define PUSH_ID_MAX             36

/* One message to one browser, before it leaves. */
struct push_record {
	struct letter letter; /* for whoever brings the answer home */
	struct loop *home;
	const char *username, *subscription;
	/* Which alert it was, as nobody can find out but by asking for the topic of an alert that he knows: whoever reads the
	 * record may not know of all. */
	const char *topic;
	enum err outcome;
	void (*done)(struct push_record *r); /* on .home, exactly once */
};

struct push_config {
	struct db *portal;
	const struct push_keys *keys; /* outlive it, as the texts do */
	const char *subject;
	struct push_hosts hosts;
	struct push_rate rate;
	uint64_t again_ms; /* 0: PUSH_AGAIN_MS */
	/* May a person of this role know of alerts of @c? Asked when the message is sent. */
	bool (*may_see)(void *ctx, struct str role, enum signal_class c);
	/* Puts @r on the record; nothing is sent before, and nothing if it fails. */
	void (*record)(void *ctx, struct push_record *r);
	void *ctx;
};

struct push;
NODISCARD enum err push_open(const struct push_config *c, struct push **ret, struct err_info *info);
NODISCARD enum err push_start(struct push *p);
/* Requests under way are cut off; trials come home as ERR_CANCELLED. NULL is fine. */
void push_stop(struct push *p);
void push_close(struct push *p);

/* An alert that is new, or has become graver. Never blocks and never fails: what is too much is counted. */
void push_alert(struct push *p, const struct alert *a);

const struct push_hosts *push_hosts_of(const struct push *p);
/* The public half of its key, as browsers take it. */
void push_public_key(const struct push *p, char out[PUSH_POINT_TEXT + 1]);

enum push_outcome {
	PUSH_SENT,
	PUSH_GONE,        /* the service knows the subscription no more: it was forgotten here too */
	PUSH_REFUSED,     /* the service does not take it, and will not */
	PUSH_UNREACHABLE, /* all tries failed */
	PUSH_UNWANTED,    /* no longer permitted, or in quiet hours by now */
	PUSH_OUTCOME_COUNT_
};
const char *push_outcome_name(enum push_outcome o); /* "sent", "gone", "refused", "unreachable", "unwanted" */

/* A message to all browsers of one person, to see whether it comes: one try each, whatever was wished. */
struct push_trial {
	struct letter letter; /* private */
	struct push *push;    /* private */
	unsigned left;        /* private */
	struct loop *home;
	uint64_t person_id;
	void (*done)(struct push_trial *t); /* on .home, exactly once */
	enum err err;                       /* ERR_LIMIT: too often; ERR_CANCELLED, ERR_BUSY... */
	size_t count;
	struct push_trial_result {
		char subscription[PUSH_ID_MAX + 1];
		enum push_outcome outcome;
		int status; /* of the service's answer; 0: there was none */
	} results[PUSH_SUBSCRIPTIONS_MAX];
};
/* ERR_LIMIT: too many are under way; ERR_UNAVAILABLE: it is stopping. done() is not called then. */
NODISCARD enum err push_try(struct push *p, struct push_trial *t);

/* Without what is of class aml: whoever reads figures may not know that there is any. */
struct push_counts {
	uint64_t outcomes[PUSH_OUTCOME_COUNT_];
	uint64_t retries, dropped, quiet, summaries, waiting;
};
void push_counts(const struct push *p, struct push_counts *ret);
