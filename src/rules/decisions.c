#include "rules/decisions.h"

/* ---- bonuses ---- */

static void judge_wagering(const struct bonus_facts *f, struct verdict *v)
{
	const struct rule *r = pack_rule(f->blocks.pack, RULE_BONUS_WAGERING, f->blocks.at_ms);
	int64_t most;
	/* An amount too large for the product is no bonus anybody grants; its wagering is surely below. */
	if (r && !__builtin_mul_overflow(f->amount_minor, r->values[BONUS_WAGERING_most_times].number, &most) &&
	    f->wagering_minor > most)
		verdict_add(v, VERDICT_BLOCKED, VERDICT_WAGERING_TOO_HIGH, r, 0);
}

static void judge_once(const struct bonus_facts *f, struct verdict *v)
{
	const struct rule *r = pack_rule(f->blocks.pack, RULE_BONUS_ONCE, f->blocks.at_ms);
	if (!r)
		return;
	if (!f->history_known || f->bonuses_had >= (uint64_t)r->values[BONUS_ONCE_most].number)
		verdict_add(v, VERDICT_BLOCKED, VERDICT_BONUS_HAD, r, 0);
	if (rule_is(r, BONUS_ONCE_first_play_only) && (!f->history_known || f->has_played))
		verdict_add(v, VERDICT_BLOCKED, VERDICT_BONUS_NOT_FIRST_PLAY, r, 0);
}

void bonus_judge(const struct bonus_facts *f, struct verdict *v)
{
	blocks_judge(&f->blocks, SCOPE_BONUS, v);
	judge_wagering(f, v);
	judge_once(f, v);
	verdict_second_person(v, f->blocks.pack, DEED_BONUS, f->blocks.at_ms, f->amount_minor, f->currency);
}

/* ---- withdrawals ---- */

void withdrawal_judge(const struct withdrawal_facts *f, struct verdict *v)
{
	const struct pack *p = f->blocks.pack;
	int64_t at_ms = f->blocks.at_ms;
	const struct rule *own = pack_rule(p, RULE_WITHDRAWAL, at_ms), *identity = pack_rule(p, RULE_IDENTITY, at_ms);
	bool pays = f->act == WITHDRAWAL_APPROVE || f->act == WITHDRAWAL_RESEND;
	if (pays)
		blocks_judge(&f->blocks, SCOPE_WITHDRAW, v);
	if (f->act == WITHDRAWAL_CANCEL && own && !rule_is(own, WITHDRAWAL_customer_may_cancel))
		verdict_add(v, VERDICT_BLOCKED, VERDICT_CUSTOMER_CANNOT_CANCEL, own, 0);
	if (f->asks_document && f->could_have_asked && identity && rule_is(identity, IDENTITY_nothing_late_at_withdrawal))
		verdict_add(v, VERDICT_BLOCKED, VERDICT_LATE_DOCUMENT, identity, 0);
	/* To hold is to decide nothing yet. */
	if (f->act != WITHDRAWAL_HOLD && f->act != WITHDRAWAL_CANCEL)
		verdict_second_person(v, p, DEED_WITHDRAWAL, at_ms, f->amount_minor, f->currency);
}

uint32_t vip_gate(const struct pack *p, uint32_t have, int64_t at_ms, const struct rule **ret_rule)
{
	const struct rule *r = pack_rule(p, RULE_VIP_GATE, at_ms);
	if (ret_rule)
		*ret_rule = r;
	return r ? rule_words(r, VIP_GATE_needs) & ~have : 0;
}
