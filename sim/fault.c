#include "sim/fault.h"

#include "base/json_bind.h"
#include "base/json_writer.h"

#include <stdio.h>

#define FAULT_BODY_ARENA_BYTES (16u << 10)
#define FAULT_GARBAGE_MIN      64

static const char *const mode_names[FAULT_MODE_COUNT_] = {
	[FAULT_NONE] = "none",
	[FAULT_SLOW] = "slow",
	[FAULT_ERROR] = "error",
	[FAULT_DOWN] = "down",
	[FAULT_HANG] = "hang",
	[FAULT_GARBAGE] = "garbage",
	[FAULT_TRUNCATED] = "truncated",
	[FAULT_WRONG_TYPE] = "wrong_type",
	[FAULT_WRONG_CUSTOMER] = "wrong_customer",
};

static const char *const service_names[FAULT_SERVICE_COUNT_] = {
	[FAULT_CUSTOMER] = "customer", [FAULT_GAMING] = "gaming",   [FAULT_WALLET] = "wallet",
	[FAULT_KYC] = "kyc",           [FAULT_SUPPORT] = "support", [FAULT_RISK] = "risk",
};

static const char *const phase_names[PHASE_COUNT_] = {
	[PHASE_NONE] = NULL, [PHASE_BEFORE] = "before", [PHASE_DURING] = "during", [PHASE_AFTER] = "after"};

const char *fault_mode_name(enum fault_mode m)
{
	return m < FAULT_MODE_COUNT_ ? mode_names[m] : "unknown";
}

const char *fault_service_name(enum fault_service s)
{
	return s < FAULT_SERVICE_COUNT_ ? service_names[s] : "unknown";
}

bool fault_service_parse(struct str s, enum fault_service *ret)
{
	for (unsigned i = 0; i < FAULT_SERVICE_COUNT_; i++)
		if (str_is(s, service_names[i])) {
			*ret = (enum fault_service)i;
			return true;
		}
	return false;
}

static bool mode_parse(struct str s, enum fault_mode *ret)
{
	for (unsigned i = 0; i < FAULT_MODE_COUNT_; i++)
		if (str_is(s, mode_names[i])) {
			*ret = (enum fault_mode)i;
			return true;
		}
	return false;
}

void fault_clear(struct fault_table *t)
{
	memset(t, 0, sizeof(*t));
}

struct fault_body {
	struct str service, mode, share, phase;
	int64_t latency_ms, times;
	bool has_latency, has_share;
};

static const struct json_bind body_fields[] = {
	{.name = "service", .type = JSON_BIND_STRING, .offset = offsetof(struct fault_body, service), .required = true},
	{.name = "mode", .type = JSON_BIND_STRING, .offset = offsetof(struct fault_body, mode), .required = true},
	{.name = "latencyMs",
	 .type = JSON_BIND_I64,
	 .offset = offsetof(struct fault_body, latency_ms),
	 .max = FAULT_LATENCY_MAX_MS,
	 .present_offset = offsetof(struct fault_body, has_latency)},
	{.name = "share",
	 .type = JSON_BIND_RAW,
	 .offset = offsetof(struct fault_body, share),
	 .present_offset = offsetof(struct fault_body, has_share)},
	{.name = "phase", .type = JSON_BIND_STRING, .offset = offsetof(struct fault_body, phase)},
	{.name = "times", .type = JSON_BIND_I64, .offset = offsetof(struct fault_body, times), .min = 1, .max = FAULT_TIMES_MAX},
};

/* The binder knows no fractions: the raw text is read here. */
static enum err share_parse(const struct fault_body *b, double *ret, struct err_info *info)
{
	double share = 1;
	if (b->has_share) {
		struct json_reader r;
		json_reader_init(&r, b->share, JSON_LIMITS_DEFAULT);
		if (!json_get_double(&r, &share) || json_finish(&r) != OK || !(share >= 0 && share <= 1))
			return err_set(info, ERR_SHAPE, "/share", "share is a number from 0 to 1");
	}
	*ret = share;
	return OK;
}

static enum err phase_parse(const struct fault_body *b, enum fault_mode mode, enum fault_phase *ret, struct err_info *info)
{
	if (!b->phase.p)
		return OK;
	if (mode == FAULT_NONE)
		return err_set(info, ERR_SHAPE, "/phase", "mode none has no phase");
	for (unsigned i = PHASE_BEFORE; i < PHASE_COUNT_; i++)
		if (str_is(b->phase, phase_names[i])) {
			*ret = (enum fault_phase)i;
			return OK;
		}
	return err_set(info, ERR_SHAPE, "/phase", "phase is one of before, during, after");
}

static enum err rule_from_body(const struct fault_body *b, struct fault_rule *ret, struct err_info *info)
{
	struct fault_rule rule = {0};
	if (!mode_parse(b->mode, &rule.mode))
		return err_set(info, ERR_SHAPE, "/mode",
			       "mode is one of none, slow, error, down, hang, garbage, truncated, wrong_type, wrong_customer");
	enum err e = share_parse(b, &rule.share, info);
	if (e == OK)
		e = phase_parse(b, rule.mode, &rule.phase, info);
	if (e != OK)
		return e;
	rule.times = (uint32_t)b->times;
	rule.latency_ms = b->has_latency ? (uint32_t)b->latency_ms : rule.mode == FAULT_SLOW ? FAULT_LATENCY_DEFAULT_MS : 0;
	*ret = rule;
	return OK;
}

static enum err set_parsed(struct fault_table *t, const struct fault_body *b, struct err_info *info)
{
	enum fault_service service = FAULT_SERVICE_COUNT_;
	if (!str_is(b->service, "all") && !fault_service_parse(b->service, &service))
		return err_set(info, ERR_SHAPE, "/service",
			       "service is one of customer, gaming, wallet, kyc, support, risk, all");
	struct fault_rule rule;
	enum err e = rule_from_body(b, &rule, info);
	if (e != OK)
		return e;
	if (service != FAULT_SERVICE_COUNT_) {
		t->rules[service] = rule;
		return OK;
	}
	for (unsigned i = 0; i < FAULT_SERVICE_COUNT_; i++)
		t->rules[i] = rule;
	return OK;
}

enum err fault_set_json(struct fault_table *t, struct str body, struct err_info *info)
{
	struct arena a;
	arena_init(&a, FAULT_BODY_ARENA_BYTES);
	struct fault_body b = {0};
	enum err e = json_bind_object(body, body_fields, ARRAY_LEN(body_fields), &a, &b, info);
	if (e == OK)
		e = set_parsed(t, &b, info);
	arena_done(&a);
	return e;
}

void fault_write_json(const struct fault_table *t, struct buf *out)
{
	struct json_writer w;
	json_writer_init(&w, out);
	json_open_object(&w);
	for (unsigned i = 0; i < FAULT_SERVICE_COUNT_; i++) {
		const struct fault_rule *r = &t->rules[i];
		json_key(&w, str_of(service_names[i]));
		json_open_object(&w);
		json_kv_str(&w, STR("mode"), str_of(fault_mode_name(r->mode)));
		json_kv_i64(&w, STR("latencyMs"), r->latency_ms);
		JSON_KEY(&w, "share");
		json_put_double(&w, r->share);
		if (r->phase)
			json_kv_str(&w, STR("phase"), str_of(phase_names[r->phase]));
		if (r->times)
			json_kv_i64(&w, STR("times"), r->times);
		json_close_object(&w);
	}
	json_close_object(&w);
}

static enum fault_mode hit(struct fault_rule *r, struct sim_rng *rng, uint32_t *ret_latency_ms)
{
	bool struck = r->share >= 1 || (r->share > 0 && rng_unit(rng) < r->share);
	*ret_latency_ms = struck ? r->latency_ms : 0;
	if (!struck)
		return FAULT_NONE;
	enum fault_mode mode = r->mode;
	if (r->times && --r->times == 0)
		*r = (struct fault_rule){0};
	return mode;
}

enum fault_mode fault_pick(struct fault_table *t, enum fault_service service, struct sim_rng *rng, uint32_t *ret_latency_ms)
{
	MUST(service < FAULT_SERVICE_COUNT_);
	*ret_latency_ms = 0;
	return t->rules[service].phase ? FAULT_NONE : hit(&t->rules[service], rng, ret_latency_ms);
}

enum fault_mode fault_pick_write(struct fault_table *t, enum fault_service service, struct sim_rng *rng, uint32_t *ret_latency_ms,
				 enum fault_phase *ret_phase)
{
	MUST(service < FAULT_SERVICE_COUNT_);
	enum fault_phase phase = t->rules[service].phase;
	enum fault_mode mode = hit(&t->rules[service], rng, ret_latency_ms);
	*ret_phase = mode ? phase : PHASE_NONE;
	return mode;
}

struct fault_course fault_course(enum fault_phase phase, enum fault_mode mode)
{
	static const enum fault_end failing[PHASE_COUNT_] = {END_FAILED, END_FAILED, END_RESET, END_FAILED};
	static const enum fault_end down[PHASE_COUNT_] = {END_RESET, END_RESET, END_RESET, END_DROPPED};
	bool after = phase > PHASE_BEFORE;
	switch (mode) {
	case FAULT_ERROR:
		return (struct fault_course){after, failing[phase]};
	case FAULT_DOWN:
		return (struct fault_course){after, down[phase]};
	case FAULT_HANG:
		return (struct fault_course){after, END_SILENCE};
	case FAULT_GARBAGE:
	case FAULT_TRUNCATED:
	case FAULT_WRONG_TYPE:
	case FAULT_WRONG_CUSTOMER:
		return (struct fault_course){phase != PHASE_BEFORE, END_SPOILT};
	case FAULT_SLOW:
		return (struct fault_course){phase != PHASE_BEFORE, phase ? failing[phase] : END_ANSWER};
	case FAULT_NONE:
	case FAULT_MODE_COUNT_:
		break;
	}
	return (struct fault_course){true, END_ANSWER};
}

void fault_garbage(struct str like, struct buf *out)
{
	/* 0xFE and 0xFF never occur in UTF-8, and a JSON text starts with neither. */
	uint64_t x = str_hash_stable(like) | 1;
	size_t n = MAX(like.n, (size_t)FAULT_GARBAGE_MIN);
	buf_char(out, (char)0xfe);
	for (size_t i = 1; i < n; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		buf_char(out, i % 16 == 0 ? (char)0xff : (char)(x >> 32));
	}
}

/* Walks one value and writes its changed twin. Recursion is bounded by JSON_MAX_DEPTH, which the reader keeps. */
struct mangle {
	struct json_reader r;
	struct json_writer w;
	struct arena keys;
	unsigned numbers; /* so far: they become objects and words in turn */
};

static void mangle_value(struct mangle *m);

static bool mangle_object(struct mangle *m)
{
	struct str key;
	json_enter_object(&m->r);
	if (m->r.failed != OK) /* too deep, where the writer would be too */
		return false;
	json_open_object(&m->w);
	while (json_next_key(&m->r, &m->keys, &key)) {
		json_key(&m->w, key);
		mangle_value(m);
	}
	json_close_object(&m->w);
	return true;
}

static bool mangle_array(struct mangle *m)
{
	char name[24];
	json_enter_array(&m->r);
	if (m->r.failed != OK) /* too deep, where the writer would be too */
		return false;
	json_open_object(&m->w);
	for (unsigned i = 0; json_next_element(&m->r); i++) {
		int n = snprintf(name, sizeof(name), "%u", i);
		json_key(&m->w, str_mem(name, (size_t)n));
		mangle_value(m);
	}
	json_close_object(&m->w);
	return true;
}

/* A value here must not become a container: the text would be too deep for its readers. */
static bool at_depth_limit(const struct mangle *m)
{
	return m->w.depth >= JSON_MAX_DEPTH;
}

static bool mangle_number(struct mangle *m)
{
	struct str text;
	if (!json_get_number(&m->r, &text))
		return false;
	if (m->numbers++ % 2 || at_depth_limit(m)) {
		json_put_string(&m->w, STR("many"));
		return true;
	}
	json_open_object(&m->w);
	json_kv_str(&m->w, STR("value"), text);
	json_close_object(&m->w);
	return true;
}

/* Nine decimals: no integer, no time, and more than any currency has. */
static bool mangle_string(struct mangle *m)
{
	if (!json_skip(&m->r, NULL))
		return false;
	json_put_raw(&m->w, STR("7.123456789"));
	return true;
}

static bool mangle_bool(struct mangle *m)
{
	bool b;
	if (!json_get_bool(&m->r, &b))
		return false;
	json_put_string(&m->w, b ? STR("yes") : STR("no"));
	return true;
}

static bool mangle_null(struct mangle *m)
{
	if (!json_take_null(&m->r))
		return false;
	if (at_depth_limit(m)) {
		json_put_string(&m->w, STR("nothing"));
		return true;
	}
	json_open_array(&m->w);
	json_close_array(&m->w);
	return true;
}

static void mangle_value(struct mangle *m)
{
	bool written = false;
	switch (json_peek(&m->r)) {
	case JSON_OBJECT:
		written = mangle_object(m);
		break;
	case JSON_ARRAY:
		written = mangle_array(m);
		break;
	case JSON_NUMBER:
		written = mangle_number(m);
		break;
	case JSON_STRING:
		written = mangle_string(m);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		written = mangle_bool(m);
		break;
	case JSON_NULL:
		written = mangle_null(m);
		break;
	default:
		break;
	}
	if (!written) /* the reader failed; keeps the writer's nesting whole until the caller sees it */
		json_put_null(&m->w);
}

enum err fault_wrong_type(struct str json, struct buf *out)
{
	struct mangle m = {0};
	json_reader_init(&m.r, json, JSON_LIMITS_DEFAULT);
	json_writer_init(&m.w, out);
	arena_init(&m.keys, json.n + 4096); /* only keys with escapes are copied */
	mangle_value(&m);
	enum err e = json_finish(&m.r);
	arena_done(&m.keys);
	return e != OK ? e : buf_ok(out);
}
