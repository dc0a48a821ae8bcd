#include "api/route_match.h"

#include <pthread.h>

#define NODES_MAX 128 /* segments of all patterns together */
#define NO_NODE   0   /* the root is nobody's child */

struct node {
	struct str literal; /* p == NULL: a parameter */
	uint8_t first_child, next_sibling, parameter;
	const struct route *routes[HTTP_METHOD_COUNT_];
};

static struct node nodes[NODES_MAX];
static size_t node_count;
static pthread_once_t prepared = PTHREAD_ONCE_INIT;

static uint8_t node_add(struct str literal)
{
	MUST(node_count < NODES_MAX);
	nodes[node_count] = (struct node){.literal = literal};
	return (uint8_t)node_count++;
}

/* Cuts the next segment off @rest, which starts behind a slash; false at the end. */
static bool next_segment(struct str *rest, struct str *ret)
{
	if (!rest->p)
		return false;
	size_t end = str_find(*rest, '/', 0);
	if (end == SIZE_MAX) {
		*ret = *rest;
		*rest = STR_NONE;
	} else {
		*ret = str_mem(rest->p, end);
		*rest = str_mem(rest->p + end + 1, rest->n - end - 1);
	}
	return true;
}

static uint8_t find_literal(uint8_t parent, struct str segment)
{
	uint8_t i = nodes[parent].first_child;
	while (i != NO_NODE && !str_eq(nodes[i].literal, segment))
		i = nodes[i].next_sibling;
	return i;
}

static uint8_t descend(uint8_t at, struct str segment)
{
	if (segment.n && segment.p[0] == '{') {
		if (nodes[at].parameter == NO_NODE) {
			uint8_t made = node_add(STR_NONE);
			nodes[at].parameter = made;
		}
		return nodes[at].parameter;
	}
	uint8_t child = find_literal(at, segment);
	if (child == NO_NODE) {
		child = node_add(segment);
		nodes[child].next_sibling = nodes[at].first_child;
		nodes[at].first_child = child;
	}
	return child;
}

static void add_route(const struct route *r)
{
	struct str rest = str_of(r->pattern), segment;
	uint8_t at = 0;
	size_t params = 0;
	MUST(rest.n && rest.p[0] == '/');
	rest = rest.n == 1 ? STR_NONE : str_mem(rest.p + 1, rest.n - 1);
	while (next_segment(&rest, &segment)) {
		MUST(segment.n);
		params += segment.p[0] == '{';
		at = descend(at, segment);
	}
	MUST(params <= CALL_PARAMS_MAX && !nodes[at].routes[r->method]);
	MUST(r->action > ACTION_NONE_ && r->action < ACTION_COUNT_ && r->handle && r->query);
	nodes[at].routes[r->method] = r;
}

static void prepare(void)
{
	node_add(STR_NONE);
	for (size_t i = 0; i < api_route_count; i++)
		add_route(&api_routes[i]);
}

void routes_prepare(void)
{
	pthread_once(&prepared, prepare);
}

static unsigned methods_of(const struct node *n)
{
	unsigned bits = 0;
	for (unsigned m = 0; m < HTTP_METHOD_COUNT_; m++)
		if (n->routes[m])
			bits |= 1u << m;
	return bits & (1u << HTTP_GET) ? bits | 1u << HTTP_HEAD : bits;
}

struct route_match route_find(enum http_method method, struct str path)
{
	struct route_match found = {0};
	struct str rest, segment;
	uint8_t at = 0;
	if (!path.n || path.p[0] != '/')
		return found;
	rest = path.n == 1 ? STR_NONE : str_mem(path.p + 1, path.n - 1);
	while (next_segment(&rest, &segment)) {
		uint8_t child = segment.n ? find_literal(at, segment) : NO_NODE;
		if (child == NO_NODE && segment.n) {
			child = nodes[at].parameter;
			if (child != NO_NODE)
				found.params[found.param_count++] = segment;
		}
		if (child == NO_NODE)
			return (struct route_match){0};
		at = child;
	}
	found.allowed = methods_of(&nodes[at]);
	found.route = nodes[at].routes[method == HTTP_HEAD ? HTTP_GET : method];
	return found;
}
