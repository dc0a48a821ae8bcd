/* rules/pack.h - jurisdiction rule packs: what rules/<jurisdiction>.yaml says, as typed values with their source and their dates.
 * A decision is judged by the rule that was in force at its moment, so every question names one. Thread: made by one; read by any
 * afterwards, nothing in it changes. Life: packs_new .. packs_add* .. packs_seal .. packs_free. */
#pragma once

#include "base/arena.h"
#include "base/money.h"
#include "rules/pack_kinds.h"
#include "rules/period.h"

#define PACKS_MAX         64
#define PACK_RULES_MAX    256 /* of one file; a rule with three dates is three */
#define PACK_HOLIDAYS_MAX 1024
#define PACK_NAMES_MAX    16 /* jurisdictions, licences of one pack */
#define RULE_VALUES_MAX   8
#define RULE_PERIODS_MAX  12
#define RULE_TEXTS_MAX    12
#define RULE_TEXT_MAX     600 /* bytes of text or citation */
#define RULE_ID_MAX       64
#define PACK_CODE_DEFAULT "default"

struct rule_value {
	bool present;
	union {
		int64_t number; /* NUMBER */
		bool truth;     /* BOOL */
		unsigned word;  /* WORD: its number in the list */
		uint32_t words; /* WORDS: bits 1 << number */
		struct money money;
		struct period period;
		const char *text;
		struct {
			const struct period *items;
			size_t count;
		} periods;
		struct {
			const char *const *items;
			size_t count;
		} texts;
	};
};

/* One rule as it is in force from .. until. What was in force before is a rule of the same id. */
struct rule {
	const char *id;   /* "GB/limit-increase"; "default/..." where the pack takes it from there */
	const char *pack; /* "GB" */
	enum rule_kind kind;
	bool verified;               /* false: not checked against the regulator's own text */
	const char *text;            /* what it says, a sentence */
	const char *citation;        /* where */
	int64_t from_ms, until_ms;   /* midnights of the pack's zone; until_ms INT64_MAX: no end is known */
	int32_t from_day, until_day; /* the same as days since 1970-01-01; until_day INT32_MAX */
	uint32_t line;
	struct rule_value values[RULE_VALUES_MAX];
};

struct pack {
	const char *code; /* "GB" */
	const char *name;
	const char *file; /* as told to packs_add() */
	unsigned version;
	int32_t dated;         /* days since 1970-01-01 */
	struct time_zone zone; /* of the regulator: whose midnights rules begin at, whose days statutory clocks count */
	struct working_days days;
	uint64_t digest;  /* of the file's text, and of the default's where that is used: another one, other rules */
	size_t own_count; /* rules in the file */
	size_t rule_count;
	const struct rule *const *rules; /* own and inherited, by kind, then as in the files */
	uint16_t first[RULE_KIND_COUNT_ + 1];
	size_t jurisdiction_count, licence_count;
	const char *const *jurisdictions; /* codes, the pack's own included */
	const char *const *licences;      /* beginnings of licence numbers */
	size_t without_count;
	const char *const *without; /* rules of the default that it has no use for */
};

struct packs;

NODISCARD enum err packs_new(struct packs **ret);
void packs_free(struct packs *p);
/* Takes a pack in. @file: its name, for people. ERR_SYNTAX, ERR_SHAPE, ERR_TOO_LARGE, ERR_NOMEM, with line and reason; a pack's
 * code, jurisdictions and licences must not be another one's. */
NODISCARD enum err packs_add(struct packs *p, struct str text, const char *file, struct err_info *info);
/* After the last one: rules of the default that a pack has not itself become its own. ERR_NOT_FOUND: there is no default.
 * ERR_SHAPE: two rules of a kind of which one may be in force at a time. *ret_file: whose fault it is. */
NODISCARD enum err packs_seal(struct packs *p, const char **ret_file, struct err_info *info);

size_t packs_count(const struct packs *p);
const struct pack *packs_at(const struct packs *p, size_t i);
/* By code, NULL: none. */
const struct pack *packs_find(const struct packs *p, struct str code);
/* The pack follows the licence; where no pack knows that (or it is empty), the jurisdiction; then the default. Never NULL. */
const struct pack *packs_choose(const struct packs *p, struct str licence, struct str jurisdiction);

/* The rule of a kind ONE that is in force at @at_ms, NULL: none. Of a kind MANY the first. */
const struct rule *pack_rule(const struct pack *p, enum rule_kind kind, int64_t at_ms);
/* All of them: start with @pos 0. NULL at the end. */
const struct rule *pack_next(const struct pack *p, enum rule_kind kind, int64_t at_ms, size_t *pos);
/* The statutory clock of a name, NULL: none. */
const struct rule *pack_clock(const struct pack *p, enum word_CLOCK clock, int64_t at_ms);

/* Values; what is absent is false, no time, no words. */
static inline bool rule_is(const struct rule *r, unsigned value)
{
	return r->values[value].present && r->values[value].truth;
}
static inline struct period rule_period(const struct rule *r, unsigned value)
{
	return r->values[value].present ? r->values[value].period : (struct period){0};
}
static inline uint32_t rule_words(const struct rule *r, unsigned value)
{
	return r->values[value].present ? r->values[value].words : 0;
}

/* A customer's age, for rules about some ages only. @age < 0: not known, and every such rule applies. @from, @to: positions of
 * age_from and age_to. */
bool rule_is_of_age(const struct rule *r, unsigned from, unsigned to, int age);

enum rule_value_type {
	VALUE_NUMBER,
	VALUE_BOOL,
	VALUE_WORD,
	VALUE_WORDS,
	VALUE_MONEY,
	VALUE_PERIOD,
	VALUE_PERIODS,
	VALUE_TEXT,
	VALUE_TEXTS
};
struct rule_value_kind {
	const char *name;
	enum rule_value_type type;
	bool required;
	const char *const *words; /* WORD, WORDS: NULL-terminated */
};
struct rule_kind_row {
	const char *word;
	bool one; /* at most one in force at a moment */
	size_t value_count;
	const struct rule_value_kind *values;
};
const struct rule_kind_row *rule_kind_row(enum rule_kind kind);
/* For every list of words: word_STATE_of(STATE_EXCLUDED) is "self_excluded", and word_STATE_find() the way back; false: no such.
 */
#define L(list)                                      \
	const char *word_##list##_of(unsigned word); \
	bool word_##list##_find(struct str text, enum word_##list *ret);
WORD_LISTS(L)
#undef L

struct json_writer;
/* An object: id, kind, text, citation, verified, effectiveFrom, until (null: open) and values. */
void rule_write(const struct rule *r, struct json_writer *w);
