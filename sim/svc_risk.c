/* sim/svc_risk.c - the risk service: snake_case, epoch seconds, decimal numbers, a key header. See sim/README.md. */
#include "sim/svc_risk.h"
#include "sim/cashier.h"
#include "sim/limits.h"
#include "sim/words.h"
#include "sim/write.h"

const char *const risk_level_words[] = {"none", "low", "medium", "high", "critical"};
static const char *const class_words[] = {"fraud", "rg", "account", "aml"};
const char *const risk_flag_words[] = {"open", "confirmed", "dismissed"};
const char *const risk_limit_words[] = {"deposit", "loss", "stake", "session_time"};
const char *const risk_period_words[] = {"session", "day", "week", "month"};
const char *const risk_by_words[] = {"customer", "operator", "regulator"};
static const char *const scope_words[] = {"login", "deposit", "bet", "withdraw", "bonus", "marketing"};

void risk_time(struct json_writer *w, struct str key, int64_t ms)
{
	json_key(w, key);
	if (ms)
		json_put_i64(w, ms / 1000);
	else
		json_put_null(w);
}

static void put_minutes(struct json_writer *w, struct str key, bool known, uint32_t minutes)
{
	json_key(w, key);
	if (known)
		json_put_i64(w, minutes);
	else
		json_put_null(w);
}

static void put_money(struct json_writer *w, struct str key, bool known, int64_t minor, unsigned exponent)
{
	json_key(w, key);
	if (known)
		json_put_money(w, minor, exponent);
	else
		json_put_null(w);
}

void risk_put_flag(struct json_writer *w, const struct flag *f)
{
	const struct flag_row *row = flag_at(f->type);
	json_open_object(w);
	JSON_KEY(w, "id");
	ref_put_hex(w, "FLG-", f->id);
	KV_TEXT(w, "kind", row->type);
	KV_TEXT(w, "class", class_words[row->class]);
	KV_TEXT(w, "severity", risk_level_words[f->severity]);
	KV_TEXT(w, "text", row->text);
	KV_TIME(w, "detected", f->at);
	KV_TEXT(w, "state", risk_flag_words[f->state]);
	json_close_object(w);
}

/* Newest first. */
static void put_flags(struct json_writer *w, const struct risk *r)
{
	uint32_t shown = 0;
	JSON_KEY(w, "flags");
	json_open_array(w);
	for (unsigned n = 0; n < r->flag_count; n++) {
		unsigned best = FLAGS_MAX;
		for (unsigned i = 0; i < r->flag_count; i++)
			if (!(shown >> i & 1) && (best == FLAGS_MAX || r->flags[i].at > r->flags[best].at))
				best = i;
		shown |= 1u << best;
		risk_put_flag(w, &r->flags[best]);
	}
	json_close_array(w);
}

void risk_put_limit(struct json_writer *w, const struct limit *l, unsigned exponent)
{
	bool time = l->kind == LIMIT_SESSION_TIME, counts = l->kind == LIMIT_DEPOSIT || l->kind == LIMIT_LOSS;
	json_open_object(w);
	KV_TEXT(w, "kind", risk_limit_words[l->kind]);
	KV_TEXT(w, "period", risk_period_words[l->period]);
	KV_TEXT(w, "basis", l->net ? "net" : "gross");
	KV_TEXT(w, "window", l->rolling ? "rolling" : "calendar");
	put_money(w, STR("amount"), !time, l->amount, exponent);
	put_minutes(w, STR("minutes"), time, l->minutes);
	put_money(w, STR("used"), counts, l->used, exponent);
	put_minutes(w, STR("used_minutes"), time, l->used_minutes);
	KV_TEXT(w, "set_by", risk_by_words[l->by]);
	KV_TIME(w, "since", l->since);
	KV_TIME(w, "resets", l->resets_at);
	JSON_KEY(w, "pending");
	if (l->pending_from) {
		json_open_object(w);
		put_money(w, STR("amount"), !time, l->pending_amount, exponent);
		put_minutes(w, STR("minutes"), time, l->pending_minutes);
		KV_TIME(w, "from", l->pending_from);
		json_close_object(w);
	} else {
		json_put_null(w);
	}
	json_close_object(w);
}

static void put_blocks(struct json_writer *w, const struct risk *r)
{
	JSON_KEY(w, "exclusion");
	if (r->exclusion_since) {
		json_open_object(w);
		KV_TIME(w, "since", r->exclusion_since);
		KV_TIME(w, "until", r->exclusion_until);
		KV_TEXT(w, "scheme", r->exclusion_scheme ? "national" : "operator");
		json_close_object(w);
	} else {
		json_put_null(w);
	}
	JSON_KEY(w, "cool_off");
	if (r->cool_since) {
		json_open_object(w);
		KV_TIME(w, "since", r->cool_since);
		KV_TIME(w, "until", r->cool_until);
		json_close_object(w);
	} else {
		json_put_null(w);
	}
	JSON_KEY(w, "restrictions");
	json_open_array(w);
	for (unsigned i = 0; i < r->restriction_count; i++) {
		const struct restriction *x = &r->restrictions[i];
		json_open_object(w);
		KV_TEXT(w, "scope", scope_words[x->scope]);
		KV_TEXT(w, "reason", public_reason_text((enum public_reason)x->reason));
		KV_TIME(w, "since", x->since);
		KV_TIME(w, "until", x->until);
		json_close_object(w);
	}
	json_close_array(w);
}

static enum err get_profile(struct ask *q)
{
	struct risk r;
	struct json_writer *w = q->w;
	enum err e = row_load(q->store, TABLE_RISK, &pack_risk, q->number, q->scratch, &r);
	if (e)
		return e;
	unsigned exponent = exponent_of(r.currency);
	json_open_object(w);
	json_kv_bool(w, STR("ok"), true);
	JSON_KEY(w, "subject");
	json_open_object(w);
	JSON_KEY(w, "id");
	ref_put_customer(w, q->number);
	KV_TEXT(w, "currency", r.currency);
	KV_TEXT(w, "level", risk_level_words[r.level]);
	put_flags(w, &r);
	JSON_KEY(w, "limits");
	json_open_array(w);
	for (unsigned i = 0; i < r.limit_count; i++) {
		limit_roll(&r.limits[i], q->now);
		risk_put_limit(w, &r.limits[i], exponent);
	}
	json_close_array(w);
	put_blocks(w, &r);
	json_close_object(w);
	json_close_object(w);
	return OK;
}

static bool allowed(const struct http_request *r)
{
	return header_is(r, "x-risk-key", "sim-risk-key");
}

static enum err get_request(struct ask *q)
{
	struct json_writer *w = q->w;
	struct str answer;
	enum err e = ask_key(q, FAULT_RISK, &answer);
	if (e)
		return e;
	json_open_object(w);
	json_kv_bool(w, STR("ok"), true);
	JSON_KEY(w, "request");
	json_open_object(w);
	json_kv_str(w, STR("key"), q->object);
	KV_TEXT(w, "state", answer.p ? "done" : "unknown");
	JSON_KEY(w, "answer");
	json_put_raw(w, answer.p ? answer : STR("null"));
	json_close_object(w);
	json_close_object(w);
	return OK;
}

static void problem(struct json_writer *w, int status, const char *code, const char *field)
{
	const char *usual = status == 404   ? "unknown_subject"
			    : status == 401 ? "not_allowed"
			    : status == 400 ? "bad_parameter"
					    : "failed";
	json_open_object(w);
	json_kv_bool(w, STR("ok"), false);
	KV_TEXT(w, "reason", code ? code : usual);
	if (code) {
		JSON_KEY(w, "field");
		if (field)
			json_put_string(w, str_of(field));
		else
			json_put_null(w);
	}
	json_close_object(w);
}

static const struct route routes[] = {{"/risk/profile/{id}", get_profile}, {"/risk/requests/{ref}", get_request}};
const struct service service_risk = {routes,      ARRAY_LEN(routes),  allowed,           problem,
				     writes_risk, &writes_risk_count, "idempotency-key", NULL};
