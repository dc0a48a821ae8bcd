/* tests/unit/view/build.h - records made by hand, for tests of rendering. Header only. */
#pragma once

#include "base/clock.h"
#include "sources/schema.h"

static inline struct record *build_record(struct arena *a, const struct schema *s)
{
	struct record *r = ARENA_NEW(a, struct record);
	r->schema = s;
	r->values = arena_zalloc(a, s->count * sizeof *r->values);
	return r;
}

static inline struct value *build_field(struct record *r, size_t field)
{
	r->values[field].present = true;
	return &r->values[field];
}

static inline void build_text(struct record *r, size_t field, const char *text)
{
	build_field(r, field)->text = str_of(text);
}
static inline void build_i64(struct record *r, size_t field, int64_t v)
{
	build_field(r, field)->i64 = v;
}
static inline void build_bool(struct record *r, size_t field, bool v)
{
	build_field(r, field)->b = v;
}
static inline void build_money(struct record *r, size_t field, int64_t minor, const char *currency)
{
	build_field(r, field)->money = (struct money){minor, currency_find(str_of(currency))};
}
static inline void build_currency(struct record *r, size_t field, const char *code)
{
	build_field(r, field)->currency = currency_find(str_of(code));
}
static inline void build_time(struct record *r, size_t field, const char *at)
{
	int64_t ms;
	if (clock_parse_rfc3339(str_of(at), &ms) == OK)
		build_i64(r, field, ms);
}
static inline void build_date(struct record *r, size_t field, const char *date)
{
	int32_t days;
	if (clock_parse_date(str_of(date), &days) == OK)
		build_field(r, field)->days = days;
}
static inline void build_enum(struct record *r, size_t field, const char *word)
{
	for (unsigned i = 0; r->schema->fields[field].values[i]; i++)
		if (strcmp(r->schema->fields[field].values[i], word) == 0)
			build_field(r, field)->index = i;
}
/* What was played of a game that is called as its category. */
static inline void build_game(struct record *r, const char *name, int64_t bets, int64_t wagered, int64_t won,
			      const char *currency)
{
	build_text(r, F_GAME_STAT_gameId, name);
	build_text(r, F_GAME_STAT_game, name);
	build_text(r, F_GAME_STAT_category, name);
	build_i64(r, F_GAME_STAT_bets, bets);
	build_money(r, F_GAME_STAT_wagered, wagered, currency);
	build_money(r, F_GAME_STAT_won, won, currency);
}
/* Room for @n items of a list; each is an empty record. */
static inline struct record *build_list(struct arena *a, struct record *r, size_t field, size_t n)
{
	struct value *v = build_field(r, field);
	const struct schema *s = r->schema->fields[field].items;
	v->list.items = arena_zalloc(a, (n + 1) * sizeof(struct record));
	v->list.count = n;
	for (size_t i = 0; i < n; i++)
		v->list.items[i] = *build_record(a, s);
	return v->list.items;
}
