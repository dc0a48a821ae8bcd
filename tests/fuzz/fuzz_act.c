/* layer: sources */
/* Any bytes as a service's answer to an action, or to what became of one; and any text as the "actions:" section. What is said to
 * be done is about this customer and this key and came with a good status; a failure of the service is never a refusal; a refusal
 * has a word of ours; and a call that the configuration lets pass writes JSON, or says what can't be said. */
#include "base/utf8.h"
#include "sources/act_plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CUSTOMER "CUS-1"
#define KEY      "K-1"

static const char config[] = "a:\n"
			     "  base_url: http://127.0.0.1:1\n"
			     "  actions:\n"
			     "    suspend:\n"
			     "      path: /s/{id}\n"
			     "      answer: {map: {customerId: /c, key: /k, reference: /r, effectiveAt: {at: /e, as: epoch_s}}}\n"
			     "      refused: {at: /e/c, enum: {A: already, 1: limit, true: denied}}\n"
			     "      asked: {path: \"/o/{key}\", map: {customerId: /a/c, key: /k, state: {at: /s, enum: {D: done, "
			     "P: pending, R: refused, U: "
			     "unknown}}, code: {at: /e, enum: {A: already}}}}\n"
			     "    close:\n"
			     "      path: /c/{id}\n"
			     "      answer: {status: {at: /ok, ok: \"true\", not_found: [NO]}, root: /r, map: {customerId: "
			     "{asked: true}, key: /k, state: {at: "
			     "/s, enum: {D: done, P: pending, R: refused, U: unknown}}}}\n"
			     "      refused: {at: /why, enum: {A: already}, default: other}\n"
			     "      asked: {path: \"/o/{id}\", on_404: unknown, status: {at: /ok, ok: \"true\"}, map: "
			     "{customerId: /c, key: /k, until: /u}}\n"
			     "    reinstate: {path: \"/r/{id}\"}\n";

static struct source_config *configs;

static void load(void)
{
	struct arena a;
	struct yaml_node *root;
	struct err_info info = {0};
	size_t count;
	arena_init(&a, 16 << 20);
	MUST(yaml_parse(str_of(config), &a, &root, &info) == OK);
	MUST(source_configs_parse(root, NULL, &configs, &count, &info) == OK);
	arena_done(&a);
}

static void check_answer(const struct act_ask *ask, const struct act_plan *p, int status, const struct act_answer *r,
			 enum source_error e)
{
	bool good = status >= 200 && status < 300, door = status == 401 || status == 403 || status == 429 || status == 425;
	switch (r->outcome) {
	case ACT_DONE:
	case ACT_PENDING:
		MUST(good && e == SOURCE_OK);
		break;
	case ACT_REFUSED:
		MUST(e == SOURCE_OK && (good || (status >= 400 && status < 500)) && act_code_name(r->code));
		MUST(good || ask->phase == ACT_TRY);
		break;
	case ACT_UNSENT:
		MUST(door && ask->phase == ACT_TRY);
		break;
	case ACT_NOT_KNOWN:
		MUST(ask->phase == ACT_ASK && (good || p->unknown_on_404));
		break;
	default:
		MUST(r->outcome == ACT_UNKNOWN);
	}
	MUST(r->status == status && (!r->result || r->outcome == ACT_DONE || r->outcome == ACT_PENDING));
	if (!r->result)
		return;
	const struct value *v = r->result->values;
	MUST(!v[F_ACT_ANSWER_key].present || str_is(v[F_ACT_ANSWER_key].text, KEY));
	MUST(!v[F_ACT_ANSWER_customerId].present || str_is(v[F_ACT_ANSWER_customerId].text, CUSTOMER));
	MUST(v[F_ACT_ANSWER_customerId].present && v[F_ACT_ANSWER_key].present); /* both are mapped in all of these */
	MUST(!v[F_ACT_ANSWER_reference].present || utf8_valid(v[F_ACT_ANSWER_reference].text));
}

static void fuzz_answer(uint8_t how, struct str body)
{
	static const enum act_kind kinds[] = {ACT_SUSPEND, ACT_CLOSE, ACT_REINSTATE};
	static const int statuses[] = {200, 202, 204, 302, 400, 401, 404, 409, 422, 429, 500};
	struct arena a;
	struct mapping_fault fault;
	struct act_answer r;
	enum act_kind k = kinds[how % ARRAY_LEN(kinds)];
	const struct act_plan *p = configs[0].plan->acts[k];
	struct act_ask ask = {.kind = k, .customer = STR(CUSTOMER), .key = STR(KEY)};
	ask.phase = how & 0x80 && p->asks ? ACT_ASK : ACT_TRY;
	int status = statuses[(how & 0x7f) / ARRAY_LEN(kinds) % ARRAY_LEN(statuses)];
	arena_init(&a, 4 << 20);
	enum source_error e = act_read(p, &ask, status, body, &a, &r, &fault);
	check_answer(&ask, p, status, &r, e);
	arena_done(&a);
}

/* Something in each field. */
static struct record full_record(enum act_kind k, struct arena *a)
{
	const struct schema *s = schema_act(k);
	struct value *values = arena_array(a, s->count, sizeof(*values));
	MUST(values);
	for (size_t i = 0; i < s->count; i++) {
		enum field_type t = s->fields[i].type;
		values[i] = (struct value){.present = true};
		if (t == FIELD_MONEY)
			values[i].money = (struct money){12345, currency_find(STR("EUR"))};
		else if (t == FIELD_STRING || t == FIELD_ID)
			values[i].text = STR("\x01\"<a>\\");
		else if (t == FIELD_DECIMAL)
			values[i].text = STR("0.125");
	}
	return (struct record){s, values};
}

static void check_body(const struct act_plan *p, enum act_kind k, struct arena *a)
{
	struct buf out;
	struct json_reader r;
	const char *field = NULL;
	const struct record fields = full_record(k, a);
	buf_init(&out, ACT_BODY_MAX);
	if (mapping_write(p->body, &fields, a, &out, &field)) {
		json_reader_init(&r, buf_view(&out), JSON_LIMITS_DEFAULT);
		json_skip(&r, NULL);
		MUST(json_finish(&r) == OK);
	} else {
		MUST(field || buf_ok(&out) != OK);
	}
	buf_done(&out);
}

static void fuzz_config(struct str text)
{
	static const char head[] = "s:\n  base_url: http://127.0.0.1:1\n  actions:\n";
	struct arena a;
	struct buf whole;
	struct yaml_node *root;
	struct err_info info = {0};
	struct source_config *c;
	size_t count;
	arena_init(&a, 32 << 20);
	buf_init(&whole, 4 << 20);
	buf_str(&whole, str_of(head));
	buf_str(&whole, text);
	if (buf_ok(&whole) == OK && yaml_parse(buf_view(&whole), &a, &root, &info) == OK) {
		if (source_configs_parse(root, "/nonexistent", &c, &count, &info) == OK) {
			for (unsigned k = 0; k < ACT_COUNT_; k++)
				for (const struct act_plan *p = c[0].plan->acts[k]; p; p = p->next)
					if (p->body)
						check_body(p, (enum act_kind)k, &a);
			source_configs_free(c, count);
		} else {
			MUST(info.text[0]);
		}
	}
	buf_done(&whole);
	arena_done(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!configs)
		load();
	if (size == 0)
		return 0;
	struct str rest = str_mem((const char *)data + 1, size - 1);
	if (data[0] == 'Y')
		fuzz_config(rest);
	else
		fuzz_answer(data[0], rest);
	return 0;
}
