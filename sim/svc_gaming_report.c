/* sim/svc_gaming_report.c - a player's settled bets of a span of time, added up by day, hour of the week and game, on the clock
 * of the zone that is asked for. */
#include "sim/scan.h"
#include "sim/svc_gaming.h"
#include "sim/zone.h"

#include "base/clock.h"

#include <stdlib.h>

#define WEEKDAYS  7u
#define HOURS     24u
#define GAMES_MAX 256u         /* bet.game is a byte */
#define DAYS_MAX  (40u * 366u) /* no history is as long */

struct tally {
	uint32_t bets;
	int64_t wagered, won;
};

struct report {
	struct zone zone;
	int32_t first_day;
	uint32_t day_count;
	struct tally *days; /* in the arena */
	struct tally hours[WEEKDAYS][HOURS];
	struct tally games[GAMES_MAX];
};

static void add(struct tally *t, const struct bet *b)
{
	t->bets++;
	t->wagered += b->stake;
	t->won += b->won;
}

/* As gaming.settled counts them (sim/play.c): open and void bets are apart. */
static void count(void *ctx, const void *record)
{
	struct report *r = ctx;
	const struct bet *b = record;
	if (b->state == BET_OPEN || b->state == BET_VOID)
		return;
	int64_t local = zone_local(&r->zone, b->placed_at);
	int32_t day = local_day(local);
	uint32_t at = (uint32_t)(day - r->first_day);
	MUST(day >= r->first_day && at < r->day_count);
	add(&r->days[at], b);
	add(&r->hours[iso_weekday(day) - 1][local_hour(local)], b);
	add(&r->games[b->game], b);
}

static enum err placed_day(struct ask *q, const struct gaming *g, struct report *r, uint32_t bet, int32_t *ret)
{
	struct bet *b;
	enum err e = ask_records(q, &series_bets, g->bets, (struct page){bet, bet + 1}, &b);
	if (e == OK)
		*ret = local_day(zone_local(&r->zone, b->placed_at));
	return e;
}

/* Room for the days of @range. Clocks that are put back at midnight begin a day twice: hence one more at each end. */
static enum err make_days(struct ask *q, const struct gaming *g, struct page range, struct report *r)
{
	int32_t first, last;
	if (range.first == range.end)
		return OK;
	enum err e = placed_day(q, g, r, range.first, &first);
	if (e == OK)
		e = placed_day(q, g, r, range.end - 1, &last);
	if (e)
		return e;
	if (last < first || (uint32_t)(last - first) > DAYS_MAX)
		return ERR_CORRUPT;
	r->first_day = first - 1;
	r->day_count = (uint32_t)(last - first) + 3;
	r->days = arena_array(q->arena, r->day_count, sizeof(*r->days));
	if (!r->days)
		return ERR_NOMEM;
	memset(r->days, 0, r->day_count * sizeof(*r->days));
	return OK;
}

static void put_tally(struct json_writer *w, const struct tally *t)
{
	KV_INT(w, "betCount", t->bets);
	KV_INT(w, "stakeMinor", t->wagered);
	KV_INT(w, "returnMinor", t->won);
}

static void put_days(struct json_writer *w, const struct report *r)
{
	char date[16];
	JSON_KEY(w, "byDay");
	json_open_array(w);
	for (uint32_t i = 0; i < r->day_count; i++) {
		if (r->days[i].bets == 0)
			continue;
		json_open_object(w);
		clock_format_date(r->first_day + (int32_t)i, date);
		KV_TEXT(w, "day", date);
		put_tally(w, &r->days[i]);
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_hours(struct json_writer *w, const struct report *r)
{
	JSON_KEY(w, "byHour");
	json_open_array(w);
	for (unsigned day = 0; day < WEEKDAYS; day++)
		for (unsigned hour = 0; hour < HOURS; hour++) {
			if (r->hours[day][hour].bets == 0)
				continue;
			json_open_object(w);
			KV_INT(w, "isoWeekday", day + 1);
			KV_INT(w, "hourOfDay", hour);
			put_tally(w, &r->hours[day][hour]);
			json_close_object(w);
		}
	json_close_array(w);
}

static void put_games(struct json_writer *w, const struct report *r)
{
	JSON_KEY(w, "byGame");
	json_open_array(w);
	for (unsigned i = 0; i < GAMES_MAX; i++) {
		const struct tally *t = &r->games[i];
		struct game_stat s = {.game = (uint8_t)i, .bets = t->bets, .wagered = t->wagered, .won = t->won};
		if (t->bets)
			gaming_put_game(w, &s);
	}
	json_close_array(w);
}

static void put_report(struct ask *q, const struct gaming *g, const struct report *r, struct str zone)
{
	struct json_writer *w = q->w;
	json_open_object(w);
	JSON_KEY(w, "data");
	json_open_object(w);
	gaming_put_player(q);
	KV_TEXT(w, "currencyCode", g->currency);
	json_kv_str(w, STR("timeZone"), zone);
	put_days(w, r);
	put_hours(w, r);
	put_games(w, r);
	json_close_object(w);
	json_close_object(w);
}

enum err gaming_report(struct ask *q)
{
	struct gaming g;
	struct page range;
	struct str zone = ask_param(q, "timeZone");
	struct report *r = ARENA_NEW(q->arena, struct report);
	enum err e = r ? gaming_load(q, &g) : ERR_NOMEM;
	if (e == OK)
		e = gaming_range(q, &series_bets, g.bets, &range);
	if (!zone.p)
		zone = STR("UTC");
	if (e == OK)
		e = zone_open(zone, &r->zone);
	if (e)
		return e;
	e = make_days(q, &g, range, r);
	if (e == OK)
		e = scan_each(q, &series_bets, g.bets, range, count, r);
	if (e == OK)
		put_report(q, &g, r, zone);
	zone_close(&r->zone);
	return e;
}
