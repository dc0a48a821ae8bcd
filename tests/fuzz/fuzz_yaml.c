/* layer: base */
/* Any text as YAML: a tree within its bounds, whose texts are UTF-8 and whose keys come once, or a refusal with a reason. A copy
 * is the same tree. */
#include "base/yaml.h"

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t nodes;

static void check(const struct yaml_node *n, unsigned depth)
{
	MUST(depth <= YAML_DEPTH_MAX + 1 && ++nodes <= YAML_NODES_MAX && n->line > 0 && n->column > 0);
	if (n->type == YAML_SCALAR) {
		MUST(utf8_valid(n->text) && n->text.p[n->text.n] == '\0' && strlen(n->text.p) == n->text.n);
		return;
	}
	for (size_t i = 0; i < n->count; i++) {
		if (n->type == YAML_SEQUENCE) {
			check(n->items[i], depth + 1);
			continue;
		}
		MUST(n->pairs[i].key->type == YAML_SCALAR);
		MUST(yaml_get(n, n->pairs[i].key->text.p) == n->pairs[i].value);
		check(n->pairs[i].key, depth + 1);
		check(n->pairs[i].value, depth + 1);
	}
}

static void same(const struct yaml_node *a, const struct yaml_node *b)
{
	MUST(a->type == b->type && a->count == b->count && a->line == b->line && a->plain == b->plain);
	if (a->type == YAML_SCALAR)
		MUST(str_eq(a->text, b->text));
	for (size_t i = 0; i < a->count; i++) {
		if (a->type == YAML_SEQUENCE)
			same(a->items[i], b->items[i]);
		else
			same(a->pairs[i].value, b->pairs[i].value);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const known[] = {"base_url", "parts", NULL};
	struct arena a;
	struct yaml_node *root;
	struct err_info info = {0};
	int64_t number;
	bool truth;
	struct str text;
	arena_init(&a, 32 << 20);
	enum err e = yaml_parse(str_mem((const char *)data, size), &a, &root, &info);
	if (e == OK) {
		nodes = 0;
		check(root, 0);
		struct yaml_node *copy = yaml_copy(root, &a);
		if (copy)
			same(root, copy);
		if (yaml_check_keys(root, "x", known, &info) != OK)
			MUST(info.text[0] && utf8_valid(str_of(info.text)));
		if (yaml_i64(root, "x", -5, 5, &number, &info) == OK)
			MUST(number >= -5 && number <= 5);
		if (yaml_text(root, "x", 10, &text, &info) == OK)
			MUST(text.n > 0 && text.n <= 10);
		if (yaml_bool(root, "x", &truth, &info) != OK)
			MUST(info.code == ERR_SHAPE);
	} else {
		MUST(e == info.code && (info.text[0] || e == ERR_NOMEM));
	}
	arena_done(&a);
	return 0;
}
