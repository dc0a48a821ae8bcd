/* sources/map_tree.h - the tree of JSON Pointers (RFC 6901) that a mapping looks for, walked along with the answer, so that one
 * pass over the text finds everything and skips the rest. Private to src/sources.
 * Life: built in a mapping's arena at start, sealed, then read only by any thread. */
#pragma once

#include "base/arena.h"

enum { MAP_CHILDREN_MAX = 1000, MAP_POINTER_DEPTH_MAX = 16 };

struct map_list;

struct map_node {
	struct str key; /* the last segment of its pointer, unescaped */
	int32_t index;  /* the key as an array index, -1 when it is none */
	uint16_t child_count;
	uint16_t leaf_count; /* slots filled from the value here */
	uint16_t list_count; /* lists filled from the array here */
	uint16_t table_mask; /* of .table */
	bool indexed;        /* some child's key is an array index */
	struct map_node **children;
	uint16_t *leafs;
	struct map_list **lists;
	uint16_t *table; /* child + 1 by hash of its key; 0: none */
};

/* The node at @pointer, made with all before it if need be. ERR_SHAPE: malformed pointer; ERR_TOO_LARGE; ERR_NOMEM. */
NODISCARD enum err map_tree_at(struct map_node *root, struct str pointer, struct arena *a, struct map_node **ret);
NODISCARD enum err map_tree_add_leaf(struct map_node *n, uint16_t slot, struct arena *a);
NODISCARD enum err map_tree_add_list(struct map_node *n, struct map_list *list, struct arena *a);
/* Makes the tables; nothing is added afterwards. */
NODISCARD enum err map_tree_seal(struct map_node *root, struct arena *a);

static inline uint32_t map_tree_hash(struct str key)
{
	const unsigned char *p = (const unsigned char *)key.p;
	if (key.n == 0)
		return 0;
	/* Our own keys, chosen by the operator: no attack to defend against, so a glance at four bytes will do. */
	return (uint32_t)key.n * 7 + p[0] * 31u + p[key.n - 1] * 131u + p[key.n / 2] * 613u;
}

/* The child for @key, or NULL. @guess: where the one before was found plus one; members mostly come in the same order. */
static inline const struct map_node *map_tree_child(const struct map_node *n, struct str key, unsigned *guess)
{
	if (*guess < n->child_count && str_eq(n->children[*guess]->key, key))
		return n->children[(*guess)++];
	for (uint32_t i = map_tree_hash(key) & n->table_mask; n->table[i]; i = (i + 1) & n->table_mask) {
		const struct map_node *child = n->children[n->table[i] - 1];
		if (str_eq(child->key, key)) {
			*guess = n->table[i];
			return child;
		}
	}
	return NULL;
}
/* The child for an array's element, or NULL. */
const struct map_node *map_tree_element(const struct map_node *n, size_t index);
