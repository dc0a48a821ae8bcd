/* sim/svc_risk.h - what the risk service's answers share; for sim/svc_risk*.c only. */
#pragma once

#include "sim/service.h"

extern const char *const risk_level_words[5],
	*const risk_limit_words[4], *const risk_period_words[4], *const risk_by_words[3], *const risk_flag_words[3];

#define KV_TEXT(w, lit, text) json_kv_str((w), STR(lit), str_of(text))
/* Epoch seconds; 0 is null. */
void risk_time(struct json_writer *w, struct str key, int64_t ms);
#define KV_TIME(w, lit, ms) risk_time((w), STR(lit), (ms))
void risk_put_flag(struct json_writer *w, const struct flag *f);
void risk_put_limit(struct json_writer *w, const struct limit *l, unsigned exponent);
