/* A pack out of YAML: by the table of kinds, everything else refused with its line. */
#include "rules/pack_private.h"

#include <stdio.h>

#define NAME_MAX_BYTES 80
#define NUMBER_MAX     1000000000
#define CARD_FIRST_MAX 6 /* PCI DSS 3.4.1: no pack may show more */
#define CARD_LAST_MAX  4
#define KEYS_MAX       (RULE_VALUES_MAX + 6)

struct reader {
	struct arena *arena;
	struct err_info *info;
	struct pack *pack;
	const struct yaml_node *root;
};

static enum err no_memory(struct reader *r)
{
	return err_set(r->info, ERR_NOMEM, NULL, "no memory");
}

/* ---- values ---- */

static enum err read_text(struct reader *r, const struct yaml_node *n, const char *name, size_t max, const char **ret)
{
	struct str text;
	enum err e = yaml_text(n, name, max, &text, r->info);
	if (e != OK)
		return e;
	struct str kept = arena_dup(r->arena, text);
	if (!kept.p)
		return no_memory(r);
	*ret = kept.p;
	return OK;
}

static enum err read_date(struct reader *r, const struct yaml_node *n, const char *name, int32_t *ret)
{
	if (n->type != YAML_SCALAR || clock_parse_date(n->text, ret) != OK)
		return yaml_fail(n, r->info, name, "a date like 2026-01-31 is expected");
	return OK;
}

static enum err read_period(struct reader *r, const struct yaml_node *n, const char *name, struct period *ret)
{
	if (n->type != YAML_SCALAR || period_parse(n->text, ret) != OK)
		return yaml_fail(
			n, r->info, name,
			"a period is expected, as 24 h, 7 days, 6 months, 7 working days (also ms, s, min, weeks, years)");
	return OK;
}

static enum err read_money(struct reader *r, const struct yaml_node *n, const char *name, struct money *ret)
{
	struct str number, code = n->type == YAML_SCALAR ? n->text : STR_NONE;
	if (code.p && str_split(&code, ' ', &number)) {
		struct money m = {.currency = currency_find(code)};
		if (m.currency && money_parse_decimal(number, m.currency->exponent, &m.minor) == OK && m.minor >= 0) {
			*ret = m;
			return OK;
		}
	}
	return yaml_fail(n, r->info, name, "an amount with its currency is expected, as 150.00 GBP");
}

static enum err read_word(struct reader *r, const struct yaml_node *n, const char *name, const char *const *words, unsigned *ret)
{
	char known[sizeof(((struct err_info *)0)->text) / 2] = "";
	size_t used = 0;
	for (unsigned i = 0; words[i]; i++) {
		if (n->type == YAML_SCALAR && str_is(n->text, words[i])) {
			*ret = i;
			return OK;
		}
		int more = snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "", words[i]);
		used = MIN(used + (size_t)more, sizeof known - 1);
	}
	return yaml_fail(n, r->info, name, "one of these is expected: %s%s", known, used == sizeof known - 1 ? "..." : "");
}

/* Items of a list that is not empty. */
static enum err check_list(struct reader *r, const struct yaml_node *n, const char *name, size_t max)
{
	if (n->type != YAML_SEQUENCE || n->count == 0)
		return yaml_fail(n, r->info, name, "a list is expected, as [one, two]");
	if (n->count > max)
		return yaml_fail(n->items[max], r->info, name, "more than %zu items", max);
	return OK;
}

static enum err read_words(struct reader *r, const struct yaml_node *n, const char *name, const char *const *words, uint32_t *ret)
{
	uint32_t bits = 0;
	enum err e = check_list(r, n, name, 32);
	for (size_t i = 0; e == OK && i < n->count; i++) {
		unsigned word = 0;
		e = read_word(r, n->items[i], name, words, &word);
		if (e == OK && bits >> word & 1)
			e = yaml_fail(n->items[i], r->info, name, "this word is there twice");
		bits |= 1u << word;
	}
	if (e == OK)
		*ret = bits;
	return e;
}

static enum err read_periods(struct reader *r, const struct yaml_node *n, const char *name, struct rule_value *v)
{
	enum err e = check_list(r, n, name, RULE_PERIODS_MAX);
	if (e != OK)
		return e;
	struct period *items = arena_array(r->arena, n->count, sizeof *items);
	if (!items)
		return no_memory(r);
	for (size_t i = 0; e == OK && i < n->count; i++) {
		e = read_period(r, n->items[i], name, &items[i]);
		if (e == OK && items[i].n == 0)
			e = yaml_fail(n->items[i], r->info, name, "a term of no time at all is none");
	}
	v->periods.items = items;
	v->periods.count = n->count;
	return e;
}

static enum err read_texts(struct reader *r, const struct yaml_node *n, const char *name, size_t max, const char *const **ret,
			   size_t *ret_n)
{
	enum err e = check_list(r, n, name, max);
	if (e != OK)
		return e;
	const char **items = arena_array(r->arena, n->count, sizeof *items);
	if (!items)
		return no_memory(r);
	for (size_t i = 0; e == OK && i < n->count; i++)
		e = read_text(r, n->items[i], name, NAME_MAX_BYTES, &items[i]);
	if (e == OK) {
		*ret = items;
		*ret_n = n->count;
	}
	return e;
}

static enum err read_value(struct reader *r, const struct rule_value_kind *k, const struct yaml_node *n, const char *name,
			   struct rule_value *v)
{
	v->present = true;
	switch (k->type) {
	case VALUE_NUMBER:
		return yaml_i64(n, name, 0, NUMBER_MAX, &v->number, r->info);
	case VALUE_BOOL:
		return yaml_bool(n, name, &v->truth, r->info);
	case VALUE_WORD:
		return read_word(r, n, name, k->words, &v->word);
	case VALUE_WORDS:
		return read_words(r, n, name, k->words, &v->words);
	case VALUE_MONEY:
		return read_money(r, n, name, &v->money);
	case VALUE_PERIOD:
		return read_period(r, n, name, &v->period);
	case VALUE_PERIODS:
		return read_periods(r, n, name, v);
	case VALUE_TEXT:
		return read_text(r, n, name, NAME_MAX_BYTES, &v->text);
	case VALUE_TEXTS:
		return read_texts(r, n, name, RULE_TEXTS_MAX, &v->texts.items, &v->texts.count);
	}
	return ERR_INTERNAL;
}

/* ---- what no pack may say ---- */

static enum err check_sense(struct reader *r, const struct rule *rule, const struct yaml_node *n)
{
	const struct rule_value *v = rule->values;
	const struct rule_kind_row *row = rule_kind_row(rule->kind);
	const uint32_t protecting =
		1u << STATE_EXCLUDED | 1u << STATE_COOLING_OFF | 1u << STATE_REGISTERED | 1u << STATE_EXCLUSION_UNKNOWN;
	if (rule->kind == RULE_BLOCK && protecting >> v[BLOCK_state].word & 1 && v[BLOCK_scopes].words >> SCOPE_WITHDRAW & 1)
		return yaml_fail(n, r->info, rule->id, "who is excluded may always withdraw: this scope cannot be blocked");
	if (rule->kind == RULE_CARD_DISPLAY &&
	    (v[CARD_DISPLAY_first].number > CARD_FIRST_MAX || v[CARD_DISPLAY_last].number > CARD_LAST_MAX))
		return yaml_fail(n, r->info, rule->id, "of a card at most the first %d and the last %d digits are shown",
				 CARD_FIRST_MAX, CARD_LAST_MAX);
	for (size_t i = 0; i + 1 < row->value_count; i++)
		if (strcmp(row->values[i].name, "age_from") == 0 && v[i].present && v[i + 1].present &&
		    v[i].number > v[i + 1].number)
			return yaml_fail(n, r->info, rule->id, "age_from is above age_to");
	return OK;
}

/* ---- rules ---- */

struct common {
	const char *text, *citation;
	bool verified;
	const struct yaml_node *verified_at;
};

/* text, citation and verified: of the rule, or of one date of it. */
static enum err read_common(struct reader *r, const struct yaml_node *n, const char *id, struct common *c)
{
	char name[RULE_ID_MAX + 16];
	const struct yaml_node *text = yaml_get(n, "text"), *citation = yaml_get(n, "citation"),
			       *verified = yaml_get(n, "verified");
	snprintf(name, sizeof name, "%s.text", id);
	enum err e = text ? read_text(r, text, name, RULE_TEXT_MAX, &c->text) : OK;
	snprintf(name, sizeof name, "%s.citation", id);
	if (e == OK && citation)
		e = read_text(r, citation, name, RULE_TEXT_MAX, &c->citation);
	snprintf(name, sizeof name, "%s.verified", id);
	if (e == OK && verified) {
		c->verified_at = verified;
		e = yaml_bool(verified, name, &c->verified, r->info);
	}
	return e;
}

static enum err read_dates(struct reader *r, const struct yaml_node *n, const char *id, struct rule *rule)
{
	char name[RULE_ID_MAX + 32];
	const struct yaml_node *from = yaml_get(n, "effective_from"), *until = yaml_get(n, "until");
	snprintf(name, sizeof name, "%s.effective_from", id);
	if (!from)
		return yaml_fail(n, r->info, name, "is required");
	enum err e = read_date(r, from, name, &rule->from_day);
	rule->from_ms = time_zone_day_start(&r->pack->zone, rule->from_day);
	rule->until_day = INT32_MAX;
	rule->until_ms = INT64_MAX;
	if (e != OK || !until)
		return e;
	snprintf(name, sizeof name, "%s.until", id);
	e = read_date(r, until, name, &rule->until_day);
	rule->until_ms = time_zone_day_start(&r->pack->zone, rule->until_day);
	if (e == OK && rule->until_ms <= rule->from_ms)
		e = yaml_fail(until, r->info, name, "must be later than effective_from; it is the first day without the rule");
	return e;
}

/* One date of a rule: an item of in_force. */
static enum err read_in_force(struct reader *r, const struct yaml_node *n, const char *id, const struct common *of_rule,
			      struct rule *rule)
{
	const struct rule_kind_row *row = rule_kind_row(rule->kind);
	const char *known[KEYS_MAX] = {"effective_from", "until", "text", "citation", "verified"};
	struct common c = *of_rule;
	char name[RULE_ID_MAX + 64];
	for (size_t i = 0; i < row->value_count; i++)
		known[5 + i] = row->values[i].name;
	enum err e = yaml_check_keys(n, id, known, r->info);
	if (e == OK)
		e = read_common(r, n, id, &c);
	if (e == OK)
		e = read_dates(r, n, id, rule);
	for (size_t i = 0; e == OK && i < row->value_count; i++) {
		const struct yaml_node *v = yaml_get(n, row->values[i].name);
		snprintf(name, sizeof name, "%s.%s", id, row->values[i].name);
		if (v)
			e = read_value(r, &row->values[i], v, name, &rule->values[i]);
		else if (row->values[i].required)
			e = yaml_fail(n, r->info, name, "is required for a rule of kind %s", row->word);
	}
	if (e == OK && (!c.text || !c.citation || !c.verified_at))
		e = yaml_fail(n, r->info, id, "%s is required", !c.text ? "text" : !c.citation ? "citation" : "verified");
	rule->text = c.text;
	rule->citation = c.citation;
	rule->verified = c.verified;
	rule->line = n->line;
	return e == OK ? check_sense(r, rule, n) : e;
}

static enum err read_id(struct reader *r, const struct yaml_node *n, const char **ret_full, const char **ret_short)
{
	const struct yaml_node *id = yaml_get(n, "id");
	struct str text;
	if (!id)
		return yaml_fail(n, r->info, "id", "is required");
	enum err e = yaml_text(id, "id", RULE_ID_MAX - 16, &text, r->info);
	for (size_t i = 0; e == OK && i < text.n; i++)
		if (!(text.p[i] >= 'a' && text.p[i] <= 'z') && !(text.p[i] >= '0' && text.p[i] <= '9') && text.p[i] != '-')
			e = yaml_fail(id, r->info, "id", "small letters, digits and dashes only");
	if (e != OK)
		return e;
	*ret_full = arena_printf(r->arena, "%s/%s", r->pack->code, text.p);
	if (!*ret_full)
		return no_memory(r);
	*ret_short = *ret_full + strlen(r->pack->code) + 1;
	return OK;
}

static enum err read_kind(struct reader *r, const struct yaml_node *n, const char *id, enum rule_kind *ret)
{
	const char *words[RULE_KIND_COUNT_ + 1] = {NULL};
	const struct yaml_node *kind = yaml_get(n, "kind");
	char name[RULE_ID_MAX + 16];
	unsigned found = 0;
	snprintf(name, sizeof name, "%s.kind", id);
	if (!kind)
		return yaml_fail(n, r->info, name, "is required");
	for (unsigned i = 0; i < RULE_KIND_COUNT_; i++)
		words[i] = rule_kind_row((enum rule_kind)i)->word;
	enum err e = read_word(r, kind, name, words, &found);
	*ret = (enum rule_kind)found;
	return e;
}

/* A rule with all its dates, behind the @count that are there. */
static enum err read_rule(struct reader *r, const struct yaml_node *n, struct rule *rules, size_t *count)
{
	static const char *const known[] = {"id", "kind", "text", "citation", "verified", "in_force", NULL};
	const char *full = NULL, *id = NULL;
	struct common c = {0};
	enum rule_kind kind = 0;
	enum err e = yaml_check_keys(n, "rules", known, r->info);
	if (e == OK)
		e = read_id(r, n, &full, &id);
	if (e != OK)
		return e;
	for (size_t i = 0; i < *count; i++)
		if (strcmp(rules[i].id, full) == 0)
			return yaml_fail(yaml_get(n, "id"), r->info, "id", "%s is there already, in line %u", id, rules[i].line);
	e = read_kind(r, n, id, &kind);
	if (e == OK)
		e = read_common(r, n, id, &c);
	const struct yaml_node *dates = yaml_get(n, "in_force");
	if (e == OK && !dates)
		e = yaml_fail(n, r->info, id, "in_force is required: from when on, and with which values");
	if (e == OK)
		e = check_list(r, dates, id, PACK_RULES_MAX);
	int64_t over_ms = INT64_MIN;
	for (size_t i = 0; e == OK && i < dates->count; i++) {
		if (*count == PACK_RULES_MAX)
			return yaml_fail(dates->items[i], r->info, id, "more than %d rules", PACK_RULES_MAX);
		struct rule *rule = &rules[*count];
		*rule = (struct rule){.id = full, .pack = r->pack->code, .kind = kind};
		e = read_in_force(r, dates->items[i], id, &c, rule);
		if (e == OK && rule->from_ms < over_ms)
			e = yaml_fail(dates->items[i], r->info, id,
				      "begins before the date above is over: give that one an until");
		over_ms = rule->until_ms;
		++*count;
	}
	return e;
}

/* ---- the head ---- */

static enum err read_weekend(struct reader *r, const struct yaml_node *n)
{
	static const char *const days[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", NULL};
	uint32_t bits = 0;
	enum err e = n ? read_words(r, n, "calendar.weekend", days, &bits) : OK;
	r->pack->days.weekend = n ? (uint8_t)(bits << 1) : WEEKEND_USUAL;
	return e;
}

static enum err read_holidays(struct reader *r, const struct yaml_node *n)
{
	struct working_days *w = &r->pack->days;
	enum err e = check_list(r, n, "calendar.holidays", PACK_HOLIDAYS_MAX);
	if (e != OK)
		return e;
	int32_t *days = arena_array(r->arena, n->count, sizeof *days);
	if (!days)
		return no_memory(r);
	for (size_t i = 0; e == OK && i < n->count; i++) {
		e = read_date(r, n->items[i], "calendar.holidays", &days[i]);
		if (e == OK && i && days[i] <= days[i - 1])
			e = yaml_fail(n->items[i], r->info, "calendar.holidays", "must be later than the one before");
		if (e == OK && (days[i] < w->known_from || days[i] > w->known_until))
			e = yaml_fail(n->items[i], r->info, "calendar.holidays", "lies outside of known_from and known_until");
	}
	w->holidays = days;
	w->holiday_count = n->count;
	return e;
}

static enum err read_calendar(struct reader *r)
{
	static const char *const known[] = {"weekend", "holidays", "known_from", "known_until", NULL};
	const struct yaml_node *n = yaml_get(r->root, "calendar");
	struct working_days *w = &r->pack->days;
	*w = (struct working_days){.weekend = WEEKEND_USUAL, .known_from = 1, .known_until = 0};
	if (!n)
		return OK;
	enum err e = yaml_check_keys(n, "calendar", known, r->info);
	if (e == OK)
		e = read_weekend(r, yaml_get(n, "weekend"));
	const struct yaml_node *from = yaml_get(n, "known_from"), *until = yaml_get(n, "known_until"),
			       *days = yaml_get(n, "holidays");
	if (e == OK && (!from || !until || !days) && (from || until || days))
		e = yaml_fail(n, r->info, "calendar", "holidays, known_from and known_until go together");
	if (e == OK && days) {
		e = read_date(r, from, "calendar.known_from", &w->known_from);
		if (e == OK)
			e = read_date(r, until, "calendar.known_until", &w->known_until);
		if (e == OK)
			e = read_holidays(r, days);
	}
	return e;
}

static enum err read_zone(struct reader *r)
{
	const struct yaml_node *n = yaml_get(r->root, "time_zone");
	struct str name;
	if (!n)
		return yaml_fail(r->root, r->info, "time_zone", "is required: whose midnights are meant");
	enum err e = yaml_text(n, "time_zone", TIME_ZONE_NAME_MAX - 1, &name, r->info);
	if (e == OK && (e = time_zone_load(name, &r->pack->zone)) != OK)
		e = yaml_fail(n, r->info, "time_zone", "no zone of the IANA database has this name");
	return e;
}

static enum err read_names(struct reader *r, const char *key, const char *const **ret, size_t *ret_n)
{
	const struct yaml_node *n = yaml_get(r->root, key);
	return n ? read_texts(r, n, key, PACK_NAMES_MAX, ret, ret_n) : OK;
}

static enum err read_head(struct reader *r)
{
	static const char *const known[] = {"pack",     "name",    "version",  "dated", "time_zone", "jurisdictions",
					    "licences", "without", "calendar", "rules", NULL};
	static const char *const needed[] = {"pack", "name", "version", "dated", "rules"};
	struct pack *p = r->pack;
	int64_t version = 0;
	enum err e = yaml_check_keys(r->root, "pack", known, r->info);
	for (size_t i = 0; e == OK && i < ARRAY_LEN(needed); i++)
		if (!yaml_get(r->root, needed[i]))
			e = yaml_fail(r->root, r->info, needed[i], "is required");
	if (e == OK)
		e = read_text(r, yaml_get(r->root, "pack"), "pack", 12, &p->code);
	if (e == OK)
		e = read_text(r, yaml_get(r->root, "name"), "name", NAME_MAX_BYTES, &p->name);
	if (e == OK)
		e = yaml_i64(yaml_get(r->root, "version"), "version", 1, NUMBER_MAX, &version, r->info);
	p->version = (unsigned)version;
	if (e == OK)
		e = read_date(r, yaml_get(r->root, "dated"), "dated", &p->dated);
	if (e == OK)
		e = read_zone(r);
	if (e == OK)
		e = read_names(r, "jurisdictions", &p->jurisdictions, &p->jurisdiction_count);
	if (e == OK)
		e = read_names(r, "licences", &p->licences, &p->licence_count);
	if (e == OK)
		e = read_names(r, "without", &p->without, &p->without_count);
	return e == OK ? read_calendar(r) : e;
}

static enum err read_rules(struct reader *r, const struct rule **ret)
{
	const struct yaml_node *n = yaml_get(r->root, "rules");
	struct rule *rules = arena_array(r->arena, PACK_RULES_MAX, sizeof *rules);
	size_t count = 0;
	if (!rules)
		return no_memory(r);
	enum err e = check_list(r, n, "rules", PACK_RULES_MAX);
	for (size_t i = 0; e == OK && i < n->count; i++)
		e = read_rule(r, n->items[i], rules, &count);
	r->pack->own_count = count;
	*ret = rules;
	return e;
}

enum err pack_read(struct str text, const char *file, struct arena *a, struct pack **ret, const struct rule **ret_rules,
		   struct err_info *info)
{
	struct arena tree;
	struct yaml_node *root;
	struct reader r = {.arena = a, .info = info, .pack = ARENA_NEW(a, struct pack)};
	if (!r.pack)
		return no_memory(&r);
	r.pack->file = file;
	r.pack->digest = str_hash_stable(text);
	arena_init(&tree, 16u * YAML_BYTES_MAX);
	enum err e = yaml_parse(text, &tree, &root, info);
	r.root = root;
	if (e == OK)
		e = read_head(&r);
	if (e == OK)
		e = read_rules(&r, ret_rules);
	arena_done(&tree);
	if (e == OK)
		*ret = r.pack;
	return e;
}
