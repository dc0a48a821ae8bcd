/* base/yaml.h - a YAML document as a small tree: scalars, sequences and mappings, each with its place in the text. What a
 * configuration doesn't need is refused: anchors, aliases, tags, several documents, keys that are no plain text, keys that come
 * twice. Depth, size and number of nodes are bounded. Pure functions on text; any thread. Life: the tree lives in the arena, its
 * texts too.
 *
 * Why not libcyaml: tables with open keys (the words of an operator's enums, our field names) don't fit its fixed structs. */
#pragma once

#include "base/arena.h"

enum {
	YAML_BYTES_MAX = 1 << 20,
	YAML_DEPTH_MAX = 24,
	YAML_NODES_MAX = 50000,
	YAML_KEYS_MAX = 512, /* of one mapping */
};

enum yaml_type { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

struct yaml_node {
	enum yaml_type type;
	bool plain;            /* SCALAR: written without quotes, so that it may be null, a number or a boolean */
	uint32_t line, column; /* 1-based */
	struct str text;       /* SCALAR; NUL-terminated behind n */
	size_t count;          /* of items, or of pairs */
	struct yaml_node **items;
	struct yaml_pair *pairs;
};

struct yaml_pair {
	struct yaml_node *key, *value; /* key: a scalar */
};

/* ERR_SYNTAX: not YAML; ERR_SHAPE: more than is understood here; ERR_TOO_LARGE; ERR_NOMEM; each with line and reason in @info. An
 * empty document is an empty mapping. */
NODISCARD enum err yaml_parse(struct str text, struct arena *a, struct yaml_node **ret, struct err_info *info);

/* The value under @key of a mapping; NULL when absent, or @n is no mapping. */
const struct yaml_node *yaml_get(const struct yaml_node *n, const char *key);
/* A deep copy, for those who outlive the arena of @n; NULL: no memory. */
NODISCARD struct yaml_node *yaml_copy(const struct yaml_node *n, struct arena *a);
/* A plain "null", "~" or nothing at all. */
bool yaml_is_null(const struct yaml_node *n);

/* Scalars as values. ERR_SHAPE with line and reason: another type, out of range. @name: how the sentence calls it. */
NODISCARD enum err yaml_i64(const struct yaml_node *n, const char *name, int64_t min, int64_t max, int64_t *ret,
			    struct err_info *info);
NODISCARD enum err yaml_bool(const struct yaml_node *n, const char *name, bool *ret, struct err_info *info);
/* Non-empty text of at most @max bytes without control characters, ERR_SHAPE otherwise. */
NODISCARD enum err yaml_text(const struct yaml_node *n, const char *name, size_t max, struct str *ret, struct err_info *info);

/* err_set() with the node's place. */
enum err yaml_fail(const struct yaml_node *n, struct err_info *info, const char *name, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* "a text", "a list", "a table": for sentences. */
const char *yaml_type_name(enum yaml_type t);
/* ERR_SHAPE unless @n is a mapping whose keys are all in the NULL-terminated @known; the sentence suggests the nearest. */
NODISCARD enum err yaml_check_keys(const struct yaml_node *n, const char *name, const char *const *known, struct err_info *info);
