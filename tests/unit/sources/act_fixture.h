/* Records of actions, and one action waited for. */
#pragma once

#include "fake.h"
#include "sources/act_plan.h"

#define ACT_KEY "0190f1d0-7c2a-7000-8000-0000000000aa"

struct act_fields {
	struct record record;
	struct value values[WRITE_FIELDS_MAX];
};

static inline struct value *act_set(struct act_fields *f, enum act_kind k, const char *name)
{
	f->record = (struct record){schema_act(k), f->values};
	int i = schema_field(f->record.schema, name);
	assert_true(i >= 0);
	f->values[i].present = true;
	return &f->values[i];
}

static inline void act_set_text(struct act_fields *f, enum act_kind k, const char *name, const char *text)
{
	act_set(f, k, name)->text = str_of(text);
}

static inline void act_set_word(struct act_fields *f, enum act_kind k, const char *name, const char *word)
{
	struct value *v = act_set(f, k, name);
	int i = schema_word(&f->record.schema->fields[v - f->values], str_of(word));
	assert_true(i >= 0);
	v->index = (unsigned)i;
}

static inline void act_set_money(struct act_fields *f, enum act_kind k, const char *name, int64_t minor, const char *currency)
{
	act_set(f, k, name)->money = (struct money){minor, currency_find(str_of(currency))};
}

struct act_wait {
	struct loop *loop;
	bool done;
	struct act_answer answer;
	char reference[64], field[64];
};

static inline void act_waited(void *ctx, const struct act_answer *a)
{
	struct act_wait *w = ctx;
	assert_false(w->done);
	w->done = true;
	w->answer = *a;
	w->answer.result = NULL;
	str_copy(w->field, sizeof(w->field), str_of(a->field ? a->field : ""));
	if (a->result && a->result->values[F_ACT_ANSWER_reference].present)
		str_copy(w->reference, sizeof(w->reference), a->result->values[F_ACT_ANSWER_reference].text);
	loop_stop(w->loop);
}

static inline struct act_wait portal_act(struct portal *p, enum act_phase phase, enum act_kind k, const char *customer,
					 const char *object, struct act_fields *f)
{
	struct act_wait w = {.loop = p->loop};
	struct ask_ticket *t;
	f->record = (struct record){schema_act(k), f->values};
	const struct act_ask ask = {.phase = phase,
				    .kind = k,
				    .customer = str_of(customer),
				    .object = object ? str_of(object) : STR_NONE,
				    .key = STR(ACT_KEY),
				    .fields = &f->record};
	assert_int_equal(sources_act(p->sources, p->loop, &ask, act_waited, &w, &t), OK);
	loop_run(p->loop);
	assert_true(w.done);
	return w;
}
