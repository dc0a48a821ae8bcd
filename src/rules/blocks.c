#include "rules/blocks.h"

uint32_t blocks_scopes(const struct pack *p, uint32_t states, int64_t at_ms)
{
	uint32_t scopes = 0;
	size_t pos = 0;
	for (const struct rule *r; (r = pack_next(p, RULE_BLOCK, at_ms, &pos));)
		if (states >> r->values[BLOCK_state].word & 1)
			scopes |= rule_words(r, BLOCK_scopes);
	return scopes;
}

void blocks_judge(const struct block_facts *f, enum word_SCOPE scope, struct verdict *v)
{
	size_t pos = 0;
	for (const struct rule *r; (r = pack_next(f->pack, RULE_BLOCK, f->at_ms, &pos));) {
		unsigned state = r->values[BLOCK_state].word;
		if (f->states >> state & 1 && rule_words(r, BLOCK_scopes) >> scope & 1)
			verdict_add(v, VERDICT_BLOCKED, VERDICT_STATE_BLOCKS, r, f->until_ms[state]);
	}
}

const struct rule *blocks_rule(const struct pack *p, enum word_STATE state, enum word_SCOPE scope, int64_t at_ms)
{
	size_t pos = 0;
	for (const struct rule *r; (r = pack_next(p, RULE_BLOCK, at_ms, &pos));)
		if (r->values[BLOCK_state].word == state && rule_words(r, BLOCK_scopes) >> scope & 1)
			return r;
	return NULL;
}

const struct rule *blocks_rule_of(const struct pack *p, enum word_STATE state, int64_t at_ms)
{
	size_t pos = 0;
	for (const struct rule *r; (r = pack_next(p, RULE_BLOCK, at_ms, &pos));)
		if (r->values[BLOCK_state].word == state)
			return r;
	return NULL;
}
