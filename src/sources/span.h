/* sources/span.h - details that are sums over a span of time (statistics, cash flow): their rows checked and put in order.
 * Private to src/sources. Pure functions; any thread. */
#pragma once

#include "sources/mapping.h"

/* Hours are 168 at most, and days as many as the span has: each may come once. */
enum { SPAN_GAMES_MAX = 1000 };

static inline bool detail_is_over_span(enum detail_kind k)
{
	return k == DETAIL_STATISTICS || k == DETAIL_CASHFLOW;
}

/* Days by date, hours by weekday and hour, games by how many bets they had. SOURCE_WRONG_TYPE: a day, an hour or a game twice, an
 * hour that no week has, a day outside of [@from_ms, @to_ms) wherever on earth; SOURCE_TOO_LARGE: more games than are taken. */
NODISCARD enum source_error span_check(enum detail_kind kind, int64_t from_ms, int64_t to_ms, struct record *r,
				       struct mapping_fault *fault);
/* Where the answer does not say whose days it has: @zone, p == NULL for UTC. */
void span_settle_zone(enum detail_kind kind, struct record *r, struct str zone);
