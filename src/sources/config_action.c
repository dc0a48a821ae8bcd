/* "actions": what a service carries out, and how it is told. What could be lost on the way to it is refused here, at start. */
#include "base/utf8.h"
#include "sources/act_plan.h"

#include <stdio.h>

static const char *const call_keys[] = {"when",
					"method",
					"path",
					"query",
					"vars",
					"body",
					"fixed",
					"nulls",
					"answer",
					"refused",
					"idempotency_header",
					"idempotent",
					"asked",
					"timeout_ms",
					NULL};
static const char *const answer_keys[] = {"root", "status", "map", NULL};
static const char *const asked_keys[] = {"path", "query", "vars", "root", "status", "on_404", "map", NULL};
static const char *const refused_keys[] = {"at", "enum", "default", NULL};
static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE"};

/* What a service's calls have in common may be said once, under "usual". */
static const char *const usual_keys[] = {"idempotency_header", "idempotent", "timeout_ms", "answer", "refused", "asked", NULL};

enum { TIMEOUT_USUAL_MS = 10000, TIMEOUT_MAX_MS = 120000 };

static enum err no_memory(struct plan_parser *p)
{
	return err_set(p->info, ERR_NOMEM, NULL, "no memory");
}

/* Addresses ---------------------------------------------------------------------------------------------------------------- */

static bool is_single(const struct field *f)
{
	return f->type != FIELD_LIST && f->type != FIELD_STRINGS && f->type != FIELD_MONEY;
}

static bool is_variable(const void *ctx, struct str name)
{
	const struct schema *schema = ctx;
	for (size_t i = 0; i < schema->count; i++)
		if (str_is(name, schema->fields[i].name))
			return is_single(&schema->fields[i]);
	return false;
}

static enum err parse_address(struct plan_parser *p, const struct schema *schema, const struct yaml_node *n,
			      struct act_address *ret)
{
	const struct yaml_node *path = yaml_get(n, "path");
	struct template_own *own = &ret->own;
	if (!path)
		return yaml_fail(n, p->info, "path", "is required");
	*own = (struct template_own){
		.known = is_variable, .ctx = schema, .list = "{id}, {object}, {key} and the action's own fields"};
	enum err e = template_compile_own(path, yaml_get(n, "query"), own, &p->plan->arena, &ret->where, p->info);
	if (e == OK)
		e = mapping_write_compile_vars(&p->map, schema, own->names, own->count, yaml_get(n, "vars"), &ret->forms);
	for (unsigned i = 0; i < own->count && e == OK; i++)
		ret->fields[i] = schema_field(schema, arena_dup(&p->plan->arena, own->names[i]).p);
	return e;
}

static uint64_t carried_by(const struct act_address *a)
{
	uint64_t bits = 0;
	if (a->where.uses & 1u << VAR_ID)
		bits |= UINT64_C(1) << F_ACT_customerId;
	if (a->where.uses & 1u << VAR_OBJECT)
		bits |= UINT64_C(1) << F_ACT_object;
	for (unsigned i = 0; i < a->own.count; i++)
		bits |= UINT64_C(1) << a->fields[i];
	return bits;
}

/* Conditions --------------------------------------------------------------------------------------------------------------- */

static enum err parse_words(struct plan_parser *p, const struct field *f, const struct yaml_node *n, uint64_t *ret)
{
	size_t count = n->type == YAML_SEQUENCE ? n->count : 1;
	if (n->type == YAML_MAPPING)
		return yaml_fail(n, p->info, f->name, "a word or a list of words is expected");
	for (size_t i = 0; i < count; i++) {
		const struct yaml_node *w = n->type == YAML_SEQUENCE ? n->items[i] : n;
		bool b = false;
		int word = -1;
		if (f->type == FIELD_BOOL) {
			enum err e = yaml_bool(w, f->name, &b, p->info);
			if (e != OK)
				return e;
			word = b;
		} else if (w->type == YAML_SCALAR) {
			word = schema_word(f, w->text);
		}
		if (word < 0)
			return yaml_fail(w, p->info, f->name, "not a word that this field has; the first is \"%s\"",
					 f->values[0]);
		*ret |= UINT64_C(1) << word;
	}
	return OK;
}

static enum err parse_when(struct plan_parser *p, const struct schema *schema, const struct yaml_node *n, struct act_plan *plan)
{
	if (n->type != YAML_MAPPING || n->count > ACT_WHEN_MAX)
		return yaml_fail(n, p->info, "when", "a table of at most %d fields is expected: our field: our words",
				 ACT_WHEN_MAX);
	for (size_t i = 0; i < n->count; i++) {
		int field = schema_field(schema, n->pairs[i].key->text.p);
		if (field < 0 || (schema->fields[field].type != FIELD_ENUM && schema->fields[field].type != FIELD_BOOL))
			return yaml_fail(n->pairs[i].key, p->info, "when", "not a field of words that this action has");
		uint64_t words = 0;
		enum err e = parse_words(p, &schema->fields[field], n->pairs[i].value, &words);
		if (e != OK)
			return e;
		plan->when[plan->when_count].field = (unsigned)field;
		plan->when[plan->when_count++].words = words;
		if ((words & (words - 1)) == 0) /* one word: that it is this call says which */
			plan->carried |= UINT64_C(1) << field;
	}
	return OK;
}

/* Answers ------------------------------------------------------------------------------------------------------------------ */

static enum err parse_answer(struct plan_parser *p, const struct yaml_node *n, struct mapping **ret)
{
	const struct yaml_node *map = yaml_get(n, "map"), *root = yaml_get(n, "root");
	if (!map)
		return yaml_fail(n, p->info, "map", "is required");
	if (root && (root->type != YAML_SCALAR || (root->text.n && root->text.p[0] != '/')))
		return yaml_fail(root, p->info, "root", "a JSON Pointer is expected");
	const struct map_request request = {.map = map, .status = yaml_get(n, "status"), .root = root ? root->text : STR_NONE};
	return mapping_compile(&p->map, schema_act_answer(), &request, 1, n, ret);
}

/* A field of an answer like any other, but that it stands by itself. */
static enum err parse_refused(struct plan_parser *p, const struct yaml_node *n, struct act_plan *plan)
{
	struct yaml_node key = {.type = YAML_SCALAR, .line = n->line, .column = n->column, .text = STR("code")};
	struct yaml_pair pair = {&key, (struct yaml_node *)(uintptr_t)n}; /* read only, as all of it */
	const struct yaml_node map = {.type = YAML_MAPPING, .line = n->line, .column = n->column, .count = 1, .pairs = &pair};
	const struct map_request request = {.map = &map};
	enum err e = yaml_check_keys(n, "refused", refused_keys, p->info);
	if (e == OK && !yaml_get(n, "enum"))
		return yaml_fail(n, p->info, "refused", "\"at\" and \"enum\" are needed: their word: ours");
	if (e == OK)
		e = mapping_compile(&p->map, schema_act_answer(), &request, 1, n, &plan->refused);
	if (e != OK)
		return e;
	struct mapping_slot *code = &plan->refused->record->slots[F_ACT_ANSWER_code];
	plan->refused_other = code->other_word;
	code->other_word = MAP_NO_WORD;
	return OK;
}

static enum err parse_asked(struct plan_parser *p, const struct schema *schema, const struct yaml_node *n, struct act_plan *plan)
{
	const struct yaml_node *on_404 = yaml_get(n, "on_404");
	enum err e = yaml_check_keys(n, "asked", asked_keys, p->info);
	if (e == OK)
		e = parse_address(p, schema, n, &plan->asked);
	if (e == OK)
		e = parse_answer(p, n, &plan->asked_answer);
	if (e != OK)
		return e;
	if (on_404) {
		plan->unknown_on_404 = on_404->type == YAML_SCALAR && str_is(on_404->text, "unknown");
		if (!plan->unknown_on_404)
			return yaml_fail(on_404, p->info, "on_404", "is \"unknown\", or left out");
	}
	uint64_t names = UINT64_C(1) << F_ACT_customerId | UINT64_C(1) << F_ACT_object | UINT64_C(1) << F_ACT_key;
	if (!(carried_by(&plan->asked) & names))
		return yaml_fail(n, p->info, "path", "must say which action it asks about: {key}, {object} or {id}");
	if (!mapping_fills(plan->asked_answer, F_ACT_ANSWER_state) && !plan->unknown_on_404)
		return yaml_fail(n, p->info, "map", "\"state\" is needed, or every answer would mean that it was done");
	plan->asked_answer->record->slots[F_ACT_ANSWER_state].required = mapping_fills(plan->asked_answer, F_ACT_ANSWER_state);
	plan->asks = true;
	return OK;
}

/* A call's own key, or the usual one. */
static const struct yaml_node *get(const struct yaml_node *call, const struct yaml_node *usual, const char *key)
{
	const struct yaml_node *own = yaml_get(call, key);
	return own ? own : usual ? yaml_get(usual, key) : NULL;
}

/* Calls -------------------------------------------------------------------------------------------------------------------- */

static enum err parse_method(struct plan_parser *p, const struct yaml_node *call, struct act_plan *plan)
{
	const struct yaml_node *n = yaml_get(call, "method");
	plan->method = "POST";
	if (!n)
		return OK;
	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		if (n->type == YAML_SCALAR && str_is(n->text, methods[i])) {
			plan->method = methods[i];
			return OK;
		}
	}
	return yaml_fail(n, p->info, "method", "is POST, PUT, PATCH or DELETE");
}

static enum err parse_key(struct plan_parser *p, const struct yaml_node *call, const struct yaml_node *usual,
			  struct act_plan *plan)
{
	const struct yaml_node *header = get(call, usual, "idempotency_header"), *idempotent = get(call, usual, "idempotent");
	if (header) {
		if (header->type != YAML_SCALAR || !plan_is_header_name(header->text))
			return yaml_fail(header, p->info, "idempotency_header", "not the name of a header");
		plan->key_header = header->text.p;
		plan->carried |= UINT64_C(1) << F_ACT_key;
	}
	return idempotent ? yaml_bool(idempotent, "idempotent", &plan->idempotent, p->info) : OK;
}

static enum err parse_request(struct plan_parser *p, const struct schema *schema, const struct yaml_node *n,
			      struct act_plan *plan)
{
	const struct yaml_node *body = yaml_get(n, "body"), *fixed = yaml_get(n, "fixed"), *nulls = yaml_get(n, "nulls");
	enum err e = parse_method(p, n, plan);
	if (e == OK)
		e = parse_address(p, schema, n, &plan->address);
	if (e == OK && yaml_get(n, "when"))
		e = parse_when(p, schema, yaml_get(n, "when"), plan);
	if (e == OK && (body || fixed))
		e = mapping_write_compile(&p->map, schema, body, fixed, nulls, &plan->body);
	else if (e == OK && nulls)
		return yaml_fail(nulls, p->info, "nulls", "there is no body");
	plan->carried |= carried_by(&plan->address) | (plan->body ? plan->body->carried : 0);
	return e;
}

/* What the configuration as a whole must see to. */
static enum err check_call(struct plan_parser *p, const struct schema *schema, const struct yaml_node *n,
			   const struct act_plan *plan)
{
	bool has_term = false, carries_term = false;
	for (unsigned i = 0; i < schema->count; i++) {
		const struct field *f = &schema->fields[i];
		bool carried = plan->carried >> i & 1;
		if (f->flags & FIELD_REQUIRED && !carried)
			return yaml_fail(n, p->info, f->name,
					 "has no place in this call, without which it would be another action");
		has_term |= f->flags & FIELD_TERM;
		carries_term |= f->flags & FIELD_TERM && carried;
	}
	if (has_term && !carries_term)
		return yaml_fail(n, p->info, "body", "nothing in this call says how long it is to last");
	if (!(plan->carried & (UINT64_C(1) << F_ACT_customerId | UINT64_C(1) << F_ACT_object)))
		return yaml_fail(n, p->info, "path", "nothing in this call says which customer it is about: {id} or {object}");
	bool safe = strcmp(plan->method, "PUT") == 0 || strcmp(plan->method, "DELETE") == 0;
	if (plan->idempotent && !safe && !(plan->carried >> F_ACT_key & 1))
		return yaml_fail(n, p->info, "idempotent",
				 "a %s is that only by a key: \"idempotency_header\", or \"key\" in the body or the path",
				 plan->method);
	return OK;
}

static enum err parse_answers(struct plan_parser *p, const struct schema *schema, const struct yaml_node *n,
			      const struct yaml_node *usual, struct act_plan *plan)
{
	const struct yaml_node *answer = get(n, usual, "answer"), *refused = get(n, usual, "refused"),
			       *asked = get(n, usual, "asked");
	enum err e = answer ? yaml_check_keys(answer, "answer", answer_keys, p->info) : OK;
	if (e == OK && answer)
		e = parse_answer(p, answer, &plan->answer);
	if (e == OK && refused)
		e = parse_refused(p, refused, plan);
	return e == OK && asked ? parse_asked(p, schema, asked, plan) : e;
}

static enum err parse_call(struct plan_parser *p, const struct schema *schema, const struct yaml_node *n,
			   const struct yaml_node *usual, struct act_plan **ret)
{
	struct act_plan *plan = ARENA_NEW(&p->plan->arena, struct act_plan);
	const struct yaml_node *timeout = get(n, usual, "timeout_ms");
	int64_t ms = TIMEOUT_USUAL_MS;
	if (!plan)
		return no_memory(p);
	enum err e = yaml_check_keys(n, "call", call_keys, p->info);
	if (e == OK)
		e = parse_request(p, schema, n, plan);
	if (e == OK)
		e = parse_key(p, n, usual, plan);
	if (e == OK && timeout)
		e = yaml_i64(timeout, "timeout_ms", 10, TIMEOUT_MAX_MS, &ms, p->info);
	plan->timeout_ms = (unsigned)ms;
	if (e == OK)
		e = parse_answers(p, schema, n, usual, plan);
	if (e == OK)
		e = check_call(p, schema, n, plan);
	if (e == OK)
		*ret = plan;
	return e;
}

static enum err parse_action(struct plan_parser *p, enum act_kind k, const struct yaml_node *n, const struct yaml_node *usual)
{
	const struct schema *schema = schema_act(k);
	struct act_plan **link = &p->plan->acts[k];
	if (n->type != YAML_SEQUENCE)
		return parse_call(p, schema, n, usual, link);
	if (n->count == 0 || n->count > ACT_CALLS_MAX)
		return yaml_fail(n, p->info, act_name(k), "a call, or a list of 1 to %d calls, is expected", ACT_CALLS_MAX);
	for (size_t i = 0; i < n->count; i++) {
		enum err e = parse_call(p, schema, n->items[i], usual, link);
		if (e != OK)
			return e;
		link = &(*link)->next;
	}
	return OK;
}

/* Says in which action it was, before what it was. */
static enum err name_action(struct err_info *info, const char *name, enum err e)
{
	char field[2 * sizeof(info->field)];
	if (!info || e == OK || strcmp(info->field, name) == 0)
		return e;
	snprintf(field, sizeof(field), "%s%s%s", name, info->field[0] ? ": " : "", info->field);
	str_copy(info->field, sizeof(info->field), utf8_cut(str_of(field), sizeof(info->field) - 1));
	return e;
}

enum err plan_parse_actions(struct plan_parser *p, const struct yaml_node *actions)
{
	const char *names[ACT_COUNT_ + 2] = {0};
	const struct yaml_node *usual = yaml_get(actions, "usual");
	for (unsigned i = 0; i < ACT_COUNT_; i++)
		names[i] = act_name((enum act_kind)i);
	names[ACT_COUNT_] = "usual";
	enum err e = yaml_check_keys(actions, "actions", names, p->info);
	if (e == OK && usual)
		e = yaml_check_keys(usual, "usual", usual_keys, p->info);
	for (unsigned i = 0; i < ACT_COUNT_ && e == OK; i++) {
		const struct yaml_node *n = yaml_get(actions, names[i]);
		if (n)
			e = name_action(p->info, names[i], parse_action(p, (enum act_kind)i, n, usual));
	}
	return e;
}
