/* How a value is written: words, forms of numbers and times, money and its currency. */
#include "sources/mapping_build.h"

static enum err no_memory(const struct map_context *c)
{
	return err_set(c->info, ERR_NOMEM, NULL, "no memory");
}

enum err map_words(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *list, unsigned index)
{
	size_t more = list->type == YAML_SEQUENCE ? list->count : 1;
	struct map_word *words = arena_array(b->c->arena, s->word_count + more, sizeof(*words));
	if (!words)
		return no_memory(b->c);
	if (list->type == YAML_MAPPING || more > MAP_WORDS_MAX)
		return yaml_fail(list, b->c->info, b->field, "a word or a list of at most %d words is expected", MAP_WORDS_MAX);
	if (s->word_count)
		memcpy(words, s->words, s->word_count * sizeof(*words));
	for (size_t i = 0; i < more; i++) {
		const struct yaml_node *w = list->type == YAML_SEQUENCE ? list->items[i] : list;
		if (w->type != YAML_SCALAR)
			return yaml_fail(w, b->c->info, b->field, "a word is expected");
		words[s->word_count + i] = (struct map_word){w->text, index, w->plain};
	}
	s->words = words;
	s->word_count = (uint16_t)(s->word_count + more);
	return OK;
}

enum err map_our_word(struct map_builder *b, const struct field *f, const struct yaml_node *n, unsigned *ret)
{
	int i = n->type == YAML_SCALAR ? schema_word(f, n->text) : -1;
	if (i < 0)
		return yaml_fail(n, b->c->info, b->field, "not a word that this field has; the first is \"%s\"", f->values[0]);
	*ret = (unsigned)i;
	return OK;
}

static enum err enum_table(struct map_builder *b, const struct field *f, struct mapping_slot *s, const struct yaml_node *n)
{
	if (n->type == YAML_SCALAR) {
		const struct yaml_node *named = b->c->enums ? yaml_get(b->c->enums, n->text.p) : NULL;
		if (!named)
			return yaml_fail(n, b->c->info, b->field, "no table of that name under \"enums\"");
		n = named;
	}
	if (n->type != YAML_MAPPING || n->count == 0 || n->count > MAP_WORDS_MAX)
		return yaml_fail(n, b->c->info, b->field, "a table is expected: their word: ours");
	s->names = NULL;
	for (size_t i = 0; i < n->count; i++) {
		const struct yaml_node *ours = n->pairs[i].value;
		bool several = b->writes && ours->type == YAML_SEQUENCE;
		for (size_t k = 0; k < (several ? ours->count : 1); k++) {
			unsigned index;
			enum err e = map_our_word(b, f, several ? ours->items[k] : ours, &index);
			if (e == OK)
				e = map_words(b, s, n->pairs[i].key, index);
			if (e != OK)
				return e;
		}
	}
	return OK;
}

enum err map_take_enum(struct map_builder *b, const struct field *f, struct mapping_slot *s, const struct yaml_node *n)
{
	const struct yaml_node *table = yaml_get(n, "enum"), *other = yaml_get(n, "default");
	enum err e = OK;
	s->names = f->values;
	if (table)
		e = enum_table(b, f, s, table);
	if (e == OK && other) {
		unsigned index;
		e = map_our_word(b, f, other, &index);
		if (e == OK)
			s->other_word = (int16_t)index;
	}
	return e;
}

enum err map_take_bool(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n)
{
	const struct yaml_node *yes = yaml_get(n, "true"), *no = yaml_get(n, "false"), *other = yaml_get(n, "default");
	enum err e = OK;
	bool v;
	if (!yes && !no)
		return other ? yaml_fail(other, b->c->info, b->field, "\"default\" goes with \"true\" or \"false\"") : OK;
	s->form = FORM_WORDS;
	if (yes)
		e = map_words(b, s, yes, 1);
	if (e == OK && no)
		e = map_words(b, s, no, 0);
	if (e == OK && other) {
		e = yaml_bool(other, b->field, &v, b->c->info);
		if (e == OK)
			s->other_word = v;
	}
	return e;
}

static const struct form_word {
	const char *word;
	enum field_type type;
	enum map_form form;
} form_words[] = {
	{"text", FIELD_STRING, FORM_PLAIN},      {"any", FIELD_STRING, FORM_ANY},
	{"any", FIELD_ID, FORM_PLAIN},           {"number", FIELD_ID, FORM_NUMBER},
	{"number", FIELD_INT, FORM_PLAIN},       {"text", FIELD_INT, FORM_TEXT},
	{"number", FIELD_DECIMAL, FORM_PLAIN},   {"text", FIELD_DECIMAL, FORM_TEXT},
	{"decimal", FIELD_MONEY, FORM_DECIMAL},  {"number", FIELD_MONEY, FORM_NUMBER},
	{"minor", FIELD_MONEY, FORM_MINOR},      {"minor_text", FIELD_MONEY, FORM_MINOR_TEXT},
	{"rfc3339", FIELD_TIME, FORM_RFC3339},   {"epoch_s", FIELD_TIME, FORM_EPOCH_S},
	{"epoch_ms", FIELD_TIME, FORM_EPOCH_MS}, {"date", FIELD_TIME, FORM_DATE},
	{"rfc3339", FIELD_DATE, FORM_RFC3339},   {"epoch_s", FIELD_DATE, FORM_EPOCH_S},
	{"epoch_ms", FIELD_DATE, FORM_EPOCH_MS}, {"date", FIELD_DATE, FORM_DATE},
};

static enum err find_form(struct map_builder *b, enum field_type type, const struct yaml_node *n, enum map_form *ret)
{
	char known[96] = "";
	for (size_t i = 0; i < ARRAY_LEN(form_words); i++) {
		if (form_words[i].type != type)
			continue;
		if (n->type == YAML_SCALAR && str_is(n->text, form_words[i].word)) {
			*ret = form_words[i].form;
			return OK;
		}
		size_t used = strlen(known);
		struct buf list = {.p = known + used, .cap = sizeof(known) - used - 1, .max = sizeof(known) - used - 1};
		buf_str(&list, used ? STR(", ") : STR(""));
		buf_str(&list, str_of(form_words[i].word));
		known[used + list.n] = '\0';
	}
	if (!known[0])
		return yaml_fail(n, b->c->info, b->field, "\"as\" means nothing for this field");
	return yaml_fail(n, b->c->info, b->field, "\"as\" is one of %s%s", known, type == FIELD_MONEY ? ", object" : "");
}

/* The defaults entry that is meant for a type, or NULL. */
static const struct yaml_node *default_of(const struct map_context *c, enum field_type type)
{
	const char *key = type == FIELD_MONEY ? "money" : type == FIELD_TIME ? "time" : type == FIELD_DATE ? "date" : NULL;
	return key && c->defaults ? yaml_get(c->defaults, key) : NULL;
}

enum err map_take_form(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n)
{
	const struct yaml_node *as = yaml_get(n, "as"), *usual = default_of(b->c, s->type);
	if (!as && usual)
		as = usual->type == YAML_SCALAR ? usual : yaml_get(usual, "as");
	if (as)
		return find_form(b, s->type, as, &s->form);
	if (s->type == FIELD_TIME)
		s->form = FORM_RFC3339;
	else if (s->type == FIELD_DATE)
		s->form = FORM_DATE;
	return OK;
}

static enum err money_currency(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n, struct str behind_at,
			       const struct yaml_node *at)
{
	unsigned slot;
	if (n->type == YAML_SCALAR && n->text.n && n->text.p[0] != '/') {
		s->currency = currency_find(n->text);
		return s->currency ? OK : yaml_fail(n, b->c->info, b->field, "not a currency of ISO 4217");
	}
	enum err e = map_hidden(b, s->name, FIELD_CURRENCY, FORM_PLAIN, &slot);
	if (e != OK)
		return e;
	s->currency_slot = (int16_t)slot;
	return at ? map_add_leaf(b, at, behind_at, slot) : map_add_leaf(b, n, STR_NONE, slot);
}

static enum err money_sign(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n)
{
	static const char *const keys[] = {"at", "negative", NULL};
	unsigned slot;
	enum err e = yaml_check_keys(n, b->field, keys, b->c->info);
	if (e != OK)
		return e;
	const struct yaml_node *at = yaml_get(n, "at"), *negative = yaml_get(n, "negative");
	if (!at || !negative)
		return yaml_fail(n, b->c->info, b->field, "\"sign\" needs \"at\" and \"negative\"");
	e = map_hidden(b, s->name, FIELD_BOOL, FORM_WORDS, &slot);
	if (e != OK)
		return e;
	struct mapping_slot *sign = &b->record->slots[slot];
	sign->other_word = 0;
	e = map_words(b, sign, negative, 1);
	s->sign_slot = (int16_t)slot;
	return e == OK ? map_add_leaf(b, at, STR_NONE, slot) : e;
}

/* One key of a money field: its own, or the default's. */
static const struct yaml_node *money_key(const struct map_builder *b, const struct yaml_node *n, const char *key)
{
	const struct yaml_node *own = yaml_get(n, key), *usual = default_of(b->c, FIELD_MONEY);
	return own || yaml_get(n, "as") ? own : yaml_get(usual, key);
}

/* {at: /balance, as: object, amount: /value, currency: /currency, of: decimal}: pointers below "at". */
static enum err money_object(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n, const struct yaml_node *at,
			     unsigned slot)
{
	const struct yaml_node *amount = money_key(b, n, "amount"), *currency = money_key(b, n, "currency"),
			       *of = money_key(b, n, "of");
	struct str behind = amount && amount->type == YAML_SCALAR ? amount->text : STR("/amount");
	enum err e = of ? find_form(b, FIELD_MONEY, of, &s->form) : OK;
	if (!of)
		s->form = FORM_DECIMAL;
	if (e == OK && behind.n && behind.p[0] != '/')
		return yaml_fail(amount, b->c->info, b->field, "a JSON Pointer starts with \"/\"");
	if (e == OK)
		e = map_add_leaf(b, at, behind, slot);
	if (e != OK)
		return e;
	struct str where = currency && currency->type == YAML_SCALAR ? currency->text : STR("/currency");
	if (where.n && where.p[0] != '/')
		return money_currency(b, s, currency, STR_NONE, NULL);
	return money_currency(b, s, at, where, at);
}

enum err map_take_money(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n, const struct yaml_node *at,
			unsigned slot)
{
	const struct yaml_node *as = money_key(b, n, "as"), *currency = money_key(b, n, "currency"),
			       *decimals = money_key(b, n, "decimals"), *sign = yaml_get(n, "sign"),
			       *usual = default_of(b->c, FIELD_MONEY);
	int64_t places;
	enum err e = OK;
	if (!as && usual && usual->type == YAML_SCALAR)
		as = usual;
	if (!as)
		return yaml_fail(n, b->c->info, b->field, "money needs \"as\": decimal, number, minor, minor_text or object");
	if (as->type == YAML_SCALAR && str_is(as->text, "object")) {
		e = money_object(b, s, n, at, slot);
	} else {
		e = find_form(b, FIELD_MONEY, as, &s->form);
		if (e == OK)
			e = map_add_leaf(b, at, STR_NONE, slot);
		if (e == OK && currency)
			e = money_currency(b, s, currency, STR_NONE, NULL);
	}
	if (e == OK && decimals) {
		if (s->form != FORM_MINOR && s->form != FORM_MINOR_TEXT)
			return yaml_fail(decimals, b->c->info, b->field, "\"decimals\" goes with minor units");
		e = yaml_i64(decimals, b->field, 0, 9, &places, b->c->info);
		if (e == OK)
			s->decimals = (int8_t)places;
	}
	return e == OK && sign ? money_sign(b, s, sign) : e;
}
