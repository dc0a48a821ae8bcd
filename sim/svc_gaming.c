/* sim/svc_gaming.c - the gaming service: camelCase, epoch milliseconds, minor units, cursors, API key. See sim/README.md. */
#include "sim/svc_gaming.h"
#include "base/codec.h"
#include "sim/scan.h"
#include "sim/sports.h"
#include "sim/write.h"

#include <stdio.h>
#include <stdlib.h>

#define DUTY_PERCENT 20 /* of gross gaming revenue, where the customer lost */
#define CURSOR_TEXT  24

static const char *const state_words[] = {"OPEN", "WON", "LOST", "VOIDED", "HALF_WON", "HALF_LOST", "CASHED_OUT", "RESETTLED"};

enum err gaming_load(struct ask *q, struct gaming *g)
{
	return row_load(q->store, TABLE_GAMING, &pack_gaming, q->number, q->scratch, g);
}

void gaming_put_player(struct ask *q)
{
	JSON_KEY(q->w, "playerId");
	ref_put_customer(q->w, q->number);
}

static int by_bets(const void *a, const void *b)
{
	const struct game_stat *x = a, *y = b;
	return (x->bets < y->bets) - (x->bets > y->bets);
}

static void put_rate(struct json_writer *w, struct str key, double v, bool known)
{
	char text[24];
	json_key(w, key);
	if (known)
		json_put_raw(w, str_mem(text, (size_t)snprintf(text, sizeof(text), "%.4f", v)));
	else
		json_put_null(w);
}

void gaming_put_game(struct json_writer *w, const struct game_stat *s)
{
	const struct game *game = game_at(s->game);
	bool chance = game->vertical != VERTICAL_SPORTS;
	json_open_object(w);
	KV_TEXT(w, "gameId", game->id);
	KV_TEXT(w, "title", game->title);
	KV_TEXT(w, "vertical", vertical_name(game->vertical));
	KV_INT(w, "betCount", s->bets);
	KV_INT(w, "stakeMinor", s->wagered);
	KV_INT(w, "returnMinor", s->won);
	put_rate(w, STR("rtp"), game->rtp, chance);
	put_rate(w, STR("volatility"), game->volatility, chance);
	json_close_object(w);
}

static void put_games(struct json_writer *w, const struct gaming *g)
{
	JSON_KEY(w, "games");
	json_open_array(w);
	for (unsigned i = 0; i < g->game_count; i++)
		gaming_put_game(w, &g->games[i]);
	json_close_array(w);
}

static void put_lifetime(struct json_writer *w, const struct gaming *g)
{
	int64_t revenue = g->wagered - g->won;
	JSON_KEY(w, "lifetime");
	json_open_object(w);
	KV_INT(w, "betCount", g->settled);
	KV_INT(w, "stakeMinor", g->wagered);
	KV_INT(w, "returnMinor", g->won);
	KV_INT(w, "sessionCount", g->sessions);
	KV_INT(w, "winCount", g->winning);
	KV_INT(w, "lossCount", g->losing);
	JSON_KEY(w, "favouriteGame");
	if (g->game_count)
		json_put_string(w, str_of(game_at(g->games[0].game)->title));
	else
		json_put_null(w);
	JSON_KEY(w, "lastPlayedAt");
	if (g->last_played)
		json_put_i64(w, g->last_played);
	else
		json_put_null(w);
	KV_INT(w, "openCount", g->open);
	KV_INT(w, "openStakeMinor", g->open_stakes);
	KV_INT(w, "voidCount", g->voided);
	KV_INT(w, "freeBetStakeMinor", g->free_stakes);
	KV_INT(w, "jackpotMinor", g->jackpots);
	KV_INT(w, "jackpotContributionMinor", g->contributions);
	KV_INT(w, "dutyMinor", revenue > 0 ? revenue * DUTY_PERCENT / 100 : 0);
	json_close_object(w);
}

static enum err get_statistics(struct ask *q)
{
	struct gaming g;
	struct json_writer *w = q->w;
	enum err e = gaming_load(q, &g);
	if (e)
		return e;
	qsort(g.games, g.game_count, sizeof(g.games[0]), by_bets);
	json_open_object(w);
	JSON_KEY(w, "data");
	json_open_object(w);
	gaming_put_player(q);
	KV_TEXT(w, "currencyCode", g.currency);
	put_lifetime(w, &g);
	put_games(w, &g);
	json_close_object(w);
	json_close_object(w);
	return OK;
}

static void put_selections(struct json_writer *w, const struct bet *b)
{
	JSON_KEY(w, "selections");
	json_open_array(w);
	for (unsigned i = 0; i < b->legs; i++) {
		struct leg leg;
		char price[16];
		const char *outcome = sports_leg_outcome(b, i);
		sports_leg(b, i, &leg);
		json_open_object(w);
		KV_TEXT(w, "event", leg.event);
		KV_TEXT(w, "market", leg.market);
		KV_TEXT(w, "pick", leg.pick);
		JSON_KEY(w, "price");
		json_put_raw(w,
			     str_mem(price, (size_t)snprintf(price, sizeof(price), "%u.%02u", leg.price / 100, leg.price % 100)));
		JSON_KEY(w, "outcome");
		if (outcome)
			json_put_string(w, str_of(outcome));
		else
			json_put_null(w);
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_bet(struct ask *q, const struct gaming *g, const struct bet *b, uint32_t ordinal)
{
	struct json_writer *w = q->w;
	const struct game *game = game_at(b->game);
	json_open_object(w);
	JSON_KEY(w, "betId");
	ref_put(w, REF_BET, q->number, ordinal);
	gaming_put_player(q);
	JSON_KEY(w, "sessionId");
	ref_put(w, REF_SESSION, q->number, b->session);
	KV_TEXT(w, "gameId", game->id);
	KV_TEXT(w, "gameTitle", game->title);
	KV_TEXT(w, "vertical", vertical_name(game->vertical));
	KV_INT(w, "placedAt", b->placed_at);
	if (b->state == BET_OPEN) {
		json_kv_null(w, STR("settledAt"));
		json_kv_null(w, STR("returnMinor"));
	} else {
		KV_INT(w, "settledAt", b->placed_at + b->settle_ms);
		KV_INT(w, "returnMinor", b->won);
	}
	KV_TEXT(w, "status", state_words[b->state]);
	KV_TEXT(w, "currencyCode", g->currency);
	KV_INT(w, "stakeMinor", b->stake);
	KV_INT(w, "bonusStakeMinor", b->bonus_stake);
	KV_INT(w, "freeBetStakeMinor", b->free_stake);
	KV_INT(w, "jackpotMinor", b->jackpot);
	put_selections(w, b);
	json_close_object(w);
}

/* Cursors: the ordinal above the next page, wrapped so that nobody builds on it. */
static enum err parse_cursor(struct ask *q, struct page *range)
{
	struct str text = ask_param(q, "cursor");
	char plain[CURSOR_TEXT];
	size_t n;
	uint64_t before;
	if (!text.p)
		return OK;
	if (codec_unbase64url(text, plain, sizeof(plain), &n) || n < 2 || plain[0] != '<' ||
	    str_to_u64(str_mem(plain + 1, n - 1), &before))
		return ERR_SHAPE;
	range->end = (uint32_t)MAX(MIN(before, range->end), range->first);
	return OK;
}

static void put_next(struct ask *q, struct page range, uint32_t rest)
{
	char plain[CURSOR_TEXT];
	JSON_KEY(q->w, "nextCursor");
	if (rest == range.first) {
		json_put_null(q->w);
		return;
	}
	int n = snprintf(plain, sizeof(plain), "<%u", rest);
	buf_reset(q->scratch);
	buf_base64url(q->scratch, plain, (size_t)n);
	json_put_string(q->w, buf_view(q->scratch));
}

/* Cuts the newest @limit off what the cursor left of @range. */
static enum err cut_page(struct ask *q, struct page *range, struct page *ret)
{
	uint64_t limit;
	enum err e = ask_number(q, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit);
	if (e == OK)
		e = parse_cursor(q, range);
	if (e == OK)
		*ret = (struct page){range->end - MIN((uint32_t)limit, range->end - range->first), range->end};
	return e;
}

enum err gaming_range(struct ask *q, const struct series_kind *kind, uint32_t length, struct page *ret)
{
	uint64_t from, to;
	enum err e = ask_number(q, "from", 0, INT64_MAX, 0, &from);
	if (e == OK)
		e = ask_number(q, "to", 0, INT64_MAX, 0, &to);
	return e ? e : ask_range(q, kind, length, (int64_t)from, (int64_t)to, ret);
}

static bool is_of_game(const void *game, const void *bet)
{
	return ((const struct bet *)bet)->game == *(const unsigned *)game;
}

/* A game that is none has no bets. */
static enum err scan_wagers(struct ask *q, const struct gaming *g, struct page range, uint32_t limit, struct scan_page *ret)
{
	struct str id = ask_param(q, "gameId");
	char text[32];
	if (!id.p)
		return scan_newest(q, &series_bets, g->bets, range, limit, NULL, NULL, ret);
	int found = str_copy(text, sizeof(text), id) ? game_find(text) : -1;
	unsigned game = (unsigned)found;
	*ret = (struct scan_page){.rest = range.first};
	return found < 0 ? OK : scan_newest(q, &series_bets, g->bets, range, limit, is_of_game, &game, ret);
}

static enum err get_wagers(struct ask *q)
{
	struct gaming g;
	struct page range;
	struct scan_page page;
	uint64_t limit;
	enum err e = gaming_load(q, &g);
	if (e == OK)
		e = gaming_range(q, &series_bets, g.bets, &range);
	if (e == OK)
		e = ask_number(q, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit);
	if (e == OK)
		e = parse_cursor(q, &range);
	if (e == OK)
		e = scan_wagers(q, &g, range, (uint32_t)limit, &page);
	if (e)
		return e;
	const struct bet *bets = (const struct bet *)(const void *)page.records;
	json_open_object(q->w);
	gaming_put_player(q);
	JSON_KEY(q->w, "data");
	json_open_array(q->w);
	for (uint32_t i = 0; i < page.count; i++)
		put_bet(q, &g, &bets[i], page.ordinals[i]);
	json_close_array(q->w);
	put_next(q, range, page.rest);
	json_close_object(q->w);
	return OK;
}

static enum err get_wager(struct ask *q)
{
	struct gaming g;
	struct bet *b;
	uint32_t n = 0;
	enum err e = gaming_load(q, &g);
	if (e == OK && (!ref_parse(REF_BET, q->object, q->number, &n) || n >= g.bets))
		e = ERR_NOT_FOUND;
	if (e == OK)
		e = ask_records(q, &series_bets, g.bets, (struct page){n, n + 1}, &b);
	if (e)
		return e;
	json_open_object(q->w);
	JSON_KEY(q->w, "data");
	put_bet(q, &g, b, n);
	json_close_object(q->w);
	return OK;
}

static void put_session(struct ask *q, const struct gaming *g, const struct session *s, uint32_t ordinal)
{
	struct json_writer *w = q->w;
	json_open_object(w);
	JSON_KEY(w, "sessionId");
	ref_put(w, REF_SESSION, q->number, ordinal);
	gaming_put_player(q);
	KV_TEXT(w, "gameTitle", game_at(s->game)->title);
	KV_INT(w, "startedAt", s->started_at);
	if (s->open)
		json_kv_null(w, STR("endedAt"));
	else
		KV_INT(w, "endedAt", s->started_at + s->length_ms);
	KV_TEXT(w, "currencyCode", g->currency);
	KV_INT(w, "betCount", s->bets);
	KV_INT(w, "stakeMinor", s->wagered);
	KV_INT(w, "returnMinor", s->won);
	gaming_put_device(w, g, s->device);
	json_close_object(w);
}

static enum err get_sessions(struct ask *q)
{
	struct gaming g;
	struct page range, page;
	struct session *sessions;
	enum err e = gaming_load(q, &g);
	if (e == OK)
		e = gaming_range(q, &series_sessions, g.sessions, &range);
	if (e == OK)
		e = cut_page(q, &range, &page);
	if (e == OK)
		e = ask_records(q, &series_sessions, g.sessions, page, &sessions);
	if (e)
		return e;
	json_open_object(q->w);
	gaming_put_player(q);
	JSON_KEY(q->w, "data");
	json_open_array(q->w);
	for (uint32_t i = page.end; i-- > page.first;)
		put_session(q, &g, &sessions[i - page.first], i);
	json_close_array(q->w);
	put_next(q, range, page.first);
	json_close_object(q->w);
	return OK;
}

static void put_round(struct ask *q, const struct gaming *g, const struct bet *b, uint32_t ordinal)
{
	struct json_writer *w = q->w;
	json_open_object(w);
	JSON_KEY(w, "roundId");
	ref_put(w, REF_BET, q->number, ordinal);
	KV_INT(w, "playedAt", b->placed_at);
	KV_TEXT(w, "currencyCode", g->currency);
	KV_TEXT(w, "gameTitle", game_at(b->game)->title);
	KV_INT(w, "stakeMinor", b->stake);
	KV_INT(w, "returnMinor", b->won);
	KV_INT(w, "balanceMinor", b->balance);
	json_close_object(w);
}

static enum err get_rounds(struct ask *q)
{
	struct gaming g;
	struct session *s;
	struct bet *bets;
	struct page page, range = {0, 0};
	uint32_t n = 0;
	enum err e = gaming_load(q, &g);
	if (e == OK && (!ref_parse(REF_SESSION, q->object, q->number, &n) || n >= g.sessions))
		e = ERR_NOT_FOUND;
	if (e == OK)
		e = ask_records(q, &series_sessions, g.sessions, (struct page){n, n + 1}, &s);
	if (e == OK) {
		range = (struct page){s->first_bet, s->first_bet + s->bets};
		e = cut_page(q, &range, &page);
	}
	if (e == OK)
		e = ask_records(q, &series_bets, g.bets, page, &bets);
	if (e)
		return e;
	json_open_object(q->w);
	gaming_put_player(q);
	JSON_KEY(q->w, "sessionId");
	ref_put(q->w, REF_SESSION, q->number, n);
	JSON_KEY(q->w, "data");
	json_open_array(q->w);
	for (uint32_t i = page.end; i-- > page.first;)
		put_round(q, &g, &bets[i - page.first], i);
	json_close_array(q->w);
	put_next(q, range, page.first);
	json_close_object(q->w);
	return OK;
}

static bool allowed(const struct http_request *r)
{
	return header_is(r, "x-api-key", "sim-gaming-key");
}

static enum err get_command(struct ask *q)
{
	struct json_writer *w = q->w;
	struct str answer;
	enum err e = ask_key(q, FAULT_GAMING, &answer);
	if (e)
		return e;
	json_open_object(w);
	JSON_KEY(w, "data");
	json_open_object(w);
	json_kv_str(w, STR("commandId"), q->object);
	KV_TEXT(w, "state", answer.p ? "DONE" : "UNKNOWN");
	JSON_KEY(w, "answer");
	json_put_raw(w, answer.p ? answer : STR("null"));
	json_close_object(w);
	json_close_object(w);
	return OK;
}

static void problem(struct json_writer *w, int status, const char *code, const char *field)
{
	char text[CODE_TEXT_MAX];
	const char *usual = status == 404   ? "PLAYER_NOT_FOUND"
			    : status == 401 ? "NOT_ALLOWED"
			    : status == 400 ? "BAD_PARAMETER"
					    : "INTERNAL";
	json_open_object(w);
	JSON_KEY(w, "error");
	json_open_object(w);
	KV_TEXT(w, "code", code ? code_in(CASE_UPPER, code, text) : usual);
	KV_TEXT(w, "message", status == 404 ? "There is no such player or object." : "The request could not be answered.");
	if (code) {
		JSON_KEY(w, "field");
		if (field)
			json_put_string(w, str_of(field));
		else
			json_put_null(w);
	}
	json_close_object(w);
	json_close_object(w);
}

static const struct route routes[] = {
	{"/v2/players/{id}/statistics", get_statistics},  {"/v2/players/{id}/live", gaming_live},
	{"/v2/players/{id}/wagers", get_wagers},          {"/v2/players/{id}/wagers/{ref}", get_wager},
	{"/v2/players/{id}/game-sessions", get_sessions}, {"/v2/players/{id}/game-sessions/{ref}/rounds", get_rounds},
	{"/v2/players/{id}/play-report", gaming_report},  {"/v2/commands/{ref}", get_command},
};
const struct service service_gaming = {routes,        ARRAY_LEN(routes),    allowed, problem,
				       writes_gaming, &writes_gaming_count, NULL,    "commandId"};
