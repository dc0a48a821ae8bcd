/* sim/svc_gaming.h - what the gaming service's answers share; for sim/svc_gaming*.c only. */
#pragma once

#include "sim/games.h"
#include "sim/service.h"

#define KV_TEXT(w, lit, text) json_kv_str((w), STR(lit), str_of(text))
#define KV_INT(w, lit, v)     json_kv_i64((w), STR(lit), (int64_t)(v))

/* ERR_NOT_FOUND, ERR_CORRUPT. */
NODISCARD enum err gaming_load(struct ask *q, struct gaming *g);
void gaming_put_player(struct ask *q);
/* One item of "games". */
void gaming_put_game(struct json_writer *w, const struct game_stat *s);
/* Nothing when there is none. */
void gaming_put_device(struct json_writer *w, const struct gaming *g, unsigned device);
void gaming_put_block(struct json_writer *w, const struct gaming *g);
/* ?from= and ?to=, epoch milliseconds. ERR_SHAPE. */
NODISCARD enum err gaming_range(struct ask *q, const struct series_kind *kind, uint32_t length, struct page *ret);

/* svc_gaming_report.c, svc_gaming_live.c */
ask_fn gaming_report, gaming_live;
