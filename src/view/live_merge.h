/* view/live_merge.h - what events have said since a service was asked, merged into its answer: sessions and bets in play, logins,
 * balances, withdrawals, AML flags, alerts of own rules. By id and time: what is older than the answer changes nothing in it, and
 * what has ended is gone. What can't be told exactly from events (totals, limits, tickets) is not touched; the service is asked
 * again for it. Pure.
 */
#pragma once

#include "base/arena.h"
#include "live/live_customer.h"
#include "sources/schema.h"

/* Can the part's answer be kept true by events? */
bool live_merge_can(enum part p);
/* Changes @r, whose lists may move to memory of @a; texts of @c are pointed at. What happened before @since_ms is in the answer
 * already; own alerts are in none, and are shown until LIVE_ALERT_SHOWN_MS after their rule last held, of which @now_ms judges.
 * ERR_NOMEM. */
NODISCARD enum err live_merge(enum part p, struct record *r, const struct live_customer *c, int64_t since_ms, int64_t now_ms,
			      struct arena *a);
