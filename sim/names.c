#include "sim/names.h"

#include "base/str.h"
#include "sim/names_table.h"

#include <stdio.h>

#define HOUSE_NUMBER_MAX 180
/* Without I, O and the like, which postcodes avoid. */
#define PATTERN_LETTERS "ABDEFGHJLNPQRSTUWXYZ"

static const struct name_group *const groups[] = {&names_west, &names_south, &names_north, &names_east, &names_asia};

static const struct name_table *table_at(unsigned index)
{
	for (size_t g = 0; g < ARRAY_LEN(groups); g++) {
		if (index < groups[g]->count)
			return &groups[g]->tables[index];
		index -= groups[g]->count;
	}
	return NULL;
}

unsigned names_country_count(void)
{
	unsigned n = 0;
	for (size_t g = 0; g < ARRAY_LEN(groups); g++)
		n += groups[g]->count;
	return n;
}

const struct name_country *names_country(unsigned index)
{
	const struct name_table *t = table_at(index);
	MUST(t != NULL);
	return &t->country;
}

unsigned names_country_find(const char *code)
{
	unsigned n = names_country_count();
	for (unsigned i = 0; i < n; i++)
		if (!strcmp(names_country(i)->code, code))
			return i;
	return n;
}

unsigned names_draw_country(struct sim_rng *rng)
{
	unsigned n = names_country_count(), total = 0;
	for (unsigned i = 0; i < n; i++)
		total += names_country(i)->weight;
	uint64_t at = rng_below(rng, total);
	for (unsigned i = 0; i < n; i++) {
		unsigned weight = names_country(i)->weight;
		if (at < weight)
			return i;
		at -= weight;
	}
	return n - 1;
}

/* Both sides of "native|latin". */
static void split_forms(const char *entry, char native[NAME_TEXT_MAX], char latin[NAME_TEXT_MAX])
{
	struct str rest = str_of(entry), first;
	str_split(&rest, '|', &first);
	str_copy(native, NAME_TEXT_MAX, first);
	str_copy(latin, NAME_TEXT_MAX, rest.p ? rest : first);
}

/* A pattern of names_table.h; @street may be NULL. */
static void expand(struct sim_rng *rng, const char *pattern, const char *street, char *out, size_t size)
{
	size_t n = 0;
	for (const char *p = pattern; *p && n + 1 < size; p++) {
		char *at = out + n;
		size_t room = size - n;
		if (*p == '#')
			n += (size_t)snprintf(at, room, "%u", (unsigned)rng_below(rng, 10));
		else if (*p == '%')
			n += (size_t)snprintf(at, room, "%u", 1 + (unsigned)rng_below(rng, 9));
		else if (*p == '@')
			n += (size_t)snprintf(at, room, "%c", PATTERN_LETTERS[rng_below(rng, sizeof(PATTERN_LETTERS) - 1)]);
		else if (*p == '&')
			n += (size_t)snprintf(at, room, "%u", 1 + (unsigned)rng_below(rng, HOUSE_NUMBER_MAX));
		else if (*p == '$' && street)
			n += (size_t)snprintf(at, room, "%s", street);
		else
			n += (size_t)snprintf(at, room, "%c", *p);
	}
	MUST(n < size); /* a row of our own tables would be too long */
	out[n] = '\0';
}

static void add_letters(char *out, size_t size, size_t *n, const char *s)
{
	for (; *s && *n + 1 < size; s++) {
		char c = (char)(*s | 0x20);
		if (c >= 'a' && c <= 'z')
			out[(*n)++] = c;
	}
	out[*n] = '\0';
}

static void make_slug(struct name_draw *d)
{
	size_t n = 0;
	add_letters(d->slug, sizeof(d->slug), &n, d->given_latin);
	d->slug[n++] = '.';
	add_letters(d->slug, sizeof(d->slug), &n, d->family_latin);
}

static const char *pool_pick(struct sim_rng *rng, const struct name_pool *pool)
{
	return pool->items[rng_below(rng, pool->count)];
}

static void draw_person(struct sim_rng *rng, const struct name_table *t, unsigned family_index, struct name_draw *d)
{
	bool female = rng_below(rng, 100) < 42; /* about what operators report of their customers */
	d->sex = female ? 'F' : 'M';
	d->family_index = family_index;
	const struct name_pool *family = female && t->family_f.count ? &t->family_f : &t->family;
	split_forms(pool_pick(rng, female ? &t->given_f : &t->given_m), d->given, d->given_latin);
	split_forms(family->items[family_index], d->family, d->family_latin);
	if (t->order == NAME_GIVEN_FIRST)
		snprintf(d->full, sizeof(d->full), "%s %s", d->given, d->family);
	else
		snprintf(d->full, sizeof(d->full), "%s%s%s", d->family, t->order == NAME_FAMILY_TIGHT ? "" : " ", d->given);
	snprintf(d->full_latin, sizeof(d->full_latin), "%s %s", d->given_latin, d->family_latin);
	make_slug(d);
	expand(rng, t->phone, NULL, d->phone, sizeof(d->phone));
}

void names_draw(struct sim_rng *rng, unsigned country_index, struct name_draw *ret)
{
	const struct name_table *t = table_at(country_index);
	MUST(t != NULL);
	memset(ret, 0, sizeof(*ret));
	ret->country_index = country_index;
	draw_person(rng, t, (unsigned)rng_below(rng, t->family.count), ret);
	const struct name_place *place = &t->places.items[rng_below(rng, t->places.count)];
	str_copy(ret->city, sizeof(ret->city), str_of(place->city));
	str_copy(ret->region, sizeof(ret->region), str_of(place->region));
	ret->time_zone = place->time_zone ? place->time_zone : t->country.time_zone;
	expand(rng, place->postcode, NULL, ret->postcode, sizeof(ret->postcode));
	expand(rng, t->street, pool_pick(rng, &t->streets), ret->street, sizeof(ret->street));
}

void names_draw_relative(struct sim_rng *rng, const struct name_draw *of, struct name_draw *ret)
{
	struct name_draw d = *of;
	draw_person(rng, table_at(of->country_index), of->family_index, &d);
	*ret = d;
}
