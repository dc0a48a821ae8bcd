/* sources/template.h - paths and query parameters with places for what is asked: "/players/{id}/wagers/{object}". Compiled at
 * start; expanding percent-encodes what it puts in. Private to src/sources. Pure functions; any thread. */
#pragma once

#include "base/buf.h"
#include "base/yaml.h"

enum { TEMPLATE_OWN_MAX = 6 };
enum template_var { VAR_ID, VAR_OBJECT, VAR_OWN, VAR_COUNT_ = VAR_OWN + TEMPLATE_OWN_MAX };

/* Variables that a kind of request has besides: their names, from VAR_OWN on, in the order in which they came up. */
struct template_own {
	struct str names[TEMPLATE_OWN_MAX];
	unsigned count;
	bool (*known)(const void *ctx, struct str name); /* is there one of this name? */
	const void *ctx;
	const char *list; /* for sentences: "{key} and the action's fields" */
};

/* What a request is about; p == NULL: nothing. */
struct template_values {
	struct str vars[VAR_COUNT_];
};

struct template_piece {
	struct str literal; /* or */
	int var;            /* -1: the literal */
};

struct template_text {
	struct template_piece *pieces;
	size_t count;
	unsigned uses; /* a bit a variable */
};

struct template_param {
	struct str name; /* encoded */
	struct template_text value;
};

struct template
{
	struct template_text path;
	struct template_param *params;
	size_t param_count;
	unsigned uses; /* of path and parameters */
};

/* @query: a table of parameters; may be NULL. ERR_SHAPE with line and reason. "{text}" is another name of "{object}". */
NODISCARD enum err template_compile(const struct yaml_node *path, const struct yaml_node *query, struct arena *a,
				    struct template *ret, struct err_info *info);
/* Likewise with variables of its own. */
NODISCARD enum err template_compile_own(const struct yaml_node *path, const struct yaml_node *query, struct template_own *own,
					struct arena *a, struct template *ret, struct err_info *info);
/* Adds the path and those parameters whose values are there and that @is_replaced (may be NULL) doesn't claim; *sep is then the
 * character before another parameter. ERR_NOT_FOUND: a value that no path can hold ("", ".", ".."). */
NODISCARD enum err template_expand(const struct template *t, const struct template_values *v,
				   bool (*is_replaced)(const void *ctx, struct str name), const void *ctx, struct buf *out,
				   char *sep);
/* A parameter more. */
void template_add_param(struct buf *out, char *sep, struct str encoded_name, struct str value);
