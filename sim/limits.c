#include "sim/limits.h"

#include "sim/ledger.h"

#define DAY_MS INT64_C(86400000)

void limit_window(enum limit_period period, int64_t at, int64_t *ret_start, int64_t *ret_end)
{
	int64_t day = at / DAY_MS;
	switch (period) {
	case PERIOD_SESSION:
	case PERIOD_DAY:
		*ret_start = day * DAY_MS;
		*ret_end = *ret_start + DAY_MS;
		break;
	case PERIOD_WEEK: /* Monday; 1970-01-01 was a Thursday */
		*ret_start = (day - (day + 3) % 7) * DAY_MS;
		*ret_end = *ret_start + 7 * DAY_MS;
		break;
	case PERIOD_MONTH:
		*ret_start = month_start(month_of(at));
		*ret_end = month_start(month_of(at) + 1);
		break;
	}
}

void limit_roll(struct limit *l, int64_t now)
{
	int64_t start;
	if (l->resets_at && now >= l->resets_at) {
		l->used = 0;
		l->used_minutes = 0;
		limit_window((enum limit_period)l->period, now, &start, &l->resets_at);
	}
	if (l->pending_from && now >= l->pending_from) {
		l->amount = l->pending_amount;
		l->minutes = l->pending_minutes;
		l->since = l->pending_from;
		l->pending_from = l->pending_amount = 0;
		l->pending_minutes = 0;
	}
}

void limits_note(struct risk *r, int64_t now, int64_t deposit, int64_t loss)
{
	for (unsigned i = 0; i < r->limit_count; i++) {
		struct limit *l = &r->limits[i];
		limit_roll(l, now);
		if (l->kind == LIMIT_DEPOSIT)
			l->used += deposit;
		else if (l->kind == LIMIT_LOSS)
			l->used = MAX(l->used + loss, 0);
	}
}
