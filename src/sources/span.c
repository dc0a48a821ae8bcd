#include "sources/span.h"

#include <stdlib.h>

/* Local time is at most so far ahead of UTC, or behind it (IANA time zone database). */
#define AHEAD_MAX_MS  (INT64_C(14) * 3600000)
#define BEHIND_MAX_MS (INT64_C(12) * 3600000)
#define MS_A_DAY      INT64_C(86400000)

static int compare_i64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_date(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	return compare_i64(x->values[F_PLAY_DAY_date].days, y->values[F_PLAY_DAY_date].days);
}

static int by_hour(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	int c = compare_i64(x->values[F_PLAY_HOUR_weekday].i64, y->values[F_PLAY_HOUR_weekday].i64);
	return c ? c : compare_i64(x->values[F_PLAY_HOUR_hour].i64, y->values[F_PLAY_HOUR_hour].i64);
}

static int by_game(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	return str_cmp(x->values[F_GAME_STAT_gameId].text, y->values[F_GAME_STAT_gameId].text);
}

static int by_bets(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	int c = compare_i64(y->values[F_GAME_STAT_bets].i64, x->values[F_GAME_STAT_bets].i64);
	return c ? c : by_game(a, b);
}

/* False: two rows that @compare holds for the same. */
static bool put_in_order(struct value *list, int (*compare)(const void *, const void *))
{
	if (list->list.count)
		qsort(list->list.items, list->list.count, sizeof(*list->list.items), compare);
	for (size_t i = 1; i < list->list.count; i++)
		if (compare(&list->list.items[i - 1], &list->list.items[i]) == 0)
			return false;
	return true;
}

static enum source_error wrong(struct mapping_fault *fault, const char *field, const char *why)
{
	fault->field = field;
	fault->why = why;
	return SOURCE_WRONG_TYPE;
}

static int64_t day_of(int64_t ms)
{
	return ms / MS_A_DAY - (ms % MS_A_DAY < 0);
}

static enum source_error check_days(struct value *days, int64_t from_ms, int64_t to_ms, struct mapping_fault *fault)
{
	if (!put_in_order(days, by_date))
		return wrong(fault, "days", "a day twice");
	if (days->list.count == 0)
		return SOURCE_OK;
	int32_t first = days->list.items[0].values[F_PLAY_DAY_date].days,
		last = days->list.items[days->list.count - 1].values[F_PLAY_DAY_date].days;
	if (first < day_of(from_ms - BEHIND_MAX_MS) || last > day_of(to_ms - 1 + AHEAD_MAX_MS))
		return wrong(fault, "days", "outside of the span that was asked for");
	return SOURCE_OK;
}

static enum source_error check_hours(struct value *hours, struct mapping_fault *fault)
{
	for (size_t i = 0; i < hours->list.count; i++) {
		const struct value *v = hours->list.items[i].values;
		if (v[F_PLAY_HOUR_weekday].i64 < 1 || v[F_PLAY_HOUR_weekday].i64 > 7 || v[F_PLAY_HOUR_hour].i64 < 0 ||
		    v[F_PLAY_HOUR_hour].i64 > 23)
			return wrong(fault, "hours", "no hour of a week: weekdays are 1 to 7, hours 0 to 23");
	}
	return put_in_order(hours, by_hour) ? SOURCE_OK : wrong(fault, "hours", "an hour twice");
}

static enum source_error check_games(struct value *games, struct mapping_fault *fault)
{
	if (games->list.count > SPAN_GAMES_MAX)
		return SOURCE_TOO_LARGE;
	if (!put_in_order(games, by_game))
		return wrong(fault, "games", "a game twice");
	(void)put_in_order(games, by_bets);
	return SOURCE_OK;
}

/* Both kinds of days begin with their date, so that one comparison does. */
_Static_assert((int)F_PLAY_DAY_date == (int)F_CASH_DAY_date, "the date is at the same place in both");

enum source_error span_check(enum detail_kind kind, int64_t from_ms, int64_t to_ms, struct record *r, struct mapping_fault *fault)
{
	struct value *v = r->values;
	if (kind == DETAIL_CASHFLOW)
		return check_days(&v[F_CASHFLOW_days], from_ms, to_ms, fault);
	enum source_error e = check_days(&v[F_STATISTICS_days], from_ms, to_ms, fault);
	if (e == SOURCE_OK && v[F_STATISTICS_hours].present)
		e = check_hours(&v[F_STATISTICS_hours], fault);
	if (e == SOURCE_OK && v[F_STATISTICS_games].present)
		e = check_games(&v[F_STATISTICS_games], fault);
	return e;
}

void span_settle_zone(enum detail_kind kind, struct record *r, struct str zone)
{
	struct value *v = &r->values[kind == DETAIL_CASHFLOW ? F_CASHFLOW_timeZone : F_STATISTICS_timeZone];
	if (!v->present)
		*v = (struct value){.present = true, .text = zone.n ? zone : STR("UTC")};
}
