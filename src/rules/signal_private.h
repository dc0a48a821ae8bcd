/* rules/signal_private.h - what the files of the instant rules share: taking events into the window, and filling a hit. */
#pragma once

#include "rules/signals.h"

#define DAY_S           86400u
#define HOUR_S          3600u
#define SLOT_S          600u
#define STAKES_WINDOW_S 1800u /* stakes older than this are the customer's past */
#define SESSION_GAP_S   1800u /* domain: a session ends after 30 min without play */
#define STAKES_CAP      512u  /* observations before the baseline halves: it forgets over some hundreds of bets */
#define HOURS_CAP       512u
#define DAYS_CAP        90u

/* signal_credits.c: by ISO number. */
void signal_credits_fill(uint32_t cents[1000]);
/* Of one currency; 0: unknown. */
uint32_t signal_credit_cents(const struct currency *c);

/* The table of defaults, signal_table.c. */
extern const struct signal_rule signal_table[RULE_COUNT_];

uint32_t signal_seconds(int64_t ms);

/* Minor units of the window's currency that are about one euro; 0: unknown. */
double signal_credit(const struct signal_rules *r, const struct signal_window *w);
/* @minor of the event's currency in the window's: as it is, or, where they differ, by what both are in credits; false when that
 * is unknown. */
bool signal_convert(const struct signal_rules *r, const struct signal_window *w, const struct signal_event *ev, int64_t minor,
		    int64_t *ret);

/* Everything but the alerts. */
void signal_window_take(const struct signal_rules *r, struct signal_window *w, const struct signal_event *ev);

/* The gravest severity whose step @value passes, its step in @ret_limit. */
enum signal_severity signal_grade(const struct signal_rule *row, double value, double *ret_limit);

void hit_number(struct signal_hit *h, const char *name, enum signal_unit unit, double value);
void hit_money(struct signal_hit *h, const char *name, int64_t minor);
void hit_seq(struct signal_hit *h, uint64_t seq);
void hit_period(struct signal_hit *h, uint32_t from_s, uint32_t to_s);

signal_rule_fn signal_stake_escalation, signal_loss_velocity, signal_deposits_in_session, signal_declined_deposits,
	signal_many_cards, signal_new_device_withdrawal, signal_impossible_travel, signal_structuring, signal_excluded_active;
