#include "sources/link.h"

static struct str skip_blanks(struct str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = str_mem(s.p + 1, s.n - 1);
	return s;
}

/* Up to one of @stops outside of quotes, which moves off @rest. */
static struct str take_until(struct str *rest, const char *stops)
{
	bool quoted = false;
	size_t i = 0;
	for (; i < rest->n; i++) {
		char c = rest->p[i];
		if (c == '"')
			quoted = !quoted;
		else if (quoted && c == '\\' && i + 1 < rest->n)
			i++;
		else if (!quoted && c && strchr(stops, c))
			break;
	}
	struct str part = str_mem(rest->p, i);
	*rest = str_mem(rest->p + i, rest->n - i);
	return part;
}

/* rel="next", rel=next, rel="prev next". */
static bool is_next(struct str param)
{
	struct str name, word;
	if (!str_split(&param, '=', &name) || !str_ieq(str_trim(name), STR("rel")) || !param.p)
		return false;
	param = str_trim(param);
	if (param.n >= 2 && param.p[0] == '"' && param.p[param.n - 1] == '"')
		param = str_mem(param.p + 1, param.n - 2);
	while (str_split(&param, ' ', &word))
		if (str_ieq(word, STR("next")))
			return true;
	return false;
}

struct str link_next(struct str header)
{
	struct str rest = skip_blanks(header);
	while (rest.n) {
		size_t close = rest.p[0] == '<' ? str_find(rest, '>', 1) : SIZE_MAX;
		if (close == SIZE_MAX)
			return STR_NONE;
		struct str target = str_mem(rest.p + 1, close - 1);
		bool next = false;
		rest = str_mem(rest.p + close + 1, rest.n - close - 1);
		rest = skip_blanks(rest);
		while (rest.n && rest.p[0] == ';') {
			rest = str_mem(rest.p + 1, rest.n - 1);
			next |= is_next(take_until(&rest, ";,"));
		}
		if (next)
			return target;
		if (rest.n == 0 || rest.p[0] != ',')
			return STR_NONE;
		rest = skip_blanks(str_mem(rest.p + 1, rest.n - 1));
	}
	return STR_NONE;
}

static struct str cut_query(struct str *path)
{
	size_t mark = str_find(*path, '?', 0);
	if (mark == SIZE_MAX)
		return STR_NONE;
	struct str query = str_mem(path->p + mark + 1, path->n - mark - 1);
	path->n = mark;
	return query;
}

/* How often @param's name stands in @query, and whether always with the same value. */
static bool stands_once(struct str query, struct str param)
{
	struct str name = str_mem(param.p, MIN(param.n, str_find(param, '=', 0))), other;
	unsigned same = 0, all = 0;
	while (str_split(&query, '&', &other)) {
		struct str other_name = str_mem(other.p, MIN(other.n, str_find(other, '=', 0)));
		all += str_eq(other_name, name);
		same += str_eq(other, param);
	}
	return same == 1 && all == 1;
}

bool link_is_same_list(struct str first, struct str path_and_query)
{
	struct str fixed = cut_query(&first), query = cut_query(&path_and_query), param;
	if (!str_eq(first, path_and_query) || str_find(query, '#', 0) != SIZE_MAX)
		return false;
	while (str_split(&fixed, '&', &param))
		if (!stands_once(query, param))
			return false;
	return true;
}
