#include "sources/template.h"

#include "base/utf8.h"
#include "net/url.h"

enum { PATH_MAX_BYTES = 512, PIECES_MAX = 16, PARAMS_MAX = 16, NAME_SHOWN_MAX = 32 };

static const struct {
	const char *name;
	enum template_var var;
} variables[] = {{"id", VAR_ID}, {"object", VAR_OBJECT}, {"text", VAR_OBJECT}};

static int find_variable(struct str name, struct template_own *own)
{
	for (size_t i = 0; i < ARRAY_LEN(variables); i++)
		if (str_is(name, variables[i].name))
			return (int)variables[i].var;
	for (unsigned i = 0; own && i < own->count; i++)
		if (str_eq(name, own->names[i]))
			return (int)(VAR_OWN + i);
	if (!own || own->count >= TEMPLATE_OWN_MAX || !own->known(own->ctx, name))
		return -1;
	own->names[own->count] = name;
	return (int)(VAR_OWN + own->count++);
}

/* Literals of a query are encoded here, once; those of a path are written as they must stand in an address. */
static enum err add_literal(struct template_text *t, struct str s, bool encode, struct arena *a)
{
	struct buf b;
	if (s.n == 0)
		return OK;
	if (!encode) {
		t->pieces[t->count++] = (struct template_piece){.literal = s, .var = -1};
		return OK;
	}
	buf_init(&b, 3 * PATH_MAX_BYTES);
	url_encode(&b, s);
	struct str encoded = buf_ok(&b) == OK ? arena_dup(a, buf_view(&b)) : STR_NONE;
	buf_done(&b);
	t->pieces[t->count++] = (struct template_piece){.literal = encoded, .var = -1};
	return encoded.p ? OK : ERR_NOMEM;
}

/* What a template is compiled with. */
struct scope {
	struct template_own *own; /* NULL: none */
	struct arena *arena;
	struct err_info *info;
};

static enum err unknown_variable(const struct scope *in, const struct yaml_node *n, const char *what, struct str name)
{
	name = utf8_cut(name, NAME_SHOWN_MAX);
	if (in->own && in->own->count >= TEMPLATE_OWN_MAX)
		return yaml_fail(n, in->info, what, "too many different variables");
	return yaml_fail(n, in->info, what, "unknown variable {%.*s}; there are %s", STR_ARG(name),
			 in->own ? in->own->list : "{id}, {object} and {text}");
}

static enum err compile_text(const struct yaml_node *n, const char *what, bool encode, const struct scope *in,
			     struct template_text *ret)
{
	struct arena *a = in->arena;
	struct err_info *info = in->info;
	struct template_text t = {.pieces = arena_array(a, PIECES_MAX, sizeof(*t.pieces))};
	struct str text;
	enum err e = yaml_text(n, what, PATH_MAX_BYTES, &text, info);
	if (e != OK)
		return e;
	if (!t.pieces)
		return err_set(info, ERR_NOMEM, what, "no memory");
	while (text.n) {
		size_t open = str_find(text, '{', 0), close = open == SIZE_MAX ? SIZE_MAX : str_find(text, '}', open);
		if (open != SIZE_MAX && close == SIZE_MAX)
			return yaml_fail(n, info, what, "\"{\" without \"}\"");
		if (t.count + 2 > PIECES_MAX)
			return yaml_fail(n, info, what, "too many variables");
		e = add_literal(&t, str_mem(text.p, open == SIZE_MAX ? text.n : open), encode, a);
		if (e != OK)
			return err_set(info, e, what, "no memory");
		if (open == SIZE_MAX)
			break;
		struct str name = str_mem(text.p + open + 1, close - open - 1);
		int var = find_variable(name, in->own);
		if (var < 0)
			return unknown_variable(in, n, what, name);
		t.pieces[t.count++] = (struct template_piece){.var = var};
		t.uses |= 1u << var;
		text = str_mem(text.p + close + 1, text.n - close - 1);
	}
	*ret = t;
	return OK;
}

static enum err check_path(const struct yaml_node *path, const struct template_text *t, struct err_info *info)
{
	if (t->count == 0 || t->pieces[0].var >= 0 || t->pieces[0].literal.p[0] != '/')
		return yaml_fail(path, info, "path", "a path starts with \"/\"");
	for (size_t i = 0; i < path->text.n; i++)
		if (strchr("?# \"<>\\^`|", path->text.p[i]))
			return yaml_fail(path, info, "path", "\"%c\" can't stand in a path; parameters go under \"query\"",
					 path->text.p[i]);
	return OK;
}

static enum err compile_param(const struct yaml_pair *pair, const struct scope *in, struct template_param *ret)
{
	struct template_text name;
	enum err e = compile_text(pair->key, "query", true, in, &name);
	if (e == OK && (name.count != 1 || name.uses))
		return yaml_fail(pair->key, in->info, "query", "a parameter's name is a plain word");
	if (e == OK)
		e = compile_text(pair->value, "query", true, in, &ret->value);
	if (e == OK)
		ret->name = name.pieces[0].literal;
	return e;
}

enum err template_compile_own(const struct yaml_node *path, const struct yaml_node *query, struct template_own *own,
			      struct arena *a, struct template *ret, struct err_info *info)
{
	const struct scope in = {own, a, info};
	struct template t = {0};
	enum err e = compile_text(path, "path", false, &in, &t.path);
	if (e == OK)
		e = check_path(path, &t.path, info);
	if (e != OK)
		return e;
	t.uses = t.path.uses;
	if (query) {
		if (query->type != YAML_MAPPING || query->count > PARAMS_MAX)
			return yaml_fail(query, info, "query", "a table of at most %d parameters is expected", PARAMS_MAX);
		t.params = arena_array(a, query->count, sizeof(*t.params));
		if (!t.params)
			return err_set(info, ERR_NOMEM, "query", "no memory");
		for (size_t i = 0; i < query->count; i++) {
			e = compile_param(&query->pairs[i], &in, &t.params[t.param_count]);
			if (e != OK)
				return e;
			t.uses |= t.params[t.param_count++].value.uses;
		}
	}
	*ret = t;
	return OK;
}

enum err template_compile(const struct yaml_node *path, const struct yaml_node *query, struct arena *a, struct template *ret,
			  struct err_info *info)
{
	return template_compile_own(path, query, NULL, a, ret, info);
}

static bool has_all(const struct template_text *t, const struct template_values *v)
{
	for (unsigned i = 0; i < VAR_COUNT_; i++)
		if (t->uses & 1u << i && v->vars[i].n == 0)
			return false;
	return true;
}

static void expand_text(const struct template_text *t, const struct template_values *v, struct buf *out)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->pieces[i].var < 0)
			buf_str(out, t->pieces[i].literal);
		else
			url_encode(out, v->vars[t->pieces[i].var]);
	}
}

void template_add_param(struct buf *out, char *sep, struct str encoded_name, struct str value)
{
	buf_char(out, *sep);
	*sep = '&';
	buf_str(out, encoded_name);
	buf_char(out, '=');
	url_encode(out, value);
}

enum err template_expand(const struct template *t, const struct template_values *v,
			 bool (*is_replaced)(const void *ctx, struct str name), const void *ctx, struct buf *out, char *sep)
{
	for (unsigned i = 0; i < VAR_COUNT_; i++) {
		struct str s = v->vars[i];
		/* Dots alone would climb out of the path on the way. */
		if (t->path.uses & 1u << i && (s.n == 0 || str_is(s, ".") || str_is(s, "..")))
			return ERR_NOT_FOUND;
	}
	expand_text(&t->path, v, out);
	*sep = '?';
	for (size_t i = 0; i < t->param_count; i++) {
		const struct template_param *p = &t->params[i];
		if (!has_all(&p->value, v) || (is_replaced && is_replaced(ctx, p->name)))
			continue;
		buf_char(out, *sep);
		*sep = '&';
		buf_str(out, p->name);
		buf_char(out, '=');
		expand_text(&p->value, v, out);
	}
	return buf_ok(out);
}
