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

#define WORD_OF(list)                                 \
	const char *word_##list##_of(unsigned word)   \
	{                                             \
		MUST(word < (unsigned)list##_WORDS_); \
		return words_##list[word];            \
	}
WORD_OF(STATE)
WORD_OF(SCOPE)
WORD_OF(CLOCK)
WORD_OF(LIMIT)
WORD_OF(LIMIT_PER)
WORD_OF(DEED)
