#include "view/span_json.h"

#include "view/definitions.h"

typedef void row_fn(struct json_writer *w, const struct record *row, const struct record_style *style);

static void put_difference(struct json_writer *w, struct str key, const struct value *of, const struct value *less)
{
	json_key(w, key);
	sum_put(w, sum_minus(sum_of(of), sum_of(less)), of->money.currency->exponent);
}

static void play_day(struct json_writer *w, const struct record *day, const struct record_style *style)
{
	record_write_members(w, day, 0, F_PLAY_DAY_COUNT_, 0, STR(""), style);
	put_difference(w, STR("netPosition"), &day->values[F_PLAY_DAY_won], &day->values[F_PLAY_DAY_wagered]);
}

static void play_hour(struct json_writer *w, const struct record *hour, const struct record_style *style)
{
	record_write_members(w, hour, 0, F_PLAY_HOUR_COUNT_, 0, STR(""), style);
}

static void game(struct json_writer *w, const struct record *g, const struct record_style *style)
{
	struct rtp rtp;
	bool known = rtp_of_game(g, &rtp);
	record_write_members(w, g, 0, F_GAME_STAT_COUNT_, 0, STR(""), style);
	put_difference(w, STR("netPosition"), &g->values[F_GAME_STAT_won], &g->values[F_GAME_STAT_wagered]);
	rtp_put(w, known ? &rtp : NULL);
}

static void cash_day(struct json_writer *w, const struct record *day, const struct record_style *style)
{
	record_write_members(w, day, 0, F_CASH_DAY_COUNT_, 0, STR(""), style);
	put_difference(w, STR("net"), &day->values[F_CASH_DAY_deposits], &day->values[F_CASH_DAY_withdrawals]);
}

static void put_rows(struct json_writer *w, struct str key, const struct record *r, size_t field, row_fn *put,
		     const struct record_style *style)
{
	static const struct value nothing = {.present = true};
	const struct value *list = r ? &r->values[field] : &nothing;
	json_key(w, key);
	if (!list->present) {
		json_put_null(w);
		return;
	}
	json_open_array(w);
	for (size_t i = 0; i < list->list.count; i++) {
		json_open_object(w);
		put(w, &list->list.items[i], style);
		json_close_object(w);
	}
	json_close_array(w);
}

void statistics_write_members(struct json_writer *w, const struct record *r, const struct record_style *style)
{
	put_rows(w, STR("days"), r, F_STATISTICS_days, play_day, style);
	put_rows(w, STR("hours"), r, F_STATISTICS_hours, play_hour, style);
	put_rows(w, STR("games"), r, F_STATISTICS_games, game, style);
}

void cashflow_write_members(struct json_writer *w, const struct record *r, const struct record_style *style)
{
	put_rows(w, STR("days"), r, F_CASHFLOW_days, cash_day, style);
}
