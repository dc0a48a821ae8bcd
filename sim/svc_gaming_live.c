/* sim/svc_gaming_live.c - what a player plays just now, and whether they are kept from it. */
#include "sim/sports.h"
#include "sim/svc_gaming.h"

void gaming_put_device(struct json_writer *w, const struct gaming *g, unsigned device)
{
	if (device >= g->device_count)
		return;
	JSON_KEY(w, "deviceId");
	ref_put_hex(w, "DEV-", g->devices[device].id);
}

static enum err put_open_session(struct ask *q, const struct gaming *g)
{
	struct json_writer *w = q->w;
	struct session *s;
	if (!g->has_open_session || !g->sessions)
		return OK;
	enum err e = ask_records(q, &series_sessions, g->sessions, (struct page){g->sessions - 1, g->sessions}, &s);
	if (e)
		return e;
	json_open_object(w);
	JSON_KEY(w, "sessionId");
	ref_put(w, REF_SESSION, q->number, g->sessions - 1);
	KV_TEXT(w, "gameTitle", game_at(s->game)->title);
	KV_INT(w, "startedAt", s->started_at);
	KV_INT(w, "currentStakeMinor", s->current_stake);
	KV_INT(w, "tableBalanceMinor", s->table_balance);
	gaming_put_device(w, g, s->device);
	json_close_object(w);
	return OK;
}

static enum err put_open_bets(struct ask *q, const struct gaming *g)
{
	struct json_writer *w = q->w;
	for (unsigned i = g->open_count; i-- > 0;) {
		uint32_t n = g->open_bets[i].n;
		struct bet *b;
		enum err e = ask_records(q, &series_bets, g->bets, (struct page){n, n + 1}, &b);
		if (e)
			return e;
		json_open_object(w);
		JSON_KEY(w, "betId");
		ref_put(w, REF_BET, q->number, n);
		KV_TEXT(w, "gameTitle", game_at(b->game)->title);
		KV_INT(w, "placedAt", b->placed_at);
		KV_INT(w, "stakeMinor", b->stake);
		KV_INT(w, "potentialReturnMinor", sports_potential(b));
		json_close_object(w);
	}
	return OK;
}

void gaming_put_block(struct json_writer *w, const struct gaming *g)
{
	JSON_KEY(w, "playBlock");
	if (!g->blocked_at) {
		json_put_null(w);
		return;
	}
	json_open_object(w);
	KV_INT(w, "since", g->blocked_at);
	JSON_KEY(w, "until");
	if (g->blocked_until)
		json_put_i64(w, g->blocked_until);
	else
		json_put_null(w);
	JSON_KEY(w, "reasonCode");
	if (*g->block_reason)
		json_put_string(w, str_of(g->block_reason));
	else
		json_put_null(w);
	json_close_object(w);
}

enum err gaming_live(struct ask *q)
{
	struct gaming g;
	struct json_writer *w = q->w;
	enum err e = gaming_load(q, &g);
	if (e)
		return e;
	json_open_object(w);
	JSON_KEY(w, "data");
	json_open_object(w);
	gaming_put_player(q);
	KV_TEXT(w, "currencyCode", g.currency);
	JSON_KEY(w, "sessions");
	json_open_array(w);
	e = put_open_session(q, &g);
	json_close_array(w);
	JSON_KEY(w, "openBets");
	json_open_array(w);
	if (e == OK)
		e = put_open_bets(q, &g);
	json_close_array(w);
	if (g.blocked_until && g.blocked_until <= q->now)
		g.blocked_at = 0;
	gaming_put_block(w, &g);
	json_close_object(w);
	json_close_object(w);
	return e;
}
