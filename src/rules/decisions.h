/* rules/decisions.h - what the pack says to bonuses that are to be granted, to withdrawals that are decided, and to making
 * somebody a VIP. Pure functions, any thread, no allocation. */
#pragma once

#include "rules/blocks.h"

struct bonus_facts {
	struct block_facts blocks; /* pack, moment, what is so about the customer */
	const struct currency *currency;
	int64_t amount_minor;
	int64_t wagering_minor; /* to be staked before it is the customer's */
	bool history_known;     /* the next two are */
	uint64_t bonuses_had;
	bool has_played;
};
/* Blocked: for whom nothing may be given, above the most wagering, or beyond the first where that is all. History that is not
 * known counts as had, where the pack asks for it. */
void bonus_judge(const struct bonus_facts *f, struct verdict *v);

enum withdrawal_act {
	WITHDRAWAL_APPROVE,
	WITHDRAWAL_HOLD,
	WITHDRAWAL_REJECT, /* and return */
	WITHDRAWAL_RESEND,
	WITHDRAWAL_CANCEL, /* as the customer asks for */
};

struct withdrawal_facts {
	struct block_facts blocks;
	enum withdrawal_act act;
	const struct currency *currency;
	int64_t amount_minor;
	bool asks_document;    /* makes it depend on a document */
	bool could_have_asked; /* that could have been asked for earlier */
};
void withdrawal_judge(const struct withdrawal_facts *f, struct verdict *v);

/* What the pack wants before a customer is made a VIP and @have (bits 1 << GATE_...) has not; 0: nothing more. *ret_rule may be
 * NULL. Intensive play stands in the way of it whatever there is: see thresholds.h. */
uint32_t vip_gate(const struct pack *p, uint32_t have, int64_t at_ms, const struct rule **ret_rule);
