#include "sources/map_tree.h"

/* Arrays in the builder grow by doubling: 1, 2, 4... */
static bool grow(void **items, size_t count, size_t size, struct arena *a)
{
	if (count & (count - 1))
		return true;
	void *bigger = arena_array(a, count ? count * 2 : 1, size);
	if (!bigger)
		return false;
	if (count)
		memcpy(bigger, *items, count * size);
	*items = bigger;
	return true;
}

/* "~1" is "/", "~0" is "~", any other tilde is malformed. */
static enum err unescape(struct str segment, struct arena *a, struct str *ret)
{
	char *out = arena_alloc(a, segment.n + 1);
	size_t n = 0;
	if (!out)
		return ERR_NOMEM;
	for (size_t i = 0; i < segment.n; i++) {
		char c = segment.p[i];
		if (c == '~') {
			if (++i >= segment.n || (segment.p[i] != '0' && segment.p[i] != '1'))
				return ERR_SHAPE;
			c = segment.p[i] == '0' ? '~' : '/';
		}
		out[n++] = c;
	}
	*ret = str_mem(out, n);
	return OK;
}

static int32_t index_of(struct str key)
{
	uint64_t v;
	if (key.n > 6 || (key.n > 1 && key.p[0] == '0') || str_to_u64(key, &v) != OK)
		return -1;
	return (int32_t)v;
}

static enum err child_at(struct map_node *n, struct str key, struct arena *a, struct map_node **ret)
{
	for (unsigned i = 0; i < n->child_count; i++) {
		if (str_eq(n->children[i]->key, key)) {
			*ret = n->children[i];
			return OK;
		}
	}
	if (n->child_count >= MAP_CHILDREN_MAX)
		return ERR_TOO_LARGE;
	struct map_node *child = ARENA_NEW(a, struct map_node);
	if (!child || !grow((void **)&n->children, n->child_count, sizeof(*n->children), a))
		return ERR_NOMEM;
	child->key = key;
	child->index = index_of(key);
	n->indexed |= child->index >= 0;
	n->children[n->child_count++] = child;
	*ret = child;
	return OK;
}

enum err map_tree_at(struct map_node *root, struct str pointer, struct arena *a, struct map_node **ret)
{
	struct map_node *n = root;
	if (pointer.n && pointer.p[0] != '/')
		return ERR_SHAPE;
	struct str rest = pointer.n ? str_mem(pointer.p + 1, pointer.n - 1) : STR_NONE, segment;
	for (unsigned depth = 0; str_split(&rest, '/', &segment); depth++) {
		struct str key;
		if (depth >= MAP_POINTER_DEPTH_MAX)
			return ERR_TOO_LARGE;
		enum err e = unescape(segment, a, &key);
		if (e == OK)
			e = child_at(n, key, a, &n);
		if (e != OK)
			return e;
	}
	*ret = n;
	return OK;
}

enum err map_tree_add_leaf(struct map_node *n, uint16_t slot, struct arena *a)
{
	if (!grow((void **)&n->leafs, n->leaf_count, sizeof(*n->leafs), a))
		return ERR_NOMEM;
	n->leafs[n->leaf_count++] = slot;
	return OK;
}

enum err map_tree_add_list(struct map_node *n, struct map_list *list, struct arena *a)
{
	if (!grow((void **)&n->lists, n->list_count, sizeof(struct map_list *), a))
		return ERR_NOMEM;
	n->lists[n->list_count++] = list;
	return OK;
}

enum err map_tree_seal(struct map_node *n, struct arena *a)
{
	size_t size = 1;
	while (size < (size_t)n->child_count * 2)
		size *= 2;
	n->table = arena_array(a, size + 1, sizeof(*n->table));
	if (!n->table)
		return ERR_NOMEM;
	n->table_mask = (uint16_t)(size - 1);
	for (unsigned i = 0; i < n->child_count; i++) {
		uint32_t at = map_tree_hash(n->children[i]->key) & n->table_mask;
		while (n->table[at])
			at = (at + 1) & n->table_mask;
		n->table[at] = (uint16_t)(i + 1);
		enum err e = map_tree_seal(n->children[i], a);
		if (e != OK)
			return e;
	}
	return OK;
}

const struct map_node *map_tree_element(const struct map_node *n, size_t index)
{
	for (unsigned i = 0; i < n->child_count; i++)
		if (n->children[i]->index >= 0 && (size_t)n->children[i]->index == index)
			return n->children[i];
	return NULL;
}
