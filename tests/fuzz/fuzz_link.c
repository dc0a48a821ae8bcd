/* layer: sources */
/* Link headers, what they may lead to, and positions of lists that come back from outside: three texts, split at LF. */
#include "sources/link.h"
#include "sources/position.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_position(struct str text, struct arena *a)
{
	static const struct paging_plan plans[] = {{.kind = PAGING_NONE, .max = 200},
						   {.kind = PAGING_PAGE, .max = 50, .first = 1},
						   {.kind = PAGING_OFFSET, .max = 200},
						   {.kind = PAGING_CURSOR, .max = 100},
						   {.kind = PAGING_LINK, .max = 200}};
	for (size_t i = 0; i < ARRAY_LEN(plans); i++) {
		struct position p, again;
		if (position_parse(&plans[i], text, &p) != OK)
			continue;
		MUST(p.kind == plans[i].kind && p.size > 0 && p.size <= plans[i].max);
		struct str out = position_format(&p, a);
		MUST(out.p && position_parse(&plans[i], out, &again) == OK);
		MUST(again.number == p.number && again.size == p.size && again.index == p.index && str_eq(again.token, p.token));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_mem((const char *)data, size), header = STR_NONE, first = STR_NONE, last = STR_NONE;
	struct arena a;
	arena_init(&a, 1 << 20);
	str_split(&rest, '\n', &header);
	str_split(&rest, '\n', &first);
	str_split(&rest, '\n', &last);
	struct str target = link_next(header);
	if (target.p)
		MUST(target.p > header.p && target.p + target.n < header.p + header.n && target.p[target.n] == '>');
	if (first.p && link_is_same_list(first, target.p ? target : last)) {
		/* The same path, byte by byte. */
		struct str to = target.p ? target : last;
		size_t n = MIN(first.n, str_find(first, '?', 0));
		MUST(to.n >= n && (n == 0 || memcmp(to.p, first.p, n) == 0) && (to.n == n || to.p[n] == '?'));
	}
	fuzz_position(header, &a);
	fuzz_position(last, &a);
	arena_done(&a);
	return 0;
}
