#include "sources/act_plan.h"

#include "base/log.h"
#include "sources/ask.h"

enum { ACT_ARENA_EXTRA = 2 << 20, KEY_LINE_MAX = 256 };

struct acting {
	struct ask_ticket base;
	const struct act_plan *plan; /* NULL: not configured */
	const char *field;           /* why not */
	struct act_ask ask;          /* its texts in the arena */
	struct record fields;        /* with customerId, object and key filled in */
	struct str url;
	struct call_write write;
	bool read; /* .answer is what was read of an answer */
	struct act_answer answer;
};

static struct acting *acting_of(struct ask_ticket *t)
{
	return CONTAINER_OF(t, struct acting, base);
}

static const char *const outcome_names[ACT_OUTCOME_COUNT_] = {
	[ACT_DONE] = "done",
	[ACT_REFUSED] = "refused",
	[ACT_PENDING] = "pending",
	[ACT_UNKNOWN] = "unknown",
	[ACT_UNSENT] = "unsent",
	[ACT_NOT_KNOWN] = "not_known",
	[ACT_NOT_CONFIGURED] = "not_configured",
};

const char *act_outcome_name(enum act_outcome o)
{
	return outcome_names[o];
}

static const char *const code_names[ACT_CODE_COUNT_] = {
#define C(id, word) [ACT_CODE_##id] = word,
	ACT_CODES(C)
#undef C
};

const char *act_code_name(enum act_code c)
{
	return code_names[c];
}

/* Which call fits ---------------------------------------------------------------------------------------------------------- */

static bool is_when(const struct act_plan *p, const struct record *r)
{
	for (unsigned i = 0; i < p->when_count; i++) {
		const struct value *v = &r->values[p->when[i].field];
		bool boolean = r->schema->fields[p->when[i].field].type == FIELD_BOOL;
		if (!v->present || !(p->when[i].words >> (boolean ? (unsigned)v->b : v->index) & 1))
			return false;
	}
	return true;
}

/* What is given and would be lost, or is missing; NULL: nothing. @whole: also of what comes with the question. */
static const char *misfit(const struct act_plan *p, const struct record *r, bool whole)
{
	for (unsigned i = 0; i < r->schema->count; i++) {
		const struct field *f = &r->schema->fields[i];
		bool needed = f->flags & FIELD_REQUIRED, aside = f->flags & FIELD_ASIDE;
		if (needed && !r->values[i].present && (whole || i != F_ACT_object))
			return f->name;
		if (r->values[i].present && !aside && !(p->carried >> i & 1))
			return f->name;
	}
	return NULL;
}

/* The first call that says all of it; NULL with the field that the last one has no place for. */
static const struct act_plan *find_plan(const struct act_plan *p, const struct record *r, bool whole, const char **ret_field)
{
	*ret_field = NULL;
	for (; p; p = p->next) {
		if (!is_when(p, r))
			continue;
		*ret_field = misfit(p, r, whole);
		if (!*ret_field)
			return p;
	}
	return NULL;
}

/* The request -------------------------------------------------------------------------------------------------------------- */

static bool is_key(struct str key)
{
	if (key.n == 0 || key.n > ACT_KEY_MAX)
		return false;
	for (size_t i = 0; i < key.n; i++) {
		char c = key.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr("-_.:", c)))
			return false;
	}
	return true;
}

/* False: what is asked for can't be said in an address, or no memory. */
static bool write_address(struct acting *a, const struct act_address *to, struct buf *out)
{
	struct template_values v = {.vars = {[VAR_ID] = a->ask.customer, [VAR_OBJECT] = a->ask.object}};
	char sep;
	for (unsigned i = 0; i < to->own.count; i++) {
		unsigned field = (unsigned)to->fields[i];
		struct map_scalar text = {0};
		const struct value *value = &a->fields.values[field];
		if (value->present && !mapping_write_value(&to->forms->slots[field], value, &a->base.arena, &text)) {
			a->field = a->fields.schema->fields[field].name;
			return false;
		}
		v.vars[VAR_OWN + i] = text.text;
	}
	return template_expand(&to->where, &v, NULL, NULL, out, &sep) == OK;
}

static bool make_url(struct acting *a, const struct act_address *to)
{
	struct buf b;
	buf_init(&b, SOURCE_URL_MAX);
	bool ok = write_address(a, to, &b);
	a->url = ok ? arena_dup(&a->base.arena, buf_view(&b)) : STR_NONE;
	buf_done(&b);
	return a->url.p != NULL;
}

static bool sets_content_type(const struct source_plan *p)
{
	for (size_t i = 0; p->headers && p->headers[i]; i++)
		if (str_ieq(str_mem(p->headers[i], MIN(strlen(p->headers[i]), sizeof("Content-Type:") - 1)),
			    STR("Content-Type:")))
			return true;
	return false;
}

static bool make_write(struct acting *a)
{
	const struct act_plan *p = a->plan;
	struct buf b;
	size_t lines = 0;
	bool ok = true;
	a->write.method = p->method;
	if (p->body) {
		buf_init(&b, ACT_BODY_MAX);
		ok = mapping_write(p->body, &a->fields, &a->base.arena, &b, &a->field);
		a->write.body = ok ? arena_dup(&a->base.arena, buf_view(&b)) : STR_NONE;
		buf_done(&b);
		ok = ok && a->write.body.p;
		if (!sets_content_type(a->base.source->plan))
			a->write.lines[lines++] = "Content-Type: application/json";
	}
	if (ok && p->key_header) {
		a->write.lines[lines] = arena_printf(&a->base.arena, "%s: %.*s", p->key_header, STR_ARG(a->ask.key));
		ok = a->write.lines[lines] != NULL;
	}
	a->base.call.write = &a->write;
	a->base.call.once = true;
	return ok;
}

static bool prepare(struct acting *a)
{
	if (!a->plan)
		return false;
	bool asks = a->ask.phase == ACT_ASK;
	a->base.timeout_ms = a->plan->timeout_ms;
	a->base.call.once = true;
	if (asks && !a->plan->asks)
		return false;
	return make_url(a, asks ? &a->plan->asked : &a->plan->address) && (asks || make_write(a));
}

static enum err write_url(struct call *c, struct buf *out)
{
	struct acting *a = acting_of(CONTAINER_OF(c, struct ask_ticket, call));
	buf_str(out, str_of(c->source->plan->base_url));
	buf_str(out, a->url);
	return buf_ok(out);
}

/* The answer --------------------------------------------------------------------------------------------------------------- */

static enum source_error judge(struct call *c, const struct http_result *r, struct http_transfer *t)
{
	struct acting *a = acting_of(CONTAINER_OF(c, struct ask_ticket, call));
	struct mapping_fault fault;
	(void)t;
	struct str body = arena_dup(&a->base.arena, r->body.p ? r->body : STR(""));
	if (!body.p)
		return SOURCE_TOO_LARGE;
	enum source_error e = act_read(a->plan, &a->ask, r->status, body, &a->base.arena, &a->answer, &fault);
	a->read = true;
	if (a->answer.outcome == ACT_UNKNOWN)
		log_event(LOG_WARN, "source.bad_answer", "source", c->source->plan->name, "action", act_name(a->ask.kind),
			  "error", source_error_name(e), "field", fault.field ? fault.field : "", "why",
			  fault.why ? fault.why : "", NULL);
	return e;
}

static void on_finish(struct call *c, enum source_error e)
{
	ask_answer(CONTAINER_OF(c, struct ask_ticket, call), e);
}

/* Without an answer that could be read: did it leave at all? */
static struct act_answer without_answer(const struct acting *a, enum source_error e)
{
	bool may_have_left = a->base.call.sent;
	return (struct act_answer){
		.outcome = a->ask.phase == ACT_ASK || may_have_left ? ACT_UNKNOWN : ACT_UNSENT,
		.error = e,
		.status = a->base.call.status,
	};
}

static void answer(struct ask_ticket *t, enum source_error e)
{
	struct acting *a = acting_of(t);
	act_done_fn *done = (act_done_fn *)t->done_fn;
	struct act_answer r;
	if (e == SOURCE_NOT_CONFIGURED)
		r = (struct act_answer){.outcome = ACT_NOT_CONFIGURED, .field = a->field};
	else
		r = a->read ? a->answer : without_answer(a, e);
	done(t->ctx, &r);
}

/* Asking ------------------------------------------------------------------------------------------------------------------- */

static struct value text_value(struct str s)
{
	return (struct value){.present = s.n > 0, .text = s};
}

/* Texts may be gone when a permit comes, or a token: everything is written down at once. */
static bool take_question(struct acting *a, const struct act_ask *ask)
{
	size_t n = ask->fields->schema->count;
	a->ask = *ask;
	a->ask.customer = a->base.customer;
	a->ask.object = a->base.object;
	a->ask.key = arena_dup(&a->base.arena, ask->key);
	a->ask.fields = NULL;
	struct value *values = arena_array(&a->base.arena, n, sizeof(*values));
	if (!values || !a->ask.key.p || !a->base.customer.p || !a->base.object.p)
		return false;
	memcpy(values, ask->fields->values, n * sizeof(*values));
	values[F_ACT_customerId] = text_value(a->ask.customer);
	values[F_ACT_object] = text_value(a->ask.object);
	values[F_ACT_key] = text_value(a->ask.key);
	a->fields = (struct record){ask->fields->schema, values};
	return true;
}

enum err sources_act(struct sources *s, struct loop *l, const struct act_ask *ask, act_done_fn *done, void *ctx,
		     struct ask_ticket **ret)
{
	struct source *src = sources_on(s, l)->catalog->acts[ask->kind];
	if (!is_key(ask->key) || ask->fields->schema != schema_act(ask->kind))
		return ERR_SHAPE;
	size_t room = ACT_ARENA_EXTRA + (src ? 2 * src->plan->body_max_bytes : 0);
	struct ask_ticket *t = ask_new(s, l, src, sizeof(struct acting), ask->customer, ask->object, room);
	if (!t)
		return ERR_NOMEM;
	struct acting *a = acting_of(t);
	t->answer = answer;
	t->done_fn = (void (*)(void))done;
	t->ctx = ctx;
	t->call.url = write_url;
	t->call.judge = judge;
	t->call.finish = on_finish;
	t->call.takes_all = true;
	if (!take_question(a, ask)) {
		sources_ask_cancel(t);
		return ERR_NOMEM;
	}
	a->plan = src ? find_plan(src->plan->acts[ask->kind], &a->fields, true, &a->field) : NULL;
	if (prepare(a))
		ask_begin(t);
	else
		ask_answer_later(t, SOURCE_NOT_CONFIGURED);
	*ret = t;
	return OK;
}

/* What there is ------------------------------------------------------------------------------------------------------------ */

static const struct act_plan *plan_for(const struct source *src, enum act_kind k, const struct record *fields,
				       const char **ret_field)
{
	*ret_field = NULL;
	if (!src)
		return NULL;
	return fields ? find_plan(src->plan->acts[k], fields, false, ret_field) : src->plan->acts[k];
}

bool sources_act_how(struct sources *s, enum act_kind k, const struct record *fields, struct act_how *ret, const char **ret_field)
{
	struct loop *l = loop_current();
	const struct source_loop *on = l ? s->loops[loop_index(l)] : NULL;
	const struct source *src = (on ? on->catalog : s->catalog)->acts[k];
	const char *field;
	const struct act_plan *p = plan_for(src, k, fields, &field);
	if (ret_field)
		*ret_field = field;
	if (!p)
		return false;
	*ret = (struct act_how){
		.source = src->plan->name, .idempotent = p->idempotent, .asks = p->asks, .timeout_ms = p->timeout_ms};
	return true;
}

bool source_config_act(const struct source_config *c, enum act_kind k, struct act_how *ret)
{
	const struct act_plan *p = c->plan->acts[k];
	if (!p)
		return false;
	*ret = (struct act_how){.source = c->plan->name, .idempotent = true, .asks = true};
	for (; p; p = p->next) {
		ret->idempotent &= p->idempotent;
		ret->asks &= p->asks;
		ret->timeout_ms = MAX(ret->timeout_ms, p->timeout_ms);
	}
	return true;
}

unsigned act_parts(enum act_kind k)
{
	static const unsigned parts[ACT_COUNT_] = {
#define A(id, name, mask) [ACT_##id] = (mask),
		ACT_ALL(A)
#undef A
	};
	return parts[k];
}

void sources_act_expire(struct sources *s, struct str customer, enum act_kind k)
{
	for (unsigned p = 0; p < PART_COUNT_; p++)
		if (act_parts(k) >> p & 1)
			sources_expire(s, customer, (enum part)p);
}

int act_find(struct str name)
{
	for (int i = 0; i < ACT_COUNT_; i++)
		if (str_is(name, act_name((enum act_kind)i)))
			return i;
	return -1;
}
