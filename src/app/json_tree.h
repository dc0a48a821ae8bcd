/* app/json_tree.h - a JSON text as a tree, for the terminal's commands, which look at an answer from many sides. Strings are
 * unescaped, numbers keep their own text. Thread: any. Life: the tree lives in the arena, and partly in the text. */
#pragma once

#include "base/json_reader.h"

struct json_node {
	enum json_type type;
	struct str key;  /* as a member; p == NULL in an array */
	struct str text; /* STRING: unescaped; NUMBER: as written */
	struct json_node *first, *next;
	size_t count; /* of members or elements */
};

#define JSON_TREE_NODES_MAX 500000

/* ERR_SYNTAX, ERR_TOO_LARGE, ERR_NOMEM; @info may be NULL. */
NODISCARD enum err json_tree_parse(struct str text, struct arena *a, struct json_node **ret, struct err_info *info);
/* By dotted path: "financial.lastDeposit.amount". NULL when it isn't there, or @n is NULL. A null is a node of type JSON_NULL. */
const struct json_node *json_at(const struct json_node *n, const char *path);
/* False for NULL and null. */
static inline bool json_is_known(const struct json_node *n)
{
	return n && n->type != JSON_NULL;
}
/* The text of a string or number at @path; n == 0 when there is none. */
struct str json_text_at(const struct json_node *n, const char *path);
bool json_is_true(const struct json_node *n);
#define JSON_EACH(list, it) \
	for (const struct json_node *it = (list) && (list)->type != JSON_NULL ? (list)->first : NULL; it; it = it->next)
