#include "app/json_tree.h"

struct building {
	struct json_reader r;
	struct arena *arena;
	size_t nodes;
};

static struct json_node *read_value(struct building *b);

static void append(struct json_node *parent, struct json_node ***tail, struct json_node *child)
{
	**tail = child;
	*tail = &child->next;
	parent->count++;
}

static void read_object(struct building *b, struct json_node *n)
{
	struct json_node **tail = &n->first;
	struct str key;
	json_enter_object(&b->r);
	while (json_next_key(&b->r, b->arena, &key)) {
		struct json_node *child = read_value(b);
		if (!child)
			return;
		child->key = key;
		append(n, &tail, child);
	}
}

static void read_array(struct building *b, struct json_node *n)
{
	struct json_node **tail = &n->first;
	json_enter_array(&b->r);
	while (json_next_element(&b->r)) {
		struct json_node *child = read_value(b);
		if (!child)
			return;
		append(n, &tail, child);
	}
}

/* Depth is bounded by the reader's own limit. NULL: the reader has failed. */
static struct json_node *read_value(struct building *b)
{
	struct json_node *n = b->nodes++ < JSON_TREE_NODES_MAX ? ARENA_NEW(b->arena, struct json_node) : NULL;
	if (!n) {
		json_fail(&b->r, b->nodes > JSON_TREE_NODES_MAX ? ERR_TOO_LARGE : ERR_NOMEM, "too much to keep in memory");
		return NULL;
	}
	n->type = json_peek(&b->r);
	switch (n->type) {
	case JSON_OBJECT:
		read_object(b, n);
		break;
	case JSON_ARRAY:
		read_array(b, n);
		break;
	case JSON_STRING:
		json_get_string(&b->r, b->arena, &n->text);
		break;
	case JSON_NUMBER:
		json_get_number(&b->r, &n->text);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
	case JSON_NONE:
		json_skip(&b->r, NULL);
		break;
	}
	return b->r.failed == OK ? n : NULL;
}

enum err json_tree_parse(struct str text, struct arena *a, struct json_node **ret, struct err_info *info)
{
	struct building b = {.arena = a};
	json_reader_init(&b.r, text, JSON_LIMITS_DEFAULT);
	struct json_node *root = read_value(&b);
	enum err e = json_finish(&b.r);
	if (e != OK) {
		if (info)
			json_describe_failure(&b.r, info);
		return e;
	}
	*ret = root;
	return OK;
}

static const struct json_node *member(const struct json_node *n, struct str key)
{
	for (const struct json_node *m = n->first; m; m = m->next)
		if (str_eq(m->key, key))
			return m;
	return NULL;
}

const struct json_node *json_at(const struct json_node *n, const char *path)
{
	struct str rest = str_of(path), key;
	while (n && str_split(&rest, '.', &key))
		n = n->type == JSON_OBJECT ? member(n, key) : NULL;
	return n;
}

struct str json_text_at(const struct json_node *n, const char *path)
{
	const struct json_node *at = json_at(n, path);
	return at && (at->type == JSON_STRING || at->type == JSON_NUMBER) ? at->text : STR("");
}

bool json_is_true(const struct json_node *n)
{
	return n && n->type == JSON_TRUE;
}
