#include "sources/position.h"

/* "p7.50.12": page 7 of 50 items, from the 12th on; "c0.50.0:TOKEN" for cursors and links. */
static const char letters[] = {
	[PAGING_NONE] = 'n', [PAGING_PAGE] = 'p', [PAGING_OFFSET] = 'o', [PAGING_CURSOR] = 'c', [PAGING_LINK] = 'l'};

enum { NUMBER_MAX = 1000000000 }; /* far behind any end */

struct position position_start(const struct paging_plan *p, size_t limit)
{
	return (struct position){
		.kind = p->kind,
		.number = p->kind == PAGING_PAGE ? p->first : 0,
		.size = (unsigned)MIN(limit, (size_t)p->max),
	};
}

static bool take_number(struct str *rest, char sep, uint64_t max, uint64_t *ret)
{
	struct str part;
	return str_split(rest, sep, &part) && part.n <= 10 && str_to_u64(part, ret) == OK && *ret <= max;
}

enum err position_parse(const struct paging_plan *p, struct str text, struct position *ret)
{
	struct position at = {.kind = p->kind};
	uint64_t size;
	if (text.n < 2 || text.n > SOURCE_POSITION_MAX || text.p[0] != letters[p->kind])
		return ERR_SHAPE;
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7F)
			return ERR_SHAPE;
	bool has_token = p->kind == PAGING_CURSOR || p->kind == PAGING_LINK;
	struct str rest = str_mem(text.p + 1, text.n - 1);
	if (!take_number(&rest, '.', NUMBER_MAX, &at.number) || !take_number(&rest, '.', p->max, &size) || size == 0 ||
	    !take_number(&rest, ':', NUMBER_MAX, &at.index))
		return ERR_SHAPE;
	if (has_token)
		at.token = rest;
	else if (rest.p)
		return ERR_SHAPE;
	at.size = (unsigned)size;
	*ret = at;
	return OK;
}

struct str position_format(const struct position *p, struct arena *a)
{
	bool has_token = p->kind == PAGING_CURSOR || p->kind == PAGING_LINK;
	return str_of(arena_printf(a, "%c%llu.%u.%llu%s%.*s", letters[p->kind], (unsigned long long)p->number, p->size,
				   (unsigned long long)p->index, has_token ? ":" : "", STR_ARG(p->token)));
}
