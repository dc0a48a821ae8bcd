/* The table by which packs are read: every kind of rule with its values, made from the rows of pack_kinds.h. */
#include "rules/pack.h"

#define W(list, id, word) word,
#define L(list)           static const char *const words_##list[] = {WORDS_##list(W) NULL};
WORD_LISTS(L)
#undef L
#undef W
#define words_NONE NULL

#define P(kind, name, type, needed, list) {#name, VALUE_##type, needed, words_##list},
#define K(id, word, how)                                                         \
	static const struct rule_value_kind values_of_##id[] = {VALUES_##id(P)}; \
	_Static_assert(ARRAY_LEN(values_of_##id) <= RULE_VALUES_MAX, "room in struct rule for " #id);
RULE_KINDS(K)
#undef K
#undef P

#define HOW_ONE          true
#define HOW_MANY         false
#define K(id, word, how) {word, HOW_##how, ARRAY_LEN(values_of_##id), values_of_##id},
static const struct rule_kind_row kinds[RULE_KIND_COUNT_] = {RULE_KINDS(K)};
#undef K

const struct rule_kind_row *rule_kind_row(enum rule_kind kind)
{
	return &kinds[kind];
}

static bool find(const char *const *words, struct str text, unsigned *ret)
{
	for (unsigned i = 0; words[i]; i++)
		if (str_is(text, words[i])) {
			*ret = i;
			return true;
		}
	return false;
}

#define L(list)                                                         \
	const char *word_##list##_of(unsigned word)                     \
	{                                                               \
		MUST(word < (unsigned)list##_WORDS_);                   \
		return words_##list[word];                              \
	}                                                               \
	bool word_##list##_find(struct str text, enum word_##list *ret) \
	{                                                               \
		unsigned word;                                          \
		bool found = find(words_##list, text, &word);           \
		if (found)                                              \
			*ret = (enum word_##list)word;                  \
		return found;                                           \
	}
WORD_LISTS(L)
#undef L
