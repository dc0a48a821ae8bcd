/* live/wall_private.h - the inside of the wall. Private to live/wall*.c. Plain rows go into snapshots as they are. */
#pragma once

#include "base/list.h"
#include "base/map.h"
#include "live/live_customer.h"
#include "live/wall.h"

#define WALL_KEY_MAX (EVENT_CUSTOMER_MAX + 1 + EVENT_ID_MAX)

struct wall_session_row {
	int64_t since_ms;  /* as its start was told, else its first stake */
	int64_t played_ms; /* of its newest stake; 0: none yet */
	int64_t heard_ms;  /* wall clock */
	int64_t stake_minor, net_minor;
	double turnover; /* about euros */
	uint64_t rounds;
	uint64_t order; /* of being first heard of: what is alike in all else goes by it */
	char customer[EVENT_CUSTOMER_MAX + 1];
	char game[LIVE_NAME_MAX + 1];
	char currency[4]; /* of the first stake; amounts in others are not added */
	bool start_told, ended;
};

struct wall_session {
	struct list by_heard;
	struct wall_session_row row;
	struct str key; /* customer, a zero byte, session */
	char key_text[];
};

struct wall_stake {
	double rank; /* about euros; -1: nobody knows */
	int64_t at_ms, minor;
	uint64_t seq;
	char customer[EVENT_CUSTOMER_MAX + 1];
	char game[LIVE_NAME_MAX + 1];
	char currency[4];
};

enum wall_count { WALL_ROUNDS, WALL_STAKES, WALL_DEPOSITS, WALL_WITHDRAWALS, WALL_FAILED_LOGINS, WALL_EVENTS, WALL_COUNT_ };

struct wall_minute {
	int64_t minute; /* since 1970 */
	uint32_t counts[WALL_COUNT_];
	uint32_t aml_events; /* beside WALL_EVENTS */
	uint32_t stake_count;
	struct wall_stake stakes[WALL_STAKES_TOLD]; /* the biggest, biggest first */
};

struct wall_second {
	int64_t second;
	uint32_t events, aml_events;
};

struct wall_alert_row {
	char id[ALERT_ID_MAX + 1];
	char customer[EVENT_CUSTOMER_MAX + 1];
	char rule[EVENT_WORD_MAX + 1];
	int64_t opened_ms, risen_ms;
	uint64_t seq;
	uint32_t origin, class, severity;
};

/* Alerts of one kind: those of class aml, or all others. */
struct wall_alerts {
	uint64_t open[SIGNAL_SEVERITY_COUNT_];
	uint32_t count;
	struct wall_alert_row newest[WALL_ALERTS_TOLD]; /* newest first */
};

/* All but the sessions: plain, written whole. */
struct wall_rows {
	struct wall_minute minutes[WALL_MINUTES]; /* by minute modulo */
	struct wall_second seconds[WALL_RATE_S + 2];
	struct wall_alerts alerts[2]; /* [aml] */
	int64_t dropped_ms;           /* when a session that plays last had to make room; 0: never */
	uint64_t order;
};

struct wall {
	const uint32_t *credit_cents;
	struct map sessions;
	struct list by_heard; /* longest ago first */
	struct wall_rows rows;
};

static inline bool wall_session_plays(const struct wall_session_row *s, int64_t now_ms)
{
	return s->played_ms > now_ms - WALL_PLAYS_MS && !s->ended;
}
/* A new one under @key at the end of by_heard. NULL: no memory. */
struct wall_session *wall_session_add(struct wall *w, struct str key);
/* About how many euros; -1: nobody knows. */
double wall_rank(const struct wall *w, int64_t minor, const struct currency *c);
