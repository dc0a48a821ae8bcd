/* rules/blocks.h - what a customer of whom something is so must not get: log in, deposit, bet, withdraw, bonus, marketing; by
 * which rule. States are facts that others establish (exclusion.h, thresholds.h, the account); what they block stands in the
 * pack. No exclusion ever blocks a withdrawal: a pack that says so is not read. Pure functions, any thread, no allocation. */
#pragma once

#include "rules/verdict.h"

struct block_facts {
	const struct pack *pack;
	int64_t at_ms;
	uint32_t states;                /* bits 1 << STATE_... */
	int64_t until_ms[STATE_WORDS_]; /* when a state ends; 0: not known. May stay all 0 */
};

#define STATE_BIT(state) (1u << STATE_##state)
#define SCOPE_BIT(scope) (1u << SCOPE_##scope)

/* Bits 1 << SCOPE_... of what is blocked. */
uint32_t blocks_scopes(const struct pack *p, uint32_t states, int64_t at_ms);
/* Adds a row for every rule that blocks @scope. */
void blocks_judge(const struct block_facts *f, enum word_SCOPE scope, struct verdict *v);
/* The rule by which @state blocks @scope, NULL: none does. */
const struct rule *blocks_rule(const struct pack *p, enum word_STATE state, enum word_SCOPE scope, int64_t at_ms);
/* The rule that says what follows from @state, whatever it blocks; NULL: none. */
const struct rule *blocks_rule_of(const struct pack *p, enum word_STATE state, int64_t at_ms);
