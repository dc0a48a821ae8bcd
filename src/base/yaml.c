#include "base/yaml.h"

#include "base/utf8.h"

#include <stdio.h>
#include <yaml.h>

struct builder {
	yaml_parser_t parser;
	struct arena *arena;
	struct err_info *info;
	size_t nodes;
};

static enum err fail_at(struct err_info *info, enum err code, yaml_mark_t mark, const char *why)
{
	err_set(info, code, NULL, "%s", why);
	if (info) {
		info->line = (uint32_t)mark.line + 1;
		info->column = (uint32_t)mark.column + 1;
		info->offset = mark.index;
	}
	return code;
}

/* The parser's own problem texts are static and name no input. */
static enum err fail_parser(struct builder *b)
{
	const yaml_parser_t *p = &b->parser;
	if (p->error == YAML_MEMORY_ERROR)
		return err_set(b->info, ERR_NOMEM, NULL, "no memory");
	return fail_at(b->info, ERR_SYNTAX, p->problem_mark, p->problem ? p->problem : "not YAML");
}

static enum err next_event(struct builder *b, yaml_event_t *ret)
{
	return yaml_parser_parse(&b->parser, ret) ? OK : fail_parser(b);
}

static enum err node_new(struct builder *b, const yaml_event_t *ev, enum yaml_type type, struct yaml_node **ret)
{
	if (++b->nodes > YAML_NODES_MAX)
		return fail_at(b->info, ERR_TOO_LARGE, ev->start_mark, "too many values in one file");
	struct yaml_node *n = ARENA_NEW(b->arena, struct yaml_node);
	if (!n)
		return err_set(b->info, ERR_NOMEM, NULL, "no memory");
	n->type = type;
	n->line = (uint32_t)ev->start_mark.line + 1;
	n->column = (uint32_t)ev->start_mark.column + 1;
	*ret = n;
	return OK;
}

/* Doubles the array at @items when @count fills it. */
static bool grow(struct arena *a, void **items, size_t count, size_t size)
{
	if (count & (count - 1) || (count < 4 && count))
		return true; /* room up to the next power of two; the first array has room for four */
	void *bigger = arena_array(a, count ? count * 2 : 4, size);
	if (!bigger)
		return false;
	if (count)
		memcpy(bigger, *items, count * size);
	*items = bigger;
	return true;
}

static enum err build(struct builder *b, const yaml_event_t *ev, unsigned depth, struct yaml_node **ret);

static enum err build_scalar(struct builder *b, const yaml_event_t *ev, struct yaml_node **ret)
{
	struct yaml_node *n;
	enum err e = node_new(b, ev, YAML_SCALAR, &n);
	if (e != OK)
		return e;
	struct str text = str_mem((const char *)ev->data.scalar.value, ev->data.scalar.length);
	if (memchr(text.p, '\0', text.n))
		return fail_at(b->info, ERR_SHAPE, ev->start_mark, "a NUL byte is not allowed in text");
	n->plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	n->text = arena_dup(b->arena, text);
	if (!n->text.p)
		return err_set(b->info, ERR_NOMEM, NULL, "no memory");
	*ret = n;
	return OK;
}

static enum err build_sequence(struct builder *b, const yaml_event_t *start, unsigned depth, struct yaml_node **ret)
{
	struct yaml_node *n;
	enum err e = node_new(b, start, YAML_SEQUENCE, &n);
	while (e == OK) {
		yaml_event_t ev;
		struct yaml_node *item;
		e = next_event(b, &ev);
		if (e != OK)
			break;
		bool end = ev.type == YAML_SEQUENCE_END_EVENT;
		if (!end)
			e = build(b, &ev, depth + 1, &item);
		yaml_event_delete(&ev);
		if (end) {
			*ret = n;
			return OK;
		}
		if (e == OK && !grow(b->arena, (void **)&n->items, n->count, sizeof(*n->items)))
			e = err_set(b->info, ERR_NOMEM, NULL, "no memory");
		if (e == OK)
			n->items[n->count++] = item;
	}
	return e;
}

static enum err check_key(struct builder *b, const struct yaml_node *map, const struct yaml_node *key, yaml_mark_t mark)
{
	if (key->type != YAML_SCALAR)
		return fail_at(b->info, ERR_SHAPE, mark, "a key must be a text");
	if (map->count >= YAML_KEYS_MAX)
		return fail_at(b->info, ERR_TOO_LARGE, mark, "too many keys in one table");
	for (size_t i = 0; i < map->count; i++)
		if (str_eq(map->pairs[i].key->text, key->text))
			return fail_at(b->info, ERR_SHAPE, mark, "this key is there twice");
	return OK;
}

/* One pair into @n; *ret_end when the mapping was closed instead. */
static enum err build_pair(struct builder *b, struct yaml_node *n, unsigned depth, bool *ret_end)
{
	struct yaml_pair pair = {0};
	yaml_event_t ev;
	enum err e = next_event(b, &ev);
	if (e != OK)
		return e;
	*ret_end = ev.type == YAML_MAPPING_END_EVENT;
	if (!*ret_end) {
		e = build(b, &ev, depth + 1, &pair.key);
		if (e == OK)
			e = check_key(b, n, pair.key, ev.start_mark);
	}
	yaml_event_delete(&ev);
	if (e != OK || *ret_end)
		return e;
	e = next_event(b, &ev);
	if (e != OK)
		return e;
	e = build(b, &ev, depth + 1, &pair.value);
	yaml_event_delete(&ev);
	if (e != OK)
		return e;
	if (!grow(b->arena, (void **)&n->pairs, n->count, sizeof(*n->pairs)))
		return err_set(b->info, ERR_NOMEM, NULL, "no memory");
	n->pairs[n->count++] = pair;
	return OK;
}

static enum err build_mapping(struct builder *b, const yaml_event_t *start, unsigned depth, struct yaml_node **ret)
{
	struct yaml_node *n;
	bool end = false;
	enum err e = node_new(b, start, YAML_MAPPING, &n);
	while (e == OK && !end)
		e = build_pair(b, n, depth, &end);
	if (e == OK)
		*ret = n;
	return e;
}

static enum err build(struct builder *b, const yaml_event_t *ev, unsigned depth, struct yaml_node **ret)
{
	if (depth > YAML_DEPTH_MAX)
		return fail_at(b->info, ERR_TOO_LARGE, ev->start_mark, "nested too deeply");
	const yaml_char_t *anchor = NULL, *tag = NULL;
	switch (ev->type) {
	case YAML_SCALAR_EVENT:
		anchor = ev->data.scalar.anchor;
		tag = ev->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = ev->data.sequence_start.anchor;
		tag = ev->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = ev->data.mapping_start.anchor;
		tag = ev->data.mapping_start.tag;
		break;
	default:
		return fail_at(b->info, ERR_SHAPE, ev->start_mark, "aliases are not understood here");
	}
	if (anchor || tag)
		return fail_at(b->info, ERR_SHAPE, ev->start_mark, "anchors and tags are not understood here");
	if (ev->type == YAML_SCALAR_EVENT)
		return build_scalar(b, ev, ret);
	return ev->type == YAML_SEQUENCE_START_EVENT ? build_sequence(b, ev, depth, ret) : build_mapping(b, ev, depth, ret);
}

/* Takes events up to and including one of @type; the root, where it is one, is built. */
static enum err build_document(struct builder *b, struct yaml_node **ret)
{
	struct yaml_node *root = NULL;
	unsigned documents = 0;
	for (;;) {
		yaml_event_t ev;
		enum err e = next_event(b, &ev);
		if (e != OK)
			return e;
		bool end = ev.type == YAML_STREAM_END_EVENT;
		if (ev.type == YAML_DOCUMENT_START_EVENT) {
			if (documents++)
				e = fail_at(b->info, ERR_SHAPE, ev.start_mark, "one document only");
		} else if (!end && ev.type != YAML_STREAM_START_EVENT && ev.type != YAML_DOCUMENT_END_EVENT) {
			e = build(b, &ev, 0, &root);
		} else if (end && !root) {
			e = node_new(b, &ev, YAML_MAPPING, &root);
		}
		yaml_event_delete(&ev);
		if (e != OK)
			return e;
		if (end) {
			*ret = root;
			return OK;
		}
	}
}

enum err yaml_parse(struct str text, struct arena *a, struct yaml_node **ret, struct err_info *info)
{
	if (text.n > YAML_BYTES_MAX)
		return err_set(info, ERR_TOO_LARGE, NULL, "the text is longer than allowed");
	/* Also shuts out UTF-16, which the library would take. */
	if (!utf8_valid(text))
		return err_set(info, ERR_SYNTAX, NULL, "not UTF-8");
	struct builder b = {.arena = a, .info = info};
	if (!yaml_parser_initialize(&b.parser))
		return err_set(info, ERR_NOMEM, NULL, "no memory");
	yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&b.parser, (const unsigned char *)(text.n ? text.p : ""), text.n);
	enum err e = build_document(&b, ret);
	yaml_parser_delete(&b.parser);
	return e;
}

const struct yaml_node *yaml_get(const struct yaml_node *n, const char *key)
{
	if (!n || n->type != YAML_MAPPING)
		return NULL;
	for (size_t i = 0; i < n->count; i++)
		if (str_is(n->pairs[i].key->text, key))
			return n->pairs[i].value;
	return NULL;
}

struct yaml_node *yaml_copy(const struct yaml_node *n, struct arena *a)
{
	struct yaml_node *c = ARENA_NEW(a, struct yaml_node);
	if (!c)
		return NULL;
	*c = *n;
	c->text = n->type == YAML_SCALAR ? arena_dup(a, n->text) : n->text;
	c->items = n->type == YAML_SEQUENCE ? arena_array(a, n->count, sizeof(*c->items)) : NULL;
	c->pairs = n->type == YAML_MAPPING ? arena_array(a, n->count, sizeof(*c->pairs)) : NULL;
	if (n->type == YAML_SCALAR)
		return c->text.p ? c : NULL;
	if (!c->items && !c->pairs)
		return NULL;
	for (size_t i = 0; i < n->count; i++) {
		if (n->type == YAML_SEQUENCE) {
			c->items[i] = yaml_copy(n->items[i], a);
			if (!c->items[i])
				return NULL;
		} else {
			c->pairs[i].key = yaml_copy(n->pairs[i].key, a);
			c->pairs[i].value = yaml_copy(n->pairs[i].value, a);
			if (!c->pairs[i].key || !c->pairs[i].value)
				return NULL;
		}
	}
	return c;
}

bool yaml_is_null(const struct yaml_node *n)
{
	return n->type == YAML_SCALAR && n->plain &&
	       (n->text.n == 0 || str_is(n->text, "~") || str_is(n->text, "null") || str_is(n->text, "Null"));
}

const char *yaml_type_name(enum yaml_type t)
{
	static const char *const names[] = {"a single value", "a list", "a table"};
	return names[t];
}

enum err yaml_fail(const struct yaml_node *n, struct err_info *info, const char *name, const char *fmt, ...)
{
	char text[sizeof(((struct err_info *)0)->text)];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	err_set(info, ERR_SHAPE, name, "%s", text);
	if (info && n) {
		info->line = n->line;
		info->column = n->column;
	}
	return ERR_SHAPE;
}

enum err yaml_i64(const struct yaml_node *n, const char *name, int64_t min, int64_t max, int64_t *ret, struct err_info *info)
{
	int64_t v;
	if (n->type != YAML_SCALAR || !n->plain || str_to_i64(n->text, &v) != OK)
		return yaml_fail(n, info, name, "a whole number is expected");
	if (v < min || v > max)
		return yaml_fail(n, info, name, "must be from %lld to %lld", (long long)min, (long long)max);
	*ret = v;
	return OK;
}

enum err yaml_bool(const struct yaml_node *n, const char *name, bool *ret, struct err_info *info)
{
	bool is_true = n->type == YAML_SCALAR && n->plain && str_is(n->text, "true");
	if (!is_true && !(n->type == YAML_SCALAR && n->plain && str_is(n->text, "false")))
		return yaml_fail(n, info, name, "true or false is expected");
	*ret = is_true;
	return OK;
}

enum err yaml_text(const struct yaml_node *n, const char *name, size_t max, struct str *ret, struct err_info *info)
{
	if (n->type != YAML_SCALAR)
		return yaml_fail(n, info, name, "a text is expected, not %s", yaml_type_name(n->type));
	if (yaml_is_null(n) || n->text.n == 0)
		return yaml_fail(n, info, name, "must not be empty");
	if (n->text.n > max)
		return yaml_fail(n, info, name, "longer than %zu bytes", max);
	for (size_t i = 0; i < n->text.n; i++)
		if ((unsigned char)n->text.p[i] < 0x20 || n->text.p[i] == 0x7F)
			return yaml_fail(n, info, name, "control characters are not allowed");
	*ret = n->text;
	return OK;
}

/* Letters to be put in, taken out or changed to make @a of @b; stops counting at @max. Levenshtein's distance, one row. */
static size_t distance(struct str a, struct str b, size_t max)
{
	enum { LONGEST = 48 };
	size_t row[LONGEST + 1];
	if (a.n > LONGEST || b.n > LONGEST)
		return max;
	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t above = row[j], change = diagonal + (a.p[i - 1] != b.p[j - 1]);
			row[j] = MIN(MIN(above, row[j - 1]) + 1, change);
			diagonal = above;
		}
	}
	return MIN(row[b.n], max);
}

enum err yaml_check_keys(const struct yaml_node *n, const char *name, const char *const *known, struct err_info *info)
{
	enum { FAR = 4, KEY_SHOWN_MAX = 48 };
	if (n->type != YAML_MAPPING)
		return yaml_fail(n, info, name, "a table is expected, not %s", yaml_type_name(n->type));
	for (size_t i = 0; i < n->count; i++) {
		struct str key = n->pairs[i].key->text;
		const char *nearest = NULL;
		size_t best = FAR;
		for (const char *const *k = known; *k && best; k++) {
			size_t d = distance(key, str_of(*k), FAR);
			if (d < best) {
				best = d;
				nearest = *k;
			}
		}
		if (best == 0)
			continue;
		struct str shown = utf8_cut(key, KEY_SHOWN_MAX);
		if (nearest)
			return yaml_fail(n->pairs[i].key, info, name, "unknown key \"%.*s\"; is \"%s\" meant?", STR_ARG(shown),
					 nearest);
		return yaml_fail(n->pairs[i].key, info, name, "unknown key \"%.*s\"", STR_ARG(shown));
	}
	return OK;
}
