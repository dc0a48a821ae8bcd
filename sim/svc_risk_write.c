/* sim/svc_risk_write.c - what the risk service is asked to do. See sim/README.md. */
#include "sim/svc_risk.h"
#include "sim/write.h"

#define MINUTES_MAX 44640 /* of a month */
#define FLAG_DIGITS 8u
#define TIME_MAX_S  (TIME_MAX_MS / 1000)

struct limit_body {
	struct str kind, period, amount;
	int64_t minutes;
	bool has_minutes;
};
struct risk_body {
	struct limit_body limit;
	struct str by, scheme, state, note;
	int64_t effective_s, until_s;
};

/* Opens the answer up to inside "request"; the caller closes both. */
static void answer(struct write *x, const char *action)
{
	struct json_writer *w = x->w;
	json_open_object(w);
	json_kv_bool(w, STR("ok"), true);
	JSON_KEY(w, "request");
	json_open_object(w);
	json_kv_str(w, STR("key"), x->key);
	JSON_KEY(w, "subject");
	ref_put_customer(w, x->s->h->number);
	KV_TEXT(w, "action", action);
	KV_TIME(w, "at", x->s->at);
}

static enum err close_answer(struct write *x)
{
	json_close_object(x->w);
	json_close_object(x->w);
	return OK;
}

static enum err bind_nothing(struct write *x)
{
	char nothing;
	return write_bind(x, NULL, 0, &nothing);
}

/* ---- limits ---- */

static enum err read_kind(struct write *x, const struct limit_body *b, const char *kind_at, const char *period_at,
			  struct limit_order *o)
{
	enum err e = WRITE_CHOICE(x, b->kind, risk_limit_words, kind_at, &o->kind);
	if (e == OK)
		e = WRITE_CHOICE(x, b->period, risk_period_words, period_at, &o->period);
	/* Stakes and time are counted by session or by calendar; money that comes and goes never by session. */
	bool counted = e == OK && (o->kind == LIMIT_DEPOSIT || o->kind == LIMIT_LOSS);
	bool stake = e == OK && o->kind == LIMIT_STAKE;
	if (e == OK && ((counted && o->period == PERIOD_SESSION) || (stake && o->period != PERIOD_SESSION)))
		e = write_bad(x, period_at);
	return e;
}

static enum err read_value(struct write *x, const struct limit_body *b, struct limit_order *o)
{
	unsigned exponent = exponent_of(x->s->h->risk.currency);
	bool time = o->kind == LIMIT_SESSION_TIME;
	if (time != b->has_minutes)
		return write_bad(x, "/limit/minutes");
	if (time != !b->amount.p)
		return write_bad(x, "/limit/amount");
	o->minutes = (uint32_t)b->minutes;
	if (!time && (money_parse_json_number(b->amount, exponent, &o->amount) || o->amount < 0 || o->amount > ORDER_AMOUNT_MAX))
		return write_bad(x, "/limit/amount");
	return OK;
}

static enum err read_limit(struct write *x, struct limit_order *o)
{
	static const struct json_bind limit[] = {
		BIND_TEXT(limit_body, "kind", kind, WORD_MAX),
		BIND_TEXT(limit_body, "period", period, WORD_MAX),
		{.name = "amount", .type = JSON_BIND_RAW, .offset = offsetof(struct limit_body, amount), .nullable = true},
		{.name = "minutes",
		 .type = JSON_BIND_I64,
		 .offset = offsetof(struct limit_body, minutes),
		 .nullable = true,
		 .max = MINUTES_MAX,
		 .present_offset = offsetof(struct limit_body, has_minutes)},
	};
	static const struct json_bind fields[] = {
		{.name = "limit",
		 .type = JSON_BIND_OBJECT,
		 .offset = offsetof(struct risk_body, limit),
		 .required = true,
		 .fields = limit,
		 .field_count = ARRAY_LEN(limit)},
		BIND_TEXT(risk_body, "by", by, WORD_MAX),
		{.name = "effective",
		 .type = JSON_BIND_I64,
		 .offset = offsetof(struct risk_body, effective_s),
		 .nullable = true,
		 .max = TIME_MAX_S},
	};
	struct risk_body b = {0};
	enum err e = WRITE_BIND(x, fields, &b);
	if (e == OK)
		e = read_kind(x, &b.limit, "/limit/kind", "/limit/period", o);
	if (e == OK)
		e = read_value(x, &b.limit, o);
	if (e == OK)
		e = WRITE_CHOICE(x, b.by, risk_by_words, "/by", &o->by);
	o->effective = b.effective_s * 1000;
	return e;
}

static enum err answer_limit(struct write *x, const char *action, const struct limit *l)
{
	answer(x, action);
	JSON_KEY(x->w, "limit");
	risk_put_limit(x->w, l, exponent_of(x->s->h->risk.currency));
	KV_TEXT(x->w, "state", l->pending_from ? "pending" : "in_force");
	return close_answer(x);
}

static enum err set_limit(struct write *x)
{
	struct limit_order o = {0};
	const struct limit *l;
	enum err e = read_limit(x, &o);
	if (e == OK)
		e = effect_set_limit(x->s, &o, &l);
	return e ? e : answer_limit(x, "limit", l);
}

static enum err drop_pending(struct write *x)
{
	static const struct json_bind fields[] = {BIND_TEXT(limit_body, "kind", kind, WORD_MAX),
						  BIND_TEXT(limit_body, "period", period, WORD_MAX)};
	struct limit_body b = {0};
	struct limit_order o = {0};
	const struct limit *l;
	enum err e = WRITE_BIND(x, fields, &b);
	if (e == OK)
		e = read_kind(x, &b, "/kind", "/period", &o);
	if (e == OK)
		e = effect_drop_pending_limit(x->s, o.kind, o.period, &l);
	return e ? e : answer_limit(x, "pending-removal", l);
}

/* ---- breaks and exclusions ---- */

static enum err cool_off(struct write *x)
{
	static const struct json_bind fields[] = {{.name = "until",
						   .type = JSON_BIND_I64,
						   .offset = offsetof(struct risk_body, until_s),
						   .required = true,
						   .min = 1,
						   .max = TIME_MAX_S}};
	struct risk_body b = {0};
	enum err e = WRITE_BIND(x, fields, &b);
	if (e == OK)
		e = effect_cool_off(x->s, b.until_s * 1000);
	if (e)
		return e;
	answer(x, "cool_off");
	KV_TIME(x->w, "until", x->s->h->risk.cool_until);
	return close_answer(x);
}

/* An end that is forgotten must not be one without end: it has to be said. */
static enum err exclude(struct write *x)
{
	static const char *const schemes[] = {"operator", "national"};
	static const struct json_bind fields[] = {
		{.name = "until", .type = JSON_BIND_RAW, .offset = offsetof(struct risk_body, note), .required = true},
		BIND_TEXT(risk_body, "scheme", scheme, WORD_MAX)};
	struct risk_body b = {0};
	unsigned national, sessions;
	struct json_reader r;
	enum err e = WRITE_BIND(x, fields, &b);
	if (e)
		return e;
	json_reader_init(&r, b.note, JSON_LIMITS_DEFAULT);
	bool endless = json_take_null(&r);
	if (!endless && (!json_get_i64(&r, &b.until_s) || b.until_s < 1 || b.until_s > TIME_MAX_S))
		return write_bad(x, "/until");
	e = WRITE_CHOICE(x, b.scheme, schemes, "/scheme", &national);
	if (e == OK)
		e = effect_exclude(x->s, b.until_s * 1000, national, &sessions);
	if (e)
		return e;
	answer(x, "exclusion");
	KV_TIME(x->w, "until", x->s->h->risk.exclusion_until);
	KV_TEXT(x->w, "scheme", schemes[x->s->h->risk.exclusion_scheme]);
	json_kv_i64(x->w, STR("sessions_ended"), sessions);
	return close_answer(x);
}

static enum err end_exclusion(struct write *x)
{
	enum err e = bind_nothing(x);
	if (e == OK)
		e = effect_end_exclusion(x->s);
	if (e == ERR_CONFLICT && x->s->h->risk.exclusion_since)
		x->s->why = "term_runs";
	if (e)
		return e;
	answer(x, "exclusion_end");
	return close_answer(x);
}

/* A break whose time is over has ended by itself: here is none, or one that runs. */
static enum err end_cool_off(struct write *x)
{
	enum err e = bind_nothing(x);
	return e ? e : scene_conflict(x->s, x->s->h->risk.cool_since ? "term_runs" : "not_cooling_off");
}

/* ---- flags ---- */

static bool flag_id(struct str text, uint32_t *ret)
{
	uint32_t id = 0;
	if (text.n != 4 + FLAG_DIGITS || memcmp(text.p, "FLG-", 4) != 0)
		return false;
	for (size_t i = 4; i < text.n; i++) {
		char c = text.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
		id = id << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	*ret = id;
	return true;
}

static enum err judge(struct write *x)
{
	static const char *const states[] = {"dismissed", "confirmed"};
	static const struct json_bind fields[] = {BIND_TEXT(risk_body, "state", state, WORD_MAX),
						  BIND_MAYBE(risk_body, "note", note, NOTE_MAX)};
	struct risk_body b = {0};
	uint32_t id;
	unsigned confirmed, i;
	if (!flag_id(x->object, &id))
		return ERR_NOT_FOUND;
	enum err e = WRITE_BIND(x, fields, &b);
	if (e == OK)
		e = WRITE_CHOICE(x, b.state, states, "/state", &confirmed);
	if (e == OK)
		e = effect_judge_flag(x->s, id, confirmed, &i);
	if (e)
		return e;
	answer(x, "verdict");
	JSON_KEY(x->w, "flag");
	risk_put_flag(x->w, &x->s->h->risk.flags[i]);
	KV_TEXT(x->w, "level", risk_level_words[x->s->h->risk.level]);
	return close_answer(x);
}

const struct write_route writes_risk[] = {
	{HTTP_PUT, "/risk/profile/{id}/limits", set_limit},
	{HTTP_POST, "/risk/profile/{id}/limits/pending-removal", drop_pending},
	{HTTP_POST, "/risk/profile/{id}/cool-off", cool_off},
	{HTTP_POST, "/risk/profile/{id}/cool-off/end", end_cool_off},
	{HTTP_POST, "/risk/profile/{id}/exclusion", exclude},
	{HTTP_POST, "/risk/profile/{id}/exclusion/end", end_exclusion},
	{HTTP_POST, "/risk/profile/{id}/flags/{ref}/verdict", judge},
};
const size_t writes_risk_count = ARRAY_LEN(writes_risk);
