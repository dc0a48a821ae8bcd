/* act_probe: carries out actions at the services of a configuration, as the portal would, without a portal: a question a line on
 * standard input, an answer a line on standard output. For tests that hold the shipped configuration against the simulator.
 *
 *   act_probe CONFIG SIM-PORT TIMEOUT-MS
 *   {"phase": "try", "action": "suspend", "customer": "CUS-1", "object": "", "key": "K-1", "fields": {"reason": "…"}}
 *   {"outcome": "refused", "code": "already", "error": "ok", "status": 409, "field": "", "reference": ""}
 *
 * Amounts are written "12.50 EUR", times in RFC 3339. */
#include "app/config.h"
#include "base/clock.h"
#include "base/log.h"
#include "sources/act_plan.h"
#include "sources/house.h"

#include <stdio.h>
#include <stdlib.h>

#define PROBE_LINE_MAX (1 << 20)
#define PROBE_CACHE    (1u << 20)

struct question {
	struct act_ask ask;
	struct record fields;
	struct value values[WRITE_FIELDS_MAX];
};

static void *seal(void *ctx, enum part p, struct str customer, const struct record *r, size_t *ret_size)
{
	(void)ctx, (void)p, (void)customer, (void)r, (void)ret_size;
	return NULL; /* nothing is looked at */
}

static bool money_of(struct str text, struct money *ret)
{
	struct str amount;
	if (!str_split(&text, ' ', &amount) || !(ret->currency = currency_find(text)))
		return false;
	return money_parse_decimal(amount, ret->currency->exponent, &ret->minor) == OK;
}

static bool take_value(struct json_reader *r, struct arena *a, const struct field *f, struct value *v)
{
	struct str text = STR_NONE;
	int word;
	v->present = true;
	if (f->type == FIELD_BOOL)
		return json_get_bool(r, &v->b);
	if (f->type == FIELD_INT)
		return json_get_i64(r, &v->i64);
	if (!json_get_string(r, a, &text))
		return false;
	switch (f->type) {
	case FIELD_MONEY:
		return money_of(text, &v->money);
	case FIELD_TIME:
		return clock_parse_rfc3339(text, &v->i64) == OK;
	case FIELD_DATE:
		return clock_parse_date(text, &v->days) == OK;
	case FIELD_ENUM:
		word = schema_word(f, text);
		v->index = (unsigned)word;
		return word >= 0;
	default:
		v->text = text;
		return true;
	}
}

static bool take_fields(struct json_reader *r, struct arena *a, struct question *q)
{
	struct str key;
	json_enter_object(r);
	while (json_next_key(r, a, &key)) {
		struct str name = arena_dup(a, key);
		int i = name.p ? schema_field(q->fields.schema, name.p) : -1;
		if (i < 0 || !take_value(r, a, &q->fields.schema->fields[i], &q->values[i]))
			return false;
	}
	return true;
}

/* "action" comes before "fields". */
static bool take_question(struct str line, struct arena *a, struct question *q)
{
	struct json_reader r;
	struct str key, text;
	*q = (struct question){0};
	json_reader_init(&r, line, JSON_LIMITS_DEFAULT);
	json_enter_object(&r);
	while (json_next_key(&r, a, &key)) {
		if (str_is(key, "fields")) {
			if (!q->fields.schema || !take_fields(&r, a, q))
				return false;
			continue;
		}
		if (!json_get_string(&r, a, &text))
			return false;
		if (str_is(key, "action")) {
			int k = act_find(text);
			if (k < 0)
				return false;
			q->ask.kind = (enum act_kind)k;
			q->fields = (struct record){schema_act(q->ask.kind), q->values};
		} else if (str_is(key, "phase")) {
			q->ask.phase = str_is(text, "ask") ? ACT_ASK : ACT_TRY;
		} else if (str_is(key, "customer")) {
			q->ask.customer = text;
		} else if (str_is(key, "object")) {
			q->ask.object = text;
		} else if (str_is(key, "key")) {
			q->ask.key = text;
		} else {
			return false;
		}
	}
	q->ask.fields = &q->fields;
	return json_finish(&r) == OK && q->fields.schema;
}

static void put_answer(void *ctx, const struct act_answer *a)
{
	struct buf b;
	struct json_writer w;
	const struct value *reference = a->result ? &a->result->values[F_ACT_ANSWER_reference] : NULL;
	buf_init(&b, PROBE_LINE_MAX);
	json_writer_init(&w, &b);
	json_open_object(&w);
	json_kv_str(&w, STR("outcome"), str_of(act_outcome_name(a->outcome)));
	json_kv_str(&w, STR("code"), str_of(a->outcome == ACT_REFUSED ? act_code_name(a->code) : ""));
	json_kv_str(&w, STR("error"), str_of(source_error_name(a->error)));
	json_kv_i64(&w, STR("status"), a->status);
	json_kv_str(&w, STR("field"), str_of(a->field ? a->field : ""));
	json_kv_str(&w, STR("reference"), reference && reference->present ? reference->text : STR(""));
	json_close_object(&w);
	buf_char(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
	fflush(stdout);
	buf_done(&b);
	loop_stop(ctx);
}

static void set_timeouts(const struct config *c, unsigned ms)
{
	for (size_t i = 0; i < c->source_count; i++)
		for (unsigned k = 0; k < ACT_COUNT_; k++)
			for (struct act_plan *p = c->sources[i].plan->acts[k]; p; p = p->next)
				p->timeout_ms = ms;
}

static int answer_all(struct sources *s, struct loop *l)
{
	static char line[PROBE_LINE_MAX];
	struct question q;
	struct arena a;
	struct ask_ticket *t;
	arena_init(&a, 4 * PROBE_LINE_MAX);
	while (fgets(line, sizeof(line), stdin)) {
		arena_reset(&a);
		if (!take_question(str_of(line), &a, &q) || sources_act(s, l, &q.ask, put_answer, l, &t) != OK) {
			puts("{\"outcome\":\"bad question\"}");
			fflush(stdout);
			continue;
		}
		loop_run(l);
	}
	arena_done(&a);
	return 0;
}

int main(int argc, char **argv)
{
	struct config *c;
	struct cache *cache;
	struct sources *s;
	struct loop *l;
	struct err_info info = {0};
	log_set_level(LOG_OFF);
	if (argc != 4 || config_load(argv[1], &c, &info) != OK || config_set_sim_port(c, (uint16_t)atoi(argv[2])) != OK) {
		fprintf(stderr, "act_probe: line %u: %s: %s\n", info.line, info.field, info.text);
		return 2;
	}
	set_timeouts(c, (unsigned)atoi(argv[3]));
	if (cache_new(PROBE_CACHE, 1, &cache) != OK || loop_new(0, &l) != OK ||
	    sources_new(c->sources, c->source_count, cache, seal, free, NULL, &s, &info) != OK || sources_attach(s, l) != OK)
		return 2;
	int status = answer_all(s, l);
	sources_detach(s, l);
	sources_free(s);
	loop_free(l);
	cache_free(cache);
	config_free(c);
	return status;
}
