#include "rules/pack_private.h"

#include "base/json_writer.h"

#include <stdlib.h>

/* A pack with all it holds is some 100 KiB. */
#define PACKS_ARENA_MAX (32u << 20)

enum err packs_new(struct packs **ret)
{
	struct packs *p = calloc(1, sizeof *p);
	if (!p)
		return ERR_NOMEM;
	arena_init(&p->arena, PACKS_ARENA_MAX);
	*ret = p;
	return OK;
}

void packs_free(struct packs *p)
{
	if (!p)
		return;
	arena_done(&p->arena);
	free(p);
}

/* ---- taking in ---- */

static const char *shared_name(const struct pack *a, const struct pack *b)
{
	if (str_ieq(str_of(a->code), str_of(b->code)))
		return a->code;
	for (size_t i = 0; i < a->jurisdiction_count; i++)
		for (size_t k = 0; k < b->jurisdiction_count; k++)
			if (str_ieq(str_of(a->jurisdictions[i]), str_of(b->jurisdictions[k])))
				return a->jurisdictions[i];
	for (size_t i = 0; i < a->licence_count; i++)
		for (size_t k = 0; k < b->licence_count; k++)
			if (str_ieq(str_of(a->licences[i]), str_of(b->licences[k])))
				return a->licences[i];
	return NULL;
}

enum err packs_add(struct packs *p, struct str text, const char *file, struct err_info *info)
{
	struct pack *pack = NULL;
	const struct rule *own = NULL;
	struct str name = arena_dup(&p->arena, str_of(file));
	MUST(!p->sealed);
	if (!name.p)
		return err_set(info, ERR_NOMEM, NULL, "no memory");
	if (p->count == PACKS_MAX)
		return err_set(info, ERR_TOO_LARGE, NULL, "more than %d packs", PACKS_MAX);
	enum err e = pack_read(text, name.p, &p->arena, &pack, &own, info);
	for (size_t i = 0; e == OK && i < p->count; i++) {
		const char *shared = shared_name(pack, p->packs[i]);
		if (shared)
			e = err_set(info, ERR_SHAPE, "pack", "\"%s\" is already that of %s", shared, p->packs[i]->file);
	}
	if (e != OK)
		return e;
	p->own[p->count] = own;
	p->packs[p->count++] = pack;
	return OK;
}

/* ---- what a pack takes from the default ---- */

static const char *short_id(const struct rule *r)
{
	return r->id + strlen(r->pack) + 1;
}

/* Whether the pack says something else in place of the default's rule @r. */
static bool replaces(const struct pack *p, const struct rule *own, const struct rule *r)
{
	for (size_t i = 0; i < p->own_count; i++)
		if (strcmp(short_id(&own[i]), short_id(r)) == 0)
			return true;
	for (size_t i = 0; i < p->without_count; i++)
		if (strcmp(p->without[i], short_id(r)) == 0)
			return true;
	return false;
}

static enum err check_without(const struct pack *p, const struct pack *fallback, const struct rule *rules, struct err_info *info)
{
	for (size_t i = 0; i < p->without_count; i++) {
		bool there = false;
		for (size_t k = 0; k < fallback->own_count && !there; k++)
			there = strcmp(p->without[i], short_id(&rules[k])) == 0;
		if (!there)
			return err_set(info, ERR_SHAPE, "without", "the default has no rule \"%s\"", p->without[i]);
	}
	return OK;
}

/* Of kinds that may be in force once only: no two at one moment. */
static enum err check_once(const struct pack *p, struct err_info *info)
{
	for (size_t i = 0; i < p->rule_count; i++)
		for (size_t k = i + 1; k < p->first[p->rules[i]->kind + 1]; k++) {
			const struct rule *a = p->rules[i], *b = p->rules[k];
			bool same = rule_kind_row(a->kind)->one ||
				    (a->kind == RULE_CLOCK && a->values[CLOCK_clock].word == b->values[CLOCK_clock].word);
			if (!same || a->from_ms >= b->until_ms || b->from_ms >= a->until_ms)
				continue;
			const struct rule *later = strcmp(b->pack, p->code) == 0 ? b : a;
			err_set(info, ERR_SHAPE, later->id,
				"%s is in force at the same time, and only one rule of its kind may be",
				later == a ? b->id : a->id);
			if (info)
				info->line = strcmp(later->pack, p->code) == 0 ? later->line : 0;
			return ERR_SHAPE;
		}
	return OK;
}

static enum err seal_pack(struct arena *a, struct pack *p, const struct rule *own, const struct pack *fallback,
			  const struct rule *fallback_rules, struct err_info *info)
{
	size_t inherited = p == fallback ? 0 : fallback->own_count;
	const struct rule **all = arena_array(a, p->own_count + inherited + 1, sizeof *all);
	if (!all)
		return err_set(info, ERR_NOMEM, NULL, "no memory");
	p->rules = all;
	for (unsigned kind = 0; kind < RULE_KIND_COUNT_; kind++) {
		p->first[kind] = (uint16_t)p->rule_count;
		for (size_t i = 0; i < p->own_count; i++)
			if (own[i].kind == kind)
				all[p->rule_count++] = &own[i];
		for (size_t i = 0; i < inherited; i++)
			if (fallback_rules[i].kind == kind && !replaces(p, own, &fallback_rules[i]))
				all[p->rule_count++] = &fallback_rules[i];
	}
	p->first[RULE_KIND_COUNT_] = (uint16_t)p->rule_count;
	return check_once(p, info);
}

enum err packs_seal(struct packs *p, const char **ret_file, struct err_info *info)
{
	size_t at = 0;
	while (at < p->count && strcmp(p->packs[at]->code, PACK_CODE_DEFAULT) != 0)
		at++;
	*ret_file = "";
	if (at == p->count)
		return err_set(info, ERR_NOT_FOUND, NULL, "there is no pack \"" PACK_CODE_DEFAULT "\" for licences without one");
	/* The default goes first: its place is known, and its digest still its own. */
	struct pack *fallback = p->packs[at];
	const struct rule *rules = p->own[at];
	p->packs[at] = p->packs[0], p->own[at] = p->own[0];
	p->packs[0] = fallback, p->own[0] = rules;
	for (size_t i = p->count; i-- > 0;) {
		struct pack *pack = p->packs[i];
		enum err e = check_without(pack, fallback, rules, info);
		if (e == OK)
			e = seal_pack(&p->arena, pack, p->own[i], fallback, rules, info);
		if (e != OK) {
			*ret_file = pack->file;
			return e;
		}
		if (pack != fallback)
			pack->digest ^= fallback->digest * 0x9E3779B97F4A7C15u;
	}
	p->sealed = true;
	return OK;
}

/* ---- choosing ---- */

size_t packs_count(const struct packs *p)
{
	return p->count;
}

const struct pack *packs_at(const struct packs *p, size_t i)
{
	MUST(i < p->count);
	return p->packs[i];
}

const struct pack *packs_find(const struct packs *p, struct str code)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct pack *pack = p->packs[i];
		if (str_ieq(str_of(pack->code), code))
			return pack;
		for (size_t k = 0; k < pack->jurisdiction_count; k++)
			if (str_ieq(str_of(pack->jurisdictions[k]), code))
				return pack;
	}
	return NULL;
}

const struct pack *packs_choose(const struct packs *p, struct str licence, struct str jurisdiction)
{
	const struct pack *found = NULL;
	size_t longest = 0;
	for (size_t i = 0; i < p->count; i++)
		for (size_t k = 0; k < p->packs[i]->licence_count; k++) {
			struct str beginning = str_of(p->packs[i]->licences[k]);
			if (beginning.n > longest && str_starts(licence, beginning)) {
				longest = beginning.n;
				found = p->packs[i];
			}
		}
	if (!found && jurisdiction.n)
		found = packs_find(p, jurisdiction);
	return found ? found : p->packs[0];
}

/* ---- asking ---- */

const struct rule *pack_next(const struct pack *p, enum rule_kind kind, int64_t at_ms, size_t *pos)
{
	for (size_t i = p->first[kind] + *pos; i < p->first[kind + 1]; i++) {
		++*pos;
		if (p->rules[i]->from_ms <= at_ms && at_ms < p->rules[i]->until_ms)
			return p->rules[i];
	}
	return NULL;
}

const struct rule *pack_rule(const struct pack *p, enum rule_kind kind, int64_t at_ms)
{
	size_t pos = 0;
	return pack_next(p, kind, at_ms, &pos);
}

const struct rule *pack_clock(const struct pack *p, enum word_CLOCK clock, int64_t at_ms)
{
	size_t pos = 0;
	for (const struct rule *r; (r = pack_next(p, RULE_CLOCK, at_ms, &pos));)
		if (r->values[CLOCK_clock].word == clock)
			return r;
	return NULL;
}

bool rule_is_of_age(const struct rule *r, unsigned from, unsigned to, int age)
{
	const struct rule_value *low = &r->values[from], *high = &r->values[to];
	return age < 0 || ((!low->present || age >= low->number) && (!high->present || age <= high->number));
}

/* ---- telling ---- */

static void put_period(struct json_writer *w, struct period p)
{
	char text[PERIOD_TEXT_MAX];
	period_format(p, text);
	json_put_string(w, str_of(text));
}

static void put_value(const struct rule_value_kind *k, const struct rule_value *v, struct json_writer *w)
{
	char text[MONEY_TEXT_MAX + 8];
	switch (k->type) {
	case VALUE_NUMBER:
		json_put_i64(w, v->number);
		return;
	case VALUE_BOOL:
		json_put_bool(w, v->truth);
		return;
	case VALUE_WORD:
		json_put_string(w, str_of(k->words[v->word]));
		return;
	case VALUE_WORDS:
		json_open_array(w);
		for (unsigned i = 0; k->words[i]; i++)
			if (v->words >> i & 1)
				json_put_string(w, str_of(k->words[i]));
		json_close_array(w);
		return;
	case VALUE_MONEY: {
		size_t n = money_format(v->money.minor, v->money.currency->exponent, text);
		text[n] = ' ';
		memcpy(text + n + 1, v->money.currency->code, 4);
		json_put_string(w, str_of(text));
		return;
	}
	case VALUE_PERIOD:
		put_period(w, v->period);
		return;
	case VALUE_PERIODS:
		json_open_array(w);
		for (size_t i = 0; i < v->periods.count; i++)
			put_period(w, v->periods.items[i]);
		json_close_array(w);
		return;
	case VALUE_TEXT:
		json_put_string(w, str_of(v->text));
		return;
	case VALUE_TEXTS:
		json_open_array(w);
		for (size_t i = 0; i < v->texts.count; i++)
			json_put_string(w, str_of(v->texts.items[i]));
		json_close_array(w);
		return;
	}
}

static void put_date(int32_t day, struct json_writer *w)
{
	char text[16];
	clock_format_date(day, text);
	json_put_string(w, str_of(text));
}

void rule_write(const struct rule *r, struct json_writer *w)
{
	const struct rule_kind_row *row = rule_kind_row(r->kind);
	json_open_object(w);
	json_kv_str(w, STR("id"), str_of(r->id));
	json_kv_str(w, STR("kind"), str_of(row->word));
	json_kv_str(w, STR("text"), str_of(r->text));
	json_kv_str(w, STR("citation"), str_of(r->citation));
	json_key(w, STR("verified"));
	json_put_bool(w, r->verified);
	json_key(w, STR("effectiveFrom"));
	put_date(r->from_day, w);
	json_key(w, STR("until"));
	if (r->until_ms == INT64_MAX)
		json_put_null(w);
	else
		put_date(r->until_day, w);
	json_key(w, STR("values"));
	json_open_object(w);
	for (size_t i = 0; i < row->value_count; i++)
		if (r->values[i].present) {
			json_key(w, str_of(row->values[i].name));
			put_value(&row->values[i], &r->values[i], w);
		}
	json_close_object(w);
	json_close_object(w);
}
