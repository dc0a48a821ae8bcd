#include "sim/write.h"

#include "base/log.h"

#include <ctype.h>

/* Between the store and a handler. */
struct run {
	const struct write_order *o;
	struct write x;
	struct json_writer w;
	struct err_info info;
	struct buf *scratch, *body;
	int64_t row_id;
};

/* Within the change: what is done, and that it was done under the key. */
static enum err run_now(void *ctx, struct live_scene *s)
{
	struct run *r = ctx;
	r->x.s = s;
	buf_reset(r->body);
	json_writer_init(&r->w, r->body);
	enum err e = r->o->run(&r->x);
	if (e == OK)
		e = buf_ok(r->body);
	if (e)
		return e;
	struct key_row row = {.request = r->o->request, .answer = buf_view(r->body)};
	buf_reset(r->scratch);
	keys_encode(r->o->key, &row, r->scratch);
	e = buf_ok(r->scratch);
	if (e)
		return e;
	scene_keep(s, (enum table)(TABLE_KEYS + r->o->service), r->row_id, buf_view(r->scratch));
	return OK;
}

static struct write_result refused(int status, const char *code, const char *field)
{
	return (struct write_result){.status = status, .code = code, .field = field && *field ? field : NULL};
}

static struct write_result result_of(enum err e, const char *why, const struct run *r, struct arena *a)
{
	struct str field = arena_dup(a, str_of(r->info.field));
	switch (e) {
	case OK:
		return (struct write_result){.status = 200};
	case ERR_SYNTAX:
	case ERR_SHAPE:
	case ERR_TOO_LARGE: /* nested too deeply */
		return refused(400, "bad_request", field.p);
	case ERR_NOT_FOUND:
		return refused(404, "not_found", NULL);
	case ERR_CONFLICT:
		return refused(409, why ? why : "refused", NULL);
	case ERR_LIMIT:
		return refused(503, "busy", NULL);
	default:
		log_event(LOG_ERROR, "sim.write", "service", fault_service_name(r->o->service), "error", err_name(e), NULL);
		return refused(500, "failed", NULL);
	}
}

/* True: the key decides. */
static bool known(struct store *store, struct run *r, struct write_result *ret)
{
	struct key_row row;
	enum err e = keys_find(store, r->o->service, r->o->key, r->scratch, &row, &r->row_id);
	if (e == ERR_NOT_FOUND)
		return false;
	if (e) {
		*ret = result_of(e, NULL, r, r->o->arena);
	} else if (!str_eq(row.request, r->o->request)) {
		*ret = refused(422, "key_reused", NULL);
	} else {
		buf_reset(r->body);
		buf_str(r->body, row.answer);
		*ret = (struct write_result){.status = 200, .repeated = true};
	}
	return true;
}

void write_run(struct live *l, struct store *store, const struct write_order *o, struct buf *scratch, struct buf *body,
	       struct write_result *ret)
{
	struct run r = {.o = o, .scratch = scratch, .body = body};
	const char *why = NULL;
	uint32_t position;
	r.x = (struct write){.key = o->key,
			     .body = o->body.p ? o->body : STR(""),
			     .object = o->object,
			     .arena = o->arena,
			     .w = &r.w,
			     .info = &r.info};
	if (!key_is_valid(o->key)) {
		*ret = refused(400, "key_needed", NULL);
		return;
	}
	if (known(store, &r, ret))
		return;
	enum err e = ERR_NOT_FOUND;
	if (population_position(store_population(store), o->number, &position))
		e = live_run(l, o->number, run_now, &r, &why);
	*ret = result_of(e, why, &r, o->arena);
}

struct str write_key_member(struct str body, const char *name, struct arena *a)
{
	struct json_reader r;
	struct str key, value, found = STR_NONE;
	json_reader_init(&r, body.p ? body : STR(""), JSON_LIMITS_DEFAULT);
	if (json_peek(&r) != JSON_OBJECT)
		return STR_NONE;
	json_enter_object(&r);
	while (json_next_key(&r, a, &key)) {
		if (str_is(key, name) && json_peek(&r) == JSON_STRING) {
			if (json_get_string(&r, a, &value))
				found = value;
		} else {
			(void)json_skip(&r, NULL);
		}
	}
	return json_finish(&r) == OK ? found : STR_NONE;
}

enum err write_bind(struct write *x, const struct json_bind *fields, size_t count, void *dst)
{
	return json_bind_object(x->body, fields, count, x->arena, dst, x->info);
}

enum err write_bad(struct write *x, const char *field)
{
	return err_set(x->info, ERR_SHAPE, field, "not a value of it");
}

enum err write_word(struct write *x, struct str text, const char *(*word)(unsigned i), unsigned count, const char *field,
		    unsigned *ret)
{
	for (unsigned i = 0; i < count; i++) {
		const char *w = word(i);
		if (w && *w && str_is(text, w)) {
			*ret = i;
			return OK;
		}
	}
	return write_bad(x, field);
}

enum err write_choice(struct write *x, struct str text, const char *const *words, unsigned count, const char *field,
		      unsigned *ret)
{
	for (unsigned i = 0; i < count; i++)
		if (words[i] && str_is(text, words[i])) {
			*ret = i;
			return OK;
		}
	return write_bad(x, field);
}

const char *code_in(enum casing c, const char *code, char out[CODE_TEXT_MAX])
{
	size_t n = 0;
	bool start = true;
	for (; *code && n + 1 < CODE_TEXT_MAX; code++) {
		bool blank = *code == '_';
		if (blank && c == CASE_PASCAL) {
			start = true;
			continue;
		}
		char letter = blank && c == CASE_KEBAB ? '-' : *code;
		if (c == CASE_UPPER || (c == CASE_PASCAL && start))
			letter = (char)toupper((unsigned char)letter);
		out[n++] = letter;
		start = false;
	}
	out[n] = 0;
	return out;
}
